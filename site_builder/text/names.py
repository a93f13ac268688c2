"""Names of persons in free text: a surname after a role word, or two names side by side at the head of a clause.

A guess, and shown as a question (S806), never as a mistake. The surnames are the commonest four hundred and the
compound ones; a character that also begins ordinary words (高兴, 石料, 于是) is none before the second character of
such a word. Source: domain notes §6.4, "Names".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文洪季庞樊"
    "兰殷施翟安颜倪牛温芦俞章鲁葛伍申尤毕聂焦柳邢路岳齐梅庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游"
    "阳裴席卫查屈鲍霍翁隋甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来苟全褚廉简娄"
    "盖符奚穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻窦迟敖糜鄢冷卓花仇艾蓝巩稽练仲乐虞卞封竺冼原官楚佟栗匡宗应巫鞠桑荆"
    "谌伏岑胥蔺沙支平代祖尚麦麻凤傅蒲茅骆佘阎萧贡邝闻闾缪茹皮狄贝危湛禹明酆暴昌鲜钮储鄂尧雍桓萨库冒别揭郦阙鄞浦沃"
    "羊隆巢蒯充慕习宓潭宾惠赫隽寇楼芮班厉戎束幸宿怀邰索籍阴苍伊乌巴弓隗郗汲訾雒逯粟谯漆晁仝鹿亓衡裘蔚滑逄权檀沐仵郇拜蹇濮庹缑芶丑侍敬铁盘农满"
)
_COMPOUND = (
    "欧阳|上官|司马|诸葛|皇甫|尉迟|公孙|慕容|令狐|宇文|司徒|夏侯|端木|长孙|轩辕|钟离|南宫|西门|独孤|呼延|万俟|闻人|"
    "澹台|濮阳|淳于|太史|申屠|赫连|鲜于|东方|司空|亓官|仲孙|第五"
)
_BEGINS = {
    "王": "法", "李": "子树", "张": "贴罗口嘴开望", "陈": "述旧年列", "杨": "树梅", "黄": "土豆色牛金泥花昏沙麻鳝", "周": "边围一二三四五六日年期转末岁到密",
    "徐": "徐", "孙": "子女辈", "马": "上路达匹桶", "朱": "红", "胡": "同乱说闹", "何": "时地人处况种为以故必尝", "罗": "列", "郑": "重",
    "高": "兴度处压速龄于温价山低声喊额达考中血墙坎出等速标铁", "林": "地权木业场下间区农带果道草班", "梁": "柱", "唐": "突", "许": "可多诺久",
    "曾": "经多于向在因到与为称找被将有要提就同三两几一二四五是请不和对用反主去来出打", "肖": "像", "田": "地间埂坎块边里土产界头亩", "董": "事",
    "余": "下款额户人亩元年次名万地只株棵米斤", "于": "是今本当昨上下同其此去次近前后日月年村镇该事早晚一二三四五六七八九十两凌清傍深午夜家县区院门路屋现农何各理己情心春夏秋冬无",
    "杜": "绝", "叶": "子片", "程": "度序", "苏": "醒", "丁": "字点", "任": "何意职期务由凭性教命", "钟": "表头", "姜": "汤", "陆": "续地路", "范": "围例本",
    "汪": "汪", "石": "头料块子板墙坎灰桥材场阶埂膏棉油漠缝", "金": "额钱属融色银条", "夏": "天季日收粮秋", "付": "款清出给钱了费讫息租诸", "熊": "猫",
    "方": "便面才案法式向可能同得知愿有代无要不已未在认称均达当负因家对与将支承提拒出应答需须会表给付按补赔作做主签履继则和及都的又也了",
    "白": "天色条酒蚁白果日菜", "江": "边河水湖", "段": "落内路时", "雷": "雨电击", "龙": "头门", "黎": "明", "史": "料", "陶": "瓷", "贺": "礼",
    "毛": "竹坯石利猪路渠病", "顾": "虑及客问", "万": "元一分余斤般亩余物", "武": "力装警", "钱": "款财物数未", "戴": "着上", "严": "重格厉禁肃密", "莫": "名非大",
    "孔": "洞", "向": "村镇县其我对甲乙上下前外内后东南西北法派司有相当公该政网信人院邻承发施两双他她全组社市省记某支书单本来阳申被原工老地农水住居业户物路",
    "常": "年常见住在因被有遭驻规态务委", "汤": "水", "康": "复", "易": "于燃发涝被受造引地积拉", "乔": "木", "赖": "账着以", "文": "件字化明书本", "洪": "水涝灾沟峰",
    "温": "度和饱棚情室", "焦": "急虑点", "牛": "羊棚栏圈粪肉群只舍", "安": "全装置排静心放葬慰抚居稳顿", "季": "节度", "施": "工肥救压药暴加行", "兰": "花",
    "申": "请诉报领述明辩", "尤": "其为", "柳": "树", "路": "过边面口基上段灯沿权旁障线途宽况肩", "岳": "父母", "齐": "全心", "庄": "稼园基", "辛": "苦勤",
    "管": "理道护辖线网委控教事", "左": "右侧边手腿脚臂转邻", "谷": "物子", "时": "间段候常有任因在被未效不年称值至", "舒": "适服", "牟": "利", "关": "系于心注键闭门停掉联",
    "苗": "木圃头", "凌": "晨", "费": "用力时", "纪": "律检委念要", "盛": "行怒", "项": "目链", "成": "立员功年本果了为熟片批都人家婚交活天", "游": "客泳玩",
    "阳": "台光沟", "卫": "生星", "查": "看明处找阅实询验", "屈": "服", "甘": "愿蔗心", "景": "观区", "薄": "弱膜", "单": "位独方据价身户人纯", "包": "括工含村案装庇地户干",
    "司": "法机仪", "柏": "树油", "宁": "可愿静", "桂": "花", "解": "决释除约答散封放冻", "强": "烈行制调占迫势", "柴": "火油草房山", "华": "侨",
    "车": "辆子位主道费祸间库上速牌流队站", "房": "屋子产东前后顶租款基间", "边": "界沿坡缘上角地境走上", "古": "树井建墓稀", "米": "面宽", "池": "塘水子",
    "来": "访电信到自回往年村镇源人", "全": "部体家村组年力程额面款镇县都", "简": "单易要", "盖": "房章起有了", "党": "员委支组内政", "连": "续夜同接片带年日连线",
    "谈": "话判心妥及", "商": "量议定店户铺业讨请品", "计": "算划较入价有付", "迟": "迟到延", "冷": "静水库", "花": "费钱生圃木岗", "仇": "恨", "练": "习", "乐": "于意",
    "封": "闭堵路存门山顶", "原": "因有来告籍址先为地件住定本属则承合村宅审状价是", "官": "司方网员", "应": "当该由急付在予对向将按得承为享有收依聘届诉允以给及从自先尽",
    "桑": "树园叶", "荆": "棘", "沙": "子石场发土河坑", "支": "付持书出部委使援走", "平": "整时均分房安台日等静地常坦白", "代": "表理为付签替缴办答写收", "祖": "坟宅上屋辈传父母孙山业",
    "尚": "未有不在需可欠无存余能且", "麦": "子田收地", "麻": "烦将木", "皮": "肤", "危": "险房害及重旧", "明": "确显知天年日白明细码火", "别": "墅人的处", "充": "分足电当",
    "习": "惯", "惠": "及农民", "库": "区存", "储": "存藏", "隆": "重", "缪": "论", "闻": "讯", "贡": "献", "楼": "上下房道板梯顶层", "班": "车上主子级组委", "幸": "好福亏免", "宿": "舍", "索": "要赔取性", "阴": "沟雨天暗历", "苍": "白", "巴": "掌", "滑": "坡倒落动", "怀": "疑孕里念", "衡": "量", "权": "利益属力证", "拜": "访年托", "丑": "化闻", "侍": "候弄", "敬": "请老告", "铁": "门皮丝路管锅", "盘": "山查问点",
    "农": "田业村历房户机药具用地活忙民作资贸家网保", "满": "意足员月期",
}  # fmt: skip
"""For a surname, the characters with which it makes an ordinary word that may follow a role word."""
_NEVER = frozenset(
    "某甲乙丙丁户各均都已未不会把被将对与及或在到去了着过的得说称认提反要请愿同便欲拟虽若却仍就才又再还也是且但因所从由跟给让叫使令等"
    "我你他她它们这那其之于向"
)
"""What is in no given name."""
_FOLLOWS = frozenset(
    re.findall(
        "..",
        "方便方面方可可以可能能够能否应当应该和解和乙为由为此为了为其有关有权有意有无有两无法无力无权无偿来到来访来电来信来村时常时任时有常年常常明确明显明知成立成员成功地方地界地块希望表示表态表达投诉申请起诉上诉发生"
        "夫妇夫妻父子母子兄弟姐妹两家双方一家家中家里家的家门家在家与家房求助咨询来人本人宅基房屋建房修建承包土地因为多次今年去年上月当场现场签订达成要求一致两人三人一户十户以上以下以及之间左右人员代表家属名下门前屋后"
        "院内负责自行自愿主动拒绝拖欠支付赔偿占用阻拦电话",
    )
)
"""Two characters that begin what comes after a name."""
_ROLE = (
    "村民|居民|群众|信访人|上访人|来访人|来信人|来电人|反映人|诉求人|求助人|当事人|申请人|被申请人|投诉人|举报人|报案人|户主|房主|住户|业主|租户|"
    "农户|邻居|老人|伤者|死者|受害人|司机|车主|雇主|老板|工人|承租人|出租人|原告|被告|家属|家长|学生|其父|其母|其子|其女|其妻|其夫|其兄|其弟|"
    "父亲|母亲|儿子|女儿|妻子|丈夫|姓名[:：]|联系人[:：]"
)
_HAN = r"[\u4e00-\u9fff]"
_FAMILY = rf"(?:{_COMPOUND}|[{SURNAMES}])"
_AFTER_ROLE = re.compile(rf"(?:{_ROLE})(?={_FAMILY}{_HAN})")
_MAY_BEGIN = re.compile(rf"[{SURNAMES}{''.join(sorted({one[0] for one in _COMPOUND.split('|')}))}](?<!{_HAN}.)")
"""The first character of a name at the head of a clause: looked for first, since it is quickly told."""
_PAIR = re.compile(rf"(?<!{_HAN})(?={_FAMILY}{_HAN}{{1,3}}?[与和跟同]{_FAMILY}{_HAN})")
_BODIES = "村组镇乡县市社厂站所队院局户店行校"
_COMPOUNDS = tuple(_COMPOUND.split("|"))
_JOINS = "与和跟同"


def find_names(text: str) -> Iterator[tuple[int, int]]:
    """Where something stands that is likely a person's name: first and last + 1 character, from 0."""
    for match in _AFTER_ROLE.finditer(text):
        end = _name(text, match.end())
        if end:
            yield match.end(), end
    for match in _MAY_BEGIN.finditer(text):
        start = match.start()
        first = _name(text, start, _JOINS) if _PAIR.match(text, start) else 0
        if first and text[first : first + 1] and text[first] in _JOINS:
            second = _name(text, first + 1)
            if second:
                yield start, first
                yield first + 1, second


