"""A clause means the same in other dress: full-width, indented, between clauses of other things."""

import re
from collections import Counter

import pytest

from documents.clauses.reader import read_clauses
from documents.contents import Contents
from documents.tests import judge

#: The part of the clauses that may come out otherwise. "2.70 周岁" may be a point of a list or not.
MOST = 0.03
WIDE = str.maketrans("0123456789%.", "０１２３４５６７８９％．")
PLAIN = str.maketrans("，；：（）", ",;:()")
BEFORE = (
    "第二条 普通门诊统筹年度起付标准：在职职工300元，退休人员200元；"
    "三级医院支付比例50%，最高支付限额3000元。\n"
)
AFTER = "第九条 医保经办机构应当在每月10日前完成结算，违规的处2倍以上5倍以下罚款。咨询电话12393。\n"
DRESSES = {
    "full-width digits": lambda text: text.translate(WIDE),
    "plain punctuation": lambda text: text.translate(PLAIN),
    "indented lines": lambda text: "\n".join("\u3000\u3000" + line for line in text.splitlines()),
    "other line ends": lambda text: text.replace("\n", "\r\n"),
    "blanks around numbers": lambda text: re.sub(
        r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[\u4e00-\u9fff])", " ", text
    ),
    "said twice": lambda text: text.rstrip("\n") + "\n" + text,
    "between other clauses": lambda text: BEFORE + text.strip("\n") + "\n" + AFTER,
}


@pytest.mark.parametrize("dress", DRESSES)
def test_figures_do_not_depend_on_dress(dress):
    clauses = [one for one in judge.load("known") if one.shape != "marks"]

    differing = [
        f"{one.shape} / {one.name}"
        for one in clauses
        if figures(one.text, one) != figures(DRESSES[dress](one.text), one)
    ]

    assert len(differing) <= MOST * len(clauses), differing


def figures(text, clause):
    found = read_clauses(Contents(text, **clause.page))
    return Counter(judge.figures_of(found))
