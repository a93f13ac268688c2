"""Whatever is lawfully added passes; whatever is done to what was there is found (over the demonstration register)."""

from __future__ import annotations

import re
import shutil
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder.checking import check
from site_builder.rules.page import rule_page
from site_builder.sources.layout import TOP
from tests.conftest import REPOSITORY
from tests.review.conftest import Town, codes, judged

DAY = date(2025, 10, 17)
ENTRY = re.compile(r"^  - (?:\{on: .*\}\n|on: .*\n(?:    .*\n)*)", re.MULTILINE)
FEW = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The demonstration register, committed; each test leaves the folder as it was."""
    town = Town(tmp_path_factory.mktemp("demonstration") / "town")
    for name in ("cases", "attachments"):
        shutil.copytree(REPOSITORY / name, town.folder / name)
    for name in TOP:
        if (REPOSITORY / name).exists():
            shutil.copy(REPOSITORY / name, town.folder / name)
    town.commit(on=DAY)
    town.git("tag", "base")
    return town


@pytest.fixture(scope="module")
def worked_on(demonstration: Town) -> dict[str, str]:
    """Cases being worked on: path → who did the last work."""
    register = check(demonstration.folder, DAY).register
    assert register is not None
    found = {}
    for case in register.cases:
        workers = [event.by for event in case.events if event.move in ("work", "progress")]
        if case.status == "working" and workers:
            assert len(ENTRY.findall(demonstration.text(case.path))) == len(case.events)
            found[case.path] = workers[-1]
    assert len(found) >= 3, "the demonstration has too few cases in hand for this test"
    return found


def appended(text: str, by: str, whats: list[str]) -> str:
    at = list(ENTRY.finditer(text))[-1].end()
    entries = "".join(f"  - {{on: {DAY}, move: progress, by: {by}, what: {what}}}\n" for what in whats)
    return text[:at] + entries + text[at:]


def errors_there(town: Town, path: str, only_changed: bool) -> list[tuple[str, str]]:
    done = judged(town, head=None, only_changed=only_changed, as_of=DAY)
    found = done.checked.findings
    return [(f.code, repr(f.values)) for f in found if f.place.path == path and rule_page(f.code).severity == "error"]


WHATS = st.lists(
    st.sampled_from(["到场查看", "双方见面", "电话联系", "测量记录", "约定下次时间"]), min_size=1, max_size=4
)


@FEW
@given(data=st.data())
def test_lawful_entries_pass_committed_or_not(
    demonstration: Town, worked_on: dict[str, str], data: st.DataObject
) -> None:
    chosen = data.draw(st.lists(st.sampled_from(sorted(worked_on)), min_size=1, max_size=3, unique=True))
    commits = data.draw(st.integers(0, 2))
    try:
        for path in chosen:
            for _ in range(commits + 1):
                whats = data.draw(WHATS)
                demonstration.write({path: appended(demonstration.text(path), worked_on[path], whats)})
                if commits:
                    demonstration.commit(on=DAY)
        done = judged(demonstration, head=None, only_changed=True, as_of=DAY)
        assert codes(done) == []
        assert {case.path for case in done.changed.cases} == set(chosen)
        assert all(not case.edits and case.added for case in done.changed.cases)
    finally:
        demonstration.git("reset", "--quiet", "--hard", "base")


@FEW
@given(data=st.data())
def test_any_one_thing_done_to_the_past_is_found(
    demonstration: Town, worked_on: dict[str, str], data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(sorted(worked_on)))
    text = demonstration.text(path)
    entries = ENTRY.findall(text)
    index = data.draw(st.integers(0, len(entries) - 1))
    deed = data.draw(st.sampled_from(["change", "remove", "swap", "insert"]))
    changed = list(entries)
    if deed == "change":
        changed[index] = re.sub(r"by: [\w-]+", "by: nobody-at-all", entries[index], count=1)
    elif deed == "remove":
        del changed[index]
    elif deed == "swap":
        other = (index + 1) % len(entries)
        changed[index], changed[other] = changed[other], changed[index]
    else:
        changed.insert(index, f"  - {{on: {DAY}, move: progress, by: {worked_on[path]}, what: 插进来的}}\n")
    start, end = next(ENTRY.finditer(text)).start(), list(ENTRY.finditer(text))[-1].end()
    assert text[start:end] == "".join(entries)
    mutated = text[:start] + "".join(changed) + text[end:]
    if data.draw(st.booleans()):
        mutated = appended(mutated, worked_on[path], ["盖在上面的一条"])
    try:
        demonstration.write({path: mutated})
        found = errors_there(demonstration, path, only_changed=True)
        assert "H901" in [code for code, _ in found], deed
        assert found == errors_there(demonstration, path, only_changed=False)
    finally:
        demonstration.git("reset", "--quiet", "--hard", "base")
