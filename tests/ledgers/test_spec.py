"""The ledgers' spec: every head and word means one thing, every sentence is there in both languages, the docs list it."""

from __future__ import annotations

import re

import pytest

from site_builder.ledgers.masks import parties
from site_builder.ledgers.words import WORDS
from site_builder.spec import default_spec
from site_builder.spec.ledgers import _raw, column_names, ledgers
from site_builder.text.dress import bare
from tests.conftest import REPOSITORY

SPEC = default_spec()
STATES = {"open", "finished", "closed", "transferred", "withdrawn", "not_accepted", "merged", "returned"}
DOCS = REPOSITORY / "docs" / "ledgers.md"


@pytest.mark.parametrize("kind", ledgers().kinds)
def test_a_head_means_one_thing_in_a_kind_of_ledger(kind: str) -> None:
    """Of the heads that are for all ledgers, and of those for one kind, none stands in two columns."""
    for own in (False, True):
        seen: dict[str, str] = {}
        for column in ledgers().columns.values():
            heads = column.heads_of.get(kind, ()) if own else column.heads if not column.only else ()
            for head in heads:
                assert seen.setdefault(bare(head), column.name) == column.name, head


@pytest.mark.parametrize("enum", _raw()["values"])
def test_a_word_means_one_value(enum: str) -> None:
    values = STATES if enum == "ledger_state" else set(SPEC.enums[enum])
    seen: dict[str, str] = {}
    for code, words in _raw()["values"][enum].items():
        assert str(code) in values
        for word in words:
            assert isinstance(word, str), word
            assert seen.setdefault(bare(word), str(code)) == str(code), word
    for code, label in SPEC.enums.get(enum, {}).items():
        assert seen.get(bare(label.zh), code) == code
        assert ledgers().value(enum, label.zh, SPEC) == ledgers().value(enum, label.en, SPEC) == code


def test_a_cell_may_hold_the_labels_that_the_report_offers() -> None:
    for column in ledgers().columns.values():
        enum = column.type.name or column.type.kind
        if column.type.kind in ("enum", "category"):
            for word in ledgers().shown(enum, SPEC):
                assert ledgers().value(enum, word, SPEC) is not None


def test_every_sentence_is_there_in_both_languages() -> None:
    zh, en = WORDS["zh"], WORDS["en"]
    assert set(zh) == set(en)
    for key in zh:
        assert set(re.findall(r"{(\w+)}", zh[key])) == set(re.findall(r"{(\w+)}", en[key])), key


def test_every_reason_in_the_code_has_its_sentence() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "site_builder" / "ledgers").glob("*.py"))
    reasons = re.findall(r'(?:No(?:Day|Number|Ledger)|_unread)\((?:head, value, )?"(\w+)"', code)
    reasons += re.findall(r'Remark\([^()]*?(?:\([^()]*\))?[^()]*?, "(\w+)"[,)]', code)
    assert len(reasons) > 40
    assert sorted(set(reasons) - set(WORDS["zh"])) == []


def test_the_documentation_lists_the_columns(request: pytest.FixtureRequest) -> None:
    """`pytest --accept` writes the list anew."""
    rows = [
        f"| `{c.name}` | {c.label.zh} | {'、'.join(dict.fromkeys((*c.heads, *(h for heads in c.heads_of.values() for h in heads))))} |"
        for c in ledgers().columns.values()
    ]
    assert len(rows) == len(column_names())
    table = "\n".join(["| field | 字段 | heads 列名 |", "|---|---|---|", *rows])
    text = DOCS.read_text(encoding="utf-8")
    before, mark, _ = text.partition("<!-- columns -->\n")
    assert mark
    written = f"{before}{mark}{table}\n"
    if request.config.getoption("--accept"):
        DOCS.write_text(written, encoding="utf-8")
    assert DOCS.read_text(encoding="utf-8") == written, "run pytest tests/ledgers/test_spec.py --accept"


@pytest.mark.parametrize(
    ("cells", "codes", "names"),
    [
        (["张三、李四"], ["P1", "P2"], ["张三", "李四"]), (["张　三 13800138000", "李四(男,45岁)"], ["P1", "P2"], ["张三", "李四"]), (["张和平与王五"], ["P1", "P2"], ["张和平", "王五"]),
        (["张三等12人", "石门村委会"], ["P1(组)", "P2"], ["张三"]), (["申请人：欧阳海；被申请人：刘明家"], ["P1", "P2(组)"], ["欧阳海", "刘明"]), (["村民38户"], ["P1(组)"], []), (["张某", "李某某"], ["P1", "P2"], []),
        (["张三", "张三、李四"], ["P1", "P2"], ["张三", "李四"]), (["阿依古丽·买买提"], ["P1"], ["阿依古丽·买买提"]), (["王五\n赵六"], ["P1", "P2"], ["王五", "赵六"]), (["某某茶叶专业合作社"], ["P1"], []), (["双方"], [], []),
    ],
)  # fmt: skip
def test_parties_are_told_apart(cells: list[str], codes: list[str], names: list[str]) -> None:
    masks = parties(cells)
    assert masks.parties == codes
    assert list(masks.codes) == names


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("张三与李四争执，电话13800138000", "P1与P2争执，电话〔手机号码略〕"), ("住石门组12号", "住石门组〔门牌略〕"), ("9月12号到场", "9月12号到场"), ("皖A12345停在路口", "〔车牌略〕停在路口"),
        ("村民王建国作证", "村民王某作证"), ("网一到场", "网一到场"), ("村民网一到场", "村民网一到场"), ("一行\n  又一行\u200b", "一行 又一行"),
    ],
)  # fmt: skip
def test_a_text_names_nobody(text: str, masked: str) -> None:
    assert parties(["张三、李四"]).text(text, {"网一"}) == masked
