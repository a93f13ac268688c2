"""Who changed a case's file and when, from git: for the office, and nothing in it that the office may not read."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from site_builder.checking import check
from site_builder.pages import site_of
from site_builder.pages.case import CasePage, case_page
from site_builder.pages.case_file import CaseFile
from site_builder.pages.edition_index import index
from site_builder.pipeline import build, past_of
from site_builder.render.page import Page
from site_builder.render.render import render
from site_builder.render.theme import load_theme
from site_builder.sources.git import Repository
from site_builder.views.audience import Audience
from site_builder.views.edition import Edition, edition
from site_builder.views.past import LONGEST, plain_line
from tests.support.changes import SEALED
from tests.support.repository import GitRegister
from tests.support.sites import broken_links, faults, html, text_of, undigested
from tests.support.town import GRIDS, PEOPLE, case_path, case_text

AS_OF = date(2025, 10, 17)
ONE, TWO, HIDDEN = "QTL-2025-0001", "QTL-2025-0002", "QTL-2025-0777"
DESK = "Desk@town.example"
KNOWN = PEOPLE.replace("{id: desk, name: 信一,", f"{{id: desk, name: 信一, emails: [{DESK}],")
FORGE = '[tool.sidan]\nforge = "{}"\nrepository = "https://git.town.example/office/register"\nbranch = "main"\n'
UNTOLD = "这次提交的说明不在这里显示"


class Told(GitRegister):
    """A register of the small town under git, and what its pages tell."""

    def start(self, *files: tuple[str, str | bytes]) -> Told:
        self.commit({"grids.yaml": GRIDS, "people.yaml": KNOWN, **dict(files)}, date(2025, 9, 1))
        return self

    def case(self, id: str = ONE, day: int = 1, message: str = "登记", by: str = DESK, **fields: Any) -> str:
        """Commit one case alone, on a day of October."""
        path = case_path(id, **fields)
        return self.commit({path: case_text(id, **fields)}, date(2025, 10, day), by, message)

    def context(self, id: str = ONE, audience: str = "office", as_of: date = AS_OF) -> tuple[Edition, CasePage]:
        checked = check(self.folder, as_of)
        assert checked.register is not None
        past = past_of(self.folder, checked.register, as_of) if audience == "office" else None
        shown = edition(checked.register, Audience.parse(audience), as_of, "zh", past=past)
        return shown, case_page(index(shown), shown.register.case_by_id[id])

    def file(self, id: str = ONE, audience: str = "office", as_of: date = AS_OF) -> CaseFile:
        return self.context(id, audience, as_of)[1].file

    def page(self, as_of: date = AS_OF) -> str:
        """The first case's page for the office."""
        shown, context = self.context(as_of=as_of)
        theme = load_theme("default", None, site_of(shown))
        return render(Page(f"cases/{ONE}.html", "case.html", context), theme).data.decode()

    def subjects(self, id: str = ONE) -> list[str]:
        """The first lines told; "" for one that is not."""
        return [one.subject.text if one.subject else "" for one in self.file(id).saved]

    def site(self, audience: str = "office", as_of: date = AS_OF) -> dict[str, bytes]:
        built = build(check(self.folder, as_of), Audience.parse(audience), "zh", draft=True)
        return {file.path: file.data for file in built.files}


@pytest.fixture
def register(tmp_path: Path) -> Callable[..., Told]:
    def make(*files: tuple[str, str | bytes], name: str = "town") -> Told:
        return Told(tmp_path / name).start(*files)

    return make


# who, when, what


def test_each_change_says_who_when_and_what_the_latest_first(register: Callable[..., Told]) -> None:
    told = register()
    told.case(day=1, message="登记排水沟争执")
    told.commit(
        {case_path(ONE): case_text(ONE, title="改沟")},
        date(2025, 10, 3),
        "a@b.example",
        "补写标题\n\n正文不显示",
        "路人",
    )
    told.case(TWO, 4, "登记另一件")
    assert [(s.on, s.who and s.who.text, s.who and s.who.href, s.subject and s.subject.text) for s in told.file().saved] == [
        (date(2025, 10, 3), "路人", "", "补写标题"),
        (date(2025, 10, 1), "信一", "people/desk.html", "登记排水沟争执"),
    ]  # fmt: skip


