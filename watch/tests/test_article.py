"""What of an official page is compared, whatever somebody puts into it."""

import unicodedata

from watch.article import compared, normalised


def test_a_long_run_of_marks_is_never_sorted_as_a_whole(monkeypatch):
    lengths = set()
    real = unicodedata.normalize

    def counting(form, text):
        lengths.add(len(text))
        return real(form, text)

    monkeypatch.setattr("watch.article.unicodedata.normalize", counting)

    compared("每月 ９０ 元" + "\u0301" * 3000 + "\u0327" * 3000)

    assert lengths <= {1}


def test_half_width_and_compatible_forms_are_the_same():
    assert normalised("第㈠条　每月１００元\u200b") == "第(一)条每月100元"
    assert normalised("ﾃｽﾄ ①") == "テスト1"
