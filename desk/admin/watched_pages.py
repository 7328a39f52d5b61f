"""The admin of 看哪里: the pages of bureaus that are looked at every night."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError

from caching.revision import bump_revision
from regions import lookalikes
from regions.models import Source
from regions.models.region import LINEAGE
from watch.models import WatchedPage

from .mixins.base import BY_REGION, PlaceColumn, ProvinceFilter
from .mixins.known_ids import KnownIds

#: What a selector is tried on: a page with the parts that any page has.
_SAMPLE = (
    "<html><head><title>t</title></head><body><div class='article'><p>p</p></div></body></html>"
)
_WHOLE = {"html", "body"}
MOST_WORDS, SHORTEST_WORD = 20, 2
WHOLE_PAGE = (
    "存好了，可是“{label}”的“{selector}”选中的是整页：{why}。请打开网页，在正文上点右键“检查”，"
    "找只包住正文的那一块，如 div.article。"
)
#: What editors are told, who need not know how a page is built.
HELP = {
    "keep": "空着，由程序自己找正文。会看网页代码的，写包住正文那一块的 CSS 选择器，"
    "如 div.article；不会写就空着。",
    "drop": "正文里天天变、和文件无关的，如分享、访问次数；也写选择器，如 .share, .hits。",
}
WHY = {
    "keep": "菜单、日期、访问次数变了，也会说文件变了",
    "drop": "整页都不看了，就什么也看不到",
}


def matched(selector: str) -> set[str]:
    """Return the names of the elements of a small page that ``selector`` fits.

    Raises ValidationError where it is no selector. The parser is loaded for the first editor who
    needs it: readers' requests never do.
    """
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        return {node.tag or "" for node in LexborHTMLParser(_SAMPLE).css(selector)}
    except SelectolaxError as error:
        raise ValidationError(
            "看不懂这个选择器。写 CSS 的选择器，如 div.article 或 #content；几个用英文逗号隔开。"
            "不会写就空着，程序自己找正文。"
        ) from error


def bare_host(url: str) -> str:
    return lookalikes.host_of(url).removeprefix("www.")


class WatchedPageForm(forms.ModelForm):
    def clean_keep(self):
        return self._selector("keep")

    def clean_drop(self):
        return self._selector("drop")

    def _selector(self, name: str) -> str:
        selector = " ".join(self.cleaned_data[name].split())
        if selector:
            matched(selector)
        return selector

    def clean_title_words(self):
        words = list(dict.fromkeys(self.cleaned_data["title_words"].split()))
        if len(words) > MOST_WORDS:
            raise ValidationError(f"最多 {MOST_WORDS} 个词，现在有 {len(words)} 个。")
        if short := [word for word in words if len(word) < SHORTEST_WORD]:
            raise ValidationError(
                f"“{short[0]}”只有一个字，几乎每个标题都有。每个词至少 {SHORTEST_WORD} 个字。"
            )
        return " ".join(words)

    def _post_clean(self):
        """As Django's; what is no longer looked at may stay as it is, also if it is taken down."""
        super()._post_clean()
        given_up = self.instance.pk and not self.cleaned_data.get("active")
        if given_up and "url" not in self.changed_data:
            self.errors.pop("url", None)

    def clean(self):
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind == WatchedPage.Kind.DOCUMENT and cleaned.get("title_words"):
            self.add_error("title_words", "只有目录页看标题，文件页请空着。")
        source: Source | None = cleaned.get("source")
        if source is not None and (url := cleaned.get("url")):
            self._check_host(source, url)
        return cleaned

    def _check_host(self, source: Source, url: str) -> None:
        own = bare_host(source.url)
        if not own:
            self.add_error("source", "这份来源没有填网址，对不上。请先给来源填上官网的网址。")
        elif own != bare_host(url):
            self.add_error(
                "source",
                f"这份来源的网址在 {own}，要看的在 {bare_host(url)}，不是同一个网站，"
                "不能算它的官网。请把来源的网址改成官网的，或者这里空着。",
            )


@admin.register(WatchedPage)
class WatchedPageAdmin(PlaceColumn, KnownIds):
    """Editors say where to look; the fields of the last visit are only shown."""

    form = WatchedPageForm
    change_form_template = "admin/kept_form.html"
    list_display = ["name", "place", "kind", "host", "succeeded_at", "result", "active"]
    list_filter = ["active", "kind", "outcome", ProvinceFilter]
    list_select_related = [LINEAGE]
    search_fields = ["name", "url", *BY_REGION]
    search_help_text = "名称、网站、地区"
    autocomplete_fields = ["region", "source"]
    readonly_fields = ["visited_at", "succeeded_at", "result", "rests_until"]
    fieldsets = [
        ("哪里", {"fields": ["region", "name", "kind", "url"]}),
        ("文件页", {"fields": ["source"]}),
        ("目录页", {"fields": ["title_words"]}),
        (
            "看哪一块",
            {
                "fields": ["keep", "drop"],
                "description": "多半不用填；总说菜单、日期变了，才填。改了以后，下一夜照新的看。",
            },
        ),
        ("看不看", {"fields": ["active", "note"]}),
        (
            "上次去看（程序写的）",
            {"fields": ["visited_at", "succeeded_at", "result", "rests_until"]},
        ),
    ]

    def has_delete_permission(self, request, obj=None):
        return False  # what was seen there would go with it

    def get_fieldsets(self, request, obj=None):
        shown = super().get_fieldsets(request, obj)
        return shown if obj is not None else shown[:-1]

    @admin.display(description="网站", ordering="url")
    def host(self, page):
        return lookalikes.host_of(page.url)

    @admin.display(description="上次的结果", ordering="outcome")
    def result(self, page):
        label = page.get_outcome_display()
        return f"{label}：{page.reason}" if page.reason else label

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "url":
            kwargs["assume_scheme"] = "https"
        if told := HELP.get(db_field.name):
            kwargs["help_text"] = told
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "source":  # a source is written on its own page, and not deleted here
            field.widget.can_add_related = field.widget.can_delete_related = False
            field.widget.can_change_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "source":
            kwargs = {"queryset": Source.objects.originals()} | kwargs
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """As Django's; what is looked at in another way is fetched anew the next night.

        The public page tells of these rows, so the content's revision is raised; a visit is told
        once a night (``Run``).
        """
        if {"url", "keep", "drop", "kind"} & set(form.changed_data):
            obj.etag = obj.last_modified = ""  # or “not modified” would hide the other part
        super().save_model(request, obj, form, change)  # in the transaction of the form
        bump_revision(())  # no page of a place or a question shows them
        for name in ("keep", "drop"):
            selector = getattr(obj, name)
            if selector and _WHOLE & matched(selector):
                label = obj._meta.get_field(name).verbose_name
                told = WHOLE_PAGE.format(label=label, selector=selector, why=WHY[name])
                messages.warning(request, told)
