"""Comments on a draft: the box below its form and its review, and the step that keeps one."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from desk.assignments import Taken, ago, taken_by, task_text
from desk.models import Note
from desk.posted_only import posted_only
from desk.publishing import name_of
from regions.models import Publication
from regions.models.publication import Publishable

from .assignments import back_to, may_take, named_model

LONGEST = 500


@dataclass(frozen=True)
class Line:
    who: str
    when: str
    text: str


@dataclass(frozen=True)
class NotesBox:
    """The comments beside a draft, oldest first, and who works on it."""

    lines: list[Line]
    taken: Taken | None
    task: str
    back: str
    may_write: bool


def notes_beside(request, row: Publishable, back: str) -> NotesBox | None:
    """Return the box for ``row``, whose forms lead back to ``back``.

    A settled row only shows what was said while it was a draft; None where nothing was.
    """
    now = timezone.now()
    settled = row.status in Publication.SETTLED
    comments = Note.objects.beside(row).filter(kind=Note.Kind.COMMENT).select_related("by")
    lines = [
        Line(name_of(note.by) if note.by else "已删的账号", ago(note.at, now), note.text)
        for note in comments
    ]
    if settled and not lines:
        return None
    return NotesBox(
        lines=lines,
        taken=None if settled else taken_by(row, request.user, now),
        task=task_text(row),
        back=back,
        may_write=not settled and may_take(request.user, type(row)),
    )


@posted_only
def comment(request):
    """Keep the posted comment beside the draft that ``task`` names, and return to the page."""
    model, pk = named_model(request.POST.get("task", ""))
    if not issubclass(model, Publishable):
        raise Http404
    if not may_take(request.user, model):
        raise PermissionDenied
    row = get_object_or_404(model, pk=pk)
    # Cut before anything else reads it; a line end counts once, however the browser sends it.
    text = request.POST.get("text", "")[: 2 * LONGEST]
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    back = f"{back_to(request)}#notes"
    if not text:
        messages.error(request, "留言空着，没有存。请写一句再按“留言”。")
    elif len(text) > LONGEST:
        messages.error(
            request, f"留言太长，没有存：最多 {LONGEST} 个字。请分几条写：{text[:LONGEST]}…"
        )
    elif row.status in Publication.SETTLED:
        messages.error(request, "这一条已经不是稿子了，留言没有存。")
    else:
        Note.objects.write(row, Note.Kind.COMMENT, request.user, text)
        messages.success(request, "留言存好了，一起做的人打开后台首页就看得到。")
    return redirect(back)
