"""Where readers tell us that something is wrong, and what happens then."""

import contextlib
import datetime
import logging
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import InterfaceError, InternalError, OperationalError, transaction
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from caching.responses import never_stored
from calculator import parsing
from calculator.arrivals.figures import last_day_of
from calculator.place_field import MAX_TYPED
from calculator.province import Province, province_of
from calculator.rules import RuleView
from calculator.situation import rules_of, situation_of
from pages import report_guard
from pages.forms import ReportForm
from pages.report_guard import Token
from protection.databases.gate import Permits, gate
from regions.models import CorrectionReport, RefundPolicy, Region, ReportTicket
from regions.models.report import LEAST_LETTERS
from regions.place_facts import page_at
from regions.place_search import find
from text.formats import day, month

logger = logging.getLogger(__name__)

HONEYPOT = "website"

FOREIGN = "这次提交不像是从本站的网页发来的，所以没有收下。请看一下网址对不对，再点一次“提交”。"
EARLY = "页面刚打开就交上来，我们怕是机器发的。请再点一次“提交”。"
LOST = "页面打开太久了，请再点一次“提交”。"
TOO_MANY = "这一小时里收到的太多了，这一次没有收下。请过一个小时再点“提交”，急的事先打 12393。"
BUSY = "现在正忙，这一次没有收下。请过一两分钟再点“提交”；急的事先打 12393。"
#: Reports that are saved at once in a process: while the database holds them up, the threads are
#: for those who read.
AT_ONCE = Permits(2, waiting=0)
LONGEST_WAIT = 2  # seconds, for the database to save one


@dataclass(frozen=True)
class Subject:
    """What a report is about: a place, and what its page says there.

    ``view`` is None where nothing is known; the page then says ``absence``. ``current``: what the
    page says now, not an older or a coming standard that the reader was sent here from. ``month``
    is the first day of the month it is about, where another standard, or none, held then.
    """

    place: Region
    view: RuleView | None
    current: bool = True
    province: Province | None = None
    absence: str = ""
    month: datetime.date | None = None

    @classmethod
    def of(
        cls, place: Region, key: str, today: datetime.date, month: datetime.date | None = None
    ) -> "Subject":
        """Return the subject with the policy ``key``, if it is of the place or one above it.

        Without one it is the rule of ``month``, or today's.
        """
        view = now = rules_of([place], today, today)[place.pk]
        if month is not None and (on := last_day_of(month, today)) != today:
            view = rules_of([place], on, today)[place.pk]
        named = view.policy.key if view else ""
        if key and key != named:
            others = RefundPolicy.objects.published().with_facts().with_sources()
            policy = others.filter(key=key, region__in=[p.pk for p in place.rule_lineage()]).first()
            if policy is not None:
                current = now is not None and now.policy == policy
                return cls(place, RuleView.of(policy, today), current)
        province = province_of(place, today, today)
        if named != (now.policy.key if now else ""):
            return cls(place, view, False, province, "没有查到" if view is None else "", month)
        absence = "" if view else situation_of(place, today, today).absence
        return cls(place, view, province=province, absence=absence)

    @property
    def in_words(self) -> str:
        """What the page says there."""
        if self.current and self.province is not None and self.province.differs:
            return self.province.in_words
        return self.view.in_words if self.view else self.absence

    @property
    def which(self) -> str:
        """Which standard it is about, in words."""
        if self.month is not None:
            return f"{month(self.month)}的标准"
        if self.current or self.policy is None:
            return "现在页面上写的"
        start = self.policy.effective_from
        return f"{day(start)}起的那条标准" if start else "没写开始日期的那条标准"

    @property
    def shows_figure(self) -> bool:
        """Whether the page names an amount or a rate that another one may contradict."""
        if self.province is not None and self.province.differs:
            return bool(self.province.spread.figure)
        return self.view is not None and not self.view.withheld

    @property
    def ticks_amount(self) -> bool:
        """Whether a reader who was sent here most likely got another amount than the one shown."""
        return self.policy is not None and self.shows_figure

    @property
    def policy(self) -> RefundPolicy | None:
        return self.view.policy if self.view else None


# ``report_guard`` replaces the CSRF cookie, which readers do not get.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    now = timezone.now()
    response = _admitted(request, now) if request.method == "POST" else _blank(request, now)
    return never_stored(response)  # it carries a token and what was typed


def _admitted(request, now: datetime.datetime):
    """Receive a report, or give its text back at once where the database cannot take it."""
    request.upload_handlers = []  # a file nobody asked for is read past, not stored
    if not AT_ONCE.take(seconds=0):
        return _given_back(request, now)
    try:
        with gate.within(LONGEST_WAIT):
            return _received(request, now)
    # Out of reach, locked, or its disk is full; the last one of a database that only reads.
    except (OperationalError, InterfaceError, InternalError) as error:
        logger.error("A report could not be kept: %s", error)
        return _given_back(request, now)
    finally:
        AT_ONCE.give_back()