def is_name(text: str) -> bool:
    """True for a text that is a name and nothing else: a surname and one or two characters, not a place or a body."""
    return len(text) >= 2 and text[-1] not in _BODIES and _name(text, 0) == len(text)


def is_role(text: str) -> bool:
    """True for a word that says what somebody is, and not who."""
    return (
        re.fullmatch(rf"(?:全体|各|多名|部分)?(?:{_ROLE}|双方|双方当事人|村民组|村集体|匿名|本人|个人)", text)
        is not None
    )


def family_name(text: str) -> str:
    """The surname with which a name begins; its first character where it begins with none that is known."""
    return next((c for c in _COMPOUNDS if text.startswith(c)), text[:1])


def _name(text: str, start: int, stop: str = "") -> int:
    """Where a name that begins at a place ends; 0 where none begins there."""
    family = family_name(text[start : start + 3])
    if len(family) == 1 and family not in SURNAMES:
        return 0
    given = start + len(family)
    if not _is_given(text, given, stop) or text[given] in _BEGINS.get(family, "") or text[given] == family:
        return 0
    end = given + 1
    if _is_given(text, end, stop) and text[end : end + 1] not in "家户":
        end += 1
    return 0 if text[end : end + 1] in ("某", "*", "＊") else end


def _is_given(text: str, at: int, stop: str) -> bool:
    """True where a character may belong to a given name, by itself and by what it begins."""
    one = text[at : at + 1]
    if not re.match(_HAN, one) or one in _NEVER or one in stop:
        return False
    return text[at : at + 2] not in _FOLLOWS