def test_the_page_shows_it(register: Callable[..., Told]) -> None:
    told = register()
    id = told.case(message="登记，见 QTL-2025-0001")
    site = told.site()
    page = site[f"cases/{ONE}.html"].decode()
    assert f"2025-10-01登记，见QTL-2025-0001信一改动{id[:8]}" in text_of(page)
    assert '见 <a href="../cases/QTL-2025-0001.html">' in page
    assert [fault for path, text in html(site) for fault in faults(path, text)] == []
    assert broken_links(site) == []


def test_no_address_stands_in_any_page_not_even_as_a_name(register: Callable[..., Told]) -> None:
    told = register()
    told.case(day=1, by="secret@home.example")
    told.commit(
        {case_path(ONE): case_text(ONE, title="二")},
        date(2025, 10, 2),
        "x@y.example",
        "改 mail@home.example",
        "Me@home.example",
    )
    told.commit({case_path(ONE): case_text(ONE, title="三")}, date(2025, 10, 3), "x@y.example", "三", "138 0013 8000")
    page = told.page()
    assert "home.example" not in page and "@" not in page and "8000" not in page
    assert text_of(page).count("人员表以外的人") == 2
    assert told.subjects() == ["三", "", "登记"]


@pytest.mark.parametrize(
    ("kind", "edit", "show", "past", "change"),
    [
        ("gitea", "_edit/main", "src/branch/main", "commits/branch/main", "commit"),
        ("forgejo", "_edit/main", "src/branch/main", "commits/branch/main", "commit"),
        ("gitlab", "-/edit/main", "-/blob/main", "-/commits/main", "-/commit"),
        ("github", "edit/main", "blob/main", "commits/main", "commit"),
    ],
)
def test_links_lead_to_the_towns_forge(
    register: Callable[..., Told], kind: str, edit: str, show: str, past: str, change: str
) -> None:
    told = register(("pyproject.toml", FORGE.format(kind)))
    id = told.case()
    file, base = told.file(), "https://git.town.example/office/register"
    path = f"cases/chachong/{ONE}.md"
    assert (file.edit, file.show) == (f"{base}/{edit}/{path}", f"{base}/{show}/{path}")
    assert (file.history, file.saved[0].address) == (f"{base}/{past}/{path}", f"{base}/{change}/{id}")


def test_a_register_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    outer = GitRegister(tmp_path)
    outer.commit(
        {"README.md": "x", "镇/grids.yaml": GRIDS, "镇/people.yaml": KNOWN, "镇/pyproject.toml": FORGE.format("gitea")}
    )
    outer.commit({f"镇/{case_path(ONE)}": case_text(ONE), "README.md": "y"}, message="登记", by=DESK)
    inner = object.__new__(Told)
    inner.folder = tmp_path / "镇"
    file = inner.file()
    assert file.edit.endswith("/_edit/main/%E9%95%87/cases/chachong/QTL-2025-0001.md")
    assert [(s.subject and s.subject.text, s.who and s.who.text) for s in file.saved] == [("登记", "信一")]
    assert file.unsaved == ""


def test_without_a_forge_the_path_and_the_command_stand_there(register: Callable[..., Told]) -> None:
    told = register()
    told.case()
    file = told.file()
    assert (file.edit, file.show, file.history, file.saved[0].address) == ("", "", "", "")
    text = text_of(told.page())
    assert f"登记文件cases/chachong/{ONE}.md" in text and f"sidanmove{ONE}triage" in text
    assert ("triage", "研判") in [(move.code, move.name) for move in file.moves]


def test_the_moves_are_those_open_on_the_day(register: Callable[..., Told]) -> None:
    told = register()
    told.case(status="triaged", events=[("2025-09-20", "triage", "desk", {"recusal_checked": True})])
    assert "triage" not in [move.code for move in told.file().moves]
    assert "triage" in [move.code for move in told.file(as_of=date(2025, 9, 19)).moves]


def test_a_sealed_case_is_in_no_file_of_the_site_under_git_either(register: Callable[..., Told]) -> None:
    told = register(("pyproject.toml", FORGE.format("gitea")))
    told.case(HIDDEN, 1, f"{HIDDEN} 密封", **SEALED)
    id = told.commit({case_path(ONE): case_text(ONE), case_path(HIDDEN, **SEALED): case_text(HIDDEN, **SEALED) + "\n"})
    site = told.site()
    assert all(b"0777" not in undigested(data) for data in site.values())
    assert id.encode() in site[f"cases/{ONE}.html"]


