"""A change written for a forge and for programs: nothing of a case becomes markup, nothing is cut in two."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from site_builder.reports.change_json import change_object
from site_builder.reports.change_markdown import LIMIT, change_markdown
from site_builder.reports.change_text import change_text
from site_builder.reports.markdown_text import JOINER, text
from site_builder.views.change.change import Change
from tests.conftest import REPOSITORY
from tests.support.changes import ONE, WORKING, Changed, more
from tests.support.town import PEOPLE, case_path

GOLDEN = Path(__file__).with_name("golden")
COMMAND = "sidan diff base --as-of 2025-10-17"
ALLOWED = {"html", "head", "body", "h2", "h3", "p", "strong", "ul", "li", "sub", "table", "thead", "tbody", "tr", "th", "td",
           "br", "details", "summary", "del", "ins", "code"}  # fmt: skip
FOUND_BY_FORGES = re.compile(
    r"@\w|[#!$%~&^]\w|GH-\d|https?://|ftp://|www\.\w|:\w+:|\b[0-9a-f]{7,64}\b|\[\w+:", re.IGNORECASE
)
HOSTILE = (
    "<script>alert(1)</script>", "</summary></details><img src=x onerror=alert(1)>", "![p](http://x.example/p.png)",
    "[a](javascript:alert(1))", "@admin @所有人", "#12 !12 GH-12 o/r#3 $5 ~bug %1 &2 ^alert", "https://x.example www.x.example",
    "a@x.example mailto:a@x.example", ":tada: :+1:", "deadbeefdeadbeef 0123456789abcdef0123456789abcdef01234567",
    "| a | b |", "`code` **b** _i_ ~~s~~ ==m==", "# h", "- l", "1. n", "> q", "```", "---", "&lt;b&gt; &#64;admin", "$x$ $$y$$",
    "<!-- c --> <details>", "\\@admin \\<b>", "/close", "[vulnerability:1] [x]: http://x.example", "a\u202eb\u2066c", "\u200b@admin",
)  # fmt: skip


@pytest.fixture
def town(tmp_path: Path) -> Changed:
    return Changed(tmp_path / "town")


def rendered(markdown: str) -> Element:
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown)
    root: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return root


def shown_texts(root: Element) -> Iterator[str]:
    """What a forge looks through when Markdown is done: every text outside code."""
    for element in root.iter():
        if element.tag != "code" and element.text:
            yield element.text
        if element.tail:
            yield element.tail


def assert_harmless(markdown: str, own: tuple[str, ...] = ()) -> None:
    root = rendered(markdown)
    assert {str(element.tag) for element in root.iter()} <= ALLOWED
    assert all(not element.attrib or set(element.attrib) <= {"style"} for element in root.iter())
    for shown in shown_texts(root):
        for word in own:
            shown = shown.replace(word, "")
        assert not FOUND_BY_FORGES.search(shown), shown


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_text_stays_text_in_a_paragraph_a_cell_and_a_summary(hostile: str) -> None:
    said = text(hostile)
    assert "\n" not in said
    for frame in (
        f"**a** {said} b",
        f"| a | b |\n|---|---|\n| {said} | c |",
        f"<details>\n<summary>{said}</summary>\n\nx\n\n</details>",
    ):
        assert_harmless(frame)
        words = "".join(rendered(frame).itertext()).replace(JOINER, "")
        plain = hostile.replace("\u202e", "\\u202e").replace("\u2066", "\\u2066").replace("\u200b", "\\u200b")
        assert re.sub(r"\s+", " ", plain).strip() in re.sub(r"\s+", " ", words)


@given(st.text(max_size=60))
def test_no_text_at_all_becomes_markup(any_text: str) -> None:
    assert_harmless(f"**a** {text(any_text)} b")


def test_a_hostile_case_changes_nothing_in_the_comment(town: Changed) -> None:
    people = PEOPLE.replace("name: 调一", 'name: "@root <b>#1"')
    town.start((ONE, WORKING), people=people)
    everything = " ".join(HOSTILE[:20])
    town.put(
        (ONE, more(
            WORKING, ("2025-10-14", "progress", "mediator", {"what": HOSTILE[1], "note": everything}),
            title=HOSTILE[0], problem=HOSTILE[2], points=[{"what": HOSTILE[4]}, {"what": HOSTILE[5], "answer": HOSTILE[6], "answered_on": "2025-10-14"}],
            tasks=[{**WORKING["tasks"][0], "what": HOSTILE[7], "owner": "worker"}], parties=[HOSTILE[1]],
        )),
        *((f"QTL-2025-1{n:03d}", {"title": hostile[:40], "found_on": "2025-10-14", "problem": hostile}) for n, hostile in enumerate(HOSTILE)),
    )  # fmt: skip
    for path in (case_path(ONE),):
        town.write({path: town.text(path) + "\n\n" + "\n\n".join(HOSTILE) + "\n"})
    view = town.view()
    comment = change_markdown(view, COMMAND)
    assert_harmless(comment, (view.span.start,))
    assert "\u202e" not in comment
    assert len(rendered(comment).findall(".//details")) == len(view.cases)
    for line in change_text(view):
        assert not re.search("[\x00-\x1f\u202e\u2066\u200b]", line)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Change:
    """A change of 500 cases."""
    town = Changed(tmp_path_factory.mktemp("many") / "town")
    cases = [(f"QTL-2025-{n:04d}", {"title": f"第{n}件排水沟争执", "found_on": "2025-09-30"}) for n in range(1, 501)]
    town.start(*cases)
    triage = (
        "2025-10-14",
        "triage",
        "secretary",
        {"recusal_checked": True, "note": "两户都在场，说好先清沟再议赔偿" * 5},
    )
    town.put(
        *((id, more(fields, triage, status="triaged", risk={"level": "一般", "reason": "无"})) for id, fields in cases)
    )
    return town.view()


@pytest.mark.parametrize("limit", [LIMIT, 30_000, 6_000])
def test_500_cases_stay_under_the_limit_and_say_how_many_are_left_out(many: Change, limit: int) -> None:
    comment = change_markdown(many, COMMAND, limit)
    assert limit * 0.5 < len(comment) <= limit
    folds = len(re.findall(r"^<details>$", comment, re.MULTILINE))
    assert folds == len(re.findall(r"^</details>$", comment, re.MULTILINE)) < 500
    assert f"另有 {500 - folds} 件未展开。看全部：`{COMMAND}`" in comment
    assert comment.encode("utf-8").decode("utf-8") == comment
    rows = re.findall(r"^\| QTL.*$", comment, re.MULTILINE)
    assert all(row.count(" | ") == 3 and row.endswith(" |") for row in rows)
    assert f"| …另有 {500 - len(rows)} 件 |" in comment
    assert_harmless(comment, (many.span.start,))


def test_one_case_too_large_to_unfold_does_not_take_the_others_with_it(town: Changed) -> None:
    town.start((ONE, WORKING), ("QTL-2025-0002", {}))
    notes = [("2025-10-14", "progress", "mediator", {"what": "送去沙石" * 60}) for _ in range(150)]
    town.put((ONE, more(WORKING, *notes)), ("QTL-2025-0002", {"title": "改了"}))
    comment = change_markdown(town.view(), COMMAND, 20_000)
    assert len(comment) <= 20_000
    assert "另有 1 件未展开" in comment
    assert "<summary>QTL-2025-0002 改了" in comment


def told_change(town: Changed) -> Change:
    """A change in which a little of everything moves."""
    town.start((ONE, WORKING), ("QTL-2025-0002", {"title": "围墙采光"}), ("QTL-2025-0003", {"title": "要走的"}))
    extend = ("2025-10-14", "extend", "secretary", {"task": "T1", "due": "2025-10-30", "reason": "连日下雨"})
    late = ("2025-10-01", "progress", "mediator", {"what": "送去沙石", "entered_on": "2025-10-15", "note": "补记"})
    measure = {**WORKING["tasks"][0]["measures"][0], "done": "2025-10-14", "evidence": "照片"}
    town.put(
        (ONE, more(WORKING, extend, late, access="board", public_summary="村里正在改沟。", title="排水沟纠纷",
                   tasks=[{**WORKING["tasks"][0], "measures": [measure]}])),
        ("QTL-2025-0002", {"title": "围墙采光", "events": [("2025-10-14", "withdraw", "worker", {
            "how_withdrawn": "书面", "voluntary": True, "safety_risk": False, "reason": "自行和解", "witnessed_by": "村民小组长"})],
            "status": "withdrawn", "outcome": {"result": "撤回"}}),
        ("QTL-2025-0004", {"title": "新来的", "found_on": "2025-10-14"}),
    )  # fmt: skip
    town.write({case_path("QTL-2025-0003"): None})
    town.commit({}, date(2025, 10, 15))
    return town.view("HEAD")


def test_the_text_and_the_comment_read_as_they_did(town: Changed, golden: Callable[[Path, str], None]) -> None:
    view = told_change(town)
    golden(GOLDEN / "diff.txt", "\n".join(change_text(view)).replace(view.span.start, "START") + "\n")
    golden(GOLDEN / "diff.md", change_markdown(view, COMMAND).replace(view.span.start, "START"))
    english = town.view("HEAD", "en")
    golden(GOLDEN / "diff.en.txt", "\n".join(change_text(english)).replace(view.span.start, "START") + "\n")


def test_colours_are_for_the_terminal_alone(town: Changed) -> None:
    view = told_change(town)
    plain, painted = "\n".join(change_text(view)), "\n".join(change_text(view, colour=True))
    assert "\x1b[" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain


def test_the_json_is_what_the_page_says(town: Changed, sidan: Any) -> None:
    told_change(town)
    ran = sidan("-C", str(town.folder), "diff", "base", "HEAD", "--format", "json", "--as-of", "2025-10-17")
    document = json.loads(ran.out)
    page = (REPOSITORY / "docs" / "diff.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z_]+)`", page))
    spec_named = {"flow", "evidence", "summary", "details", "lists", "figures", "sizes", "findings"}
    assert set(keys(document, spec_named)) - told == set()
    assert document["summary"] == {"new": 1, "changed": 2, "gone": 1, "visits": 0, "sealed": 0, "errors": document["summary"]["errors"],
                                   "warnings": document["summary"]["warnings"], "other_warnings": 0, "findings_in_sealed": 0}  # fmt: skip
    one = next(case for case in document["cases"] if case["id"] == ONE)
    assert one["shown_to"] == ["board"]
    assert [(event["number"], event["move"], event["late_entry"]) for event in one["events"]] == [
        (6, "extend", False),
        (7, "progress", True),
    ]
    (due,) = [due for due in one["due"] if due["code"] == "task"]
    assert (due["before"], due["after"], due["reasons"][0]["events"]) == ("2025-10-20", "2025-10-30", [6])
    town_week = document["effects"]["week"]["scopes"][0]
    for side in ("before", "after"):
        flow = town_week["flow"][side]
        assert flow["opening"] + flow["received"] + flow["reopened"] - flow["ended"] == flow["closing"]
    assert document == change_object(town.view("HEAD")) | {"head": "HEAD", "base": "base"}


def keys(value: Any, named: set[str], inside: str = "") -> Iterator[str]:
    """Every key of a document but those that are codes or paths of the record format, and findings (design §6)."""
    if isinstance(value, list):
        for item in value:
            yield from keys(item, named, inside)
    elif isinstance(value, dict):
        for key, one in value.items():
            if inside not in named:
                yield key
            if key != "findings":
                yield from keys(one, named, inside if inside in named else key)
