"""Pictures of every type of page, and the page of the documentation that shows them.

    python -m tools.screenshots [TYPE …]

Builds the demonstration register for the office and the notice board, and a change to be reviewed; takes of each type of
page one picture on a desk and one on a phone in the dark, and writes docs/screens.md. Without TYPE (a template's name, as
`case`) all are taken and pictures of types that are no more are removed. A type is there by being in PAGE_TYPES; SHOWN
names the page to show where the tool's own choice would not tell much.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from site_builder.pages import PAGE_TYPES
from tests.support.every_page import examples, sites

REPOSITORY = Path(__file__).resolve().parent.parent
IMAGES = REPOSITORY / "docs" / "images" / "pages"
PAGE = REPOSITORY / "docs" / "screens.md"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
COLOURS = 64
"""A page has few colours; so many keep its letters smooth."""
SHOWN = {
    "case": "cases/QTL-2025-0010.html",
    "case_lists": "cases/index.html",
    "case_groups": "categories/index.html",
    "village": "villages/shahewan.html",
    "person": "people/nie-laichuan.html",
    "week": "weeks/2025-W42/town.html",
    "meeting": "meetings/town.html",
    "ledgers": "ledgers/visits.html",
}


@dataclass(frozen=True)
class Shot:
    """How a page is looked at. `height` is the most that is shown of it."""

    ending: str
    width: int
    height: int
    scheme: Any


DESK = Shot("", 1280, 1300, "light")
PHONE = Shot("-phone", 320, 1000, "dark")
EXTRA = {"case": (Shot("-dark", 1280, 1000, "dark"),)}
"""What the README shows beside."""


def names() -> list[str]:
    """The types of page, by their templates' names."""
    return [kind.TEMPLATE.removesuffix(".html") for kind in PAGE_TYPES]


def shots(name: str) -> tuple[Shot, ...]:
    return (DESK, PHONE, *EXTRA.get(name, ()))


def document() -> str:
    """The text of docs/screens.md."""
    parts = [
        "# Every type of page\n\nOn a desk, and on a phone in the dark: the demonstration register on 17 October 2025. "
        "Taken by `make screenshots`.\n"
    ]
    for name, kind in zip(names(), PAGE_TYPES, strict=True):
        opening = (cast("Any", kind).__doc__ or "").strip().split("\n")[0]
        parts.append(
            f"## {name}\n\n{opening} For: {', '.join(kind.AUDIENCES)}.\n\n"
            f"| desk | phone |\n|---|---|\n"
            f"| ![{name} on a desk](images/pages/{name}.png) | ![{name} on a phone](images/pages/{name}-phone.png) |\n"
        )
    return "\n".join(parts)


def take(wanted: list[str]) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        root = Path(folder)
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for audience, edition, site in sites(root / "change"):
            for path, data in site.items():
                (root / audience / path).parent.mkdir(parents=True, exist_ok=True)
                (root / audience / path).write_bytes(data)
            for template, paths in examples(edition, site).items():
                name = template.removesuffix(".html")
                page = SHOWN[name] if SHOWN.get(name) in site else paths[0]
                if name in wanted:
                    wanted = [one for one in wanted if one != name]
                    for shot in shots(name):
                        _picture(browser, root / audience / page, shot, IMAGES / f"{name}{shot.ending}.png")
        browser.close()
    if wanted:
        raise SystemExit(f"no page of these types is in the demonstration: {', '.join(wanted)}")


def _picture(browser: Browser, page: Path, shot: Shot, target: Path) -> None:
    context = browser.new_context(viewport={"width": shot.width, "height": 800}, color_scheme=shot.scheme)
    opened = context.new_page()
    opened.goto(page.as_uri())
    tall = opened.evaluate("document.documentElement.scrollHeight")
    opened.set_viewport_size({"width": shot.width, "height": min(max(tall, 400), shot.height)})
    taken = Image.open(io.BytesIO(opened.screenshot())).convert("RGB")
    context.close()
    taken.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(target, optimize=True)
    sys.stdout.write(f"{target.relative_to(REPOSITORY)} {target.stat().st_size // 1024} KB\n")


def main() -> None:
    wanted = sys.argv[1:]
    take(wanted or names())
    if not wanted:
        kept = {f"{name}{shot.ending}.png" for name in names() for shot in shots(name)}
        for path in IMAGES.glob("*.png"):
            if path.name not in kept:
                path.unlink()
    PAGE.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