def _given_back(request, now: datetime.datetime):
    """The form with all that was typed, made without the database."""
    form = ReportForm.as_sent(request.POST, today=timezone.localdate(now))
    token = request.POST.get("token", "")
    if report_guard.read_token(token) is Token.LOST:
        token = report_guard.new_token()
    policy = _plain(request.POST, "policy")[:MAX_TYPED]
    response = _page(request, form, None, token, policy=policy, notice=BUSY, status=503)
    response.headers["Retry-After"] = "60"
    return response


def _blank(request, now: datetime.datetime):
    """The form, filled in as far as the address says what it is about; nonsense is ignored."""
    today = timezone.localdate(now)
    typed = _plain(request.GET, "region")[:MAX_TYPED].strip()
    place = find(typed).place if typed else None
    about = _month(request.GET, today)
    subject = Subject.of(place, _plain(request.GET, "policy"), today, about) if place else None
    kind = _plain(request.GET, "kind")
    if kind not in CorrectionReport.Kind.values:
        kind = CorrectionReport.Kind.AMOUNT if subject and subject.ticks_amount else ""
    initial = {"region": place.full_title if place else "", "kind": kind}
    initial |= _seen(request.GET) | {"month": month(about) if about else ""}
    form = ReportForm(today=today, initial=initial)
    return _page(request, form, subject, report_guard.new_token())


def _seen(data: QueryDict) -> dict[str, str]:
    """The amount and the age of an address, as far as the form would take them."""
    found = {}
    with contextlib.suppress(ValueError):
        found["amount"] = f"{parsing.money(_plain(data, 'amount')):f}"
    with contextlib.suppress(ValueError):
        found["age"] = str(parsing.age(_plain(data, "age")))
    return found


def _month(data: QueryDict, today: datetime.date) -> datetime.date | None:
    """The month of an address, if the form would take it."""
    with contextlib.suppress(ValueError):
        return parsing.month(_plain(data, "month"), today)
    return None


def _received(request, now: datetime.datetime):
    """Save a report, or show the form again with what was typed and the reason."""
    today = timezone.localdate(now)
    form = ReportForm(request.POST, today=today)
    valid = form.is_valid()
    key = _plain(request.POST, "policy")
    about = form.cleaned_data.get("month")
    about = about if isinstance(about, datetime.date) else None
    subject = Subject.of(form.place, key, today, about) if form.place else None
    token = request.POST.get("token", "")
    state = report_guard.read_token(token)
    if state is Token.LOST:
        token = report_guard.new_token()
    if report_guard.is_foreign(request):
        return _page(request, form, subject, token, notice=FOREIGN, status=403)
    if request.POST.get(HONEYPOT):
        return redirect("report-thanks")  # a machine need not learn that it was noticed
    if state is Token.LOST:
        return _page(request, form, subject, token, notice=LOST)
    if not valid:
        return _page(request, form, subject, token)
    if state is Token.EARLY:
        return _page(request, form, subject, token, notice=EARLY)
    letter = form.report()
    if subject and subject.policy and subject.policy.key == key:
        letter.policy = subject.policy
    with transaction.atomic():
        about = letter.region.path if letter.region and letter.amount_seen else ""
        ticket = ReportTicket.objects.admit(report_guard.network_of(request), now, about)
        if ticket is not None:
            letter.counts = ticket.is_first
            letter.save()
    if ticket is None:
        return _page(request, form, subject, token, notice=TOO_MANY, status=429)
    return redirect(_thanks_for(letter))


def _thanks_for(letter: CorrectionReport) -> str:
    about = {"region": letter.region.path} if letter.region else {}
    about |= {"kind": letter.kind} if letter.kind == CorrectionReport.Kind.KNOWN else {}
    asked = f"?{urlencode(about, safe='/')}" if about else ""
    return f"{reverse('report-thanks')}{asked}"


def _page(request, form, subject, token, *, policy="", notice="", status=200):
    if subject:
        form.offer(figure_shown=subject.shows_figure)
        policy = subject.policy.key if subject.policy else ""
    context = {
        "form": form,
        "subject": subject,
        "policy": policy,
        "token": token,
        "notice": notice,
        "honeypot": HONEYPOT,
        "least": LEAST_LETTERS,
        "noindex": bool(request.GET) or request.method == "POST",
    }
    return render(request, "pages/report/form.html", context, status=status)


def _plain(data: QueryDict, name: str) -> str:
    return data.get(name, "").replace("\x00", "")


def thanks(request):
    """Say what happens next, and link back to the place if one was named."""
    place = page_at(_plain(request.GET, "region")[:MAX_TYPED].lower())
    tells = _plain(request.GET, "kind") == CorrectionReport.Kind.KNOWN
    subject = Subject.of(place, "", timezone.localdate()) if tells and place else None
    context = {
        "region": place,
        # Told where the page has no amount to hold it against.
        "nothing_known": subject is not None and not subject.shows_figure,
        "least": LEAST_LETTERS,
        "trail": [("报告错误", reverse("report"))],
    }
    return render(request, "pages/report/thanks.html", context)
