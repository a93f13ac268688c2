"""Nothing that is not for an audience gets past the gate, however it is written, packed or folded."""

from __future__ import annotations

import gzip
import html
import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from site_builder.gate import Seeker
from site_builder.model.register import Register
from site_builder.output.decoded import texts_of
from site_builder.views.secrets import Secrets, secrets
from tests.conftest import Ran
from tests.support.sites import build
from tests.support.town import edition_of, put_case, put_town, town

Sidan = Callable[..., Ran]
NAME, NUMBER, ID = "欧阳一二", "13800138000", "QTL-2025-0500"
HIDDEN: Secrets = {NAME: ("name", "A"), NUMBER: ("number", "B"), ID: ("id", "C"), "湘信〔2025〕12号": ("number", "D")}


def database(text: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a TEXT)")
    connection.execute("INSERT INTO t VALUES (?)", ("前" * 5000 + text,))
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def workbook(text: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<t>{html.escape(text)}</t>")
    return data.getvalue()


def picture(text: str) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    packed = b"Comment\x00\x00" + zlib.compress(text.encode())
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13) + chunk(b"zTXt", packed) + chunk(b"IEND", b"")


DRESSES: dict[str, Callable[[str], bytes]] = {
    "a page": lambda text: f"<p>有{text}。</p>".encode(),
    "an attribute": lambda text: f'<a title="{text}">'.encode(),
    "entities": lambda text: "".join(f"&#{ord(c)};" for c in text).encode(),
    "entities in base 16": lambda text: "".join(f"&#x{ord(c):X};" for c in text).encode(),
    "JSON": lambda text: json.dumps({"a": f"有{text}"}).encode(),
    "a script": lambda text: ("var a='" + "".join(f"\\u{{{ord(c):x}}}" for c in text) + "'").encode(),
    "an address": lambda text: f'<a href="?q={quote(text)}">'.encode(),
    "a packed table": workbook,
    "a packed table in a package": lambda text: workbook_in(workbook(text)),
    "a database": database,
    "a picture's comment": picture,
    "behind a picture": lambda text: picture("") + text.encode(),
    "a calendar": lambda text: f"BEGIN:VCALENDAR\r\nSUMMARY:{text[:3]}\r\n {text[3:]}\r\n".encode(),
}


