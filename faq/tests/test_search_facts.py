"""What people really type finds the question they mean, over all questions at launch."""

import pytest
from django.utils import timezone

from calculator.situation import rules_of
from faq.models import Question
from faq.search import search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("断交", "lapse-money-wasted"),
        ("断缴", "lapse-money-wasted"),
        ("停保", "lapse-money-wasted"),
        ("断交三年了以前的钱白交了吗", "lapse-money-wasted"),
        ("断保了怎么办", "lapse-money-wasted"),
        ("余额", "balance-how"),
        ("永州医保卡余额怎么查", "balance-how"),
        ("我妈不会用手机怎么查医保卡里还有多少钱", "balance-without-smartphone"),
        ("返款", "refund-how-much"),
        ("返钱", "refund-how-much"),
        ("划入", "refund-how-much"),
        ("打钱", "refund-how-much"),
        ("我爸退休了每个月卡里打多少钱", "refund-how-much"),
        ("为什么我的医保卡每个月只有几十块钱", "refund-how-much"),
        ("到账85不对", "refund-not-match"),
        ("医保卡被冻结了", "fraud-refund-call"),
        ("骗子", "fraud-refund-call"),
        ("医保卡的钱能取现吗", "cash-out"),
        ("农村合作医疗有没有返钱", "refund-resident"),
        ("退休金高返的多吗", "refund-higher-pension"),
        ("女儿能用吗", "family-share"),
        ("我是老师", "refund-teacher"),
        ("医保局电话多少", "hotline-12393-or-12333"),
        ("密码忘了", "website-password-forgotten"),
    ],
)
def test_the_first_hit_is_the_question_that_was_meant(typed, first):
    assert search(typed)[0].slug == first


@pytest.mark.parametrize("typed", ["天气预报", "钱", ""])
def test_what_the_site_does_not_answer_finds_nothing(typed):
    assert search(typed) == []


def test_every_question_is_found_first_by_its_own_words_and_by_each_synonym():
    for question in Question.objects.published():
        assert search(question.question)[0] == question
        for synonym in question.synonyms.split():
            assert question in search(synonym), (question.slug, synonym)


def test_each_answer_names_a_source_and_leads_on_only_to_others_that_are_shown():
    published = set(Question.objects.published())
    for question in published:
        assert question not in question.related.all()
        assert set(question.related.all()) <= published, question.slug
        assert question.sources.exists(), question.slug


def test_the_page_of_a_question_gives_the_figures_of_the_rules_of_the_day(client):
    today = timezone.localdate()
    questions = Question.objects.published().filter(rule_regions__isnull=False).distinct()
    assert questions
    for question in questions:
        rules = rules_of(question.rule_regions.with_lineage(), today, today)
        page = client.get(question.get_absolute_url()).text
        for view in filter(None, rules.values()):
            told = "需核实" if view.withheld else view.headline.figure_in_words
            assert told in page, (question, view.policy)
