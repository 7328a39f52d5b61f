"""What people write for the same thing, and what they write that asks nothing.

These are data: typed words and the words of questions are compared in the form that ``fold``
gives them. How questions are ranked is in ``search.py``.
"""

import re
from collections.abc import Iterable

from regions import names
from text import reading
from text.chinese_numbers import SIGNS

#: Words that mean the same here: each behind the colon counts as the one before it.
_SAME = """
医保: 医疗保险 衣保
医保码: 医保电子凭证 电子凭证 电子医保卡 电子医保 医保二维码
居民医保: 新农合 农合 合作医疗 农村医保 农村合作医疗 城乡居民医保 城乡居民
余额: 鱼额 医保卡余额 卡余额 医保余额 卡里余额 医保卡里余额 剩多少 剩多少钱
余额: 里有多少 里有多少钱 还有多少 还有多少钱 里还有多少 里还有多少钱
余额: 还剩多少 还剩多少钱 里还剩多少 里还剩多少钱 卡里多少 卡里多少钱
养老金: 退休金 退休工资 退修工资
退休: 退修
慢特病: 慢病 慢性病 特病 特殊病 门慢 门特

断缴: 断交 停保 断保 停缴 停交 脱保 断档 中断 断了
没交: 没有交 没缴 漏交 漏缴 忘交 忘记交 忘了交 忘了缴 忘记缴
返款: 返钱 划入 打钱 打款 划账 返还 返现 拨款 打的钱 返的钱 返的多 打的多
返款: 返款多少 到账多少 打多少 打多少钱 返多少 返多少钱 进多少 进多少钱 划多少 划多少钱
每月返款: 每月卡里多少 每月卡里多少钱 一个月卡里多少钱 每个月卡里多少钱
每月返款: 每月给卡里多少 每月给卡里多少钱 每个月给卡里多少 每个月给卡里多少钱
几号到账: 几号打 几号打钱 几号打款 几号返 几号返钱 几号返款 几号发 几号划 几号来 几号到
几号到账: 什么时候到账 什么时候打钱 什么时候打款 什么时候返钱 什么时候返款 什么时候发钱
几号到账: 啥时候到账 啥时候打钱 啥时候打款 啥时候返钱 啥时候返款 啥时候发钱
几号到账: 哪天到账 哪天打钱 哪天打款 哪天返款 几时到账 几时打钱 何时到账
交: 缴
交费: 缴费 交钱 缴钱
怎么交费: 怎么交 怎么缴 怎么缴费 怎么交钱 怎么缴钱 怎么缴纳 怎么交纳
真假: 是不是真的 真的假的 是真的吗 是真是假 真的还是假的
年限不够: 年数不够 不够数 不够年限 不够年数 年头不够 没交够 没交满 没缴够 没缴满 年限不足
还要: 还用不用 还需要 还需不需要 还要不要 还用 还得
补缴: 补交 接上
提现: 取现 套现 取出来 取得出来 取出 取钱 提出来 领出来
转到: 转入 转进 转去
转到微信: 转微信
改: 更改 变更 修改
变少: 少了 减少 降了 缩水 少打 打少
怎么查: 怎么看 查询
看病: 怎么看病
几点上班: 几点下班 几点开门 几点关门 几点到几点 什么时候上班 上班时间 下班时间 上班几点 上班吗
网上: 线上 在线 在手机上 手机上
丢卡: 卡丢 卡掉 卡不见 卡没了 卡遗失 卡找不到 卡不在了
停用: 冻结 封卡 停卡 锁卡 封了 停掉
清零: 作废 归零 过期
白交: 白缴 作数 算数

没有手机: 没手机 不会手机 不会用手机 没有智能手机 没智能手机 老年机
家人: 家里人 家属 亲属 亲人
子女: 儿子 女儿 儿女 闺女
孩子: 娃娃 娃 小孩 小孩子 孙子 孙女 小孙子 小孙女 外孙 外孙女
父母: 爸妈 爹娘 父亲 母亲
有人: 有个人 有一个人 有个男的 有个女的 有些人
老伴: 老公 老婆 老头子 爱人
去世: 过世 死亡 死了
每月: 每个月 一个月
多少: 多少钱 几多 几多钱 几个钱 好多钱

怎么: 咋 咋个 怎样 怎么样 如何
为什么: 为啥 为啥子 为何
什么: 啥 啥子
有没有: 有没得
"""
#: What headlines and people add that asks nothing. It is taken out wherever it stands.
_EMPTY = """
来了 来啦 看完就明白 看完就懂 看完就知道 一看就懂 一看就明白 很多人不知道 教给你
一文读懂 一文看懂 一文说清 一文讲清 一文了解 最新版 最新 以为例 为例 详细 流程 步骤
攻略 指南 教程 几种方法 种方法 方法 方式 收藏 必看 速看 重磅 官方回应
我想问一下 想问一下 请问一下 问一下 一下 请问 我想问 想知道 请教 你好 您好 喂 麻烦 那个
我想看看 想看看 看看 看一看 一共 总共
能不能 可不可以 可以 能否 是否 我爸 我妈 我爹 我娘 俺爹 俺妈 俺娘 俺 咱
"""
#: A year, but not a sum: 花了2000元.
_YEAR = r"(?:19|20)\d\d(?!\d|块|元)年?度?"
#: Of a person, but not of money or papers: 取走了, 医保卡不在了.
_GONE = re.compile("(?<![取刷拿搬调转花扣划领拨带寄])走了|(?<!卡)不在了")
_KIN = "爸妈|爹娘|老?[爸妈爹娘]|父母|父亲|母亲|老人家?|老伴|爷爷|奶奶|公公|婆婆|岳父|岳母"
_YOUNG = "儿子|女儿|儿女|子女|闺女|姑娘|孩子|娃娃?|小?孙[子女]|外孙女?|媳妇|女婿"
_CALLERS = "有人|有个人|有个[男女]的|对方|陌生人|客服|骗子|(?:医保|社保)(?:局|中心|部门|办)"
#: An amount with its unit: 15块, 7.5元钱, 十五块; but 扣3块钱 is what one question is about.
_SUM = rf"(?:\d+(?:\.\d+)?|[{SIGNS}]{{1,8}})(?:块|元)钱?"
#: What the same is said of in many sentences, by what it counts as: read before the words.
_SENTENCES = [
    (_GONE, "去世"),
    # But not 卡上海, 卡上饶.
    (re.compile("卡(?:上(?![海饶])|里头|里面|里边|内)"), "卡里"),
    (re.compile("卡里的?钱(?=(?:怎么|咋个?|如何|[在去到]?哪里?)?[查看])|(?<=查)卡里的?钱"), "余额"),
    (re.compile(f"[帮替给代](?:[我俺咱您]家?)?(?:{_KIN})(?=.{{0,8}}[查问]|看(?!病))"), "帮父母"),
    (re.compile(f"给(?:[我俺咱]家?)?(?:{_KIN}|{_YOUNG})(?=.{{0,2}}用)"), "给家人"),
    # Nothing has come: 还没打钱, 没到, 一分钱都没有; but not 没到年龄, 没来得及.
    (
        re.compile(
            "还?(?:没有?|未)(?:给我?)?(?:到账|进账|入账|打钱|打款|返钱|返款|划账|进钱|来钱|收到钱"
            "|打进来|打过来)|(?:怎么|咋个?|为什么|为啥子?)还不(?:到账?|打钱?|返钱?|来)"
            "|还?没有?(?:到|来|打|返|进)(?=了?[吗呢啊呀，,。.？?！!]*$)"
            "|到账?了?没有?(?=[啊呀呢，,。.？?！!]*$)|到没到|一[分毛]钱?[都也]?没有?(?:打|到|进|来|返)?"
            "|卡里(?:怎么|咋|又|都|也|就)?没有?钱(?=了|[吗呢啊呀，,。.？?！!]*$)"
        ),
        "没到账",
    ),
    (
        re.compile(
            "(?:什么时候|啥时候|哪天|几时)[能会给]?(?:打|到|返|来)(?=[吗呢啊呀，,。.？?！!]*$)"
        ),
        "几号到账",
    ),
    # Who calls, and what callers say of the card.
    (
        re.compile(
            f"(?:自称是?)?(?<![给向跟问])(?:{_CALLERS})的?(?:工作人员|人)?(?:[给跟向][我俺])?"
            "(?:打来?|来)了?个?电话|[给跟向][我俺]打来?了?个?电话|打来了?个?电话"
            "|接到?了?(?:个|.{0,8}的?)电话|(?:有人|对方|陌生人|客服|骗子)[要让叫问][我俺]"
            "|[要让叫][我俺].{0,6}(?:下载|链接|转账|汇款)|(?:电话|短信)[里上]?(?=说)"
        ),
        "来电话",
    ),
    # So many yuan less: that they are missing is more than how many.
    (re.compile(f"[被多]?扣[了掉走]?我?(?![3三][块元]){_SUM}"), "扣钱"),
    (re.compile(f"[少差][了打到给]{{0,2}}{_SUM}"), "少打"),
    (re.compile("被(?:人|医保局|社保局)?(?:给?[停冻封锁](?![保缴交发])[用结掉卡住]?)"), "停用"),
    (
        re.compile("说我.{0,12}(?:[刷花]了|[买开]了药)|被[^不没]{0,6}(?:刷|冒[用名])|偷刷|盗用"),
        "盗刷",
    ),
]
#: Amounts and nothing beside them: 251元, 90对吗, 到底是90还是120. Not the number of a hotline.
_AMOUNTS = re.compile(
    r"(?:每个?月|一个月|每年|一年|到底|究竟|应该|就)?是?"
    r"[1-9]\d{0,3}(?:\.\d+)?(?:(?:块钱?|元钱?)|(?=还是|或|对))"
    r"(?:(?:还是|或者?)[1-9]\d{0,3}(?:\.\d+)?(?:块钱?|元钱?)?)*(?:对不)?对?"
    r"[吗呢啊呀不，,。.？?！!]*"
)
#: What an amount alone is taken to ask.
_IS_IT_RIGHT = "块对不对"
#: Characters that carry no meaning in a question.
_FILLERS = "我你您他她的了吗呢啊呀吧嘛是在，,。.？?！!、“”‘’()（）【】《》：:；;—-"
#: 怎么 carries no meaning either, nor does 怎么办, except in 怎么办理.
_HOW = re.compile("怎么(?:办(?!理))?")
#: What says who is meant, or what of, and asks nothing: 兰州退休职工医保卡 asks for the place.
_ABOUT = re.compile(
    "居民医保|医保码?|社保|医疗|保障|局|卡|职工|居民|退休|人员|老人|个人账户|参保|老家|外地|政策|新"
)
#: What may go of what one asks a place: of 职工医保卡每月能返多少 it is 返多少. Not what residents
#: are called: they have another answer.
_WHOSE = re.compile(
    "(?:(?<!居民)医保|社保)卡?(?!码|局)里?|(?<=居民医保)卡|个人账户|职工|退休|人员|工人|老家"
    "|每月|每年|一年|一次|现在|大概|一般|能|会|给|参保|人?外地住?着?|改革(?:以?后|之后)"
)
#: What of money is held against what is known: no number of years or people.
_CAME = "到账|返款?|打|钱|金额|明细|账|(?<![年人次基])数"
#: That what arrived is to be held against what is known: not a name or a password, nor a hotline.
_CHECK = re.compile(
    f"对一对|核对(?:到账|返款|金额)|(?:{_CAME})(?:[和跟].{{1,8}})?对不上|^还?对不上"
    f"|(?:{_CAME})(?:(?!12\\d{{3}}对)[1-9]\\d{{0,6}}(?:块|元)?钱?)?对(?:不对)?$"
)


