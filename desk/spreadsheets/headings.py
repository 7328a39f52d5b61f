"""Compare the headings of a file with those of a sheet, and say which letter is wrong."""

from collections.abc import Collection
from difflib import get_close_matches

from django.core.exceptions import ValidationError

MOST_TOLD = 6
#: How alike a heading must be to one that is missing, to be taken for it.
ALIKE = 0.5


def check(headings: list[str], wanted: list[str], optional: Collection[str]) -> None:
    """Raise ValidationError unless ``headings`` are those ``wanted``, in any order.

    Those that are ``optional`` may be missing.
    """
    missing = [one for one in wanted if one not in headings and one not in optional]
    strange = [one for one in headings if one not in wanted]
    faults = []
    for heading in strange[:]:
        if alike := get_close_matches(heading, missing, 1, cutoff=ALIKE):
            faults.append(f"表头“{heading}”是不是“{alike[0]}”？请照后面的改。")
            strange.remove(heading)
            missing.remove(alike[0])
    if missing:
        faults.append(f"表头里缺这几栏：{_some(missing)}。")
    if strange:
        faults.append(f"表头里多了不认识的栏：{_some([one or '（空）' for one in strange])}。")
    if twice := sorted({one for one in headings if headings.count(one) > 1}):
        faults.append(f"表头里写了两次：{'、'.join(twice)}。")
    if faults:
        raise ValidationError([*faults[:MOST_TOLD], "请用模板，或者用导出的文件改。"])


def _some(headings: list[str]) -> str:
    """Return the first of ``headings``, and how many there are if that is not all."""
    cut = f" 等 {len(headings)} 栏" if len(headings) > MOST_TOLD else ""
    return "、".join(headings[:MOST_TOLD]) + cut
