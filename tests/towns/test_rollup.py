"""A county's site: what adds up, what it may not see, and what is said of data that cannot be used."""

from __future__ import annotations

import csv
import io
import json
import shutil
import socket
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from site_builder.cli.rollup import command
from site_builder.model.register import Register
from site_builder.rollup import Gathered, county_files, gather
from site_builder.settings import Settings
from site_builder.spec import Language
from site_builder.towns.documents import made, published
from site_builder.towns.told import told
from site_builder.workers import runner
from tests.cache.edits import DAY, small_register
from tests.pages.test_site import plain, real
from tests.support.counties import a_town, county_of, edited, publish_data, renamed, two_towns
from tests.support.sites import broken_links, build, faults, html, main_text, squeezed
from tests.support.town import AS_OF, town


def gathered(*places: Path, as_of: date | None = None, language: Language = "zh") -> Gathered:
    return gather(places, "青檀县", {"QTL": "https://qtl.example/"}, as_of, AS_OF, language, runner(1))


def codes(found: Gathered) -> list[str]:
    return [notice.code for notice in found.county.notices]


# what it shows


def test_published_data_tell_what_the_register_tells(tmp_path: Path) -> None:
    register = real("office").register
    folder = publish_data(register, tmp_path, DAY)
    town_told = told(made(register, DAY), {}, "zh")
    assert told(published(folder), {}, "zh") == told(published(folder / "api"), {}, "zh") == town_told
    assert [(m.id, str(m.raised_on), m.reason) for m in town_told.matters] == [
        ("QTL-2025-0021", "2025-06-23", ""),
        ("QTL-2025-0010", "2025-10-09", "超权限"),
    ]


def test_what_adds_up_for_each_town_adds_up_for_all(tmp_path: Path) -> None:
    whole, small = real("office").register, renamed(a_town().register(), "YXZ", "云溪镇")
    files = build(county_of(whole, small, as_of=DAY))
    rows = list(csv.reader(io.StringIO(files["towns.csv"].decode("utf-8-sig"))))
    heads, table = rows[1], rows[2:]
    numbers = {head: [row[at] for row in table] for at, head in enumerate(heads)}
    for name in ("期初", "收到", "重办", "了结", "期末", "化解（分子）", "应计（分母）", "部分化解", "提请县级在办"):
        first, second, total = map(int, numbers[name])
        assert first + second == total, name
    for at in range(3):
        opening, received, reopened, ended, closing = (
            int(numbers[name][at]) for name in ("期初", "收到", "重办", "了结", "期末")
        )
        assert opening + received + reopened - ended == closing
    assert numbers["化解率"] == ["97.5%", "", "96.3%"]  # over fewer than five the counts alone
    assert numbers["密封件"] == ["1", "1", "2"]
    sheet = openpyxl.load_workbook(io.BytesIO(files["towns.xlsx"])).active
    assert sheet is not None
    assert [[str(cell.value) for cell in row][1] for row in sheet.iter_rows(min_row=3)] == [
        "青檀岭镇",
        "云溪镇",
        "合计",
    ]