def workbook_in(inner: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("inner.xlsx", inner)
    return data.getvalue()


@pytest.mark.parametrize("dress", DRESSES.values(), ids=DRESSES)
def test_every_form_in_which_a_site_may_hold_a_value_is_seen_through(dress: Callable[[str], bytes]) -> None:
    seek = Seeker(HIDDEN)
    for value, (_, record) in HIDDEN.items():
        (found,) = seek("a", dress(value))
        assert found.endswith(f": {record}") and value not in found
    assert list(seek("a", dress("茶冲村一二三 QTL-2025-0501 12345678901"))) == []


def test_a_number_is_found_however_it_is_divided_and_not_inside_another() -> None:
    seek = Seeker(HIDDEN)
    assert list(seek("a", "电话 138 0013-8000".encode()))
    assert not list(seek("a", b"QTL-2025-05001"))


def test_a_name_of_a_file_is_looked_at_too() -> None:
    assert list(Seeker(HIDDEN)(f"cases/{ID}.html", b"")) != []


def test_an_address_is_found_as_a_whole_and_not_in_a_longer_one() -> None:
    seek = Seeker({"some.one@town.example": ("number", "E")})
    assert list(seek("a", b"<p>some.one@town.example</p>")) == ["有不给这种读者看的号码 holds a number that is not for this audience: E"]
    assert list(seek("a", b"<p>some.one@town.example2 x-some.one@town.example</p>")) == []


def test_what_is_no_packing_is_read_as_it_lies() -> None:
    assert list(texts_of(b"PK\x03\x04" + NAME.encode())) != []
    assert list(Seeker(HIDDEN)("a", b"SQLite format 3\x00" + NAME.encode()))
    assert list(texts_of(gzip.compress(b"x")))


def register() -> Register:
    secret: dict[str, Any] = {"title": "某某举报上冲组长挪用款项", "body": "信访人欧阳一二，电话 13900139000。"}
    builder = (
        town()
        .case("QTL-2025-0001", access="board", public_summary="村道已经通车。", ledger={"name": "台账", "row": 9, "fingerprint": "0f1e2d3c4b5a"})
        .case("QTL-2025-0002", helpers=["shimen-secretary"])
        .case("QTL-2025-0500", access="office", order={"from": "county", "ref": "湘信〔2025〕12号", "received_on": "2025-09-15"}, **secret)
        .visit("V-2025-0007", cases=["QTL-2025-0500"], instructions="请分管领导本周内约谈")
    )  # fmt: skip
    made = builder.register()
    people = {
        id: replace(p, emails=("someone@town.example",) if id == "desk" else ()) for id, p in made.town.people.items()
    }
    return replace(made, town=replace(made.town, people=people))


def test_what_is_looked_for_is_all_that_the_audience_does_not_get() -> None:
    made = register()
    office = {"QTL-2025-0500", "V-2025-0007", "欧阳一二", "13900139000", "湘信〔2025〕12号", "someone@town.example",
              "某某举报上冲组长挪用款项", "请分管领导本周内约谈", "0f1e2d3c4b5a"}  # fmt: skip
    village = secrets(made, edition_of(made, "village:chachong")).keys()
    assert office <= village
    assert "网三" in village and not {"支二", "网一", "QTL-2025-0001"} & village, "whom a case names is named"
    board = secrets(made, edition_of(made, "board")).keys()
    assert office | {"支二", "网一", "书一", "QTL-2025-0001", "QTL-2025-0002"} <= board


def test_a_short_text_or_number_is_a_word_that_others_use_too() -> None:
    def hidden(**fields: Any) -> set[str]:
        made = town().case("QTL-2025-0001").case("QTL-2025-0500", access="office", **fields).register()
        return {value for value, (_, of) in secrets(made, edition_of(made, "board")).items() if of == "QTL-2025-0500"}

    order = {"from": "county", "received_on": "2025-09-15"}
    ledger = {"name": "台账", "row": 9}
    long = hidden(title="八个字的题目在此", order={**order, "ref": "123456"}, ledger={**ledger, "fingerprint": "a" * 8})
    assert {"八个字的题目在此", "123456", "a" * 8} <= long
    short = hidden(title="七个字题目在此", order={**order, "ref": "12345"}, ledger={**ledger, "fingerprint": "a" * 7})
    assert not {"七个字题目在此", "12345", "a" * 7} & short
    seen = town().case(access="board", public_summary="写信到 office@town.example。").register()
    assert "office@town.example" not in secrets(seen, edition_of(seen, "board")), "nobody can be sure of it"
    assert "王小明" in hidden(body="信访人王小明，到镇里反映。")
    assert "张三" not in hidden(body="信访人张三，到镇里反映。"), "two characters that are guessed to be a name"
    told = {"body": "写信到 someone@else.example，打 0731-82211234。"}
    assert {"someone@else.example", "0731-82211234"} <= hidden(**told), "of what is hidden also what may be a number"


def test_a_name_that_is_a_word_of_the_theme_gives_nobody_away() -> None:
    made = register()
    assert "网一" not in secrets(made, edition_of(made, "board"), fixed="一张网一个格")


@pytest.mark.parametrize("audience", ["village:chachong", "board"])
def test_a_site_as_it_should_be_passes(audience: str) -> None:
    made = register()
    shown = edition_of(made, audience)
    seek = Seeker(secrets(made, shown))
    assert [(path, what) for path, data in build(shown).items() for what in seek(path, data)] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "town"
    put_town(root)
    put_case(root, "QTL-2025-0001", access="board", public_summary="村道已经通车。")
    put_case(root, "QTL-2025-0002", access="office", title="不公开的一件")
    return root


def test_a_hit_stops_the_publication_of_that_audience_and_leaves_its_site(
    sidan: Sidan, folder: Path, tmp_path: Path
) -> None:
    def build_for(audience: str, out: str) -> Ran:
        return sidan(
            "-C",
            str(folder),
            "build",
            "--draft",
            "--audience",
            audience,
            "--out",
            str(tmp_path / out),
            "--as-of",
            "2025-10-17",
        )

    assert build_for("board", "board").code == 0
    before = (tmp_path / "board/matters.html").read_bytes()
    put_case(folder, "QTL-2025-0001", access="board", public_summary="村道已经通车，详见 QTL-2025-0002，找支一。")
    stopped = build_for("board", "board")
    assert stopped.code == 1
    assert "matters.html: 有不给这种读者看的编号" in stopped.err and "QTL-2025-0002" in stopped.err
    assert "姓名" in stopped.err and "支一" not in stopped.err, "the name itself is not repeated"
    assert (tmp_path / "board/matters.html").read_bytes() == before
    assert build_for("office", "office").code == 0, "the office's site is not stopped"


def test_an_audience_does_not_take_the_folder_of_another(sidan: Sidan, folder: Path) -> None:
    assert sidan("-C", str(folder), "build", "--audience", "board", "--as-of", "2025-10-17").code == 0
    assert (folder / "site/matters.html").is_file()
    taken = sidan("-C", str(folder), "build", "--as-of", "2025-10-17")
    assert taken.code == 3 and "board" in taken.err and "--out" in taken.err
    assert (folder / "site/matters.html").is_file()
