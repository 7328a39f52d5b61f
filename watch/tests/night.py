"""Two nights of watching bureaus' websites on this machine, and how they were asked.

``python -m watch.tests.night`` prints the requests of each website, the shortest pause between
two of them, what came of each page, and what the editors were told. It has a database of its own.
"""

import os
import tempfile
from collections import Counter

from .site import CHALLENGE, NEWER, SHOP, Reply, Site, document, listing, official_names, served

NOTICE = "关于调整职工医保个人账户计入办法的通知"
OLD = [(f"{NOTICE}（第{n}号）", f"/old{n}.html", "2020-01-01") for n in range(20)]

#: What each page answers in the first night and in the second, by host and path.
PAGES: dict[str, tuple[Reply, Reply]] = {
    "ybj.gansu.gov.cn/list": (
        Reply(listing(*OLD)),
        Reply(listing((NOTICE, "/new.html", "2026-11-29"), *OLD)),
    ),
    "ybj.gansu.gov.cn/same": (Reply(document(), etag='"1"'), Reply(document(), etag='"1"')),
    "ybj.gansu.gov.cn/label": (
        Reply(document(beside="<p>浏览次数：5</p>")),
        Reply(document(beside="<b>新</b><p>浏览次数：6</p>")),
    ),
    "ybj.gansu.gov.cn/changed": (Reply(document()), Reply(document(NEWER))),
    "ybj.gansu.gov.cn/gone": (Reply(document()), Reply("没有", 404)),
    "ybj.gansu.gov.cn/gb18030": (
        Reply(document().encode("gb18030"), content_type="text/html; charset=gb2312"),
        Reply(document().encode("gb18030"), content_type="text/html; charset=gb2312"),
    ),
    "ylbz.hunan.gov.cn/list": (Reply(listing(*OLD)), Reply("<body><div id='app'></div></body>")),
    "ylbz.hunan.gov.cn/shop": (Reply(document()), Reply(SHOP)),
    "ylbz.hunan.gov.cn/selector": (
        Reply(document()),
        Reply(document().replace("class='article'", "class='text'")),
    ),
    "ylbz.hunan.gov.cn/elsewhere": (
        Reply(document()),
        Reply(status=302, headers={"Location": "http://10.0.0.1/"}),
    ),
    "hsa.a.gov.cn/1": (Reply(CHALLENGE, 412), Reply(CHALLENGE, 412)),
    "hsa.a.gov.cn/2": (Reply(document()), Reply(document())),
    "hsa.b.gov.cn/1": (Reply("不行", 403), Reply(document())),
    "hsa.c.gov.cn/1": (Reply(document()), Reply("", 429, headers={"Retry-After": "3600"})),
    "hsa.c.gov.cn/2": (Reply(document()), Reply(document())),
    "hsa.d.gov.cn/1": (Reply(document()), Reply(document())),
    "hsa.d.gov.cn/2": (Reply(document()), Reply(document())),
    "hsa.e.gov.cn/drips": (Reply(document(), drip=0.1), Reply(document(), drip=0.1)),
    "hsa.e.gov.cn/short": (Reply(document(), length=90), Reply(document(), length=90)),
    "hsa.e.gov.cn/bomb": (Reply(b"0" * 9_000_000, packed=True), Reply(document())),
}
ROBOTS = {"hsa.d.gov.cn/robots.txt": Reply("User-agent: *\nDisallow: /")}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "yibao_site.settings",
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/night.sqlite3",
            "OFFICIAL_DOMAINS": "gov.cn",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        with served() as site, official_names():
            watch_two_nights(site)


def watch_two_nights(site: Site) -> None:
    from watch.models import Finding, WatchedPage

    from .make import DAY, NIGHT, look, make_page

    for place, (first, _) in PAGES.items():
        host, _, path = place.partition("/")
        site.replies[place] = first
        kind = "list" if path == "list" else "document"
        keep = "div.article" if path == "selector" else ""
        make_page(site.url(f"/{path}", host), kind, name=place, keep=keep)
    site.replies |= ROBOTS
    for night in (0, 1):
        site.requests.clear()
        site.replies |= {place: replies[night] for place, replies in PAGES.items()}
        run = look(now=NIGHT + night * 1.1 * DAY, hosts=3, pause=1.0)
        print(f"\n第 {night + 1} 夜：看了 {len(run.looked)} 页，请求 {len(site.requests)} 次")
        for host, number in sorted(Counter(one.host for one in site.requests).items()):
            print(f"  {host}　{number} 次")
        print(f"  同一个网站两次之间最短 {min(site.gaps()):.2f} 秒，最多同时 {site.most_open} 个")
        for page in WatchedPage.objects.order_by("pk"):
            print(f"  {page.get_outcome_display()}　{page.name}　{page.reason}")
    print("\n告诉编辑的：")
    for found in Finding.objects.select_related("page").order_by("pk"):
        state = f"（{found.closed_because}）" if found.closed_at else ""
        print(f"  {found.get_kind_display()}　{found.page.name}　{_details(found.details)}{state}")


def _details(details: dict) -> str:
    if clauses := details.get("clauses"):
        return f"{clauses[0]['clause']} {clauses[0]['words'] or '文字变了'}"
    return "，".join(str(value) for value in details.values() if value)


if __name__ == "__main__":
    main()