def test_the_data_are_as_their_schema_says() -> None:
    files = build(county_of(a_town().register(), link="https://qtl.example"))
    document = json.loads(files["api/towns.json"])
    Draft202012Validator(json.loads(files["api/schema/towns.json"])).validate(document)
    assert [row["title"] for row in document["towns"][0]["raised"]] == ["水井变浑"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_its_pages_are_well_formed_and_plain(language: Language) -> None:
    shown = county_of(a_town().register(), link="https://qtl.example/", language=language)
    site = build(shown)
    assert [fault for path, text in html(site) for fault in faults(path, text)] == []
    assert broken_links(site) == []
    assert 'href="https://qtl.example/cases/QTL-2025-0001.html"' in site["raised.html"].decode()
    for page in _pages(shown):
        plain(page.context)
        hash(page.context)


def _pages(shown: Any) -> Any:
    from site_builder.pages import all_pages

    return all_pages(shown)


def test_rare_letters_and_markup_in_names_are_letters(tmp_path: Path) -> None:
    name, title = "<b>=\ue000\U000323b0镇</b>", '"><script>alert(1)</script>'
    folder = publish_data(renamed(a_town().register(), "YXZ", name), tmp_path)
    edited(folder, "api/cases.json", "cases", 0, "title", value=title)
    site = {file.path: file.data for file in county_files(gathered(folder).county)}
    assert [fault for path, text in html(site) for fault in faults(path, text)] == []
    assert squeezed(name) in main_text(site["index.html"])
    assert squeezed(title) in main_text(site["raised.html"])


def test_a_matter_past_its_day_is_on_the_list_of_overdue_ones() -> None:
    site = build(county_of(real("office").register, as_of=date(2025, 12, 1)))
    assert squeezed("水井变浑疑似上游施工影响") in main_text(site["overdue.html"])
    assert "逾期38天" in main_text(site["overdue.html"])
    assert squeezed("不服宅基地审批答复申请复查") not in main_text(site["overdue.html"])
    assert squeezed("不服宅基地审批答复申请复查") in main_text(site["raised.html"])


# what it may not see


def test_towns_that_differ_in_what_is_hidden_give_the_same_bytes() -> None:
    one = a_town().register()
    other = a_town(title="家产纠纷", problem="兄弟分家", grid="chachong-02", sealed="举报村会计").register()
    for language in ("zh", "en"):
        assert build(county_of(one, language=language)) == build(county_of(other, language=language))


@given(two_towns())
@settings(max_examples=60)
def test_whatever_is_hidden_the_county_is_told_the_same(towns: tuple[Register, Register]) -> None:
    """Its site is made from this and nothing else."""
    assert county_of(towns[0]).towns == county_of(towns[1]).towns


def test_people_texts_and_parties_of_a_raised_matter_stay_in_its_town() -> None:
    site = b"".join(build(county_of(a_town().register())).values()).decode("utf-8", "replace")
    assert "水井变浑" in site
    for hidden in ("水质要由县里检测", "两户为排水沟争执", "两户争执", "密封事项", "mayor", "镇一", "QTL-2025-0002"):
        assert hidden not in site, hidden


def test_a_title_with_somebodys_number_is_not_shown(tmp_path: Path) -> None:
    bad = publish_data(a_town().register(), tmp_path)
    edited(bad, "api/cases.json", "cases", 0, "title", value="请回电13812345678")
    found = gathered(bad)
    assert codes(found) == ["personal"]
    site = {file.path: file.data for file in county_files(found.county)}
    assert b"13812345678" not in b"".join(site.values())
    assert b"QTL-2025-0001" in site["raised.html"]


# what cannot be used


BAD = {
    "version": ("api/meta.json", ("version",), 2),
    "audience": ("api/meta.json", ("audience",), "village"),
    "half": ("api/figures.json", ("as_of",), "2025-10-16"),
    "half, too few cases": ("api/cases.json", ("cases",), []),
    "sums": ("api/figures.json", ("reconciled", "town", "closing"), 7),
    "sums, of a village": ("api/figures.json", ("reconciled", "shimen", "ended"), 3),
    "sums, partly is not settled": ("api/figures.json", ("rate", "num"), 2),
    "broken, negative": ("api/figures.json", ("visits",), -1),
    "broken, no number": ("api/figures.json", ("visits",), True),
    "broken, an id like a path": ("api/meta.json", ("town", "id"), "../../etc"),
    "broken, a case's id": ("api/cases.json", ("cases", 0, "id"), "../QTL-2025-0001"),
    "broken, unseen letters": ("api/cases.json", ("cases", 0, "title"), "水井\u202e变浑"),
    "broken, half a letter": ("api/cases.json", ("cases", 0, "title"), "水井\ud842"),
    "broken, no day": ("api/meta.json", ("as_of",), "2025-02-30"),
    "broken, no status": ("api/cases.json", ("cases", 0, "status"), "unheard-of"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_data_are_named_and_the_other_towns_are_shown(name: str, tmp_path: Path) -> None:
    good = publish_data(renamed(a_town().register(), "YXZ", "云溪镇"), tmp_path / "good")
    bad = publish_data(a_town().register(), tmp_path / "bad")
    file, keys, value = BAD[name]
    edited(bad, file, *keys, value=value)
    found = gathered(bad, good)
    assert codes(found) == [name.partition(",")[0]]
    assert [town.name for town in found.county.towns] == ["云溪镇"]
    assert b"YXZ" in {file.path: file.data for file in county_files(found.county)}["api/towns.json"]


@pytest.mark.parametrize(
    ("content", "code"),
    [("", "broken"), ("{", "broken"), ("[" * 100_000, "broken"), ("NaN", "broken"), (None, "missing")],
)
def test_files_cut_short_are_named(content: str | None, code: str, tmp_path: Path) -> None:
    bad = publish_data(a_town().register(), tmp_path / "bad")
    path = bad / "api/figures.json"
    path.unlink() if content is None else path.write_text(content)
    assert codes(gathered(bad)) == [code]


def test_a_link_in_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    bad = publish_data(a_town().register(), tmp_path / "bad")
    shutil.move(bad / "api/figures.json", tmp_path / "elsewhere.json")
    (bad / "api/figures.json").symlink_to(tmp_path / "elsewhere.json")
    assert codes(gathered(bad)) == ["unreadable"]


def test_towns_that_cannot_be_told_apart_or_have_nothing_are_named(tmp_path: Path) -> None:
    one, two, three = (a_town().register() for _ in range(3))
    places = (
        publish_data(one, tmp_path / "one"),
        publish_data(renamed(two, "qtl", "云溪镇"), tmp_path / "same id"),
        publish_data(renamed(three, "HTZ", "青檀岭镇"), tmp_path / "same name"),
        publish_data(renamed(town().register(), "KXZ", "空镇"), tmp_path / "empty"),
        tmp_path / "nothing",
    )
    found = gathered(*places)
    assert codes(found) == ["same_id", "same_name", "empty", "not_a_town"]
    assert [town.id for town in found.county.towns] == ["QTL", "HTZ"]


def test_time_limits_of_a_towns_own_are_named(tmp_path: Path) -> None:
    shorter = renamed(town(Settings(limits={"mediation": 20})).case().register(), "YXZ", "云溪镇")
    places = publish_data(a_town().register(), tmp_path / "one"), publish_data(shorter, tmp_path / "two")
    found = gathered(*places)
    assert codes(found) == ["limits"]
    assert "调解 20" in found.county.notices[0].text("zh")
    before = json.loads((tmp_path / "two/api/meta.json").read_text("utf-8"))
    del before["limits"]  # as it was before this key came into the data
    (tmp_path / "two/api/meta.json").write_text(json.dumps(before))
    assert codes(gathered(*places)) == []


def test_nothing_is_asked_of_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = publish_data(a_town().register(), tmp_path)
    monkeypatch.setattr(socket, "socket", None)
    monkeypatch.setattr(socket, "getaddrinfo", None)
    assert len(gathered(folder).county.towns) == 1


def test_a_town_of_another_day_is_shown_and_not_added_up(tmp_path: Path) -> None:
    first = publish_data(a_town().register(), tmp_path / "one")
    earlier = publish_data(renamed(a_town().register(), "YXZ", "云溪镇"), tmp_path / "two", date(2025, 10, 10))
    found = gathered(earlier, first)
    assert found.county.as_of == AS_OF
    assert codes(found) == ["other_day"]
    assert [town.id for town in found.county.counted] == ["QTL"]
    assert [town.id for town in found.county.towns] == ["YXZ", "QTL"]


def test_other_categories_are_named(tmp_path: Path) -> None:
    one = publish_data(a_town().register(), tmp_path / "one")
    two = publish_data(renamed(a_town().register(), "YXZ", "云溪镇"), tmp_path / "two")
    edited(two, "api/labels.json", "labels", "category", "neighbour", value={"zh": "邻里关系", "en": "neighbours"})
    edited(two, "api/labels.json", "labels", "category", "bees", value={"zh": "蜜蜂", "en": "bees"})
    found = gathered(one, two)
    assert codes(found) == ["categories"]
    assert "bees, neighbour" in found.county.notices[0].text("zh")


# the command


def test_the_command_makes_a_site_of_registers_and_of_data(tmp_path: Path, repository: Path) -> None:
    root = small_register(repository, tmp_path / "town")
    data = publish_data(renamed(a_town().register(), "YXZ", "云溪镇"), tmp_path / "云溪镇")
    out = tmp_path / "county"

    def ran(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(command, [*words, "--out", str(out), "--as-of", str(DAY)])
        return done.exit_code, done.output

    words = (str(root), str(data), "--name", "青檀县", "--link", "QTL=https://qtl.example/")
    code, said = ran(*words)
    assert code == 0, said
    assert "2 towns shown, 2 in the total" in said
    assert "https://qtl.example/index.html" in (out / "index.html").read_text(encoding="utf-8")
    assert str(tmp_path) not in "".join(path.read_text("utf-8") for path in out.rglob("*.html"))
    shutil.rmtree(data / "api/cases")
    code, said = ran(str(root), str(data), "--lang", "en", "--link", "YXZ=https://yxz.example/")
    assert "--link YXZ: " in said
    assert code == 1
    assert "--link QTL" not in said
    assert "云溪镇: api/cases/QTL-2025-0001.json is not there" in said
    before = (out / "index.html").read_bytes()
    assert ran(str(data))[0] == 3
    assert (out / "index.html").read_bytes() == before
    assert ran(str(data), "--link", "QTL=javascript:alert(1)")[0] == 2
