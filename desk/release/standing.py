"""What became of a fact since a release last wrote it: whether a person changed it.

The history tells: its last state by a release is what a person would have changed. A release
writes when it is loaded, when it makes or mends a proposal, and when a reviewer publishes a
proposal in which nobody else has written.
"""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from desk.history import KINDS, State, states
from desk.publishing import name_of, published_because
from regions.fact_files import RELEASE_REASONS
from regions.models import Publication
from regions.models.publication import MOVES, Publishable

from .contents import Contents, contents_of, contents_of_state

#: The account in whose name a release proposes. Nobody logs in with it.
SYSTEM = "系统"
#: What the reasons of proposals in the history begin with, and those of what hinders one.
PROPOSED, HINDERED = "新版资料：", "还不能提交审核："


def system() -> User:
    """Return the account in whose name a release proposes; make it where there is none."""
    user, made = User.objects.get_or_create(username=SYSTEM, defaults={"is_active": False})
    if made:
        user.set_unusable_password()
        user.save()
    elif user.is_active:
        raise ValidationError(
            f"有一个能登录的账号叫“{SYSTEM}”。这个名字留给程序，请先到后台给那个账号改名。"
        )
    return user


def last_released(row: Publishable, known: list[State]) -> int | None:
    """Return the position of the last of the ``known`` states that a release wrote, or None."""
    own = [number for number, state in enumerate(known) if _is_released(state)]
    return own[-1] if own else None


def changed_by_staff(row: Publishable, wanted: Contents | None = None) -> str:
    """Say who changed a fact since a release last wrote it; empty if nobody did.

    ``wanted`` is what the files say now: who wrote the same did not contradict.
    """
    known = list(states(row))
    last = last_released(row, known)
    if last is None:
        return _by(known[0], "录的") if known else "编辑录的"
    for before, state in zip(known[last:], known[last + 1 :], strict=False):
        moved = before.record.status != state.record.status
        if not moved and not state.step.startswith(HINDERED):
            return _by(state, "改过")
    if row.status == Publication.WITHDRAWN != known[last].record.status:
        return _by(known[-1], "撤下了")
    if wanted is not None:
        now, noted = contents_of(row), contents_of_state(row, known[-1])
        # A link that is set from both ends changes here when the other end is loaded or published.
        mutual = {m.name for m in row._meta.many_to_many if m.remote_field.symmetrical}
        for name in (now.keys() & noted.keys() & wanted.keys()) - mutual:
            if now[name] not in (noted[name], wanted[name]):
                return "编辑改过，没有留下记录"
    return ""


def _is_released(state: State) -> bool:
    alone = published_because(SYSTEM)
    again = f"{MOVES[Publication.WITHDRAWN, Publication.PUBLISHED]}：{alone}"
    return state.step in (*RELEASE_REASONS, alone, again) or state.step.startswith(PROPOSED)


def _by(state: State, what: str) -> str:
    """Say who left a state, and in which step if it has a name."""
    user = state.record.history_user
    step = "" if state.step in KINDS.values() else f"（{state.step}）"
    return f"{name_of(user) if user else '编辑'}{what}{step}"


def proposed_before(row: Publishable) -> Contents | None:
    """Return what a release last proposed for a row, even if the proposal was deleted since."""
    proposals = type(row).history.filter(replaces=row.pk)
    proposals = proposals.filter(history_change_reason__startswith=PROPOSED)
    record = proposals.order_by("-history_date", "-history_id").first()
    return None if record is None else released_contents(record.instance)


def proposal_note(row: Publishable) -> str:
    """Return why a release proposed a draft, for its reviewer; empty for drafts of staff."""
    notes = row.history.filter(history_change_reason__startswith=PROPOSED)
    last = notes.order_by("-history_date", "-history_id").first()
    return last.history_change_reason if last is not None else ""


def released_contents(row: Publishable) -> Contents | None:
    """Return what the last state of a row that a release wrote says; the row may be deleted."""
    known = list(states(row))
    last = last_released(row, known)
    return None if last is None else contents_of_state(row, known[last])
