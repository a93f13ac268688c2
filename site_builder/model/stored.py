"""A case that was judged before: what is asked of every case lies ready, the rest is fetched when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Protocol

from site_builder.model.case import Case
from site_builder.model.deadline import Deadline
from site_builder.model.history import State, Turn
from site_builder.records.node import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a judgement on a day tells of a case, so that it need not be worked out again.

    `first` and `last` are the days of its life (`active`); `happened`, `meetings` and `ordered_on` are
    what a case says of itself, `turns` those of its history.
    """

    day: date
    first: date
    last: date
    happened: tuple[tuple[date, str], ...]
    meetings: tuple[str, ...]
    turns: tuple[Turn, ...]
    ordered_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a case stood on the day of the judgement: its state, and what was to be done."""

    state: State | None
    running: tuple[Deadline, ...]


READY = (
    "id", "title", "kind", "category", "village", "grid", "access", "status", "level", "source", "found_on",
    "registered_on", "first_handler", "lead_unit", "lead_post", "links", "urgent",
    "attachments",
)  # fmt: skip
"""The fields of a case that lie ready."""


class Shelf(Protocol):
    """Where stored cases come from. Each raises where it cannot be had any more, and the work begins anew."""

    def whole(self, path: str) -> Case:
        """The case in a file, without its record."""

    def record(self, path: str) -> Record: ...

    def told(self, path: str) -> Told: ...

    def is_ahead(self, path: str, day: date) -> bool | None: ...

    def standing(self, path: str) -> Standing: ...


class StoredCase(Case):
    """Equal to the case it stands for in all that can be asked of it."""

    __slots__ = ("_place", "_shelf", "_told")
    _place: str
    _shelf: Shelf
    _told: Told

    @classmethod
    def of(cls, shelf: Shelf, path: str, ready: tuple[Any, ...]) -> StoredCase:
        """`ready` are the values of READY."""
        case = cls.__new__(cls)
        put = object.__setattr__
        put(case, "_shelf", shelf)
        put(case, "_place", path)
        for lay, value in zip(_LAY_READY, ready, strict=True):
            lay(case, value)
        return case

    def __getattr__(self, name: str) -> Any:
        """Only asked for what does not lie in the object yet: the record, or everything else that does not lie ready."""
        if name == "record":
            object.__setattr__(self, name, self._shelf.record(self._place))
        elif name in _LAY_REST:
            whole = self._shelf.whole(self._place)
            for field, lay in _LAY_REST.items():
                lay(self, getattr(whole, field))
        else:
            raise AttributeError(name)
        return object.__getattribute__(self, name)

    @property
    def path(self) -> str:
        try:
            return self._place
        except AttributeError:  # made from a stored one by `replace`, and whole itself
            return self.record.path

    @property
    def told(self) -> Told | None:
        try:
            return self._told
        except AttributeError:
            pass
        try:
            shelf = self._shelf
        except AttributeError:  # made from a stored one by `replace`
            return None
        found = shelf.told(self._place)
        object.__setattr__(self, "_told", found)
        return found

    def forget(self) -> None:
        """Hold no more than what lies ready; the rest is fetched anew when it is asked for."""
        for take in _TAKE_REST:
            try:
                take(self)
            except AttributeError:  # it was not there
                pass

    def is_ahead(self, day: date) -> bool | None:
        try:
            shelf = self._shelf
        except AttributeError:
            return None
        return shelf.is_ahead(self._place, day)

    @property
    def happened(self) -> tuple[tuple[date, str], ...]:
        told = self.told
        return told.happened if told is not None else super().happened

    @property
    def meetings(self) -> tuple[str, ...]:
        told = self.told
        return told.meetings if told is not None else super().meetings

    @property
    def ordered_on(self) -> date | None:
        told = self.told
        return told.ordered_on if told is not None else super().ordered_on

    def standing(self, day: date) -> Standing | None:
        told = self.told
        return self._shelf.standing(self._place) if told is not None and told.day == day else None


_LAY = {field.name: getattr(Case, field.name).__set__ for field in fields(Case)}
"""How a value is laid into a field, which nobody else can change."""
_LAY_READY = [_LAY[name] for name in READY]
_TAKE_REST = [getattr(Case, field.name).__delete__ for field in fields(Case) if field.name not in READY]
_LAY_REST = {name: lay for name, lay in _LAY.items() if name not in READY and name != "record"}
