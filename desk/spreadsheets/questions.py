"""The sheet of questions."""

from faq.models import Question
from regions.models import Claim

from .columns import Links, Named, Shown
from .definitions import SOURCE_NOTE
from .importing import PLACE_NOTE, Sheet


class QuestionSheet(Sheet):
    model = Question
    key = ("slug",)

    def columns(self):
        claims = Named(Claim.objects.originals(), "key", "说法")
        questions = Named(Question.objects.originals(), "slug", "问题")
        return [
            *self.plain("slug"),
            Shown("状态", lambda row: row.get_status_display()),
            *self.plain("category", "order", "question", "synonyms", "short_answer", "body"),
            *self.plain("differs"),
            Links(self.field("regions"), self.places, PLACE_NOTE),
            Links(self.field("rule_regions"), self.places, PLACE_NOTE),
            Links(self.field("sources"), self.sources, SOURCE_NOTE),
            Links(self.field("claims"), claims, "说法的编号。"),
            *self.plain("reviewed_on"),
            Links(self.field("related"), questions, "别的问题的网址用名。"),
            *self.plain("staff_note"),
        ]

    def rows(self):
        rows = Question.objects.originals().select_related("draft").in_order()
        return rows.prefetch_related("regions", "rule_regions", "sources", "claims", "related")
