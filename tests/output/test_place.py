"""Where a site lies, what is written there, and what the disk may answer."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from types import SimpleNamespace
from typing import Any

import pytest

from assurance.publishing_faults import MEMORY
from assurance.worlds import AUDIENCE, OLD, page, publish_world, site
from site_builder.output import place, write
from site_builder.output.manifest import Manifest, Row, read_journal, read_manifest, write_manifest
from site_builder.output.problem import SHOWN, Fault, OutputError, Refused
from site_builder.output.verify import Look, target


@pytest.fixture
def www() -> Iterator[Path]:
    folder = Path(mkdtemp(prefix="sidan-", dir=MEMORY))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def out(www: Path) -> Path:
    return www / "site"


def somebodys(out: Path) -> None:
    out.mkdir()
    (out / "mine.txt").write_bytes(b"mine")


def kept(www: Path) -> list[bytes]:
    return [path.read_bytes() for path in (www / ".site.sidan/aside").rglob("*") if path.is_file()]


def test_a_folder_in_the_way_is_kept_also_where_names_cannot_change_places(
    www: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "_exchange", lambda one, other: False)
    somebodys(out)
    publish_world(out, OLD)
    assert site(out) == {**OLD, "mine.txt": b"mine"}
    assert kept(www) == [b"mine"]


def test_a_folder_that_a_broken_turn_left_is_kept(www: Path, out: Path) -> None:
    publish_world(out, OLD)
    somebodys(www / ".site.sidan/link")
    publish_world(out, OLD)
    assert kept(www) == [b"mine"]
    assert site(out) == OLD


class System:
    """A C library that answers so."""

    def __init__(self, number: int) -> None:
        self.number = number

    def renameat2(self, *_: object) -> int:
        return -1 if self.number else 0


@pytest.mark.parametrize(("number", "answer"), [(0, True), (errno.ENOSYS, False), (errno.EINVAL, False)])
def test_what_the_system_says_to_an_exchange(monkeypatch: pytest.MonkeyPatch, number: int, answer: bool) -> None:
    monkeypatch.setattr(place.ctypes, "CDLL", lambda *_, **__: System(number))
    monkeypatch.setattr(place.ctypes, "get_errno", lambda: number)
    assert place._exchange("a", "b") is answer


def test_an_exchange_that_fails_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.ctypes, "CDLL", lambda *_, **__: System(1))
    monkeypatch.setattr(place.ctypes, "get_errno", lambda: errno.EIO)
    with pytest.raises(OSError) as problem:
        place._exchange("a", "b")
    assert problem.value.errno == errno.EIO
    assert problem.value.filename == "b"


def test_a_system_without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.ctypes, "CDLL", lambda *_, **__: object())
    assert place._exchange("a", "b") is False


def test_names_change_places(www: Path) -> None:
    (www / "a").mkdir()
    (www / "b").symlink_to("x")
    assert place._exchange(str(www / "a"), str(www / "b"))
    assert (www / "a").is_symlink()
    assert (www / "b").is_dir()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"audience": "board"}', '{"audience": 1, "mechanism": "links"}', '{"audience": "board", "mechanism": "hope"}'],
)  # fmt: skip
def test_a_damaged_marker_is_no_marker(out: Path, text: str) -> None:
    publish_world(out, OLD)
    (out.parent / ".site.sidan" / place.MARKER).write_text(text)
    with pytest.raises(OutputError, match="damaged"):
        publish_world(out, OLD)


def test_the_marker_says_for_whom_and_how(out: Path) -> None:
    publish_world(out, OLD)
    marker = str(out.parent / ".site.sidan" / place.MARKER)
    assert place.read_marker(marker) == (AUDIENCE, place.LINKS)


def test_one_publication_at_a_time(out: Path) -> None:
    publish_world(out, OLD)
    store = str(out.parent / ".site.sidan")
    with place.locked(store), pytest.raises(OutputError, match="another publication"):
        publish_world(out, OLD)
    publish_world(out, OLD)


def test_a_lock_that_cannot_be_had_is_a_fault(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(place.fcntl, "flock", refuse)
    with pytest.raises(OutputError, match="no locks"):
        publish_world(out, OLD)


def test_a_lock_is_never_a_link_to_somewhere_else(www: Path, out: Path) -> None:
    publish_world(out, OLD)
    (www / ".site.sidan/lock").unlink()
    (www / ".site.sidan/lock").symlink_to(www / "elsewhere")
    with pytest.raises(OutputError):
        publish_world(out, OLD)
    assert not (www / "elsewhere").exists()


def test_where_there_is_no_list_of_mounts_the_device_decides(
    out: Path, monkeypatch: pytest.MonkeyPatch, www: Path
) -> None:
    out.mkdir()
    monkeypatch.setattr(place, "_MOUNTS", str(www / "none"))
    assert not place.is_mount(str(out))
    assert place.is_mount("/proc")


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"files": {}}', '{"files": {"a": 1}, "site": ""}', "null"])
def test_a_damaged_manifest_is_none(www: Path, damage: str) -> None:
    path = www / "a.json"
    path.write_text(damage)
    assert read_manifest(str(path)) is None


def test_a_manifest_is_read_as_it_was_written(www: Path) -> None:
    whole = Manifest({"b": Row("x", 1, "k"), "a": Row("y", 2)}, "s", ("e",), ("c",), ("l",), ("f",), "g", True)
    write_manifest(str(www / "a.json"), whole)
    assert read_manifest(str(www / "a.json")) == whole
    assert list(json.loads((www / "a.json").read_bytes())["files"]) == ["a", "b"]
    assert read_manifest(str(www / "none.json")) is None


def test_a_damaged_journal_is_a_fault(www: Path) -> None:
    (www / "a.dirty.json").write_text("[")
    with pytest.raises(OSError, match="damaged"):
        read_journal(str(www / "a.dirty.json"))


def test_a_write_that_takes_little_at_a_time_writes_all(www: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data)[:3]))
    write.write_part(str(www / "part"), b"0123456789", durable=True)
    assert (www / "part").read_bytes() == b"0123456789"
    write.write_part(str(www / "part"), b"less")
    assert (www / "part").read_bytes() == b"less"


def test_nothing_is_written_or_read_through_a_link(www: Path) -> None:
    (www / "target").write_bytes(b"x")
    (www / "link").symlink_to("target")
    for call in (lambda: write.write_part(str(www / "link"), b"y"), lambda: write.read_file(str(www / "link"))):
        with pytest.raises(OSError) as problem:
            call()
        assert problem.value.errno == errno.ELOOP
    assert (www / "target").read_bytes() == b"x"


def test_a_copy_has_the_time_of_what_it_is_of(www: Path) -> None:
    (www / "one").write_bytes(b"x")
    os.utime(www / "one", ns=(1, 1_000_000_007))
    write.copy(str(www / "one"), str(www / "two"))
    assert (www / "two").read_bytes() == b"x"
    assert (www / "two").stat().st_mtime_ns == 1_000_000_007
    (www / "link").symlink_to("one")
    write.copy(str(www / "link"), str(www / "two"))
    assert os.readlink(www / "two") == "one"
    with pytest.raises(FileNotFoundError):
        write.copy(str(www / "none"), str(www / "two"))


@pytest.mark.parametrize("count", [write.MANY, write.MANY + 1])
def test_many_files_reach_the_disk_at_once(www: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    calls: list[str] = []
    monkeypatch.setattr(write, "_sync", lambda path, flags: calls.append(path))
    monkeypatch.setattr(write, "_sync_all", lambda folder: calls.append("all"))
    write.sync_files([f"{www}/{n}" for n in range(count)], str(www))
    assert (calls == ["all"]) == (count > write.MANY)
    calls.clear()
    write.sync_folders(str(www), [f"{n}/file" for n in range(count - 3)] + ["a/deep/file"])
    assert (calls == ["all"]) == (count > write.MANY)
    if calls != ["all"]:
        assert {os.path.join(www, "a/deep"), os.path.join(www, "a"), os.path.join(www, "")} <= set(calls)


def test_folders_are_made_and_taken_away_as_far_as_they_must(www: Path) -> None:
    write.make_folder(str(www / "a/b/c"))
    write.make_folder(str(www / "a/b/c"))
    (www / "a/mine").write_bytes(b"")
    write.remove_empty(str(www / "a/b/c"), str(www))
    assert os.listdir(www / "a") == ["mine"]
    (www / "a/mine").unlink()
    write.remove_empty(str(www / "a/gone/deep"), str(www))
    assert www.is_dir()
    assert os.listdir(www) == []


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("b.html", "cases/b.html"), ("../b.html", "b.html"), ("./b.html?x=1#y", "cases/b.html"), ("#top", ""), ("", ""),
        ("?q=1", ""), ("https://a.cn/b", ""), ("//a.cn/b", ""), ("mailto:a@b.cn", ""), ("tel:1", ""),
        ("%E6%9D%91.html", "cases/村.html"), ("../../b.html", "../b.html"), ("a:b.html", ""), ("/b.html", "/b.html"),
    ],
)  # fmt: skip
def test_where_an_address_leads(address: str, found: str) -> None:
    assert target("cases", address) == found


@pytest.mark.parametrize(
    "tag", ['<a href="none.html">', '<img alt="" src="none.html">', '<a\nhref="none.html">', '<a href="n&#111;ne.html">',
        '<a href="none.html?a=b">',
    ],
)  # fmt: skip
def test_a_lost_link_is_found_however_it_is_written(www: Path, tag: str) -> None:
    text = page("x") + tag.encode()
    (www / "a").write_bytes(text)
    rows = {"a.html": Row(hashlib.sha256(text).hexdigest(), len(text))}
    look = Look({"a.html": str(www / "a")}, rows, {"a.html"}, {"a.html"}, {"a.html"})
    assert [fault.path for fault in look(["a.html"])] == ["a.html"]
    assert "none.html" in str(look(["a.html"])[0])
    fine = Look({"a.html": str(www / "a")}, rows, {"a.html", "none.html"}, {"a.html"}, {"a.html"})
    assert fine(["a.html"]) == []


def test_a_refusal_names_the_first_faults_and_counts_the_others() -> None:
    text = str(Refused(tuple(Fault(f"{n}.html", "x") for n in range(SHOWN + 3))))
    assert f"{SHOWN - 1}.html" in text
    assert f"{SHOWN}.html" not in text
    assert "3 " in text.splitlines()[-1]
    assert "more" not in str(Refused((Fault("a.html", "x"),)))


def test_a_trial_link_that_a_broken_build_left_says_that_links_are_usable(www: Path) -> None:
    assert place.links_usable(str(www)) and not list(www.iterdir())
    (www / "link").symlink_to("a")
    assert place.links_usable(str(www)) is True


def test_a_copy_is_on_the_disk_when_it_is_made(www: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (www / "one").write_bytes(b"1")
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    write.copy(str(www / "one"), str(www / "two"))
    assert len(synced) == 1


def test_a_system_that_cannot_bring_one_file_system_to_the_disk_brings_all(monkeypatch: pytest.MonkeyPatch, www: Path) -> None:
    synced: list[str] = []
    monkeypatch.setattr(write.ctypes, "CDLL", lambda *_, **__: object())
    monkeypatch.setattr(os, "sync", lambda: synced.append("all"))
    write._sync_all(str(www))
    assert synced == ["all"]


def test_a_whole_file_system_is_brought_to_the_disk_or_a_fault_is_told(monkeypatch: pytest.MonkeyPatch, www: Path) -> None:
    write._sync_all(str(www))
    refusing = SimpleNamespace(syncfs=lambda descriptor: -1)
    monkeypatch.setattr(write.ctypes, "CDLL", lambda *_, **__: refusing)
    monkeypatch.setattr(write.ctypes, "get_errno", lambda: errno.EIO)
    with pytest.raises(OSError) as told:
        write._sync_all(str(www))
    assert (told.value.errno, told.value.filename) == (errno.EIO, str(www))
