"""A tree broken off in the middle of a change: what is ours is known, and nothing is taken for what it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from assurance.faults import Killed, fault
from assurance.publishing_faults import MEMORY
from assurance.worlds import page, publish_world, site
from site_builder.output.manifest import Manifest, Row, read_journal, read_manifest
from site_builder.output.tree import Tree, scan


@pytest.fixture
def store() -> Iterator[Path]:
    folder = Path(mkdtemp(prefix="sidan-", dir=MEMORY))
    yield folder
    shutil.rmtree(folder)


def row(text: bytes) -> Row:
    return Row(text.hex(), len(text))


def tree(store: Path) -> Tree:
    found = Tree(str(store / "a"), str(store), "a")
    found.look()
    return found


def changed(store: Path, files: dict[str, bytes], gone: tuple[str, ...] = (), fault_at: int = 0) -> int:
    """Change the tree to these files, all of them written."""
    parts = {}
    for number, (path, data) in enumerate(files.items()):
        parts[path] = str(store / f"part{number}")
        Path(parts[path]).write_bytes(data)
    with fault("kill", fault_at):
        return tree(store).change(Manifest({path: row(data) for path, data in files.items()}), parts, gone)


@pytest.fixture
def old(store: Path) -> Path:
    tree(store).make()
    changed(store, {"x": b"old x", "y/z": b"old z"})
    return store


def test_a_tree_is_what_its_manifest_says(old: Path) -> None:
    now = tree(old)
    assert now.is_known
    assert now.is_whole
    assert now.own == {"x", "y/z"}
    assert now.has("x", row(b"old x"))
    assert not now.has("x", row(b"new x"))
    assert not now.has("none", row(b"old x"))
    (old / "a/x").write_bytes(b"other size")
    assert not tree(old).has("x", row(b"old x"))
    assert not tree(old).is_whole
    (old / "a/x").unlink()
    (old / "a/x").symlink_to("y/z")
    assert not tree(old).is_whole


def test_a_tree_without_a_manifest_is_not_known(store: Path) -> None:
    (store / "a").mkdir()
    assert not tree(store).is_known
    tree(store).make()
    assert tree(store).is_known
    assert tree(store).own == set()


def test_a_tree_is_made_with_its_folder(store: Path) -> None:
    tree = Tree(str(store / "tree"), str(store), "a")
    tree.make()
    assert tree.is_known and (store / "tree").is_dir()


def test_a_change_is_journalled_before_and_known_after_at_any_call(store: Path) -> None:
    at = 0
    while True:
        at += 1
        folder = store / str(at)
        folder.mkdir()
        tree(folder).make()
        changed(folder, {"x": b"old x", "y/z": b"old z", "same": b"same"})
        before = {path: (folder / "a" / path).read_bytes() for path in ("x", "y/z", "same")}
        try:
            changed(folder, {"x": b"new x", "n/ew": b"new n"}, ("same", "y/z"), at)
        except Killed:
            pass
        else:
            break
        now = tree(folder)
        touched = [path for path, data in before.items() if _read(folder / "a" / path) not in (data, b"")]
        if _read(folder / "a/n/ew"):
            touched.append("n/ew")
        assert set(touched) <= now.own, at
        for path in touched:
            assert not now.has(path, row(before.get(path, b""))), (at, path)
        assert not (touched and now.is_whole and not now.has("x", row(b"new x"))), at
        changed(folder, {"x": b"last x"}, tuple(sorted(now.own - {"x"})))
        assert scan(str(folder / "a"))[0].keys() == {"x"}, at
        assert read_journal(str(folder / "a.dirty.json")) == frozenset()
        assert read_manifest(str(folder / "a.json")) == Manifest({"x": row(b"last x")})
    assert at > 20
    assert not (folder / "a/same").exists()
    assert not (folder / "a/y").exists()
    assert (folder / "a").is_dir()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_a_change_of_nothing_writes_nothing(old: Path) -> None:
    now = tree(old)
    with fault("", 0) as calls:
        assert now.change(now.manifest, {}, ()) == 0
    assert calls == []


def test_what_was_broken_off_is_ended_by_a_change_of_nothing(old: Path) -> None:
    (old / "a.dirty.json").write_text('["x"]')
    now = tree(old)
    assert now.touched == {"x"}
    assert not now.is_whole
    assert now.files.keys() == {"y/z"}
    now.change(Manifest({"y/z": row(b"old z")}), {}, ["x"])
    assert tree(old).is_whole
    assert not (old / "a/x").exists()


@pytest.mark.parametrize("put", ["x/mine", "y", "n"])
def test_what_is_in_the_way_is_kept(old: Path, put: str) -> None:
    if put == "x/mine":
        (old / "a/x").unlink()
        (old / "a/x").mkdir()
        (old / "a/x/mine").write_bytes(b"mine")
    elif put == "y":
        shutil.rmtree(old / "a/y")
        (old / "a/y").write_bytes(b"mine")
    else:
        (old / "a/n").write_bytes(b"mine")
    assert changed(old, {"x": b"new x", "y/z": b"new z", "n/ew": b"n"}) == 1
    assert (old / "a/x").read_bytes() == b"new x"
    assert (old / "a/y/z").read_bytes() == b"new z"
    assert [path.read_bytes() for path in (old / "aside").rglob("*") if path.is_file()] == [b"mine"]
    assert (old / "aside/1").is_dir()


def test_our_own_file_makes_room_for_a_folder_and_the_other_way_round(old: Path) -> None:
    assert changed(old, {"x/deep": b"new", "y": b"file"}, ("x", "y/z")) == 0
    assert (old / "a/x/deep").read_bytes() == b"new"
    assert (old / "a/y").read_bytes() == b"file"
    assert not (old / "aside").exists()


def test_nothing_is_deleted_through_a_link_or_in_the_place_of_a_folder(old: Path) -> None:
    (old / "else").mkdir()
    (old / "else/z").write_bytes(b"not ours")
    shutil.rmtree(old / "a/y")
    (old / "a/y").symlink_to(old / "else")
    (old / "a/x").unlink()
    (old / "a/x").mkdir()
    changed(old, {"new": b"new"}, ("x", "y/z"))
    assert (old / "else/z").read_bytes() == b"not ours"
    assert (old / "a/x").is_dir()


def test_what_lies_aside_is_never_overwritten(old: Path) -> None:
    for number in range(3):
        (old / "a/n").write_bytes(b"mine %d" % number)
        now = tree(old)
        now.set_aside("n")
        assert "n" not in now.entries
    assert sorted(path.read_bytes() for path in (old / "aside").rglob("n")) == [b"mine 0", b"mine 1", b"mine 2"]


def test_others_files_are_foreign_and_a_store_inside_is_not(old: Path) -> None:
    (old / "a/mine").write_bytes(b"mine")
    (old / "a/.sidan").mkdir()
    (old / "a/.sidan/lock").write_bytes(b"")
    (old / "a/deep").mkdir()
    (old / "a/deep/.sidan").write_bytes(b"a file of that name elsewhere")
    assert tree(old).foreign.keys() == {"mine", "deep/.sidan"}


def test_a_file_that_a_broken_build_changed_is_not_taken_for_what_it_was(store: Path) -> None:
    """The next build wants the old text again, and the file in the tree has the new one, with the same size."""
    at = 0
    while True:
        at += 1
        out = store / str(at) / "site"
        out.parent.mkdir()
        first = {"index.html": page("one"), "a.html": page("aaa"), "b.html": page("bbb")}
        publish_world(out, first)
        publish_world(out, first)
        with fault("kill", at) as calls:
            try:
                publish_world(out, {"index.html": page("two"), "a.html": page("AAA"), "b.html": page("BBB")})
            except Killed:
                pass
        for text in ("three", "four"):
            wanted = {**first, "index.html": page(text)}
            publish_world(out, wanted)
            assert site(out) == wanted, at
        if len(calls) < at:
            break
    assert at > 50


def test_folders_of_others_that_are_empty_stay(old: Path) -> None:
    (old / "a/empty").mkdir()
    (old / "a/y/mine").write_bytes(b"mine")
    changed(old, {"x": b"x"}, ("y/z",))
    assert os.listdir(old / "a/empty") == []
    assert os.listdir(old / "a/y") == ["mine"]


def test_what_was_set_aside_is_not_in_the_tree_any_more(old: Path) -> None:
    (old / "a/theirs/deep").mkdir(parents=True)
    for path in ("theirs/a.txt", "theirs/deep/b.txt", "theirs.txt"):
        (old / "a" / path).write_bytes(b"x")
    now = tree(old)
    now.set_aside("theirs")
    left = {path for path in {*now.entries, *now.folders} if path.startswith("theirs")}
    assert left == {"theirs.txt"} and not (old / "a/theirs").exists()
