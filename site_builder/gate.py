"""The gate before a site of a village or the board: no file may hold a name, a number or an id that is not for it.

The projection gives these to no page; the gate reads the finished bytes as their readers will, and is asked of each
publication, only of the files that changed. What it finds stops the publication of that audience alone.
Source: hazards notes §5, "Release gate".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from site_builder.output.decoded import texts_of
from site_builder.output.verify import Gate
from site_builder.views.secrets import Secrets

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9@_+-]{3,}(?:[.@][A-Za-z0-9@_+-]+)*")
_RUN = re.compile(r"\d(?:[ \-\u2010-\u2015·.]?\d){9,40}")
_DIVIDED = re.compile(r"(?<=\d)[ \-\u2010-\u2015·.](?=\d)")
WORDS = {
    "id": "有不给这种读者看的编号 holds an id that is not for this audience",
    "name": "有不给这种读者看的姓名 holds a name that is not for this audience",
    "number": "有不给这种读者看的号码 holds a number that is not for this audience",
    "text": "有不给这种读者看的事项的原文 holds the words of a matter that is not for this audience",
}


def gate(secrets: Secrets, key: str) -> Gate:
    """The gate that lets none of these through. `key` stands for them."""
    return Gate(Seeker(secrets), key)


class Seeker:
    """Looks for many values at once; told a file, it says which records these are of, never the value."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        ids = [value for value, (kind, _) in secrets.items() if kind == "id"]
        prefixes = sorted({value.partition("-")[0] for value in ids}, key=len, reverse=True)
        self._ids = frozenset(ids)
        self._id = re.compile(f"(?:{'|'.join(map(re.escape, prefixes))})-[A-Z0-9-]*[A-Z0-9]") if ids else None
        others = [value for value, (kind, _) in secrets.items() if kind != "id" and len(value) >= 2]
        self._tokens = frozenset(value for value in others if _TOKEN.fullmatch(value))
        self._digits = {_plain(value): value for value in others if _plain(value).isdigit()}
        self._lengths = sorted({len(number) for number in self._digits})
        self._begins: dict[str, list[str]] = {}
        for value in others:
            if value not in self._tokens:
                self._begins.setdefault(value[:2], []).append(value)
        first, second = ("".join(map(re.escape, sorted({pair[n] for pair in self._begins}))) for n in (0, 1))
        self._begin = re.compile(f"[{first}](?=[{second}])") if self._begins else None

    def __call__(self, path: str, data: bytes) -> Iterator[str]:
        """What is wrong with a file, a sentence each."""
        found: dict[str, None] = {}
        for text in (path, *texts_of(data)):
            found.update(dict.fromkeys(self._in(text)))
        for kind, record in dict.fromkeys(self._secrets[value] for value in found):
            yield f"{WORDS[kind]}: {record}"

    def _in(self, text: str) -> Iterator[str]:
        if self._id is not None:
            yield from sorted(self._ids.intersection(self._id.findall(text)))
        if self._tokens:
            yield from sorted(self._tokens.intersection(_TOKEN.findall(text)))
        if self._begin is not None:
            for match in self._begin.finditer(text):
                at = match.start()
                for value in self._begins.get(text[at : at + 2], ()):
                    if text.startswith(value, at):
                        yield value
        if self._digits:
            yield from self._numbers(text)

    def _numbers(self, text: str) -> Iterator[str]:
        """Numbers written with other divisions than where they come from."""
        for run in _RUN.findall(text):
            digits = _plain(run)
            for length in self._lengths:
                for start in range(len(digits) - length + 1):
                    value = self._digits.get(digits[start : start + length])
                    if value is not None:
                        yield value


def _plain(value: str) -> str:
    """A number without what divides it, or another text as it is."""
    plain = unicodedata.normalize("NFKC", value)
    return _DIVIDED.sub("", plain).strip(" -.·")
