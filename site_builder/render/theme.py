"""A theme: its templates, its words and its files, found in the register first, then as shipped."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined

from site_builder.render import filters
from site_builder.render.kept_templates import NOWHERE, Keep, KeptTemplates
from site_builder.render.limits import limited
from site_builder.render.markdown import markdown
from site_builder.render.once import Once
from site_builder.render.page import File
from site_builder.render.problem import ThemeProblem
from site_builder.render.sandbox import Sandbox
from site_builder.render.shipped import shipped_themes
from site_builder.render.site import LANGUAGE_TAGS, OWN, Site
from site_builder.render.words import Entry, Words, WrongWords, fill, filled, read_words, with_own_words
from site_builder.spec import Language

CONTRACT = 1
"""The version of the names that templates are given; `theme.toml` says which one a theme was written for."""
DEFAULT = "default"


@dataclass(frozen=True)
class Theme:
    """All a page needs beside its own context.

    `folders` are searched in order; `own` is the register's folder among them, None where the theme is as shipped;
    `static` are the theme's files, ready to write.
    """

    name: str
    folders: tuple[Path, ...]
    own: Path | None
    environment: Sandbox
    words: Words
    static: tuple[File, ...]
    site: Site

    @cached_property
    def entries(self) -> Entry:
        """The words as templates are given them."""
        return Entry(self.words)


def theme_folders(name: str, root: Path | None) -> tuple[Path, ...]:
    """Where a theme's files are looked for: the register's own folder, the shipped one, the default.

    Raises ThemeProblem for a theme that nobody has.
    """
    own = [root / "themes" / name] if root is not None else []
    places = [*own, shipped_themes() / name, shipped_themes() / DEFAULT]
    folders = tuple(dict.fromkeys(place.resolve() for place in places if place.is_dir()))
    if name != DEFAULT and not any(folder.name == name for folder in folders):
        raise ThemeProblem(
            name,
            f"没有这个主题：登记簿里没有 themes/{name}/，随程序的也没有 "
            f"there is no such theme: neither themes/{name}/ in the register nor one that comes with the program",
        )
    return folders


def unused(theme: Theme, templates: Collection[str]) -> ThemeProblem | None:
    """The first file of a town's own theme that nothing asks for, most likely a slip in its name. `templates` are the
    pages that are asked for."""
    if theme.own is None:
        return None
    asked = {*(f"pages/{name}" for name in templates), *(f"words/{tag}.yaml" for tag in LANGUAGE_TAGS.values())}
    for path in sorted(theme.own.rglob("*")):
        name = path.relative_to(theme.own).as_posix()
        if path.is_file() and name.startswith(("pages/", "words/")) and name not in asked:
            close = get_close_matches(name, asked, 1)
            zh, en = (f"，是不是 {close[0]}", f"; did you mean {close[0]}") if close else ("", "")
            place = f"themes/{theme.name}/{name}"
            return ThemeProblem(theme.name, f"没有页面用到这个文件{zh} no page asks for this file{en}", place)
    return None


def _check(name: str, own: Path) -> None:
    """A town's own theme is written for this program, and holds no links: they would lead out of the register."""
    for path in (own.parent, own, *sorted(own.rglob("*"))):
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            place = path.relative_to(own.parent.parent).as_posix()
            raise ThemeProblem(
                name, "不是普通文件，主题里只放文件本身 is no regular file; a theme holds the files themselves", place
            )
    _check_contract(name, own)


