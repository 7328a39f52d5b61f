"""What people really type has its answer as the first hit, over all facts at launch.

What a row asks for is the slug of a question, the name of a place, or one with the part of its
page; where several are right, ``|`` stands between them.
"""

import pytest

from pages.search_hits import PlaceHit
from text.tests.plain import plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

#: Headlines that pages of others promise to answer, with the years, brackets and tails they have.
HEADLINES = [
    ("甘肃兰州职工医保卡每个月返多少钱，余额怎么查？2025年最新", "兰州"),
    ("青岛医保卡里的钱怎么提现到微信？2025最新方法来了", "cash-out"),
    ("河北邢台医保卡余额怎么转入微信（2025年最新版）", "cash-out"),
    ("怎么在手机上更改医疗保险参保地？步骤来了", "change-insured-place"),
    ("终身医保要交25年，是累计年限吗？看完就明白", "years-cumulative"),
    ("2025年医保卡余额怎么查？一文读懂", "balance-how"),
    ("2025上海居民医保怎么网上缴费（附详细流程）", "resident-pay-online"),
    ("电子医保卡和医保卡报销一样吗？一文说清", "ecard-same-as-card"),
    ("2025年湖南长沙合作医疗报销比例是多少？最新标准来了", "resident-reimbursement-rate"),
    ("电子医保与医保卡报销比例一样吗？看完就明白了", "ecard-same-as-card"),
    ("2025年医保返款新规：退休人员每月返多少？", "refund-how-much"),
    ("河南周口医保卡里有多少钱，怎么查？（2025年）", "周口#balance"),
    ("福建厦门2025年居民医保网上缴费方式", "resident-pay-online"),
    ("新疆乌鲁木齐怎么看医保卡里有多少钱，能取出来吗？", "乌鲁木齐#balance|cash-out"),
    ("广东阳江居民医保线上参保缴费指南（2025年）", "resident-pay-online"),
    ("退休教师医保个人账户每月有多少钱？", "refund-teacher"),
    ("山西朔州医保卡余额可以给家人用吗？怎么操作", "family-share"),
    ("宁夏银川医保卡余额怎么查？三种方法教给你", "银川#balance"),
    ("2025年医保网上怎么交（以福州为例）", "resident-pay-online"),
    ("天津医保卡余额可以取出来吗？看完就明白", "cash-out|cash-out-when"),
    ("手机上怎么更改医疗保险参保地？2025年教程来了", "change-insured-place"),
    ("领退休金了还要交医保吗？很多人不知道", "retired-still-pay"),
    ("河南郑州医保断交能补交吗？网上怎么补缴（2025）", "lapse-pay-back"),
]
#: What readers typed in vain into the first edition.
TRIED = [
    ("钱少了", "refund-why-less|refund-less-recently"),
    ("医保卡能不能转微信", "cash-out"),
    ("余额转入微信", "cash-out"),
    ("医保卡丢了", "card-lost"),
    ("医保卡 密码", "website-password-forgotten"),
    ("异地", "care-elsewhere"),
    ("兰洲医保卡余额怎么查", "balance-how"),
    ("兰州医保卡每月返多少", "兰州"),
    ("兰州医保", "兰州"),
    ("老家朝阳医保卡每月返多少", "朝阳"),
]
#: Where a word stands inside another, and what was asked in vain later.
INSIDE = [
    ("老伴走了卡里的钱", "balance-after-death"),
    ("我爸不在了卡里还有钱", "balance-after-death"),
    ("医保卡不在了", "card-lost"),
    ("居民医保怎么缴纳", "resident-pay-online"),
    ("居民医保怎么交钱", "resident-pay-online"),
    ("我的钱少了", "refund-why-less"),
    ("被骗了", "fraud-refund-call"),
    ("90块对不对", "refund-not-match"),
    ("我妈90块对吗", "refund-not-match"),
    ("外地怎么打12393", "hotline-12393-or-12333"),
    ("人均养老金在哪里查", "refund-higher-pension"),
]
#: As people of seventy and their children write: dialect, slips, no stops, voice that runs on.
SPOKEN = [
    ("俺爹七十五了退休在青岛一个月卡里给打几个钱", "青岛"),
    ("我在永州退休医保卡一个月打几多钱", "永州"),
    ("老家周口医保断了三年还能接上不", "lapse-pay-back"),
    ("医保断了一年前面交的还作数不", "lapse-money-wasted|lapse-years-reset"),
    ("俺妈没有智能手机咋查医保卡还剩多少钱", "balance-without-smartphone"),
    ("那个卡里的钱能不能给我老伴买药用啊", "family-share|family-use-my-card"),
    ("儿子在深圳能不能用我老家医保卡里的钱", "family-other-province|family-share"),
    ("医保卡里的钱咋个取得出来嘛", "cash-out"),
    ("医保卡上的钱能转到银行卡不", "cash-out"),
    ("有人打电话说我医保卡被停用了要我点链接", "fraud-refund-call"),
    ("医保局发短信说可以领退休补贴是真的假的", "fraud-refund-call"),
    ("农村合作医疗每个月有没得钱打到卡上", "refund-resident"),
    ("新农合今年在手机上咋交", "resident-pay-online"),
    ("合作医疗忘记交了还能补不", "resident-missed-deadline"),
    ("为啥子我医保卡这几年打的钱少了好多", "refund-why-less"),
    ("这个月医保卡怎么少打了几块钱", "refund-less-recently|refund-not-match"),
    ("老伴走了她医保卡里面的钱怎么办", "balance-after-death"),
    ("医保卡里的钱年底会不会作废", "balance-year-end"),
    ("医保卡可以买血压计吗", "card-what-to-buy"),
    ("医保卡掉了怎么补办", "card-lost"),
    ("跟着儿子住在外地看病怎么报销", "care-elsewhere"),
    ("高血压慢病门诊怎么办理", "chronic-disease"),
    ("住院能报销百分之几", "employee-reimbursement|resident-reimbursement-rate"),
    ("医保码怎么弄", "ecard-open"),
    ("退休要交满多少年医保才能终身享受", "years-cumulative|years-short"),
    ("交了十八年医保退休还差几年咋办", "years-short"),
    ("每个月几号打钱到医保卡", "refund-credit-day"),
    ("满七十岁医保卡打钱会不会多点", "refund-age-step"),
    ("上海76岁一年打多少", "上海"),
    ("查余额要带身份证还是社保卡", "balance-what-to-bring"),
    ("广州医保局的电话是多少", "hotline-12393-or-12333"),
    ("养老金什么时候涨", "pension"),
    ("北京退休医保卡每个月扣3块钱是什么钱", "beijing-3-yuan"),
    ("退修工资高医保卡返的多不多", "refund-higher-pension"),
    ("兰州衣保卡余额咋查", "兰州#balance"),
    ("医保卡鱼额怎么查", "balance-how"),
    ("喂你好我想问一下我是天津的退休工人我这个医保卡每个月能返多少钱", "天津"),
    ("医保转移到成都怎么弄", "balance-moves-along|change-insured-place"),
    ("杭州退休人员医保卡每年打多少", "杭州"),
    ("七十岁的人怎么开通医保电子凭证", "ecard-open|ecard-for-parents"),
    ("我爸去年走的医保里剩的钱能拿出来不", "balance-after-death|cash-out-when|cash-out"),
    ("退休了一个月返几十块是不是太少了", "refund-how-much|refund-why-differs|refund-why-less"),
    ("医保卡被骗子盯上了咋办", "fraud-refund-call"),
    ("支付宝能查医保余额吗", "balance-how"),
    ("孙子上学能用奶奶的医保卡交钱吗", "family-pay-resident"),
    ("农合断了几年没交现在还能交吗", "resident-missed-deadline|lapse-pay-back"),
    ("武汉退休一个月打多少医保", "武汉"),
    ("换了手机医保码打不开", "ecard-open"),
    ("医保卡余额几十万能不能一次性取出来", "cash-out-when|cash-out"),
    ("12393打不通怎么办", "hotline-12393-or-12333"),
    ("医保局说我年限不够让我补五年", "years-short"),
    ("没退休证医保卡有返钱吗", "retire-procedure-missing"),
    ("昆明医保卡每月返多少钱", "昆明"),
    ("两地的医保能不能合并", "balance-moves-along"),
    ("查医保余额会不会扣钱", "balance-free"),
    ("医保改革以后门诊能报了卡上钱少了", "refund-why-less"),
    ("灵活就业断交了怎么补", "lapse-pay-back"),
    ("单位少交了三个月医保怎么办", "lapse-pay-back"),
    ("生孩子报销要什么材料", "maternity"),
    ("糖尿病的药医保给报吗", "chronic-disease|drug-covered"),
    ("去北京看病老家医保能用吗", "care-elsewhere"),
    ("沈阳要交多少年医保才能退休", "years-cumulative|years-short"),
]
#: What is asked of whom, without the word that a question has for it.
SHORT = [
    ("医保每月返多少", "refund-how-much"),
    ("职工医保每月返多少", "refund-how-much"),
    ("老家朝阳区医保每月返多少", "北京|长春"),
    ("居民医保每月返多少", "refund-resident"),
    ("兰州居民医保每月打多少钱", "refund-resident"),
    ("农村合作医疗一个月返多少", "refund-resident"),
    ("兰州医保怎么查", "兰州#balance"),
    ("永州医保查询", "永州#balance"),
    ("兰州怎么查医保卡", "兰州#balance"),
    ("兰州社保卡怎么查", "兰州#balance"),
    ("雄安医保怎么查", "保定#balance"),
    ("医保怎么查", "balance-how"),
    ("怎么查医保卡", "balance-how"),
    ("医保卡怎么查", "balance-how"),
    ("职工医保怎么查", "balance-how"),
    ("老家永洲医保卡怎么查余额", "balance-how"),
    ("乌鲁木其医保卡余额", "balance-how"),
    ("广洲医保怎么查", "balance-how"),
    ("每个月打的钱变少", "refund-why-less"),
    ("返钱多少", "refund-how-much"),
    ("返款多少", "refund-how-much"),
    ("每月多少", "refund-how-much"),
    ("哈尔滨返钱多少", "哈尔滨"),
    ("74岁打多少", "refund-age-step"),
    ("医保卡每个月扣3块钱", "refund-how-much|refund-less-recently"),
    ("12393几点上班", "hotline-12393-or-12333"),
    ("12393上班时间", "hotline-12393-or-12333"),
    ("12393几点下班", "hotline-12393-or-12333"),
    ("社保卡激活", "hotline-12393-or-12333"),
    ("医保码激活", "ecard-open"),
    ("门慢", "chronic-disease"),
    ("兰州门特怎么办理", "chronic-disease"),
    ("职工医保住院", "employee-reimbursement"),
]
#: Names as people spell them by ear, and what is proposed.
MISSPELT = [
    ("老家永洲", "永州"),
    ("老家永洲医保卡怎么查余额", "永州"),
    ("俺在兰洲", "兰州"),
    ("我爸在兰洲退休了", "兰州"),
    ("我妈在杨州每月打多少", "扬州"),
    ("我家是扬洲的", "扬州"),
    ("兰洲市医保", "兰州"),
    ("我住在深川", "深圳"),
    ("乌鲁木其医保卡余额", "乌鲁木齐"),
    ("杨州", "扬州"),
]
#: Right further below only, and at which place: what stands before it is near, but not the answer.
LATER = [
    ("外地打工交的医保回老家能算年限不", "balance-moves-along", 2),
    ("人在广东打工老家湖南的医保卡能在广东药店刷吗", "care-elsewhere", 6),
]


