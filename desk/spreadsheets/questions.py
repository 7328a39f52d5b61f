"""The sheets of questions and of what their answers are in one place."""

from faq.models import LocalAnswer, Question
from regions.models import Claim
from regions.models.region import LINEAGE

from .columns import Link, Links, Named, Shown
from .definitions import SOURCE_NOTE, UNDATED_FIRST, key_column, source_title, state
from .importing import PLACE_NOTE, Sheet


class QuestionSheet(Sheet):
    model = Question
    key = ("slug",)

    def columns(self):
        claims = Named(Claim.objects.originals(), "key", "说法")
        questions = Named(Question.objects.originals(), "slug", "问题", "网址用名")
        return [
            *self.plain("slug"),
            state(),
            *self.plain("category", "order", "question", "synonyms", "short_answer", "body"),
            *self.plain("differs"),
            Links(self.field("regions"), self.places, PLACE_NOTE),
            Links(self.field("rule_regions"), self.places, PLACE_NOTE),
            *self.plain("place_part"),
            Links(self.field("sources"), self.sources, SOURCE_NOTE),
            Links(self.field("claims"), claims, "说法的编号。"),
            *self.plain("reviewed_on"),
            Links(self.field("related"), questions, "别的问题的网址用名。"),
            *self.plain("staff_note"),
        ]

    def rows(self):
        rows = Question.objects.originals().select_related("draft").in_order()
        return rows.prefetch_related("regions", "rule_regions", "sources", "claims", "related")


class LocalAnswerSheet(Sheet):
    model = LocalAnswer
    twins = ("question", "region", "effective_from")

    def columns(self):
        questions = Named(Question.objects.originals(), "slug", "问题", "网址用名")
        return [
            key_column(),
            self.place(),
            state(),
            Link(self.field("question"), questions, "问题的网址用名。"),
            Shown("问的是什么", lambda row: row.question.question),
            *self.plain("effective_from", "ended_on", "statement"),
            *self.plain("men_years", "women_years", "local_years"),
            Link(self.field("source"), self.sources, SOURCE_NOTE),
            source_title(),
            *self.plain("wording", "staff_note"),
        ]

    def rows(self):
        rows = LocalAnswer.objects.originals().select_related(
            LINEAGE, "source", "draft", "question"
        )
        return rows.order_by("question__order", "region__path", UNDATED_FIRST, "key")