# the lines of history


def test_a_merge_is_told_only_where_it_agrees_with_none_of_its_parents(register: Callable[..., Told]) -> None:
    told = register()
    told.case(day=1, message="登记", title="一")
    told.case(TWO, 1, "登记二")
    told.git("branch", "side")
    told.case(day=2, message="主线改", title="主")
    told.git("checkout", "--quiet", "side")
    told.case(day=3, message="支线改", title="支")
    told.case(TWO, 3, "支线改二", title="支二")
    told.git("checkout", "--quiet", "main")
    told.git("merge", "--quiet", "--no-commit", "--strategy=ours", "side", on=date(2025, 10, 4))
    both = {case_path(ONE): case_text(ONE, title="两边"), case_path(TWO): case_text(TWO, title="支二")}
    told.commit(both, date(2025, 10, 4), DESK, "合并支线")
    assert told.subjects() == ["合并支线", "支线改", "主线改", "登记"]
    assert told.subjects(TWO) == ["支线改二", "登记二"]


def test_only_what_was_committed_by_the_day_is_there(register: Callable[..., Told]) -> None:
    told = register()
    told.case(day=1, message="第一次")
    before = told.page(as_of=date(2025, 10, 9))
    told.case(day=10, message="第二次", title="后来")
    told.commit({case_path(ONE): case_text(ONE)}, date(2025, 10, 11), DESK, "改回去")
    assert told.page(as_of=date(2025, 10, 9)) == before
    assert told.subjects() == ["改回去", "第二次", "第一次"]
    assert "截至2025年9月20日没有提交记录" in text_of(told.page(as_of=date(2025, 9, 20)))


def test_a_commit_of_no_day_there_is_does_not_stop_the_build(register: Callable[..., Told]) -> None:
    told = register()
    told.case(day=1)
    told.write({case_path(ONE): case_text(ONE, title="x")})
    told.git("add", "--all")
    body = f"tree {told.git('write-tree')}\nauthor x <a@b> 99999999999999 +0800\ncommitter x <a@b> 99999999999999 +0800\n\n\udcff\n"
    told.write({".git/body": body.encode("utf-8", "surrogateescape")})
    id = told.git("hash-object", "-t", "commit", "-w", "--literally", ".git/body")
    told.git("reset", "--quiet", "--hard", id)
    assert told.subjects() == []