def _check_contract(name: str, folder: Path) -> None:
    settings = folder / "theme.toml"
    if not settings.is_file():
        return
    try:
        table = tomllib.loads(settings.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ThemeProblem(name, f"读不懂：{error} cannot be read", f"themes/{name}/theme.toml") from None
    asked = table.get("contract")
    if asked != CONTRACT:
        raise ThemeProblem(
            name,
            f"是按 contract {asked} 写的，这个程序是 contract = {CONTRACT}；照 CHANGELOG 改好以后改这个数 "
            f"was written for contract {asked}, this program has {CONTRACT}: follow the changelog, then change the number",
            f"themes/{name}/theme.toml",
        )


def load_theme(
    name: str, root: Path | None, site: Site, own_words: Mapping[str, str] | None = None, keep: Keep = NOWHERE
) -> Theme:
    """A theme ready to render the pages of one site.

    `root` is the register's folder: a file under its `themes/⟨name⟩/` is taken before the shipped one of
    the same name, and may extend it as `!default/…`. `keep` says where compiled templates are kept. Raises
    ThemeProblem.
    """
    folders = theme_folders(name, root)
    own = root / "themes" / name if root is not None and (root / "themes" / name).is_dir() else None
    if own is not None and own.resolve() != (shipped_themes() / DEFAULT).resolve():
        _check(name, own)
    else:
        own = None
    catalogue = f"words/{LANGUAGE_TAGS[site.language]}.yaml"
    try:
        words = read_words([folder / catalogue for folder in folders])
    except WrongWords as wrong:
        raise ThemeProblem(name, wrong.reason, f"themes/{name}/{catalogue}{wrong.line}") from None
    try:
        words = with_own_words(words, own_words or {})
    except WrongWords as wrong:
        raise ThemeProblem(name, wrong.reason, "pyproject.toml [tool.sidan.words]") from None
    static, names = _static(folders)
    site = replace(site, static=MappingProxyType(names))
    return Theme(name, folders, own, environment(folders, words, site.language, keep), words, static, site)


def environment(folders: tuple[Path, ...], words: Words, language: Language, keep: Keep = NOWHERE) -> Sandbox:
    """Templates that escape everything, stumble over unknown names and reach nothing but their context."""
    env = Sandbox(
        loader=ChoiceLoader(
            [
                *(FileSystemLoader(folder) for folder in folders),
                PrefixLoader({"!default": FileSystemLoader(shipped_themes() / DEFAULT)}),
            ]
        ),
        bytecode_cache=KeptTemplates(_shaping(folders, words, language, keep.program), keep.folder),
        constants={"words": words, "site": {"own": OWN[language], "tag": LANGUAGE_TAGS[language]}},
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    env.globals.clear()
    env.filters = {
        "length": env.filters["length"],
        "escape": env.filters["escape"],
        "e": env.filters["e"],
        "fill": fill,
        "filled": lambda word, said: filled(word, said, words["paper"]["no_date"], OWN[language]),
        "joined": lambda parts: filters.joined(parts, words["separator"]),
        "number": filters.number,
        "data_block": filters.data_block,
        "linked": filters.linked,
        "once": Once(),
        "long_date": lambda day: filters.long_date(day, language),
        "short_date": lambda day: filters.short_date(day, language),
        "month": lambda day: filters.month(day, language),
        "share": filters.share,
        "weekday": lambda day: words["weekdays"][day.weekday()],
        "markdown": lambda prose, root: limited(
            lambda: markdown(
                prose.text, dict(prose.ids), root, words["markdown"]["picture"], words["markdown"]["table"]
            )
        ),
    }
    return env


def _static(folders: tuple[Path, ...]) -> tuple[tuple[File, ...], dict[str, str]]:
    """The theme's files under names that hold a digest of their bytes: a browser never shows an old one."""
    found: dict[str, bytes] = {}
    for folder in reversed(folders):
        for path in sorted((folder / "static").rglob("*")):
            if path.is_file():
                found[path.relative_to(folder / "static").as_posix()] = path.read_bytes()
    names = {name: f"static/{_hashed(name, data)}" for name, data in sorted(found.items())}
    return tuple(File(names[name], found[name]) for name in names), names


def _hashed(name: str, data: bytes) -> str:
    stem, dot, ending = name.rpartition(".")
    digest = hashlib.sha256(data).hexdigest()[:10]
    return f"{stem}-{digest}{dot}{ending}" if dot else f"{name}-{digest}"


def context_of(page_context: Any) -> dict[str, Any]:
    """The names a page's context gives to its template."""
    return {name: getattr(page_context, name) for name in page_context.__dataclass_fields__}


def _shaping(folders: Iterable[Path], words: Words, language: Language, program: bytes) -> Iterator[bytes]:
    """What the code of a template depends on beside its text: every other template too, with its path, for a macro of
    one is set in where another calls it."""
    yield from (program, language.encode(), repr(words).encode())
    for folder in folders:
        for path in sorted(folder.rglob("*.html")):
            yield str(path).encode()
            yield path.read_bytes()
