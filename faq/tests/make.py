"""The smallest valid question, for tests."""

from faq.models import Question
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
