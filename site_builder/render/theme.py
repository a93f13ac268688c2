"""A theme: its templates, its words and its files, found in the register first, then as shipped."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined

from site_builder.render import filters
from site_builder.render.markdown import markdown
from site_builder.render.page import File
from site_builder.render.sandbox import Sandbox
from site_builder.render.site import LANGUAGE_TAGS, OWN, Site
from site_builder.render.words import Entry, Words, fill, read_words, with_own_words

CONTRACT = 1
"""The version of the names that templates are given; `theme.toml` says which one a theme was written for."""

DEFAULT = "default"
_PACKAGE = Path(__file__).resolve().parent.parent


class ThemeProblem(Exception):
    """A theme that cannot be used. `reason` is one plain sentence, in English."""

    def __init__(self, theme: str, reason: str) -> None:
        super().__init__(f"{theme}: {reason}")
        self.theme = theme
        self.reason = reason


@dataclass(frozen=True)
class Theme:
    """All a page needs beside its own context.

    `folders` are searched in order; `static` are the theme's files, ready to write.
    """

    name: str
    folders: tuple[Path, ...]
    environment: Sandbox
    words: Words
    static: tuple[File, ...]
    site: Site

    @cached_property
    def entries(self) -> Entry:
        """The words as templates are given them."""
        return Entry(self.words)


def shipped_themes() -> Path:
    """The folder of the shipped themes: inside the installed package, or beside it in the repository."""
    inside = _PACKAGE / "themes"
    return inside if inside.is_dir() else _PACKAGE.parent / "themes"


def theme_folders(name: str, root: Path | None) -> tuple[Path, ...]:
    """Where a theme's files are looked for: the register's own folder, the shipped one, the default.

    Raises ThemeProblem for a theme that nobody has.
    """
    own = [root / "themes" / name] if root is not None else []
    places = [*own, shipped_themes() / name, shipped_themes() / DEFAULT]
    folders = tuple(dict.fromkeys(place.resolve() for place in places if place.is_dir()))
    if name != DEFAULT and not any(folder.name == name for folder in folders):
        raise ThemeProblem(name, "there is no such theme, neither in the register's themes/ nor among the shipped ones")
    for folder in folders:
        _check_contract(name, folder)
    return folders


def _check_contract(name: str, folder: Path) -> None:
    settings = folder / "theme.toml"
    if not settings.is_file():
        return
    try:
        table = tomllib.loads(settings.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThemeProblem(name, f"theme.toml cannot be read: {error}") from None
    if table.get("contract") != CONTRACT:
        raise ThemeProblem(name, f"theme.toml asks for contract {table.get('contract')!r}; this program has {CONTRACT}")


def load_theme(name: str, root: Path | None, site: Site, own_words: Mapping[str, str] | None = None) -> Theme:
    """A theme ready to render the pages of one site.

    `root` is the register's folder: a file under its `themes/⟨name⟩/` is taken before the shipped one of
    the same name, and may extend it as `!default/…`. Raises ThemeProblem, UnknownWord.
    """
    folders = theme_folders(name, root)
    catalogue = f"words/{LANGUAGE_TAGS[site.language]}.yaml"
    words = with_own_words(read_words([folder / catalogue for folder in folders]), own_words or {})
    static, names = _static(folders)
    site = replace(site, static=MappingProxyType(names))
    return Theme(name, folders, environment(folders, words, site.language), words, static, site)


def environment(folders: tuple[Path, ...], words: Words, language: str) -> Sandbox:
    """Templates that escape everything, stumble over unknown names and reach nothing but their context."""
    env = Sandbox(
        loader=ChoiceLoader(
            [
                *(FileSystemLoader(folder) for folder in folders),
                PrefixLoader({"!default": FileSystemLoader(shipped_themes() / DEFAULT)}),
            ]
        ),
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
        "joined": lambda parts: filters.joined(parts, words["separator"]),
        "number": filters.number,
        "data_block": filters.data_block,
        "linked": filters.linked,
        "long_date": lambda day: filters.long_date(day, language),
        "short_date": lambda day: filters.short_date(day, language),
        "month": lambda day: filters.month(day, language),
        "share": filters.share,
        "weekday": lambda day: words["weekdays"][day.weekday()],
        "markdown": lambda prose, root: markdown(
            prose.text, dict(prose.ids), root, words["markdown"]["picture"], words["markdown"]["table"]
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
