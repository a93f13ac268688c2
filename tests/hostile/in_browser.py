"""A town whose every text is hostile, shown to a real browser: does anything run, does anything leave?

Pages are loaded many at once, each in a frame of its own; then every element is pointed at, focused and clicked.
A link is never followed: where it leads is read instead. With and without the policy, so that each wall stands alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from site_builder.exports import all_exports
from site_builder.pages import all_pages
from site_builder.pages import site_of as site_of_edition
from site_builder.render.render import render
from site_builder.render.theme import load_theme
from site_builder.views.edition import Edition
from tests.support.sites import Site
from tests.support.town import town

FRAMES = 20
PATIENCE = 150_000
"""Milliseconds that a busy machine may take for so many pages."""
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
_WATCH = """
(function () {
  var say = function (what) { console.warn("RAN " + what + " in " + location.pathname); };
  window.alert = window.confirm = window.prompt = window.print = function () { say("alert"); };
  window.open = function (a) { say("open " + a); };
})();
"""
_POKE = """
(function (root) {
  var bad = [];
  document.addEventListener("click", function (e) { e.preventDefault(); }, true);
  document.addEventListener("submit", function (e) { e.preventDefault(); }, true);
  var all = document.querySelectorAll("*");
  for (var i = 0; i < all.length; i++) {
    var e = all[i];
    for (var j = 0; j < e.attributes.length; j++) {
      var a = e.attributes[j];
      if (/^on/i.test(a.name) || a.name === "style" || a.name === "srcdoc") { bad.push("<" + e.tagName + " " + a.name + ">"); }
    }
    if (/^(IFRAME|OBJECT|EMBED|BASE|MATH|FRAMESET)$/.test(e.tagName)) { bad.push("<" + e.tagName + ">"); }
    if (e.href && typeof e.href === "string" && !/^(https?|mailto|tel|file):/.test(e.href)) { bad.push("href " + e.href.slice(0, 60)); }
    if (e.protocol === "file:" && e.href.indexOf(root) !== 0) { bad.push("outside " + e.href.slice(0, 60)); }
  }
  var live = document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex], img, svg, td, p");
  for (var k = 0; k < live.length && k < 400; k++) {
    ["pointerenter", "mouseover", "mouseenter", "focus", "mousedown", "click"].forEach(function (name) {
      live[k].dispatchEvent(new MouseEvent(name, {bubbles: true, cancelable: true}));
    });
  }
  return bad;
})
"""
_LOOK = _POKE.replace(', "mousedown", "click"', "")


@dataclass
class Seen:
    """What a browser did that it should not. `pages` are how many were loaded."""

    pages: int = 0
    wrong: list[str] = field(default_factory=list)


def hostile_edition(texts: Sequence[str], each: int = 1) -> Edition:
    """A town whose every case has `each` texts: the first in its body, the next in its fields, the third in its events;
    where they are fewer than three, the same ones again."""
    made = town()
    for number, at in enumerate(range(0, len(texts), each), 1):
        given = texts[at : at + each]
        body, said, note = (given[place % len(given)] for place in range(3))
        said = " ".join(said.split())
        made.case(
            f"QTL-2025-{number:04d}", body=body + "\n", title=said[:40] or "x", problem=said[:120] or "x", parties=[said],
            points=[{"what": said}], public_summary=said[:300], access="board",
            events=[("2025-09-16", "triage", "secretary", {"recusal_checked": True, "note": note}), ("2025-09-17", "work", "worker", {"what": note})],
        )  # fmt: skip
    return made.edition()


def written(site: Site, folder: Path, policy: bool) -> list[str]:
    """Writes a site, with or without the policy in its pages; the paths of its pages."""
    for path, data in site.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if policy or not path.endswith(".html") else _POLICY.sub(b"", data))
    return [path for path in site if path.endswith(".html")]


def _watched(browser: Any, seen: Seen) -> Any:
    """A page of its own context that tells `seen` of whatever runs on it."""
    context = browser.new_context()
    context.add_init_script(_WATCH)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("console", lambda said: seen.wrong.append(said.text) if said.text.startswith("RAN ") else None)
    page.on("dialog", lambda dialog: (seen.wrong.append("dialog"), dialog.dismiss()))
    return page


def shown(browser: Any, folder: Path, paths: Sequence[str]) -> Seen:
    """Load pages from a folder, as a person opens them, and poke at everything."""
    seen = Seen()
    page = _watched(browser, seen)
    page.on("popup", lambda other: seen.wrong.append(f"popup {other.url}"))
    own = (folder.as_uri(), "about:", "data:image/svg")
    page.on(
        "request", lambda asked: None if asked.url.startswith(own) else seen.wrong.append(f"asked for {asked.url[:80]}")
    )
    for batch in _batches(paths):
        frame = folder / "frames.html"
        frame.write_text(
            "<!doctype html><meta charset=utf-8>" + "".join(f'<iframe src="{quote(path)}"></iframe>' for path in batch)
        )
        page.goto(frame.as_uri())
        for inner in page.frames[1:]:
            seen.wrong += [f"{inner.url.rsplit('/', 1)[-1]}: {bad}" for bad in inner.evaluate(_POKE, folder.as_uri())]
        if len(page.frames) != len(batch) + 1:
            seen.wrong.append(f"frames in frames: {[inner.url for inner in page.frames if 'about' in inner.url]}")
        seen.pages += len(batch)
    page.wait_for_timeout(200)
    page.context.close()
    return seen


def searched(browser: Any, folder: Path, texts: Sequence[str]) -> Seen:
    """What the search page shows for each text, which it finds in its cases."""
    seen = Seen()
    page = _watched(browser, seen)
    for text in texts:
        page.goto((folder / "search.html").as_uri() + "?q=" + quote(" ".join(text.split())[:30]))
        page.wait_for_timeout(60)
        seen.wrong += [f"search for {json.dumps(text)}: {bad}" for bad in page.evaluate(_LOOK, folder.as_uri())]
        seen.pages += 1
    page.context.close()
    return seen


def _batches(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    return (paths[at : at + FRAMES] for at in range(0, len(paths), FRAMES))


def site_of(shown: Edition, starts: tuple[str, ...]) -> Site:
    """The pages of a site whose paths begin so, and what they load."""
    theme = load_theme("default", None, site_of_edition(shown))
    pages = (page for page in all_pages(shown) if page.path.startswith(starts))
    files = [
        *theme.static,
        *(render(page, theme) for page in pages),
        *(file for file in all_exports(shown) if file.path.startswith(starts)),
    ]
    return {file.path: file.data for file in files}
