"""Persons taken out of what a ledger says: parties become P1, P2; their names and every number go out of all texts.

Domain notes §6.3: parties are codes, and who they are stays outside the register; names in texts are masked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from site_builder.text.dress import safe, squeezed
from site_builder.text.names import family_name, is_name, is_role
from site_builder.text.personal_data import Hit, find_personal_data

_HAN = r"[\u4e00-\u9fff]"
_ASIDE = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_SPREAD = re.compile(rf"(?<!{_HAN})({_HAN})[ \u3000]+({_HAN})(?!{_HAN})")
_DIVIDED = re.compile(r"[、,，;；/\\|\s]+")
_JOINED = re.compile(rf"(?<={_HAN}{{2}})(?:和|与|及|跟|同|诉)(?={_HAN}{{2}})")
_NUMBER = re.compile(r"[\d０-９xX*＊—-]{5,}")
_LABEL = re.compile(r"^(?:甲方|乙方|丙方|申请人|被申请人|当事人|双方|一方|另一方|信访人|反映人|户主)[:：]?")
_MANY = re.compile(
    r"等?(?:\d{1,5}|[一二三四五六七八九十]{1,3})(?:余|多)?(?:人|户|名)$|等[人户]?$|(?:一家|家|户|夫妇|夫妻|父子|母子|兄弟|姐妹)$"
)
_GROUP = re.compile(r"[等家户组众]|村民|居民")
_NO_PERSON = re.compile(r"[村组镇乡县市社厂站所队院局户店行校会司部委办方]$|某|[甲乙丙丁]$")
_HOUSE = re.compile(r"(?<=[组村路街巷弄里道屯坊])\d{1,4}号(?:楼|院|门|室)?")
_LEFT_OUT = {
    "identity": "〔身份证号码略〕", "identity_like": "〔号码略〕", "mobile": "〔手机号码略〕", "bank_card": "〔银行卡号略〕",
    "landline": "〔电话号码略〕", "plate": "〔车牌略〕", "email": "〔邮箱略〕", "account": "〔账号略〕",
}  # fmt: skip
_HOUSE_LEFT_OUT = "〔门牌略〕"


@dataclass
class Masks:
    """The parties of one row, and what was taken out of its texts.

    `codes` are by name; `parties` in order. `numbers` counts the numbers left out, `masked` the words that looked
    like somebody's name and stand as 张某 now.
    """

    codes: dict[str, str] = field(default_factory=dict)
    parties: list[str] = field(default_factory=list)
    numbers: int = 0
    masked: int = 0

    def text(self, text: str, on_duty: Collection[str]) -> str:
        """A text that may stand in the register: on one line, without anybody's name but those on duty."""
        shown = safe(text)
        for name in sorted(self.codes, key=len, reverse=True):
            shown = shown.replace(name, self.codes[name])
        shown = _HOUSE.sub(_HOUSE_LEFT_OUT, shown)
        while hits := [hit for hit in find_personal_data(shown) if not _is_staff(hit, shown, on_duty)]:
            for hit in reversed(hits):
                shown = shown[: hit.start] + self._instead(hit, shown) + shown[hit.end :]
        return shown

    def _instead(self, hit: Hit, text: str) -> str:
        if hit.kind == "name":
            self.masked += 1
            return family_name(text[hit.start : hit.end]) + "某"
        self.numbers += 1
        return _LEFT_OUT[hit.kind]


def _is_staff(hit: Hit, text: str, on_duty: Collection[str]) -> bool:
    return hit.kind == "name" and any(text.startswith(name, hit.start) for name in on_duty)


def parties(cells: Iterable[str]) -> Masks:
    """The parties named in the cells of a row, in order, each a code; who stands in several cells is one party."""
    masks = Masks()
    seen: set[str] = set()
    for cell in cells:
        for part in _names(cell):
            name = _MANY.sub("", part) or part
            if name in seen:
                continue
            seen.add(name)
            code = f"P{len(masks.parties) + 1}"
            masks.parties.append(
                code + ("(组)" if _GROUP.search(part.removeprefix(name)) or _GROUP.search(name) else "")
            )
            if _is_person(name):
                masks.codes[name] = code
    return masks


def _names(cell: str) -> list[str]:
    """The names in a cell: 张三、李四; 王　五 13800000000; 赵六(男,45岁)与钱七."""
    text = _SPREAD.sub(r"\1\2", _ASIDE.sub("、", _NUMBER.sub("、", cell)))
    parts = [_LABEL.sub("", squeezed(part)) for part in _DIVIDED.split(text)]
    return [name for part in parts if part for name in ([part] if is_name(part) else _JOINED.split(part)) if name]


def _is_person(text: str) -> bool:
    """True for what is likely a person's name: two to four Chinese characters, or some with a dot between."""
    shape = rf"{_HAN}{{2,4}}|{_HAN}{{1,8}}[·•]{_HAN}{{1,8}}"
    if is_role(text):
        return False
    return is_name(text) or (re.fullmatch(shape, text) is not None and _NO_PERSON.search(text) is None)