def found(client, typed):
    context = client.get("/search/", {"q": typed}).context
    return [_told(hit) for hit in [*context["hits"], *context["more"]]]


def _told(hit):
    if isinstance(hit, PlaceHit):
        return hit.place.short_name + ("#balance" if hit.balance else "")
    return hit.question.slug


@pytest.mark.parametrize(("typed", "right"), [*HEADLINES, *TRIED, *INSIDE, *SPOKEN, *SHORT])
def test_the_first_hit_is_the_answer(client, typed, right):
    assert found(client, typed)[0] in right.split("|")


@pytest.mark.parametrize(
    "place", ["兰州", "深圳", "武汉", "上海", "成都", "永州", "昆明", "甘肃", ""]
)
def test_how_much_is_asked_of_the_place_whatever_the_card_is_called(client, place):
    for card in ("医保", "医保卡", "职工医保", "社保卡"):
        for verb in ("每月返多少", "每月打多少钱", "一个月给打几个钱", "返多少"):
            typed = place + card + verb
            assert found(client, typed)[0] == (place or "refund-how-much"), typed


@pytest.mark.parametrize(("typed", "meant"), MISSPELT)
def test_a_misspelt_name_is_proposed_and_leads_to_the_place(client, typed, meant):
    [(candidate, url), *_] = client.get("/search/", {"q": typed}).context["near"]
    right = client.get(url if url.startswith("/") else f"/search/{url}")

    assert candidate.place.short_name == meant
    assert meant in (right.context["hits"][0].place.short_name if "q=" in url else right.text)


