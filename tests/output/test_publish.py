"""A publication leaves the old site or the new one, whatever happens; it deletes nothing it did not write."""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
import stat
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from assurance.faults import KINDS
from assurance.publishing_faults import broken, calls
from assurance.worlds import AUDIENCE, FOREIGN, KEPT, NEW, OLD, POLICY, WORLDS, page, publish_world, put_foreign, site
from site_builder.output import place
from site_builder.output import publish as publisher
from site_builder.output.hand import NotHeld
from site_builder.output.problem import OutputError, Refused
from site_builder.output.publish import publication, publish
from site_builder.output.standing import stands
from site_builder.output.verify import Gate
from site_builder.render.page import File


@pytest.fixture
def www() -> Iterator[Path]:
    """A folder in memory where there is one: bringing files to a slow disk is not what these tests are about."""
    memory = Path("/dev/shm")
    folder = Path(mkdtemp(prefix="sidan-", dir=memory if memory.is_dir() else None))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def out(www: Path) -> Path:
    return www / "site"


def everywhere(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def test_a_site_is_written_changed_and_kept(out: Path) -> None:
    assert publish_world(out, OLD).written == len(OLD)
    assert site(out) == OLD
    done = publish_world(out, NEW)
    assert (done.deleted, site(out)) == (1, {**NEW, **KEPT})
    publish_world(out, NEW)
    assert publish_world(out, NEW).written == 0
    assert publish_world(out, NEW, force=True).written == len(NEW) + len(KEPT)


def test_a_link_whose_store_was_deleted_is_a_site_to_come(www: Path, out: Path) -> None:
    publish_world(out, OLD)
    shutil.rmtree(www / ".site.sidan")
    assert publish_world(out, NEW).written == len(NEW)
    assert site(out) == NEW


def test_only_what_changed_is_written(out: Path) -> None:
    for text in "xyz":
        publish_world(out, {**OLD, "cases/a.html": page(text)})
    before = {path: (out / path).stat().st_ino for path in OLD}
    publish_world(out, {**OLD, "cases/a.html": page("again")})
    publish_world(out, {**OLD, "cases/a.html": page("and again")})
    assert {path for path in OLD if (out / path).stat().st_ino != before[path]} == {"cases/a.html"}


def test_what_was_removed_is_nowhere_on_disk(www: Path, out: Path) -> None:
    publish_world(out, OLD)
    publish_world(out, NEW)
    assert not [data for data in everywhere(www) if b"SECRET" in data]


def test_what_a_narrower_site_no_longer_says_is_nowhere_on_disk(www: Path, out: Path) -> None:
    publish_world(out, OLD)
    less = {**OLD, "cases/b.html": page("nothing"), "api/cases.json": b"[]"}
    for narrows in (False, True):
        with publication(out, AUDIENCE) as stage:
            stage.begin()
            for path, data in less.items():
                stage.add(path, stage.write(File(path, data)), path.startswith("static/"))
            stage.publish(narrows=narrows)
        assert bool([data for data in everywhere(www) if b"SECRET" in data]) == (not narrows)
        assert site(out) == less
        if not narrows:
            publish_world(out, OLD)


def test_assets_stay_for_one_generation(out: Path) -> None:
    assets = [f"static/site-{n}.css" for n in range(4)]
    for name in assets:
        for text in ("one", "two", "three"):  # builds in between do not count
            publish_world(out, {"index.html": page(text), name: name.encode()})
    assert site(out).keys() == {"index.html", assets[-1], assets[-2]}


def test_files_of_others_are_kept(out: Path) -> None:
    out.mkdir()
    (out / "mine.txt").write_text("keep me")
    (out / "link").symlink_to("mine.txt")
    publish_world(out, OLD)
    (out / "cases/also-mine.txt").write_text("me too")
    for files in (NEW, OLD, NEW, NEW):
        done = publish_world(out, files)
        assert done.foreign == ("cases/also-mine.txt", "link", "mine.txt")
        assert (out / "mine.txt").read_text() == "keep me"
        assert (out / "cases/also-mine.txt").read_text() == "me too"
        assert os.readlink(out / "link") == "mine.txt"
    (out / "mine.txt").write_text("changed")
    publish_world(out, OLD)
    assert (out / "mine.txt").read_text() == "changed"
    (out / "mine.txt").unlink()
    publish_world(out, NEW)
    publish_world(out, OLD)
    assert not os.path.lexists(out / "mine.txt")


def test_what_is_in_the_way_is_moved_aside_and_kept(www: Path, out: Path) -> None:
    publish_world(out, OLD)
    publish_world(out, OLD)
    (out / "weeks/2025").write_text("a file where a folder must be")
    (out / "extra.html").mkdir()
    (out / "extra.html/mine").write_text("a folder where a file must be")
    (out / "late.html").write_text("a file of the same name")
    wanted = {**NEW, "extra.html": page("x"), "late.html": page("y")}
    aside = sum(publish_world(out, wanted).aside for _ in range(3))
    assert aside == 3
    assert site(out) == {**wanted, **KEPT}
    kept = [path.read_text() for path in sorted((www / ".site.sidan/aside").rglob("*")) if path.is_file()]
    assert sorted(kept) == [
        "a file of the same name", "a file where a folder must be", "a folder where a file must be",
    ]  # fmt: skip


def test_no_link_of_others_leads_a_page_out_of_the_site(www: Path, out: Path) -> None:
    (www / "elsewhere").mkdir()
    publish_world(out, {"index.html": OLD["cases/a.html"]})
    (out / "cases").symlink_to(www / "elsewhere")
    for _ in range(3):
        publish_world(out, OLD)
        assert site(out) == OLD
    assert list((www / "elsewhere").iterdir()) == []


def test_what_somebody_put_into_the_tree_that_is_not_shown_is_never_shown_nor_deleted(www: Path, out: Path) -> None:
    publish_world(out, OLD)
    publish_world(out, OLD)
    standby = "a" if os.readlink(out).endswith("b") else "b"
    (www / ".site.sidan" / standby / "draft.html").write_text("not for the board")
    assert publish_world(out, NEW).aside == 1
    assert site(out) == {**NEW, **KEPT}
    assert b"not for the board" in everywhere(www)


@pytest.mark.parametrize("which", ["shown", "standby"])
@pytest.mark.parametrize("damage", ["gone", "torn"])
def test_a_tree_that_nobody_knows_is_kept_and_not_shown(www: Path, out: Path, which: str, damage: str) -> None:
    publish_world(out, OLD)
    publish_world(out, OLD)
    live = os.readlink(out)[-1]
    manifest = www / ".site.sidan" / f"{live if which == 'shown' else 'ab'['ba'.index(live)]}.json"
    if damage == "gone":
        manifest.unlink()
    else:
        manifest.write_bytes(manifest.read_bytes()[:100])
    publish_world(out, NEW)
    assert site(out) == {**NEW, **(KEPT if which == "standby" else {})}
    assert OLD["index.html"] in everywhere(www)
    trees = www / ".site.sidan"
    assert [path.name for path in (trees / "aside").iterdir()] == ["1"], "it is kept whole"
    if which == "shown":
        assert OLD["index.html"] not in [*everywhere(trees / "a"), *everywhere(trees / "b")], "it lies aside at once"
    publish_world(out, NEW)
    assert site(out).keys() >= NEW.keys()


def test_the_output_can_be_copied_as_a_folder(out: Path) -> None:
    publish_world(out, OLD)
    assert os.path.isdir(out)
    assert (out / "index.html").read_bytes() == OLD["index.html"]


def test_a_file_or_a_strange_link_is_refused(www: Path) -> None:
    (www / "file").write_text("x")
    (www / "link").symlink_to(www)
    for name in ("file", "link"):
        with pytest.raises(OutputError):
            publish_world(www / name, OLD)
    assert (www / "file").read_text() == "x"
    assert sorted(path.name for path in www.iterdir()) == ["file", "link"]


@pytest.mark.parametrize("where", [".", "..", "cases", "cases/village", "themes"])
def test_the_register_is_never_taken_for_an_output(www: Path, where: str) -> None:
    register = www / "town"
    (register / "cases/village").mkdir(parents=True)
    (register / "themes").mkdir()
    with pytest.raises(OutputError), publication(register / where, "office", register=register):
        pass
    assert sorted(path.name for path in www.rglob("*")) == ["cases", "themes", "town", "village"]


@pytest.mark.parametrize("where", ["site", "cases-site", "../elsewhere", "public/board"])
def test_a_site_may_lie_beside_the_records(www: Path, where: str) -> None:
    (www / "town/cases").mkdir(parents=True)
    with publication(www / "town" / where, "office", register=www / "town"):
        pass


@pytest.mark.parametrize("mechanism", [place.LINKS, place.IN_PLACE])
@pytest.mark.parametrize("what", [".git/HEAD", "grids.yaml", "many"])
def test_somebodys_folder_is_never_taken_for_an_output(
    out: Path, monkeypatch: pytest.MonkeyPatch, mechanism: str, what: str
) -> None:
    monkeypatch.setattr(place, "links_usable", lambda folder: mechanism == place.LINKS)
    monkeypatch.setattr(publisher, "MANY_FOREIGN", 10)
    for name in [f"photo {n}.jpg" for n in range(11)] if what == "many" else [what]:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(b"x")
    before = site(out)
    with pytest.raises(OutputError, match="of others"):
        publish_world(out, OLD)
    assert site(out) == before
    assert not out.is_symlink()


def test_a_site_is_for_one_audience_for_good(out: Path) -> None:
    publish_world(out, OLD)
    with pytest.raises(OutputError, match="is the site for board"):
        publish([File("index.html", page("office"))], out, "office")
    assert site(out) == OLD
    (out.parent / ".site.sidan" / place.MARKER).unlink()
    with pytest.raises(OutputError, match="does not say whom it is for"):
        publish_world(out, NEW)
    assert site(out) == OLD


@pytest.mark.parametrize("path", ["../out.html", "/etc/x", "a/../../b", ""])
def test_no_path_leads_out_of_the_site(out: Path, path: str) -> None:
    with pytest.raises(ValueError):
        publish([File(path, b"x")], out, AUDIENCE)


def refused(out: Path, files: dict[str, bytes]) -> str:
    with pytest.raises(Refused) as problem:
        publish_world(out, files)
    return str(problem.value)


def test_a_site_that_is_not_whole_is_not_shown(out: Path) -> None:
    publish_world(out, OLD)
    less = {path: data for path, data in NEW.items() if path != "cases/a.html"}
    assert "index.html: " in refused(out, less)
    assert "cases/a.html" in refused(out, less)
    assert "lists.html" in refused(out, {**NEW, "x.html": page("x", "lists.html?status=open#top")})
    publish_world(out, {**NEW, "x.html": page("x", "https://www.gov.cn/", "#top", "mailto:a@b.cn", "x.html?a=b#c", "")})


def test_a_page_that_stays_may_not_link_to_one_that_is_gone(out: Path) -> None:
    publish_world(out, OLD)
    less = {path: data for path, data in OLD.items() if path != "cases/b.html"}
    assert "index.html: " in refused(out, less)
    assert site(out) == OLD
    publish_world(out, {**less, "index.html": NEW["cases/a.html"]})


@pytest.mark.parametrize("text", [b"<!DOCTYPE html>", b"<!DOCTYPE html>" + b" " * 5000 + page("late")])
def test_a_page_without_its_policy_is_not_shown(out: Path, text: bytes) -> None:
    assert "Content-Security-Policy" in refused(out, {"index.html": text})
    assert site(out) == {}


def test_bytes_that_are_not_on_the_disk_as_they_were_made_are_not_shown(out: Path) -> None:
    publish_world(out, OLD)
    with publication(out, AUDIENCE) as stage:
        stage.begin()
        for path, data in NEW.items():
            stage.add(path, stage.write(File(path, data)))
        part = next((out.parent / ".site.sidan/parts").iterdir())
        part.write_bytes(part.read_bytes()[:-1] + b"?")
        with pytest.raises(Refused, match="not as it was made"):
            stage.publish()
    assert site(out) == OLD


def gated(out: Path, files: dict[str, bytes], word: bytes, looked: list[str]) -> None:
    def look(path: str, data: bytes) -> Iterable[str]:
        looked.append(path)
        return ["says what it must not"] if word in data else []

    with publication(out, AUDIENCE) as stage:
        stage.begin()
        for path, data in files.items():
            stage.add(path, stage.write(File(path, data)))
        stage.publish(gate=Gate(look, word.hex()))


def test_nothing_gets_past_the_gate(www: Path, out: Path) -> None:
    looked: list[str] = []
    gated(out, NEW, b"SECRET", looked)
    assert sorted(looked) == sorted(NEW)
    looked.clear()
    with pytest.raises(Refused, match=r"api/cases\.json: says what"):
        gated(out, {**NEW, "api/cases.json": b"SECRET"}, b"SECRET", looked)
    assert looked == ["api/cases.json"]
    assert site(out) == NEW
    assert not [data for data in everywhere(www) if b"SECRET" in data]
    looked.clear()
    with pytest.raises(Refused, match=r"cases/a\.html"):
        gated(out, NEW, b"new a", looked)  # another word: what stands is looked at too
    assert sorted(looked) == sorted(NEW)


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP])
def test_where_there_are_no_links_files_are_replaced_one_by_one(
    out: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(number, "no links here")

    monkeypatch.setattr(os, "symlink", refuse)
    out.mkdir()
    put_foreign(out)
    order: list[str] = []
    real = os.replace
    monkeypatch.setattr(
        os, "replace", lambda a, b: (order.append(os.path.relpath(b, out)) if "/parts/" in a else None, real(a, b))
    )
    done = publish_world(out, OLD)
    assert done.in_place
    assert set(done.foreign) == set(FOREIGN)
    assert site(out) == {**OLD, **FOREIGN}
    assert order[-1] == "index.html"
    assert order.index("static/site-1111111111.css") < order.index("cases/a.html") < order.index("index.html")
    assert publish_world(out, NEW).deleted == 1
    assert site(out) == {**NEW, **KEPT, **FOREIGN}
    assert not out.is_symlink()


def test_another_fault_of_a_link_is_no_reason_to_do_without(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EIO, "broken")

    with monkeypatch.context() as patch:
        patch.setattr(os, "symlink", refuse)
        with pytest.raises(OutputError):
            publish_world(out, OLD)
    assert not publish_world(out, OLD).in_place


def test_a_mount_point_keeps_its_folder(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out.mkdir()
    monkeypatch.setattr(place, "is_mount", lambda folder: folder == str(out))
    assert publish_world(out, OLD).in_place
    assert publish_world(out, NEW).in_place
    assert site(out) == {**NEW, **KEPT}
    assert [path.name for path in out.parent.iterdir()] == ["site"]


def test_a_mount_is_known_by_the_systems_list(out: Path, monkeypatch: pytest.MonkeyPatch, www: Path) -> None:
    out.mkdir()
    assert not place.is_mount(str(out))
    assert place.is_mount("/proc")
    listed = www / "mountinfo"
    listed.write_text(f"36 35 98:0 / {str(out).replace('s', chr(92) + '163')} rw - ext4 /dev/sda1 rw\n")
    monkeypatch.setattr(place, "_MOUNTS", str(listed))
    assert place.is_mount(str(out))


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_a_fault_at_any_point_leaves_a_whole_site(world: Any) -> None:
    """A share of `python -m assurance publishing_faults`."""
    points = range(1, calls(world) + 1)
    assert len(points) > 100
    for kind in KINDS:
        for at in points[hash_of(world.name + kind) % 23 :: 23]:
            assert broken(world, kind, at) == "", (kind, at)


def hash_of(text: str) -> int:
    return sum(text.encode())


def test_a_reader_never_meets_half_a_site(out: Path) -> None:
    def publish_number(number: int) -> None:
        publish_world(out, {f"{n}.html": page(str(number)) for n in range(20)})

    publish_number(0)
    seen: list[bool] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
            try:
                pages = set()
                for n in (0, 19):
                    descriptor = os.open(f"{n}.html", os.O_RDONLY, dir_fd=folder)
                    pages.add(os.read(descriptor, 1000))
                    os.close(descriptor)
                seen.append(len(pages) == 1)
            finally:
                os.close(folder)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 12, 2):
        publish_number(number)
    stop.set()
    reader.join()
    assert seen
    assert seen.count(False) <= 1 + len(seen) // 100


def test_things_that_are_no_files_are_left_where_they_are(out: Path) -> None:
    publish_world(out, OLD)
    os.mkfifo(out / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(out / "socket"))
    for files in (NEW, OLD, NEW):
        publish_world(out, files)
    assert site(out).keys() >= NEW.keys()
    assert sorted(path.name for path in (out.parent / ".site.sidan/aside").rglob("*") if path.suffix == "") >= ["1"]


def test_a_manifest_says_only_what_is_ours(out: Path) -> None:
    publish_world(out, OLD)
    put_foreign(out)
    publish_world(out, NEW)
    told = json.loads((out.parent / f".site.sidan/{os.readlink(out)[-1]}.json").read_bytes())
    assert told["files"].keys() == {**NEW, **KEPT}.keys()
    assert sorted(told["copies"]) == sorted(FOREIGN)


def test_what_a_site_stands_for_is_known_as_long_as_it_is_whole(out: Path) -> None:
    def build(changed: dict[str, bytes], force: bool = False) -> str:
        with publication(out, AUDIENCE, force) as stage:
            known = stage.stands_for
            stage.begin()
            for path, data in changed.items():
                stage.add(path, stage.write(File(path, data)))
            stage.publish("made from this")
        return known

    assert build(OLD) == ""
    assert build(OLD) == "made from this"
    assert build(OLD, force=True) == ""
    (out / "mine.txt").write_text("no matter")
    assert build(OLD) == "made from this"
    (out / "cases/a.html").write_bytes(b"longer than it was" * 99)
    assert build(OLD) == ""
    (out / "cases/a.html").unlink()
    assert build(OLD) == ""
    (out / "cases/a.html").unlink()
    (out / "cases/a.html").symlink_to(out / "cases/b.html")
    assert build(OLD) == ""
    assert build(OLD) == "made from this"


def test_what_was_made_from_the_same_stands_as_long_as_it_is_there(out: Path) -> None:
    paths = ["weeks/2025/v.html", "weeks/w.html"]
    with publication(out, AUDIENCE) as stage:
        stage.begin()
        for path, data in NEW.items():
            row, is_new = stage.write(File(path, data))
            stage.add(path, (row._replace(key="a week" if path in paths else ""), is_new))
        stage.publish(empty=["nothing"])
    with publication(out, AUDIENCE) as stage:
        stage.begin()
        standing = stage.stands("a week")
        assert standing is not None and sorted(path for path, _ in standing) == paths
        assert {is_new for _, (_, is_new) in standing} == {True}, "the other tree had none of them"
        assert (stage.stands("nothing"), stage.stands("another"), stage.stands("")) == ([], None, None)
    with publication(out, AUDIENCE, force=True) as stage:
        assert stage.stands("a week") is None
    (out / paths[0]).unlink()
    with publication(out, AUDIENCE) as stage:
        stage.begin()
        assert stage.stands("a week") is None


def test_file_by_file_pages_come_after_what_they_need_and_before_what_leads_to_them() -> None:
    paths = ["index.html", "a.html", "cases/a.html", "x.json", "static/s.css", "cases/b.json"]
    turns = ["cases/b.json", "static/s.css", "x.json", "cases/a.html", "a.html", "index.html"]
    assert sorted(paths, key=lambda path: publisher._turn_of((), path)) == turns
    assert sorted(paths, key=lambda path: publisher._turn_of({"a.html"}, path))[0] == "a.html"


@pytest.mark.parametrize("more", [0, 1])
def test_a_policy_holds_among_the_first_4096_bytes_of_a_page(out: Path, more: int) -> None:
    start = b"<!DOCTYPE html><head>"
    data = start + b" " * (4096 - len(start) - len(POLICY) + more) + POLICY
    if more:
        with pytest.raises(Refused, match="Content-Security-Policy"):
            publish_world(out, {"index.html": data})
    else:
        assert publish_world(out, {"index.html": data}).written == 1


def test_files_that_are_published_at_one_go_are_counted(out: Path) -> None:
    files = [File(path, data) for path, data in NEW.items()]
    assert publish(files, out, AUDIENCE).written == len(NEW)
    assert publish(files, out, AUDIENCE).unchanged == len(NEW)


def test_no_other_process_writes_once_the_bytes_are_looked_through(out: Path) -> None:
    with publication(out, AUDIENCE) as stage:
        stage.begin()
        hand = stage.hand()
        for path, data in NEW.items():
            stage.add(path, hand.write(File(path, data)))

        def look(path: str, data: bytes) -> Iterator[str]:
            with pytest.raises(NotHeld):
                hand.write(File(path, b"late"))
            yield from ()

        assert stage.publish(gate=Gate(look, "key")).written == len(NEW)
    assert site(out) == NEW


def test_a_site_as_it_should_be_is_counted_and_nothing_is_done(out: Path) -> None:
    publish_world(out, OLD)
    put_foreign(out)
    with publication(out, AUDIENCE) as stage:
        assert stage.unchanged() == publisher.Published(0, len(OLD), 0, tuple(sorted(FOREIGN)), 0, False)


def test_a_web_server_may_read_what_is_published_and_nobody_else_may_write_it(out: Path) -> None:
    before = os.umask(0)
    try:
        publish_world(out, OLD)
    finally:
        os.umask(before)
    assert {stat.S_IMODE((out / path).stat().st_mode) for path in OLD} == {0o644}


def test_so_many_files_of_others_are_no_reason_to_refuse(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publisher, "MANY_FOREIGN", 10)
    for number in range(10):
        out.mkdir(exist_ok=True)
        (out / f"photo {number}.jpg").write_bytes(b"x")
    assert len(publish_world(out, OLD).foreign) == 10


def test_two_paths_that_a_windows_share_takes_for_one_are_our_own_mistake(out: Path) -> None:
    with publication(out, AUDIENCE) as stage:
        stage.begin()
        stage.add("a.json", stage.write(File("a.json", b"{}")))
        with pytest.raises(ValueError, match="twice"):
            stage.add("A.json", stage.write(File("A.json", b"{}")))


def test_the_turned_link_reaches_the_disk(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_world(out, OLD)
    synced: list[tuple[str, str]] = []
    monkeypatch.setattr(place, "sync_folder", lambda folder: synced.append((folder, os.readlink(out))))
    publish_world(out, NEW)
    assert (str(out.parent), os.readlink(out)) in synced


def test_what_another_process_begins_is_on_the_disk_and_is_taken_back_with_its_folder(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    with publication(out, AUDIENCE) as stage:
        stage.begin()
        hand = stage.hand()
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", synced.append)
            hand.write(File("a.json", b"{}"))
        assert len(synced) == 1
        Path(hand.begun, "1-begun").write_bytes(b"half")
        again = stage.hand()
        assert not Path(hand.begun).exists() and Path(again.begun).is_dir()
    assert not list(Path(again.begun).parent.glob("*hand-*"))


def test_a_site_that_stands_is_known_by_its_mark(out: Path) -> None:
    with publication(out, AUDIENCE) as stage:
        stage.begin()
        for path, data in OLD.items():
            stage.add(path, stage.write(File(path, data)))
        stage.publish()
        mark = stage.mark()
    assert mark and stands(str(out), mark)
    with publication(out, AUDIENCE) as stage:
        assert stage.mark() == mark
    put_foreign(out)
    publish_world(out, OLD)
    publish_world(out, NEW)
    with publication(out, AUDIENCE) as stage:
        assert stage.mark() == (), "files of others are among ours"


def test_what_a_build_that_was_broken_off_left_of_a_removed_page_is_taken_away_by_whoever_comes_next(
    www: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_world(out, OLD)

    def broken_off(*_: Any) -> None:
        raise OSError(errno.EIO, "broken off")

    with monkeypatch.context() as patched:
        patched.setattr(publisher, "_purge", broken_off)
        with pytest.raises(OutputError):
            publish_world(out, NEW)
    assert OLD["cases/b.html"] in everywhere(www)
    with publication(out, AUDIENCE):
        pass
    assert OLD["cases/b.html"] not in everywhere(www)


def test_a_link_of_others_is_carried_over_as_it_is_now(out: Path) -> None:
    publish_world(out, OLD)
    (out / "to").symlink_to("aa")
    time = os.lstat(out / "to").st_mtime_ns
    for files in (NEW, OLD):
        publish_world(out, files)
    (out / "to").unlink()
    (out / "to").symlink_to("bb")
    os.utime(out / "to", ns=(time, time), follow_symlinks=False)
    publish_world(out, NEW)
    assert os.readlink(out / "to") == "bb"
