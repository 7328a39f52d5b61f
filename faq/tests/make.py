"""The smallest valid question and local answer, for tests."""

from faq.models import LocalAnswer, Question
from regions.models import Publication
from regions.tests.make import make_source


def make_question(slug="lapse", **fields) -> Question:
    fields.setdefault("category", Question.Category.LAPSE)
    fields.setdefault("question", "医保断了，以前交的白交了吗？")
    fields.setdefault("short_answer", "没有白交。")
    fields.setdefault("body", "## 还在的\n\n- **年数。**接着算。")
    fields.setdefault("status", Publication.PUBLISHED)
    question = Question.objects.create(slug=slug, **fields)
    question.sources.add(make_source())
    return question


def make_local_answer(region, question=None, **fields) -> LocalAnswer:
    """A published answer in ``region``, to a new question where none is given."""
    fields.setdefault("statement", "男满30年，女满25年。")
    fields.setdefault("status", Publication.PUBLISHED)
    fields.setdefault("source", fields.get("source") or make_source())
    slug = f"years-{region.slug}"
    question = question or Question.objects.filter(slug=slug).first() or make_question(slug)
    return LocalAnswer.objects.create(region=region, question=question, **fields)
