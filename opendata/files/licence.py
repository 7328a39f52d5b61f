"""Under which licence the data may be used, and what of it is not ours to license."""

NAME = "CC-BY-4.0"
TITLE = "知识共享 署名 4.0 国际（CC BY 4.0）"
URL = "https://creativecommons.org/licenses/by/4.0/deed.zh-hans"

#: Each a paragraph of the page and of the package.
TERMS = (
    "数字、日期、电话这些事实不属于任何人，随便用。",
    "本站自己写的文字和编排，按 CC BY 4.0 给您用：可以复制、改、商用，写明“医保明白账”和网址就行。",
    "标着“原话”的几栏和来源的标题是从资料里照抄的，只为说明出处，不归本站，CC BY 不管它们；"
    "要用请看原来的资料。",
    "转用时请把“核对到哪一步”和“资料有多旧”一起带上：没有核对过的数，不要当成核对过的。",
)