def _any(words: Iterable[str]) -> str:
    """Return a pattern for any of ``words``: longest first, as one may be part of another."""
    return "|".join(sorted(words, key=len, reverse=True))


SAME: dict[str, set[str]] = {}
for _row in filter(None, _SAME.splitlines()):
    _first, _, _others = _row.partition(": ")
    SAME.setdefault(_first, {_first}).update(_others.split())
_FIRST = {word: first for first, words in SAME.items() for word in words}
_WORDS = re.compile(_any(_FIRST))
_NOTHING = re.compile(f"{_YEAR}|{_any(_EMPTY.split())}")
_NO_FILLERS = str.maketrans("", "", _FILLERS)


def fold(text: str) -> str:
    """Return ``text`` without what asks nothing, with one word for all that mean the same.

    >>> fold("2025年医保断交了，还能 返钱吗？看完就明白")
    '医保断缴还能返款'
    """
    plain = names.fold(text)
    if is_amount(plain):
        return _IS_IT_RIGHT
    for said, word in _SENTENCES:
        plain = said.sub(word, plain)
    word = _one_word(_NOTHING.sub("", plain))
    # Once more: 打几多钱 is 打多少 now, and words that a filler kept apart are together.
    return _one_word(_HOW.sub("", word).translate(_NO_FILLERS))


