"""The documentation shows every type of page, and nothing that is no more."""

from __future__ import annotations

from tools.screenshots import IMAGES, PAGE, document, names, shots

MOST = 6 * 1024 * 1024


def test_every_type_of_page_is_shown() -> None:
    wanted = {f"{name}{shot.ending}.png" for name in names() for shot in shots(name)}
    assert {path.name for path in IMAGES.iterdir()} == wanted, "run make screenshots, and look at them"


def test_the_page_that_shows_them_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == document(), "run make screenshots"


def test_the_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in IMAGES.iterdir()) < MOST
