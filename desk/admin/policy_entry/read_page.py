"""先读文件: an editor gives a file, an address or text, and it is read to fill 录入标准."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode

from desk import scans
from desk.models import DocumentReading
from desk.models.reading import ADDRESS_LENGTH, LONGEST, NAME_LENGTH
from desk.readings.marks import LONGEST as LONGEST_TEXT
from desk.readings.marks import Marks
from desk.typed_fields import AddressField
from documents.contents import REFUSALS
from regions.models import Region
from regions.models.link import refusal_of
from watch.models import Finding

from .beside import Beside, since

PERMISSIONS = [
    "regions.add_refundpolicy",
    "regions.change_refundpolicy",
    "regions.add_source",
    "regions.add_sourcescan",
]
GONE = (
    "这一次读的不在了：读过的收7天，每人最多5份，别人读的打不开。"
    "下面填的都还在；要照着文件填，请再读一次。"
)
#: The most characters that may be pasted.
MOST_PASTED = 300_000
#: What goes on along with a reading: which rule is corrected, from which list one came.
_CARRIED = ("change", "list")
ONE_OF_THREE = "请选一个文件，或者填网址，或者粘贴正文。刚登录过的，文件要再选一次。"
#: How long until the page of a reading looks again, in seconds.
_AGAIN_IN = 2


class ReadForm(forms.Form):
    """Takes one of three: a file, an address, or pasted text."""

    document = forms.FileField(
        label="选文件",
        required=False,
        help_text="网页（HTML）、PDF、Word（.docx）、文本，20 MB 以内。"
        "照片、扫描件里的字机器认不了，只当扫描件收着。",
        widget=forms.FileInput(
            {"accept": ".html,.htm,.pdf,.docx,.txt,.doc,.ofd,.jpg,.jpeg,.png,.webp"}
        ),
        error_messages={"empty": "这个文件是空的，请看看是不是选错了。"},
    )
    address = AddressField(
        label="网址",
        required=False,
        max_length=ADDRESS_LENGTH,
        assume_scheme="https",
        help_text="官方网站上那一页的网址，本站去取一次。",
        widget=forms.URLInput({"class": "vURLField"}),
    )
    text = forms.CharField(
        label="粘贴正文",
        required=False,
        max_length=MOST_PASTED,
        help_text="从网页、Word 里复制有条款的几段。",
        widget=forms.Textarea({"rows": 6, "class": "vLargeTextField"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_read_%s", label_suffix="", **kwargs)
        self.fields["address"].validators = [URLValidator(["http", "https"])]

    def clean_document(self):
        file = self.cleaned_data["document"]
        if file and file.size > LONGEST:
            raise ValidationError(f"“{file.name}”超过 20 MB。{REFUSALS['too-large']}")
        return file

    def clean_address(self):
        address = self.cleaned_data["address"]
        if address and (why := refusal_of(address)):
            raise ValidationError(why)
        return address

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        given = [name for name in self.fields if cleaned.get(name)]
        if len(given) > 1:
            raise ValidationError("文件、网址、正文只给一样，别的请去掉。")
        if not given and not self.errors:
            raise ValidationError(ONE_OF_THREE)
        return cleaned

    def given(self) -> dict[str, Any]:
        """Return what the reading begins with."""
        told, kinds = self.cleaned_data, DocumentReading.Kind
        if file := told["document"]:
            name = "".join(char for char in file.name if char.isprintable())[-NAME_LENGTH:]
            kind = (file.content_type or "")[:200]
            return {"kind": kinds.FILE, "raw": file.read(), "name": name, "content_type": kind}
        if told["address"]:
            return {"kind": kinds.ADDRESS, "address": told["address"]}
        return {"kind": kinds.TEXT, "raw": told["text"].encode()}

    @property
    def has_pasted(self) -> bool:
        return bool(self["text"].value() or self["text"].errors)


@dataclass(frozen=True)
class Opened:
    """The reading that ``?reading=`` or a posted form names, or why there is none to show.

    ``goes_on`` is the page of a reading that is not done; ``elsewhere`` is one for another place.
    """

    beside: Beside | None = None
    said: str = ""
    status: int = 200
    goes_on: str = ""
    elsewhere: DocumentReading | None = None


def opened_reading(request, region: Region) -> Opened:
    """Return the reading that fills the page of ``region``."""
    posted = request.method == "POST"
    number = (request.POST if posted else request.GET).get("reading", "")
    if not number:
        return Opened()
    reading = _reading(request, number)
    if reading is None:
        return Opened(said=GONE, status=200 if posted else 404)
    if reading.region_id != region.pk:
        return Opened(elsewhere=reading)
    if not reading.is_done and not posted:
        return Opened(goes_on=_page(request, "reading", region, reading.pk))
    return Opened(beside=Beside(reading, region))


def _reading(request, number: str) -> DocumentReading | None:
    """Return a reading of this person that is kept still."""
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    kept = DocumentReading.objects.of(request.user).kept(timezone.now())
    return kept.select_related("region").filter(pk=number).first()


def _page(request, name: str, region: Region, *args: int, **query: Any) -> str:
    """Return the address of a page of ``region``, with what goes on along."""
    told = {key: request.GET[key] for key in _CARRIED if request.GET.get(key)} | query
    address = reverse(f"admin:regions_refundpolicy_{name}", args=[region.pk, *args])
    return f"{address}?{urlencode(told)}" if told else address


def read_first(request, region: Region, form: ReadForm | None = None) -> dict[str, Any]:
    """Return what the box 先读文件 shows."""
    kept = DocumentReading.objects.of(request.user).kept(timezone.now()).filter(region=region)
    return {
        "read_form": form or ReadForm(),
        "read_url": _page(request, "read", region),
        "read_before": [
            (since(reading), _page(request, "record", region, reading=reading.pk))
            for reading in kept
        ],
    }


def read_page(model_admin, request, pk):
    """Show the three ways to give a document (GET), and begin to read one (POST).

    ``?finding=`` names what the watch found, which is read at a click; ``move`` is a reading that
    was begun for another place.
    """
    region = _region(request, pk)
    finding = _finding(request)
    form = ReadForm()
    if request.method == "POST":
        if "move" in request.POST:
            return _moved(request, region)
        if "read_finding" in request.POST and finding is not None:
            return _begun(request, region, _of_finding(finding))
        form = ReadForm(request.POST, request.FILES)
        if form.is_valid():
            return _begun(request, region, form.given())
    context = _context(model_admin, request, region, "先读文件") | read_first(request, region, form)
    return TemplateResponse(request, "admin/policy_read.html", context | {"finding": finding})


def _region(request, pk: int) -> Region:
    if not request.user.has_perms(PERMISSIONS):
        raise PermissionDenied
    return get_object_or_404(Region.objects.with_lineage(), pk=pk)


def _context(model_admin, request, region: Region, title: str) -> dict[str, Any]:
    return model_admin.admin_site.each_context(request) | {
        "title": f"{title}：{region.full_title}",
        "opts": model_admin.opts,
        "region": region,
        "record_url": _page(request, "record", region),
    }


@dataclass(frozen=True)
class Found:
    """What the watch found, as something to read."""

    finding: Finding
    title: str
    address: str

    @property
    def is_kept(self) -> bool:
        return self.finding.snapshot is not None

    @property
    def is_link(self) -> bool:
        """Whether the address, which somebody else's page gave, may be a link."""
        return self.address.startswith(("https://", "http://"))


