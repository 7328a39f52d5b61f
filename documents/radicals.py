"""Radicals that stand for characters: which usual character each of them is.

PDF files name 民 as ⺠ or 见 as ⻅ where a font draws both with one glyph. Source: the property
Equivalent_Unified_Ideograph of the Unicode Character Database (EquivalentUnifiedIdeograph.txt).
The Kangxi block (U+2F00 to U+2FD5) says the same by its compatibility decomposition.
"""

import unicodedata

_SUPPLEMENT = (
    "⺀冫⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺖忄⺗㣺⺘扌"
    "⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹"
    "⺯糹⺰纟⺱罓⺲罒⺳㓁⺴㓁⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西"
    "⻅见⻆角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风"
    "⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀"
    "⻳龟"
)
_BEYOND = {  # characters of the further planes, which hardly any font of ours draws
    0x2E87: 0x20628,
    0x2E91: 0x21BC2,
    0x2E95: 0x2B739,
    0x2EB5: 0x2626B,
    0x2EC7: 0x278B2,
    0x2ED5: 0x28E0F,
    0x2EDE: 0x2967F,
    0x2EE1: 0x29810,
}
_STROKES = "㇐一㇑丨㇓丿㇔丶㇖乛㇚亅㇟乚"
_KANGXI = {
    radical: ord(unicodedata.normalize("NFKC", chr(radical))) for radical in range(0x2F00, 0x2FD6)
}

#: For ``str.translate``.
USUAL: dict[int, int] = (
    _KANGXI
    | _BEYOND
    | {
        ord(radical): ord(usual)
        for pairs in (_SUPPLEMENT, _STROKES)
        for radical, usual in zip(pairs[::2], pairs[1::2], strict=True)
    }
)