@pytest.mark.parametrize(
    "typed", ["我家合并了", "余额怎么查兰洲", "门慢", "门特怎么办", "俺在工厂退休"]
)
def test_what_is_no_name_proposes_no_place(client, typed):
    assert client.get("/search/", {"q": typed}).context["near"] == []


@pytest.mark.parametrize(("typed", "right", "rank"), LATER)
def test_some_answers_stand_further_below(client, typed, right, rank):
    assert found(client, typed).index(right) < rank


def test_the_first_hit_shows_its_answer(client):
    refund = client.get("/search/", {"q": HEADLINES[0][0]})
    local = client.get("/search/", {"q": "沈阳要交多少年医保才能退休"})

    [hit, *_] = refund.context["hits"]
    assert hit.view.in_words in plain(refund.text)
    [hit, *_] = local.context["hits"]
    assert hit.answer.told.statement in plain(local.text)
    assert hit.question.gist in plain(local.text)


@pytest.mark.parametrize("typed", ["医保卡丢了", "异地就医备案", "慢特病", "生育津贴", "养老金涨"])
def test_what_is_not_treated_says_so_and_whom_to_ask(client, typed):
    [hit, *_] = client.get("/search/", {"q": typed}).context["hits"]

    assert hit.question.category == "outside"
    assert "本站" in hit.question.short_answer
    assert "12333" in hit.question.short_answer or "12393" in hit.question.short_answer
