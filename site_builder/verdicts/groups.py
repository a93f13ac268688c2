"""Which records can have anything to do with each other: those that name each other's ids, however far.

A record is decoded and judged by what its group holds and by the town, and by nothing else of the register; so its
verdict stays true while its group stays as it is. Rules that look at the whole register run over the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from site_builder.records.read import read_markdown
from site_builder.sources.layout import id_of
from site_builder.text.source import Source

_TOKEN = re.compile(rb"[A-Z0-9][A-Z0-9-]*")
_LETTER = re.compile(r"[A-Z]")


def words_like_ids(source: Source) -> tuple[str, ...]:
    """Every word of a file that an id could be. Those without a letter are left out (see `groups`).

    Front matter with a backslash may hide an id behind an escape, so it is read.
    """
    words = set(_TOKEN.findall(source.data))
    if b"\\" in source.data.split(b"\n---", 1)[0]:
        record = read_markdown(source).record
        for _, scalar in record.scalars() if record else ():
            words.update(_TOKEN.findall(scalar.text.encode("utf-8", "surrogatepass")))
    return tuple(sorted(word.decode() for word in words if any(65 <= byte <= 90 for byte in word)))


def groups(words: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """The paths of the records, group by group, each in order; `words` are those of each path.

    An id without a letter looks like any number: where a register has one, all its records are one group.
    """
    by_id: dict[str, str] = {}
    above: dict[str, str] = {}

    def top(path: str) -> str:
        while (higher := above.get(path, path)) != path:
            path = higher
        return path

    def join(one: str, other: str) -> None:
        a, b = top(one), top(other)
        if a != b:
            above[max(a, b)] = min(a, b)

    for path in words:
        own = id_of(path)
        if not _LETTER.search(own):
            yield tuple(words)
            return
        if own in by_id:
            join(by_id[own], path)
        by_id.setdefault(own, path)
    for path, named in words.items():
        for word in named:
            if word in by_id and by_id[word] != path:
                join(by_id[word], path)
    if not above:
        yield from ((path,) for path in words)
        return
    members: dict[str, list[str]] = {}
    for path in words:
        members.setdefault(top(path), []).append(path)
    yield from (tuple(paths) for paths in members.values())
