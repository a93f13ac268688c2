"""What axe finds on a page that is open in a browser: nothing but what is wrong, since to tell all else takes longest."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Literal

AXE = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
LOOKS: dict[str, dict[str, Any]] = {
    "all": {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "colours": {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}},
}
LOOKS["all but colours"] = {**LOOKS["all"], "rules": {"color-contrast": {"enabled": False}}}


def violations(
    page: Any, look: Literal["all", "colours", "all but colours"] = "all"
) -> list[tuple[str, list[str]]]:
    """The rules that a page breaks, each with the first three elements that do. The policy must be bypassed."""
    page.evaluate("source => { if (!window.axe) (0, eval)(source) }", AXE)
    found = page.evaluate(
        "rules => axe.run(document, rules).then(found => found.violations)",
        {**LOOKS[look], "resultTypes": ["violations"], "preload": False},
    )
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]
