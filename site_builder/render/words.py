"""The shown words of a theme in one language: a catalogue of names, with the town's own words over it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from site_builder.render.escaped import escaped

HOLE = re.compile(r"\{(\w+)\}")
_CHINESE = re.compile("[\u3400-\u9fff]")
_DEEPEST = 16
PLURAL = {"one", "other"}

Words = dict[str, Any]


class WrongWords(Exception):
    """Words that cannot be used: a theme's catalogue, or a town's own in its settings; `line` is empty or `:LINE`."""

    def __init__(self, reason: str, line: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def read_words(paths: list[Path]) -> Words:
    """The catalogues at `paths`, the first one winning; a missing file is an empty catalogue. Raises WrongWords."""
    words: Words = {}
    for path in reversed(paths):
        if path.is_file():
            more = _catalogue(path)
            _compare(words, more)
            _lay_over(words, more)
    return words


def _catalogue(path: Path) -> Words:
    """A catalogue lies in the register, where anybody may have written it; so it is looked through before it is loaded."""
    try:
        text = path.read_text(encoding="utf-8")
        _look_through(text)
        loaded = yaml.load(text, Loader=yaml.CSafeLoader)
    except UnicodeDecodeError:
        raise WrongWords("不是 UTF-8 is not UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise WrongWords(
            "YAML 写法有错，看看这一行和上一行 a slip in the YAML: look at this line and the one before", line
        ) from None
    except ValueError:  # what looks like a day or a number and is none
        raise WrongWords("有的词像日期或数字，要加引号 a word that looks like a day or a number needs quotes") from None
    if not isinstance(loaded, dict | None):
        raise WrongWords("应当是“名称: 词” should be names with words")
    return loaded or {}


def _look_through(text: str) -> None:
    """A catalogue has a few levels and nothing but words: nesting can end the whole process, aliases its patience."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CLoader):
        line = f":{event.start_mark.line + 1}" if event.start_mark else ""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise WrongWords("不用 &、*、! 这些记号；词要加引号 no &, * or !: put the word into quotes", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise WrongWords("套得太深 is nested too deeply", line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _compare(words: Words, more: Words) -> None:
    """A word that is laid over another is a word too, and has no hole that the other has not."""
    known = dict(leaves(words)) if words else {}
    for name, word in leaves(more):
        if any(other.startswith(f"{name}.") for other in known):
            raise WrongWords(f"{name} 是一组词，不是一个词 {name} is a group of words, not a word")
        if not isinstance(word, str | list | Mapping) and name in known:
            raise WrongWords(f"{name} 的词要加引号 the word {name} needs quotes")
        if name in known and (strange := sorted(holes(word) - holes(known[name]))):
            raise WrongWords(
                f"{name} 里的 {{{strange[0]}}} 没有内容可填，可以写的有 {_listed(known[name])} "
                f"{{{strange[0]}}} in {name} has nothing to fill it; there are {_listed(known[name])}"
            )


def _listed(word: Any) -> str:
    return "、".join(f"{{{hole}}}" for hole in sorted(holes(word))) or "—"


def _lay_over(words: Words, more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, Mapping) and isinstance(words.get(name), dict):
            _lay_over(words[name], value)
        else:
            words[name] = dict(value) if isinstance(value, Mapping) else value


def with_own_words(words: Words, own: Mapping[str, str]) -> Words:
    """The catalogue with a town's words in it, by dotted name (`navigation.people`). Raises WrongWords."""
    known = dict(leaves(words))
    for name, word in own.items():
        if name not in known:
            close = get_close_matches(name, known, 1)
            zh, en = (f"，是不是 {close[0]}", f"; did you mean {close[0]}") if close else ("", "")
            raise WrongWords(f"没有 {name} 这个词{zh} there is no word {name}{en}")
        more = _nested(name.split("."), word)
        _compare(words, more)
        _lay_over(words, more)
    return words


def _nested(names: list[str], word: str) -> dict[str, Any]:
    return {names[0]: _nested(names[1:], word) if len(names) > 1 else word}


def leaves(words: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Every word with its dotted name; a word with a singular and a plural is one leaf."""
    for name, value in words.items():
        if isinstance(value, Mapping) and not set(value) <= PLURAL:
            yield from leaves(value, f"{before}{name}.")
        else:
            yield before + name, value


def holes(word: Any) -> set[str]:
    """The names of the holes in a word."""
    texts = word.values() if isinstance(word, Mapping) else (word,)
    return {hole for text in texts for hole in HOLE.findall(str(text))}


class Entry(dict[str, Any]):
    """A part of a catalogue as a template sees it: `words.site.name` is `words["site"]["name"]`."""

    def __init__(self, words: Words) -> None:
        super().__init__({name: Entry(value) if isinstance(value, dict) else value for name, value in words.items()})
        self.__dict__.update(self)


def fill(word: Any, **values: Any) -> Markup:
    """A word with its holes filled, every value escaped; `n` chooses between `one` and `other`."""
    if isinstance(word, Mapping):
        word = word["one" if values.get("n") == 1 else "other"]
    return Markup("".join([text if hole is None else escaped(values[hole]) for text, hole in _pieces(word)]))


@cache
def _pieces(word: str) -> tuple[tuple[str, str | None], ...]:
    """A word taken apart: each piece of text, escaped, and each hole by its name."""
    found: list[tuple[str, str | None]] = []
    for number, piece in enumerate(HOLE.split(str(escape(word)))):
        found.append(("", piece) if number % 2 else (piece, None))
    return tuple(found)


def filled(word: str, said: Iterable[Any], no_date: str, own: Markup) -> Markup:
    """A sentence of a paper with its holes filled by what the paper says, each by its `name`.

    What the record does not say is left blank for ink: a line, several lines, or `no_date` for a day; its label is
    there to be seen on a screen. `own` is the attribute that marks the register's text. Raises UndefinedError for a hole that the paper has nothing for.
    """
    by_name = {field.name: field for field in said}
    parts = []
    for text, hole in _pieces(word):
        if hole is not None and hole not in by_name:
            raise UndefinedError(f"'{hole}' is undefined")
        parts.append(text if hole is None else _said(by_name[hole], no_date, own))
    return Markup("".join(parts))


def _said(field: Any, no_date: str, own: Markup) -> Markup:
    if own and _CHINESE.search(field.text):
        return Markup("<span{}>{}</span>").format(own, field.text)
    if field.text:
        return Markup("{}").format(field.text)
    if field.is_date:
        return Markup('<span class="blank-day" title="{}">{}</span>').format(field.label, no_date)
    hint = Markup('<span class="blank-hint">{}</span>').format(field.label)
    if field.lines == 1:
        return Markup('<span class="blank">{}</span>').format(hint)
    rest = Markup("").join([Markup('<span class="blank-line"></span>')] * (field.lines - 1))
    return Markup('<span class="blank-line">{}</span>{}').format(hint, rest)
