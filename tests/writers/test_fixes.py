"""`check --fix`: each rule that says it can be fixed is, on its own examples, and nothing else is touched."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.checking import check
from site_builder.rules.page import page_names, rule_page
from site_builder.writers.fixes import FIXERS
from tests.conftest import Ran
from tests.rules.harness import AS_OF, Example, examples

Sidan = Callable[..., Ran]


def test_the_table_and_the_pages_say_the_same() -> None:
    assert {code for code in page_names() if rule_page(code).fix} == set(FIXERS)


def written(example: Example, folder: Path) -> Path:
    for path, data in example.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.mark.parametrize("code", sorted(FIXERS))
def test_the_examples_of_a_rule_are_fixed_or_left(code: str, tmp_path: Path, sidan: Sidan) -> None:
    """At least one wrong example is put right; where an example is left, its bytes are what they were."""
    fixed = 0
    for number, example in enumerate(example for example in examples(code) if example.is_wrong):
        folder = written(example, tmp_path / str(number))
        before = check(folder, example.as_of)
        ran = sidan("-C", str(folder), "check", "--fix", "--as-of", str(example.as_of))
        after = check(folder, example.as_of)
        changed = [path for path, data in example.files.items() if (folder / path).read_bytes() != data]
        if sum(f.code == code for f in after.findings) < sum(f.code == code for f in before.findings):
            fixed += 1
            assert f"已改正[{code}]" in ran.err
            assert len(changed) == 1
        else:
            assert f"已改正[{code}]" not in ran.err
            assert not changed
    assert fixed


def one_case(tmp_path: Path, data: bytes) -> Path:
    """The register of some example, with one case of our own."""
    right = next(example for example in examples("C215") if not example.is_wrong)
    folder = written(right, tmp_path)
    (folder / "cases/shimen/QTL-2025-0001.md").write_bytes(data)
    return folder


def base(name: str) -> bytes:
    return (Path(__file__).parents[1] / f"rules/bases/{name}.md").read_bytes()


def test_a_file_of_several_faults_is_put_right_line_by_line(tmp_path: Path, sidan: Sidan) -> None:
    good = base("dispute")
    bad = good.replace(b"status: closed", "status: replied  # 待销号".encode()).replace(
        b"kind: dispute", "kind: 矛盾纠纷".encode()
    )
    bad = bad.replace(b"pii_reviewed: 2025-09-15", "pii_reviewd: 2025年9月15日".encode())
    bad = bad.replace(", agreement: 书面, performed_by: 2025-10-08}\npii".encode(), b"}\npii")
    bad = b"\xef\xbb\xbf" + bad.replace(b"lead_post: mediator", "lead_post: 石明理".encode()).replace(b"\n", b"\r\n")
    folder = one_case(tmp_path, bad)
    ran = sidan("-C", str(folder), "check", "--fix", "--as-of", str(AS_OF))
    text = (folder / "cases/shimen/QTL-2025-0001.md").read_text(encoding="utf-8")
    wanted = good.decode().replace("status: closed", "status: closed  # 待销号")
    assert ran.code == 0, ran.out
    assert text == wanted
    assert ran.err.count("已改正") == 8


def test_events_are_never_touched(tmp_path: Path, sidan: Sidan) -> None:
    for old, new in (("on: 2025-09-22", "on: 2025/9/22"), ("result: 化解, agreement: 书面, performed_by", "result: settled, agreement: 书面, performed_by"),
                     ("by: mediator, consent", "by: 石明理, consent"), ("recusal_checked: true", "recusal_cheked: true")):  # fmt: skip
        data = base("dispute").decode()
        head, events = data.split("events:")
        folder = one_case(tmp_path, f"{head}events:{events.replace(old, new)}".encode())
        path = folder / "cases/shimen/QTL-2025-0001.md"
        before = path.read_bytes()
        assert new.encode() in before
        sidan("-C", str(folder), "check", "--fix", "--as-of", str(AS_OF))
        assert path.read_bytes() == before


def test_what_has_two_answers_is_left(tmp_path: Path, sidan: Sidan) -> None:
    for old, new in (
        ("kind: dispute", "kind: dispuet"),
        ("lead_post: mediator", "lead_post: mediatr"),
        ("found_on: 2025-09-15", "found_on: 15.9.2025"),
    ):
        folder = one_case(tmp_path, base("dispute").replace(old.encode(), new.encode()))
        ran = sidan("-C", str(folder), "check", "--fix", "--as-of", str(AS_OF))
        assert ran.code == 1
        assert "已改正" not in ran.err


def test_only_the_files_named_are_fixed(tmp_path: Path, sidan: Sidan) -> None:
    folder = one_case(tmp_path, base("dispute").replace(b"kind: dispute", "kind: 矛盾纠纷".encode()))
    assert sidan("-C", str(folder), "check", "--fix", "grids.yaml", "--as-of", str(AS_OF)).code == 0
    assert "kind: 矛盾纠纷" in (folder / "cases/shimen/QTL-2025-0001.md").read_text(encoding="utf-8")


def test_fmt_as_a_command(tmp_path: Path, sidan: Sidan) -> None:
    """It names what it formats, `--check` only says so, unreadable files are shown and left."""
    folder = one_case(tmp_path, base("dispute"))
    (folder / "cases/shimen/QTL-2025-0002.md").write_bytes(b"---\nid: [\n---\n")
    path = folder / "cases/shimen/QTL-2025-0001.md"
    ran = sidan("-C", str(folder), "fmt", "--check")
    assert ran.code == 1
    assert "cases/shimen/QTL-2025-0001.md\n" in ran.out
    assert "QTL-2025-0002" not in ran.out
    assert "F021" in ran.err
    assert path.read_bytes() == base("dispute")
    assert sidan("-C", str(folder), "fmt", str(path)).code == 0
    assert b"    - what:" in path.read_bytes()
    assert sidan("-C", str(folder), "fmt", "--check", str(path)).code == 0
    assert (folder / "cases/shimen/QTL-2025-0002.md").read_bytes() == b"---\nid: [\n---\n"
    assert not subprocess.run(["grep", "-rl", ".new", str(folder / "cases")], capture_output=True, check=False).stdout
