"""Finds the article on a page, without being told where it stands, and drops what is none."""

import re
from collections.abc import Collection

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from .markup import SILENT, attribute, lines_of, walk

#: Where the systems of bureaus put an article.
_KNOWN = (
    ".TRS_Editor, .trs_editor_view, .TRS_UEDITOR, #UCAP-CONTENT, ucapcontent, #zoom, #Zoom, #ZOOM,"
    " #vsb_content, #vsb_content_2, .v_news_content, .wp_articlecontent, [itemprop=articleBody],"
    " .article-content, .article_content, .articleContent, #articleContent, #article_content,"
    " .news_content, #NewsContent, #ContentRegion, .pages_content, .xxgk_content, .zwgk_content,"
    " .view-content, .content_text, .con_text, .article-con, .article_con, .Article, .article,"
    " article"
)
_NEVER_MAIN = {
    "p", "tr", "tbody", "thead", "tfoot", "span", "a", "font", "b", "strong", "h1", "h2",
    "h3", "h4", "ul", "ol", "li",
}  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff]")
_AROUND = frozenset({"nav", "footer"})
_NOISE_NAMES = re.compile(
    r"share|bdshare|print|dayin|guanbi|fontsize|font-size|font_size|qrcode|ewm|erweima|crumb|"
    r"breadcrumb|position|dqwz|location|pager|pagination|related|xgwz|xgyd|copyright|footer|"
    r"toolbar|tool-bar|functions|fenxiang|scan|saoma|wechat|weixin",
    re.I,
)
#: What is named like noise but says more than this is none.
_SHORT = 60
#: The knobs around an article, in a line of their own.
_KNOB = (
    "打印|本页|页面|关闭|窗口|本文|收藏|分享|转发|到|字体|字号|大小|大|中|小|我要|返回|顶部|首页|上一篇|"
    "下一篇|没有了|微信|微博|新浪|腾讯|朋友圈|人人网|QQ|qq空间|QQ空间|扫一扫|在手机|手机|打开|当前|查看|浏览|"
    "纠错|朗读|语音|播放|下载|复制|链接|举报|阅读|点赞|无障碍|繁体|简体|超大|默认|缩小|放大"
)
_KNOB_LINE = re.compile(rf"(?:(?:{_KNOB})|[\s【】\[\]（）()|｜丨:：<>《》·•、,，/+\-TA])++")
_SAID_ASIDE = re.compile(
    r"(?:您?(?:现在|当前|所在)的?位置|你的位置|浏览次数|点击(?:数|次数|量)|阅读(?:数|次数|量)|访问量|责任编辑|"
    r"字号|字体|字体大小|视力保护色|分享到?|扫一扫|版权所有|主办单位|网站标识码|备案号|"
    r"上一篇|下一篇|上一条|下一条)\s*[:：]"
)
_LONGEST_ASIDE = 60


def selected(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """Return the outermost nodes that fit, in the order of the page; none for a wrong selector."""
    try:
        fitting = {node.mem_id for node in tree.css(selector)}
    except (SelectolaxError, ValueError):
        return []
    return outermost(tree.root, fitting)


def outermost(root: LexborNode | None, wanted: Collection[int]) -> list[LexborNode]:
    """Return the nodes of ``wanted`` that stand in no other of them."""
    found: list[LexborNode] = []
    passed: set[int] = set()
    if root is not None and wanted:
        for node, entering in walk(root, passed):
            if entering and node.mem_id in wanted:
                found.append(node)
                passed.add(node.mem_id)
    return found


def noise_in(tree: LexborHTMLParser, weights: dict[int, int]) -> set[int]:
    """Return what stands around an article: navigation, footers, knobs for sharing."""
    noise: set[int] = set()
    if tree.root is None:
        return noise
    around = _above(selected(tree, _KNOWN))
    for node, entering in walk(tree.root):
        if not entering or not node.is_element_node or node.mem_id in around:
            continue
        named = f"{attribute(node, 'class')} {attribute(node, 'id')}"
        short = weights.get(node.mem_id, 0) < _SHORT and node.tag not in {"html", "body"}
        if node.tag in _AROUND or (named != " " and short and _NOISE_NAMES.search(named)):
            noise.add(node.mem_id)
    return noise


def _above(nodes: list[LexborNode]) -> set[int]:
    """Return the nodes and all that they stand in."""
    above: set[int] = set()
    for node in nodes:
        here: LexborNode | None = node
        while here is not None and here.mem_id not in above:
            above.add(here.mem_id)
            here = here.parent
    return above


def weights_of(tree: LexborHTMLParser) -> dict[int, int]:
    """Return by node how many Chinese characters it holds outside of links."""
    weights: dict[int, int] = {}
    open_sums = [0]
    in_links = 0
    passed: set[int] = set()
    if tree.root is None:
        return weights
    for node, entering in walk(tree.root, passed):
        if node.is_text_node:
            if entering and not in_links:
                open_sums[-1] += len(_HAN.findall(node.text_content or ""))
        elif not node.is_element_node:
            continue
        elif entering:
            in_links += node.tag == "a"
            open_sums.append(0)
            if node.tag in SILENT:
                passed.add(node.mem_id)
                open_sums.pop()
        elif node.mem_id not in passed:
            in_links -= node.tag == "a"
            weights[node.mem_id] = inside = open_sums.pop()
            open_sums[-1] += inside
    return weights


def main_parts(tree: LexborHTMLParser, weights: dict[int, int], skip: set[int]) -> list[LexborNode]:
    """Return the nodes that hold the article: a known place of one, else where the words are."""
    body = tree.body
    if body is None:
        return []
    densest = _densest(body, weights, skip)
    known = [node for node in selected(tree, _KNOWN) if node.tag not in _NEVER_MAIN]
    most = max((weights.get(node.mem_id, 0) for node in known), default=0)
    known = [node for node in known if weights.get(node.mem_id, 0) * 20 > most]
    if known:
        inside = sum(weights[node.mem_id] for node in known)
        if inside * 3 >= weights.get(densest.mem_id, 0):
            return known
    return [densest]


def _densest(body: LexborNode, weights: dict[int, int], skip: set[int]) -> LexborNode:
    """Follow the child that holds most of the words, as long as it holds nearly all of them."""
    node = body
    while True:
        best, most, whole = None, 0, 0
        child = node.first_child
        while child is not None:
            weight = weights.get(child.mem_id, 0) if child.mem_id not in skip else 0
            whole += weight
            if weight > most:
                best, most = child, weight
            child = child.next
        if best is None or most * 4 < whole * 3:
            return node
        if best.tag in _NEVER_MAIN or (best.tag == "table" and not _deeper(best, weights)):
            return node
        node = best if best.tag != "table" else _deeper(best, weights) or best


def _deeper(table: LexborNode, weights: dict[int, int]) -> LexborNode | None:
    """Return the one cell that holds nearly all words of a table, or None: then it is a table."""
    whole = weights.get(table.mem_id, 0)
    for node, entering in walk(table):
        if (
            entering
            and node.tag == "td"
            and weights.get(node.mem_id, 0) * 4 >= whole * 3
            and node.css_first("p, div, table, br") is not None
        ):
            return node
    return None


def article_lines(roots: list[LexborNode], skip: Collection[int]) -> list[str]:
    """Return the text of an article without the knobs and asides that stand in it."""
    return [line for line in lines_of(roots, skip) if not _is_aside(line)]


def _is_aside(line: str) -> bool:
    if len(line) > _LONGEST_ASIDE or "\t" in line:
        return False
    return bool(_KNOB_LINE.fullmatch(line) or _SAID_ASIDE.match(line))
