"""What our templates print: amounts for machines, what describes a field, lines without breaks."""

import datetime
from decimal import Decimal

import pytest
from django.template import Context, Engine

from pages.template_tags import datum, described, fitting, words_kept


def render(source: str, **context) -> str:
    return Engine.get_default().from_string(source).render(Context(context))


def test_an_amount_reads_well_and_says_what_it_is_to_machines():
    assert datum("year", Decimal("1680")) == '<data class="year" value="1680.00">1,680</data>'


@pytest.mark.parametrize(
    ("hint", "errors", "attributes"),
    [
        ("", [], ""),
        ("例如：68", [], ' aria-describedby="c-age-h"'),
        ("", ["请写岁数。"], ' aria-describedby="c-age-e"'),
        ("例如：68", ["请写岁数。"], ' aria-describedby="c-age-h c-age-e"'),
    ],
    ids=["neither", "hint", "fault", "both"],
)
def test_a_field_is_described_by_its_hint_and_its_faults(hint, errors, attributes):
    assert described("c-age", hint, errors) == attributes


def test_figures_stay_whole_and_what_is_typed_is_text():
    figures = {"amount": Decimal("1680"), "on": datetime.date(2023, 10, 31), "typed": "<满 70 岁>"}

    assert render("{{ amount|yuan }}", **figures) == '<span class="w">1,680 元</span>'
    assert render("{{ on|day }}", **figures) == '<span class="w">2023年10月31日</span>'
    assert render("{{ typed|figures_kept }}", **figures) == (
        '&lt;满 <span class="w">70 岁</span>&gt;'
    )


def test_joined_lines_print_no_blank_between_chinese_words():
    source = "{% joined %}\n  每月\n  {% if rising %}\n    90 元起\n  {% endif %}\n{% endjoined %}"

    assert render(source, rising=True) == "每月90 元起"


def test_joined_lines_leave_what_is_printed_in_them_alone():
    assert render("{% joined %}\n{{ text }}\n{% endjoined %}", text="一\n  二") == "一\n  二"


def test_the_words_of_a_heading_are_kept_and_its_text_escaped():
    assert words_kept("<b>医保卡") == '&lt;b&gt;<span class="w">医保卡</span>'


@pytest.mark.parametrize(
    ("figure", "last"),
    [("90", "answer__fig"), ("157.5", "answer__fig--mid"), ("160.42", "answer__fig--long")],
)
def test_a_longer_figure_gets_a_smaller_type(figure, last):
    assert fitting(figure).split()[-1] == last


def test_what_is_kept_is_printed_where_it_is_named_and_fits_an_attribute():
    source = '{% keep a %}"{{ x }}"{% endkeep %}<b title="{{ a }}">{{ a }}</b>'
    kept = "&quot;&lt;&quot;&gt;&quot;"

    assert render(source, x='<">') == f'<b title="{kept}">{kept}</b>'