def _finding(request) -> Found | None:
    number = request.GET.get("finding", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    if not request.user.has_perms(["watch.view_finding", "watch.view_snapshot"]):
        raise PermissionDenied
    finding = Finding.objects.select_related("page", "snapshot").filter(pk=number).first()
    if finding is None:
        raise Http404
    snapshot, told = finding.snapshot, finding.details
    address = snapshot.address if snapshot else told.get("address") or finding.page.url
    return Found(finding, told.get("title") or str(finding), address)


def _of_finding(found: Found) -> dict[str, Any]:
    """Return what the reading of a finding begins with: the bytes that were kept, or an address."""
    from desk.readings.work import name_in

    snapshot, page = found.finding.snapshot, found.finding.page
    given: dict[str, Any] = {"kind": DocumentReading.Kind.ADDRESS, "address": found.address}
    if snapshot is not None:
        given |= {"raw": snapshot.raw, "snapshot": snapshot}
        given |= {"content_type": snapshot.content_type, "name": name_in(found.address)}
        given |= {"keep": page.keep, "drop": page.drop}
    return given


def _begun(request, region: Region, given: dict[str, Any]):
    reading = DocumentReading.objects.begin(
        request.user, region, given.pop("kind"), timezone.now(), **given
    )
    return _started(request, region, reading)


def _started(request, region: Region, reading: DocumentReading):
    """Read, and lead to the filled form where that was quick, else to the page that waits."""
    from desk.readings import work  # only who reads pays for what asks websites

    work.start(reading)
    done = DocumentReading.objects.filter(pk=reading.pk, state=DocumentReading.State.DONE)
    if done.exists():
        return redirect(_page(request, "record", region, reading=reading.pk))
    return redirect(_page(request, "reading", region, reading.pk))


def _moved(request, region: Region):
    reading = _reading(request, request.POST["move"])
    if reading is None:
        raise Http404
    reading.move_to(region)
    return redirect(_page(request, "record", region, reading=reading.pk))


def _own(request, number: int, region: Region) -> DocumentReading:
    """Return a reading of this person for ``region``; 404 for anybody else's."""
    reading = _reading(request, str(number))
    if reading is None or reading.region_id != region.pk:
        raise Http404
    return reading


def reading_page(model_admin, request, pk, reading):
    """Show how far a reading is; it looks again by itself. A lost one is begun once more (POST)."""
    region = _region(request, pk)
    own = _own(request, reading, region)
    now = timezone.now()
    if request.method == "POST" and own.is_lost(now):
        own.begin_again(now)
        return _started(request, region, own)
    if own.is_done:
        return redirect(_page(request, "record", region, reading=own.pk))
    here = _page(request, "reading", region, own.pk)
    context = _context(model_admin, request, region, "正在读文件")
    context |= {"reading": own, "is_lost": own.is_lost(now), "here": here}
    response = TemplateResponse(request, "admin/policy_reading.html", context)
    if not own.is_lost(now):
        response.headers["Refresh"] = f"{_AGAIN_IN}; url={here}"
    return response


def reading_text(model_admin, request, pk, reading):
    """Show the whole text that was read, with the marks."""
    region = _region(request, pk)
    own = _own(request, reading, region)
    if not own.is_done:
        return redirect(_page(request, "reading", region, own.pk))
    marks: Marks = Beside(own, region).filling.marks
    context = _context(model_admin, request, region, "读到的全文") | {
        "reading": own,
        "lines": marks.lines(0, min(len(marks.text), LONGEST_TEXT)),
        "more": max(0, len(marks.text) - LONGEST_TEXT),
        "back_url": _page(request, "record", region, reading=own.pk),
    }
    return TemplateResponse(request, "admin/policy_reading_text.html", context)


def reading_file(model_admin, request, pk, reading):
    """Send the PDF or picture that was read to whoever gave it, to type from; 404 for all else."""
    own = _own(request, reading, _region(request, pk))
    content = own.content
    kind = scans.content_type(content[:12])
    if not kind:
        raise Http404
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(False, own.name or "文件")
    response["X-Content-Type-Options"] = "nosniff"
    return response
