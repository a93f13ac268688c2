"""A compiled template is used again only for the very same theme, and never when its file is not sound."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment

from site_builder.render import kept_templates
from site_builder.render.kept_templates import Keep
from site_builder.render.page import Page
from site_builder.render.render import render
from site_builder.render.theme import load_theme
from tests.render.test_settled import SITE, Title
from tests.render.test_theme import put

PAGE = Page("x.html", "kept.html", Title("题"))
OWN = '{% from "parts/own.html" import own with context %}{{ own(title) }}{{ words.separator }}'


@pytest.fixture
def town(tmp_path: Path) -> Path:
    put(tmp_path / "town", "pages/kept.html", OWN)
    put(tmp_path / "town", "parts/own.html", "{% macro own(of) %}<{{ of }}>{% endmacro %}")
    return tmp_path / "town"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that were compiled; what the process kept before is forgotten."""
    names: list[str] = []
    real = Environment.compile

    def compile(self: Environment, source: str, name: str, *rest: object) -> object:
        names.append(name)
        return real(self, source, name, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", compile)
    forget(monkeypatch)
    return names


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_templates, "_CODE", {})


def shown(town: Path, keep: Keep, own_words: dict[str, str] | None = None) -> str:
    return render(PAGE, load_theme("own", town, SITE, own_words, keep)).data.decode()


def test_another_process_need_not_compile(
    town: Path, tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = Keep(tmp_path / "kept", b"1")
    first = shown(town, keep)
    assert "pages/kept.html" in compiled
    compiled.clear()
    forget(monkeypatch)
    assert shown(town, keep) == first and compiled == []


def test_what_shapes_it_makes_it_anew(
    town: Path, tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A macro of another file, a town's word and another program: each is set into the code."""
    keep = Keep(tmp_path / "kept", b"1")
    shown(town, keep)
    put(town, "parts/own.html", "{% macro own(of) %}[{{ of }}]{% endmacro %}")
    assert "[题]" in shown(town, keep)
    assert shown(town, keep, {"separator": "＋"}).endswith("＋")
    compiled.clear()
    forget(monkeypatch)
    shown(town, Keep(tmp_path / "kept", b"2"))
    assert "pages/kept.html" in compiled


@pytest.mark.parametrize("damage", [b"", b"x" * 64, None], ids=["empty", "other bytes", "one bit"])
def test_a_damaged_file_is_made_anew(
    town: Path, tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    keep = Keep(tmp_path / "kept", b"1")
    first = shown(town, keep)
    files = [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
    for path in files:
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if damage is None else damage)
    compiled.clear()
    forget(monkeypatch)
    assert shown(town, keep) == first
    assert "pages/kept.html" in compiled


def test_a_folder_that_cannot_be_written_costs_time_only(town: Path, tmp_path: Path, compiled: list[str]) -> None:
    (tmp_path / "kept").write_text("a file is in the way", encoding="utf-8")
    assert "<题>" in shown(town, Keep(tmp_path / "kept", b"1")).replace("&lt;", "<").replace("&gt;", ">")


def test_old_themes_go(town: Path, tmp_path: Path, compiled: list[str]) -> None:
    for number in range(20):
        shown(town, Keep(tmp_path / "kept", bytes([number])))
    assert len(list((tmp_path / "kept").iterdir())) == 12