def test_one_reading_of_the_log_serves_all_cases(
    register: Callable[..., Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = register()
    for number in range(1, 8):
        told.case(f"QTL-2025-{number:04d}")
    asked: list[str] = []
    plain = Repository._git
    monkeypatch.setattr(Repository, "_git", lambda self, *a, **k: (asked.append(a[0]), plain(self, *a, **k))[1])
    told.site()
    assert asked.count("log") == 2, "one to find the last commit, one for everything"
    assert len(asked) <= 6


# what cannot be known, in plain words


def test_a_folder_without_git_says_so(register: Callable[..., Told], tmp_path: Path) -> None:
    told = register()
    told.case()
    shutil.rmtree(told.folder / ".git")
    assert (told.file().knowledge, told.file().saved, told.file().unsaved) == ("not_in_git", (), "")
    assert "登记簿不在git版本库里" in text_of(told.page())


def test_a_repository_without_a_commit_says_so(tmp_path: Path) -> None:
    told = Told(tmp_path / "town")
    told.write({"grids.yaml": GRIDS, "people.yaml": KNOWN, case_path(ONE): case_text(ONE)})
    assert told.file().knowledge == "nothing_committed"
    assert "还没有提交过" in text_of(told.page())


def test_a_shallow_clone_says_so_and_charges_nobody_with_all_that_was_before(register: Callable[..., Told]) -> None:
    told = register()
    told.case(TWO, 1, "早先的")
    told.case(day=2, message="后来的")
    clone = Told(told.folder.parent / "clone")
    clone.git("fetch", "--quiet", "--depth=2", f"file://{told.folder}", "main")
    clone.git("reset", "--quiet", "--hard", "FETCH_HEAD")
    assert (clone.file().knowledge, clone.subjects(), clone.subjects(TWO)) == ("shallow", ["后来的"], [])
    assert "这是浅克隆" in text_of(clone.page())


def test_a_broken_repository_says_so(register: Callable[..., Told]) -> None:
    told = register()
    told.case()
    tree = told.git("rev-parse", "HEAD~1^{tree}")
    (told.folder / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    assert told.file().knowledge == "unreadable"


def test_a_file_not_as_it_was_committed_is_told(register: Callable[..., Told]) -> None:
    told = register()
    told.case()
    told.write({case_path(TWO): case_text(TWO)})
    assert (told.file().unsaved, told.file(TWO).unsaved) == ("", "new")
    told.write({case_path(ONE): case_text(ONE).replace("\n", "\r\n")})
    assert told.file().unsaved == "", "git itself may have written the line ends so"
    told.write({case_path(ONE): case_text(ONE, title="改了")})
    assert told.file().unsaved == "changed"
    assert "有改动还没有提交" in text_of(told.page())


# what nobody may read in it


@pytest.mark.parametrize(
    "line",
    [
        f"和 {HIDDEN} 同一人",
        f"和{HIDDEN.lower()}同一人",
        "和0777号件同一人",
        "与 QTL-2024-0099 并",
        "举报件另存",
        "密封件另存",
        "电话 13800138000",
        "P1 身份证 340828190001010007",
        "村民张三丰来电",
        "写信给 mail@home.example",
        "这是个上访户",
    ],
)
def test_a_line_that_may_say_too_much_is_not_told(register: Callable[..., Told], line: str) -> None:
    told = register()
    told.case(HIDDEN, 1, "密封", **SEALED)
    told.case(day=2, message=line)
    assert told.subjects() == [""]
    page = told.page()
    assert line not in page and "0777" not in page and text_of(page).count(UNTOLD) == 1


def test_lines_as_people_write_them_are_told(register: Callable[..., Told]) -> None:
    told = register()
    told.case(TWO, 1, "登记")
    lines = [f"{ONE} 交办：与 {TWO} 同一条沟", "2025-W42 周例会研究", "信一补写 10月9日 调解"]
    for day, line in enumerate(lines, 2):
        told.case(day=day, message=line, title=line[:20])
    assert told.subjects() == lines[::-1]


def test_a_line_that_speaks_of_other_files_too_is_not_told(register: Callable[..., Told]) -> None:
    """Whatever the other file is: another case, a sealed one, the people; so that the page does not tell which."""
    shown = []
    others: tuple[dict[str, str], ...] = (
        {case_path(TWO): case_text(TWO)},
        {case_path(HIDDEN, **SEALED): case_text(HIDDEN, **SEALED)},
        {
            "people.yaml": KNOWN
            + "  - {id: new, name: 新一, posts: [{post: leader, title: 副镇长, from: 2025-01-01}]}\n"
        },
    )
    for number, other in enumerate(others):
        told = register(name=f"town{number}")
        told.commit({case_path(ONE): case_text(ONE), **other}, date(2025, 10, 1), DESK, "登记两件")
        page = told.page()
        assert "登记两件" not in page
        history = page.partition('<ol class="saved">')[2].partition("</ol>")[0]
        shown.append(re.sub(r"[0-9a-f]{8}", "", history))
    assert UNTOLD in shown[0] and len(set(shown)) == 1


@pytest.mark.parametrize("audience", ["village:chachong", "board"])
def test_other_audiences_get_the_same_bytes_whatever_git_knows(register: Callable[..., Told], audience: str) -> None:
    told = register(("pyproject.toml", FORGE.format("gitea")))
    told.case(day=2, message="只给镇里看的话", access="board", public_summary="村道通车。")
    site = told.site(audience)
    assert not any("只给镇里看的话".encode() in data or b"/commit/" in data for data in site.values())
    shutil.rmtree(told.folder / ".git")
    assert told.site(audience) == site


def test_a_village_is_told_the_file_and_the_command_but_not_its_history(register: Callable[..., Told]) -> None:
    told = register(("pyproject.toml", FORGE.format("gitea")))
    told.case()
    file = told.file(audience="village:chachong")
    assert file.edit and file.moves and not (file.saved or file.history or file.knowledge or file.unsaved)


def test_a_line_from_outside_is_plain_and_not_too_long() -> None:
    assert plain_line("改\u202e标题\u200b\x1b[31m\tx\u2028y\udcff") == "改标题[31m x y"
    assert len(plain_line("长" * 500)) == LONGEST
