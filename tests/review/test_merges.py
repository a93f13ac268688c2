"""Merges: what was accepted is nobody's doing, what the merge itself adds is the merger's, and nothing hides in one."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from subprocess import CalledProcessError

import pytest

from site_builder.review.audit import audit
from tests.review.conftest import LAST, REGISTERED, SPOT, WORKING, Town, codes, judged, progress, with_entry
from tests.rules.harness import AS_OF

OURS = progress("双方看了测量结果", on="2025-10-16")
THEIRS = progress("到场测了夜间噪声")
SUPERVISOR = "supervisor@qingtanling.example"
MEDIATOR = "mediator@qingtanling.example"
NEW = "cases/shimen/QTL-2025-0078.md"
Files = dict[str, bytes | str | None]


def merge(register: Town, branch: str, files: Files | None = None, by: str = "x@y") -> None:
    """Merge a branch, with these files as its result."""
    with suppress(CalledProcessError) if files else nullcontext():  # the files given settle a conflict
        register.git("merge", "--quiet", "--no-ff", "--no-commit", branch)
    register.commit(files, by=by, message="merge")


@pytest.fixture
def both(register: Town) -> Town:
    """The base and a branch have each added an entry to one case; the branch is checked out."""
    register.git("checkout", "--quiet", "-b", "branch")
    register.commit({WORKING: with_entry(register.text(WORKING), OURS)}, by=MEDIATOR)
    register.git("checkout", "--quiet", "main")
    register.commit({WORKING: with_entry(register.text(WORKING), THEIRS)})
    register.git("tag", "--force", "base")
    register.git("checkout", "--quiet", "branch")
    return register


def settled(register: Town, entries: str) -> Files:
    """The case with these entries after those that both lines began with."""
    return {WORKING: with_entry(register.git("show", "base~1:" + WORKING) + "\n", entries)}


def test_a_conflict_settled_by_putting_the_bases_entry_first_passes(both: Town) -> None:
    merge(both, "main", settled(both, THEIRS + OURS))
    assert codes(judged(both)) == []


def test_a_conflict_settled_by_putting_ones_own_entry_first_rewrites_the_base(both: Town) -> None:
    merge(both, "main", settled(both, OURS + THEIRS))
    assert "H901" in codes(judged(both))


@pytest.mark.parametrize("entries", [OURS, THEIRS.replace("夜间", "白天") + OURS, ""])
def test_an_entry_of_the_base_lost_or_changed_in_a_merge_is_found(both: Town, entries: str) -> None:
    merge(both, "main", settled(both, entries))
    assert "H901" in codes(judged(both))


def test_an_entry_of_the_branch_changed_in_a_merge_is_found(both: Town) -> None:
    merge(both, "main", settled(both, THEIRS + OURS.replace("双方", "一方")))
    assert "H901" in codes(judged(both))


def test_a_merger_answers_only_for_what_the_merge_adds(both: Town) -> None:
    merge(both, "main", settled(both, THEIRS + OURS), by=SUPERVISOR)
    assert codes(judged(both)) == []
    both.git("reset", "--quiet", "--hard", "HEAD~1")
    merge(both, "main", settled(both, THEIRS + OURS + progress("合并时加的", on="2025-10-17")), by=SUPERVISOR)
    assert codes(judged(both)) == ["H909"]


def test_who_worked_on_another_file_of_a_side_branch_entitles_nobody(register: Town) -> None:
    register.git("checkout", "--quiet", "-b", "side")
    register.commit({WORKING: with_entry(register.text(WORKING), THEIRS)}, by=SUPERVISOR)
    register.commit({"README.txt": "别的"}, by=MEDIATOR)
    register.git("checkout", "--quiet", "main")
    merge(register, "side")
    assert codes(judged(register)) == ["H909"]


def test_criss_cross_merges_blame_nobody_for_what_both_lines_have(register: Town) -> None:
    register.git("checkout", "--quiet", "-b", "branch")
    register.commit({WORKING: with_entry(register.text(WORKING), OURS)})
    register.git("checkout", "--quiet", "main")
    register.commit({SPOT: register.text(SPOT).replace("access: village", "access: office")})
    register.git("tag", "one")
    register.git("tag", "two", "branch")
    merge(register, "two")
    register.git("tag", "--force", "base")
    register.git("checkout", "--quiet", "branch")
    merge(register, "one")
    register.commit({REGISTERED: register.text(REGISTERED).replace("两盏路灯不亮，夜间", "三盏路灯不亮，夜间")})
    assert len(register.git("merge-base", "--all", "base", "HEAD").split()) == 2
    done = judged(register)
    assert codes(done) == []
    assert [case.id for case in done.changed.cases] == ["QTL-2025-0015"]


def test_what_the_base_took_over_as_its_own_commit_is_not_judged_again(register: Town) -> None:
    new = register.text(REGISTERED).replace("QTL-2025-0015", "QTL-2025-0078")
    register.git("checkout", "--quiet", "-b", "branch")
    register.commit({NEW: new})
    register.git("checkout", "--quiet", "main")
    register.commit({NEW: new}, message="squashed")
    register.git("tag", "--force", "base")
    register.git("checkout", "--quiet", "branch")
    register.commit({WORKING: with_entry(register.text(WORKING), OURS)})
    done = judged(register)
    assert codes(done) == []
    assert [case.id for case in done.changed.cases] == ["QTL-2025-0009"]


def test_an_id_that_the_base_used_and_gave_up_meanwhile_is_used(register: Town) -> None:
    new = register.text(REGISTERED).replace("QTL-2025-0015", "QTL-2025-0078")
    register.git("checkout", "--quiet", "-b", "branch")
    register.commit({NEW: new})
    register.git("checkout", "--quiet", "main")
    register.commit({NEW: new.replace("村口", "桥头")})
    register.commit({NEW: None})
    register.git("tag", "--force", "base")
    register.git("checkout", "--quiet", "branch")
    assert codes(judged(register)) == ["H906"]


def test_what_a_merge_commit_brought_in_is_replayed_and_so_is_an_id_used_again(register: Town) -> None:
    register.git("checkout", "--quiet", "-b", "branch")
    register.commit({WORKING: register.text(WORKING).replace(LAST, LAST.replace("13", "12"))})
    register.git("checkout", "--quiet", "main")
    merge(register, "branch")
    register.commit({SPOT: None})
    register.commit({SPOT: register.git("show", "base:" + SPOT) + "\n"})
    found = audit(register.folder, "HEAD", AS_OF).checked.findings
    told = [(f.code, f.commit) for f in found if f.code in ("H901", "H905", "H906")]
    commits = [id[:8] for id in register.git("rev-list", "--first-parent", "HEAD").split()]
    assert told == [("H901", commits[2]), ("H905", commits[1]), ("H906", commits[0])]
