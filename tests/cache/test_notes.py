"""Notes are taken from the cache where what stands for their record is the same, and never where it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from site_builder.cache import notes as notes_module
from site_builder.cache import packs as packs_module
from site_builder.cache.ledger import read_ledger
from site_builder.cache.notes import KeptNotes
from site_builder.cache.values import Damaged

THINGS = [("a", b"1"), ("b", b"1"), ("c", b"1")]


def asked(cache: Path, things: list[tuple[str, bytes]], name: str = "kind") -> tuple[list[Any], list[str]]:
    """The notes, and which of them were made."""
    made: list[str] = []

    def make(thing: str) -> tuple[str, int | None]:
        made.append(thing)
        return f"{thing} {dict(things)[thing]!r}", None

    return list(KeptNotes(cache).each(name, things, make)), made


def test_only_what_changed_is_made_again(tmp_path: Path) -> None:
    first, made = asked(tmp_path, THINGS)
    assert made == ["a", "b", "c"]
    assert asked(tmp_path, THINGS) == (first, [])
    second, made = asked(tmp_path, [("d", b"1"), ("b", b"2"), ("a", b"1")])
    assert made == ["d", "b"]
    assert [note for note, _ in second] == ["d b'1'", "b b'2'", "a b'1'"]
    assert asked(tmp_path, [("d", b"1"), ("b", b"2"), ("a", b"1")]) == (second, [])
    assert asked(tmp_path, THINGS)[1] == ["b", "c"]


def test_notes_of_another_kind_are_not_taken(tmp_path: Path) -> None:
    asked(tmp_path, THINGS)
    assert asked(tmp_path, THINGS, "other")[1] == ["a", "b", "c"]


def test_what_is_larger_than_a_piece_lies_in_several_packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs_module, "PIECE", 10)
    first, _ = asked(tmp_path, THINGS)
    assert len(list(tmp_path.glob("notes/*/*.pack"))) == 3
    assert asked(tmp_path, THINGS) == (first, [])


def test_the_packs_of_many_builds_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes_module, "MANY", 4)
    things = [(f"thing {number}", b"0") for number in range(20)]
    named = []
    for number in range(20):
        things[number] = things[number][0], b"1"
        notes, made = asked(tmp_path, things)
        assert [note for note, _ in notes] == [f"{thing} {stands_for!r}" for thing, stands_for in things]
        assert len(made) == (20 if not number else 1)
        (folder,) = tmp_path.glob("notes/*")
        named.append(len(read_ledger(folder, lambda names: None)["packs"]))
    assert max(named) == 4
    assert 1 in named[1:]


@pytest.mark.parametrize("ending", ["*.pack", "ledger"])
def test_what_is_damaged_is_told_and_made_anew(tmp_path: Path, ending: str) -> None:
    first, _ = asked(tmp_path, THINGS)
    (file,) = tmp_path.glob(f"notes/*/{ending}")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(Damaged):
        asked(tmp_path, THINGS)
    assert asked(tmp_path, THINGS) == (first, ["a", "b", "c"])


def test_a_pack_that_is_gone_is_told(tmp_path: Path) -> None:
    first, _ = asked(tmp_path, THINGS)
    (file,) = tmp_path.glob("notes/*/*.pack")
    file.unlink()
    with pytest.raises(Damaged):
        asked(tmp_path, THINGS)
    assert asked(tmp_path, THINGS) == (first, ["a", "b", "c"])


def test_a_folder_that_refuses_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("site_builder.cache.packs.open", refused, raising=False)
    assert asked(tmp_path, THINGS)[1] == ["a", "b", "c"]
    assert asked(tmp_path, THINGS)[1] == ["a", "b", "c"]
    file = tmp_path / "no-folder"
    file.write_text("")
    assert asked(file, THINGS)[1] == ["a", "b", "c"]


def test_a_file_is_kept_of_what_it_tells_of(tmp_path: Path) -> None:
    source, notes, things = tmp_path / "source", KeptNotes(tmp_path / "cache"), dict(THINGS)
    source.write_bytes(b"0123456789" * 300_000)
    assert notes.file("kind", str(tmp_path / "none"), lambda _: True) is None
    notes.keep_file("kind", things, str(source))
    assert notes.file("kind", str(tmp_path / "unwanted"), lambda _: False) is None
    assert not (tmp_path / "unwanted").exists()
    assert notes.file("kind", str(tmp_path / "copy"), lambda found: found == things) == things
    assert (tmp_path / "copy").read_bytes() == source.read_bytes()
    (pack,) = (tmp_path / "cache").glob("notes/*/*.pack")
    with open(pack, "r+b") as file:
        file.seek(2_000_000)
        file.write(b"x")
    with pytest.raises(Damaged):
        notes.file("kind", str(tmp_path / "damaged"), lambda _: True)
    assert notes.file("kind", str(tmp_path / "gone"), lambda _: True) is None


def note(cache: Path, *things: tuple[str, bytes]) -> Path:
    """Some things noted ahead by a process that is gone since, and the pack they lie in."""
    notes = KeptNotes(cache)
    for thing, stands_for in things:
        notes.ahead("kind", thing, stands_for, lambda: ("noted ahead", None))
    (pack,) = cache.glob("notes/*/*-ahead.pack")
    return pack


def test_what_was_noted_ahead_is_not_made_again(tmp_path: Path) -> None:
    note(tmp_path, ("a", b"1"), ("b", b"old"))
    first, made = asked(tmp_path, THINGS)
    assert first[0] == ("noted ahead", None)
    assert made == ["b", "c"]
    assert asked(tmp_path, THINGS) == (first, [])


def test_what_is_noted_already_is_not_noted_ahead(tmp_path: Path) -> None:
    asked(tmp_path, THINGS)
    KeptNotes(tmp_path).ahead("kind", "a", b"1", lambda: pytest.fail("it is known"))
    assert not list(tmp_path.glob("notes/*/*-ahead.pack"))


@pytest.mark.parametrize("left", [0.2, 0.6, 0.95])
def test_what_was_not_quite_written_is_made(tmp_path: Path, left: float) -> None:
    pack = note(tmp_path, ("a", b"1"), ("b", b"1"))
    data = pack.read_bytes()
    pack.write_bytes(data[: int(len(data) * left)])
    first, made = asked(tmp_path, THINGS)
    assert made == (["a", "b", "c"] if left < 0.5 else ["b", "c"])
    assert asked(tmp_path, THINGS) == (first, [])


def test_what_was_noted_ahead_for_a_file_is_taken_once(tmp_path: Path) -> None:
    note(tmp_path, ("a", b"1"), ("b", b"old"))
    first = list(KeptNotes(tmp_path).taken("kind", THINGS, lambda thing: thing))
    assert first == [("noted ahead", None), "b", "c"]
    assert not list(tmp_path.glob("notes/*/*.pack"))
    assert list(KeptNotes(tmp_path).taken("kind", THINGS, lambda thing: thing)) == ["a", "b", "c"]


def test_where_a_file_is_kept_nothing_is_noted_ahead(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"of all")
    KeptNotes(tmp_path).keep_file("kind", dict(THINGS), str(source))
    KeptNotes(tmp_path).ahead("kind", "a", b"1", lambda: pytest.fail("it is in the file"))
    assert not list(tmp_path.glob("notes/*/*-ahead.pack"))
