"""Two versions of a case that both grew → one: for git, when two people added events to the same case.

They are joined only where nothing is in doubt: what was there before is untouched on both sides, at most one side
changed anything else, and all events in order of their days are moves the table has. Everything else is left to a
person, as a conflict. What `init` has to write to switch this on is ATTRIBUTES and GIT_CONFIG.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from site_builder.model.case import Case, Event
from site_builder.model.decode import Decoder
from site_builder.model.history import steps
from site_builder.model.mirrors import mirrors
from site_builder.records.node import Mapping, Sequence
from site_builder.spec import Spec
from site_builder.text.source import Source
from site_builder.writers.add_event import decoded
from site_builder.writers.consequences import applied, consequences, derived
from site_builder.writers.document import Document, Unwritable
from site_builder.writers.key_order import Keys

ATTRIBUTES = "cases/*/*.md merge=sidan"
"""The line of `.gitattributes`."""
GIT_CONFIG = {
    "merge.sidan.name": "join the events of a case",
    "merge.sidan.driver": "sidan merge-driver %O %A %B %P",
}
"""What `git config` has to be told in each clone; where it was not, git merges the files as text."""
EVENTS: Keys = ("events",)


def merged(path: str, base: bytes, ours: bytes, theirs: bytes, spec: Spec) -> bytes | None:
    """The file with the events of both sides, status and outcome derived anew; None where a person must decide."""
    decoder = Decoder(spec, None)
    try:
        documents = [Document.open(Source(path, data), spec) for data in (base, ours, theirs)]
        cases = [decoded(document, decoder) for document in documents]
        return _joined(documents, cases, decoder, spec)
    except Unwritable:
        return None


def _joined(documents: list[Document], cases: list[Case], decoder: Decoder, spec: Spec) -> bytes | None:
    known = len(cases[0].events)
    if any(case.events[:known] != cases[0].events for case in cases[1:]):
        return None
    base, ours, theirs = (_rest(document, known, spec) for document in documents)
    if ours not in (base, theirs) and theirs != base:
        return None
    is_theirs = theirs != base and ours == base
    main, other = (documents[2], documents[1]) if is_theirs else (documents[1], documents[2])
    order = _in_order(cases[1].events[known:], cases[2].events[known:], known)
    if order is None or not _is_block_list(main, other):
        return None
    for number, (event, from_theirs) in enumerate(order):
        if from_theirs != is_theirs:
            main = main.insert_lines(EVENTS, known + number, other.item_lines(EVENTS, event.index))
    case = decoded(main, decoder)
    if not _is_legal(case, spec):
        return None
    return applied(main, consequences(case, case.events[known:], spec)).data


def is_sound(path: str, data: bytes, spec: Spec) -> bool:
    """True for a case whose moves are legal and whose status, level and outcome are what its events say."""
    try:
        case = decoded(Document.open(Source(path, data), spec), Decoder(spec, None))
    except Unwritable:
        return False
    return _is_legal(case, spec) and not list(derived(case, spec))


def _in_order(ours: tuple[Event, ...], theirs: tuple[Event, ...], known: int) -> list[tuple[Event, bool]] | None:
    """The new events by day, each with whether it is theirs; one that both have is taken once."""
    if any(event.corrects is not None and event.corrects > known for event in (*ours, *theirs)):
        return None  # its number may be another one afterwards
    own = [replace(event, index=0) for event in ours]
    both = [(event, False) for event in ours]
    both += [(event, True) for event in theirs if replace(event, index=0) not in own]
    return sorted(both, key=lambda pair: pair[0].on)


def _is_legal(case: Case, spec: Spec) -> bool:
    made = steps(case, spec)
    if any(later.event.on < former.event.on for former, later in pairwise(made)):
        return False
    return all(
        step.legal and spec.moves[step.event.move].is_for(case.kind, step.level_before)
        for step in made
        if step.event.index
    )


def _is_block_list(main: Document, other: Document) -> bool:
    """True where the events of both stand one under the other, equally far in, so that lines can be carried over."""
    lists = [document.record.node(*EVENTS) for document in (main, other)]
    if not all(isinstance(node, Sequence) for node in lists) or any(d.layout.is_flow(n) for d, n in zip((main, other), lists, strict=True) if n):  # fmt: skip
        return False
    return main.item_indent(EVENTS) == other.item_indent(EVENTS)


def _rest(document: Document, known: int, spec: Spec) -> str:
    """The text without the events after number `known` and without what is derived from events."""
    layout, text = document.layout, document.record.text
    cut: list[tuple[int, int]] = []
    for keys in (("status",), ("level",), ("outcome",), *(mirror.keys for mirror in mirrors(spec))):
        parent, name = document.record.node(*keys[:-1]), keys[-1]
        if isinstance(parent, Mapping) and name in parent.entries and not layout.is_flow(parent):
            start = layout.line_start(layout.start(parent.entries[name].key))
            cut.append((start, layout.after(parent.entries[name].value, layout.indent(start) + 1)))
    events = document.record.node(*EVENTS)
    if isinstance(events, Sequence) and len(events.items) > known and not layout.is_flow(events):
        first = layout.line_start(layout.start(events.items[known]))
        last = events.items[-1]
        cut.append((first, layout.after(last, document.item_indent(EVENTS) + 1)))
    for start, end in sorted(cut, reverse=True):
        text = text[:start] + text[end:]
    return text