def is_amount(text: str) -> bool:
    """Whether ``text`` is nothing but amounts: whether they are right is what it asks.

    >>> is_amount("到底是90还是120"), is_amount("一百三对吗"), is_amount("12393")
    (True, True, False)
    """
    return _AMOUNTS.fullmatch(reading.in_digits(text)) is not None


def _one_word(text: str) -> str:
    return _WORDS.sub(lambda found: _FIRST[found[0]], text)


def without_whose(word: str) -> str:
    """Return what is left of ``word``, as ``fold`` gives it, without whose it is and how often.

    >>> without_whose("职工医保每月返款"), without_whose("居民医保每月返款")
    ('返款', '居民医保返款')
    """
    return _WHOSE.sub("", word)


def without_age(word: str) -> str:
    """Return ``word``, as ``fold`` gives it, without an age: a place's page has all of them."""
    return re.sub(r"\d{2,3}岁", "", word)


def of_residents(text: str) -> bool:
    """Whether ``text`` is about residents' insurance, from which nobody is paid.

    >>> of_residents("新农合返多少"), of_residents("居民医保转成职工医保")
    (True, False)
    """
    word = fold(text)
    return "居民" in word and "职工" not in word


def asks_to_check(text: str) -> bool:
    """Whether ``text`` asks if what arrived is right.

    >>> asks_to_check("我的到账对不对"), asks_to_check("到账少了")
    (True, False)
    """
    return _CHECK.search(fold(text)) is not None


def asks(text: str) -> bool:
    """Whether ``text``, what stands beside the names of places, asks something.

    >>> asks("退休职工医保卡"), asks("医保卡余额")
    (False, True)
    """
    return bool(_ABOUT.sub("", fold(text)))
