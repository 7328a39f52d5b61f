"""What people really type has its answer as the first hit, over all facts at launch.

What a row asks for is the slug of a question, the name of a place, or one with the part of its
page; where several are right, ``|`` stands between them.
"""

import pytest

from pages.search_hits import PlaceHit
from pages.tests.searched import found
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
#: What fresh readers and their sisters asked next: sentences by what answers them.
ASKED = {
    "balance-how": """
        卡上有多少钱 我卡上有多少钱 卡上还有多少 医保卡上的余额 卡里头有多少钱
        我妈卡上还剩多少钱 永洲医保怎么查 俺卡上还剩几个钱 卡里边的余额在哪看
        医保卡上一共有多少 我想看看卡上剩多少钱 社保卡余额怎么查 卡上有几个钱
        卡上的余额怎么看 医保卡上的钱去哪查
    """,
    "兰州#balance": """
        兰州医保卡上还有多少钱 我住深圳，兰州的医保余额怎么查 永登的医保怎么查余额
        兰州医保卡上的钱怎么查 红古区医保怎么查
    """,
    "balance-for-parents": """
        我能替我妈查吗 我想给老人查余额 能替我爸打电话问余额吗 替老母亲查医保
    """,
    "山东#balance": "社保山东怎么查",
    "山西#balance": "医保山西怎么查余额",
    "balance-for-parents|balance-how": "帮我妈看看卡里还有多少",
    "change-insured-place|balance-moves-along": "医保从兰州转到上海怎么弄 医保转去深圳怎么转",
    "保山#balance": "医保保山怎么查",
    "refund-credit-day|refund-not-match": """
        卡上怎么一分钱都没有 卡上没钱了 我卡里头没钱了 我的卡上一分都没有
    """,
    "refund-credit-day": """
        这个月没到账 兰州的医保卡这个月咋没打钱 今年返款咋还没到 医保返款几号打
        医保卡上钱没到账 上个月的钱啥时候到账 这个月医保卡还没打钱 三个月没打钱了
        兰州医保几号到账 医保卡好几个月没打钱 这个月钱还没进来 兰州这个月咋还没打钱
        11月份的钱到了没有 今年的钱咋没打 深圳每个月几号打钱到医保卡 卡上一直没进钱
        好几个月没给打钱了 医保返款怎么还不到 这个月咋没返 几号能到账 医保的钱每月啥时候打
        上海医保啥时候到账 甘肃医保返款哪天打 今年的医保钱什么时候打 钱没打进卡里 返的钱没到
        这两个月都没打 兰州医保啥时候打钱 医保返款每月几号
    """,
    "refund-credit-day|refund-not-match|refund-why-less|fraud-refund-call": "卡上钱怎么没了",
    "fraud-refund-call": """
        医保局给我打电话让我报验证码 医保卡被停了 打电话说我医保卡被冻结
        有个人说我医保卡在外地刷了钱 医保卡被盗刷 我的卡被人盗刷了怎么办 有人冒名用我的医保卡
        说我医保卡涉嫌违规要冻结 收到短信说医保卡停用 让我把钱转到安全账户
        自称医保局的人打电话 有人打电话让我提供验证码 接到医保局电话说我卡有问题
        短信说我的医保卡要冻结 医保卡被别人刷了怎么办 说我的医保在上海买了药
        陌生人要我的医保卡号和密码 让我下载软件说医保到期 钱被人取走了
        医保中心来电话叫我报卡号 电话里说我的医保卡要停 我的医保卡在外地被人刷了
        微信上有人说能领医保补贴 卡被冻结了怎么解冻 有人冒充医保局打电话 我的卡被人冒用了
        打电话的说我医保卡欠费要停 医保卡让人盗刷了 问我要银行卡号和验证码
    """,
    "refund-not-match|深圳": "深圳251元",
    "refund-not-match|兰州": "兰州到底是90还是120",
    "refund-not-match": """
        网上说医保返款每个月120是不是真的 网上说每月打90块是真的吗 听说每月120，对不对
        抖音上说每月返150是真的吗
    """,
    "refund-not-match|where-numbers-come-from|account-abolished": """
        电视上说每个月涨到150真的假的
    """,
    "family-pay-resident": """
        娃娃的医保能不能用我的卡交 孙子的医保用我卡上的钱交行不行 小孙女的医保从我卡里扣行吗
        孩子的医保能从我卡里交吗 外孙的医保用外公的卡交行吗
    """,
    "care-elsewhere": """
        我在深圳住着，医保在兰州，能在深圳买药不 医保在兰州，人在深圳，看病能报吗
        人在北京，参保地是兰州，北京的医院能报吗 在海南过冬兰州的医保能用吗
        经常在外地看病怎么报 住在深圳参保在兰州买药能报吗 我在上海带孙子，兰州医保能用吗
        人在广州医保在长沙看病怎么报 兰州的医保在西安看病能用吗
    """,
    "change-insured-place": "转到深圳去医保咋转",
    "resident-pay-online": """
        给娃娃交医保今年多少钱 农村合作医疗今年交多少钱，咋交 合作医疗今年多少钱一个人
        新农合一个人交多少 城乡居民医保今年多少钱 今年居民医保一个人多少钱
    """,
    "retired-still-pay": """
        退休了还用不用每年交医保 退休了还要不要交医保 退休以后医保还用交吗
        退休还需要每年交钱吗 退了休医保还得交吗 退休了每年还要不要缴医保
    """,
    "family-share": """
        儿子的医保钱能不能给我用 女儿卡里的钱我能用吗 卡上的钱能给老伴用不
        闺女能花我卡里的钱吗 爱人能用我卡里的钱吗
    """,
    "lapse-reimbursement": """
        断保三个月住院能报吗 断缴半年住院给报销吗 断交期间住院给报吗 断保半年生病能报吗
    """,
    "card-lost": "卡坏了刷不出来 医保卡磁条坏了 社保卡断了怎么换 卡读不出来 社保卡芯片坏了",
    "card-what-to-buy": """
        医保定点药店 药店买药能用卡上的钱不 药店能刷医保卡吗 我在兰州，医保在兰州，能买药吗
        药房能刷卡上的钱吗 药店可以刷卡上的余额吗 药店买感冒药能用卡上的钱吗
    """,
    "hotline-12393-or-12333": """
        兰州医保局在哪里电话多少 兰州医保电话 兰州医保局电话 城关区医保局电话
        医保局在什么地方 永登县医保电话
    """,
    "甘肃": "甘肃的退休职工医保改革后划多少 甘肃改革以后退休的打多少钱",
    "years-short": """
        交了19年医保不够数咋办 医保交了十二年不够怎么办 我才交了16年年限不够
        医保只交了8年退休咋办 差3年不够怎么办 医保年限差两年
    """,
    "ecard-open": "医保码怎么申请 开通辽宁医保码 医保电子凭证怎么申请 怎么申请医保电子凭证",
    "ecard-same-as-card": """
        社保卡和医保卡一样吗 社保卡和医保卡是一个卡吗 医保卡就是社保卡吗 社保卡是不是医保卡
    """,
    "balance-after-death|cash-out|fraud-refund-call": "取走了钱怎么办",
    "family-share|family-use-my-card": "我卡上的钱能给孙子看病用吗 老伴的医保钱我能用吗",
    "refund-how-much": "大理石厂退休的每月打多少 医保定额",
    "兰州": """
        我妈在皋兰退休每月打多少 人在深圳，参保在兰州，每月打多少 我妈在永登退休 兰州90块对吗
    """,
    "lapse-money-wasted|lapse-pay-back": "皋兰的医保断交了怎么办",
    "years-cumulative": "我在北京住，医保在沈阳，要交多少年",
    "cash-out": "我爸卡上的钱咋取现",
    "白银": "我在会宁退休每月打多少 白银退休每月打多少",
    "lapse-pay-back": "单位不给交医保怎么办",
    "海南": "海南岛退休每月打多少",
    "balance-for-parents|balance-what-to-bring": "帮婆婆查医保卡余额要什么",
    "family-pay-resident|resident-pay-online": "能给孙子交合作医疗吗",
    "四川": "四川退休职工医保改革后每月划多少",
    "兰州|refund-not-match": "兰州是90元吗",
    "上海|refund-not-match": "上海1680元",
    "永州#balance": "老家永州卡上有多少钱",
    "武汉": "武汉改革后退休职工划多少",
    "武汉|refund-not-match": "武汉83元",
    "北京|refund-not-match": "北京到底是100还是110",
    "白银#balance": "靖远的医保怎么查余额",
    "金昌": "我爸在永昌退休每月打多少",
}
ASKED_NEXT = [(typed, right) for right, said in ASKED.items() for typed in said.split()]
FIRST = [*HEADLINES, *TRIED, *INSIDE, *SPOKEN, *SHORT, *ASKED_NEXT]
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
    ("永洲医保怎么查", "永州"),
    ("兰洲退休每月打多少", "兰州"),
    ("榆陵医保余额怎么查", "榆林"),
]
#: Words that sound or look like a name, or hold one by accident.
NO_PLACE = [
    "我卡上的钱能给孙子看病用吗",
    "卡上还有多少",
    "铁路退休",
    "铁路退休每月打多少",
    "海归退休",
    "新区退休的",
    "医保定额",
    "医保定点药店",
    "医保定点医院怎么查",
    "大理石厂退休的每月打多少",
    "大力宣传的医保政策",
    "经常在外地看病怎么报",
    "公安局退休每月打多少",
    "解放军退休",
    "工厂退休每月打多少",
    "自称医保局的人打电话",
]
#: Right further below only, and at which place: what stands before it is near, but not the answer.
LATER = [
    ("外地打工交的医保回老家能算年限不", "balance-moves-along", 2),
    ("人在广东打工老家湖南的医保卡能在广东药店刷吗", "care-elsewhere", 6),
]


@pytest.mark.parametrize(
    ("typed", "right"), [*HEADLINES, *TRIED, *INSIDE, *SPOKEN, *SHORT, *ASKED_NEXT]
)
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


@pytest.mark.parametrize("typed", NO_PLACE)
def test_an_everyday_word_is_no_place_and_proposes_none(client, typed):
    context = client.get("/search/", {"q": typed}).context

    assert context["near"] == []
    assert not [hit for hit in [*context["hits"], *context["more"]] if isinstance(hit, PlaceHit)]


def test_a_county_in_a_sentence_says_where_it_belongs(client):
    for typed in ("皋兰医保余额", "榆中的医保怎么查余额", "我在皋兰", "老家榆中"):
        response = client.get("/search/", {"q": typed})

        assert response.context["near"] == [], typed
        assert f"<b>{'皋兰' if '皋兰' in typed else '榆中'}县</b>归这里" in response.text, typed


def test_of_two_places_that_of_the_insurance_comes_first_and_answers(client):
    typed = "我在深圳住着，医保在兰州，能在深圳买药不"

    assert [hit for hit in found(client, typed) if hit in ("兰州", "深圳")] == ["兰州", "深圳"]
    assert found(client, "人在深圳，医保在兰州，余额怎么查")[:2] == ["兰州#balance", "深圳"]


def test_an_amount_beside_a_place_asks_the_place_and_then_whether_it_is_right(client):
    for typed in ("深圳251元", "深圳到底是251还是250"):
        assert found(client, typed)[:2] == ["深圳", "refund-not-match"], typed


def test_who_was_called_is_told_first_what_to_do(client):
    [hit, *_] = client.get("/search/", {"q": "医保局给我打电话让我报验证码"}).context["hits"]

    assert hit.question.short_answer.startswith("先挂断，别报验证码。")


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
