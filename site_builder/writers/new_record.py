"""The text of a new case or visit file: the keys in the order of the spec, each on its own line."""

from __future__ import annotations

from datetime import date

from site_builder.rules.petition import ACCUSATION
from site_builder.spec import Spec
from site_builder.writers.yaml_text import Code, Value, mapping

KEPT_BY_SEALED = ("village", "source", "found_on", "petition")


def record_text(kind: str, values: dict[str, Value], spec: Spec, body: str = "") -> str:
    """A whole file: front matter, and the body under it."""
    own = {name: values[name] for name in spec.records[kind].fields if values.get(name) is not None}
    lines = ["---", *mapping(own, "", short=False), "---"]
    return "\n".join(lines) + "\n" + (f"\n{body.strip()}\n" if body.strip() else "")


def case_text(id: str, registered: date, by: str, given: dict[str, Value], spec: Spec) -> str:
    """A case just registered. `given` holds the values of the fields by name; what registering says is added.

    An accusation is made sealed, with nothing in it that could be read (《信访工作条例》第三十条).
    """
    body = str(given.get("problem") or "")
    petition = given.get("petition")
    if isinstance(petition, dict) and petition.get("class") == ACCUSATION:
        kept = {name: given[name] for name in KEPT_BY_SEALED if name in given}
        hidden: dict[str, Value] = {
            "title": spec.words.generic_title,
            "category": Code("other"),
            "access": Code("sealed"),
        }
        given, body = {"kind": given["kind"], "level": given["level"], **kept, **hidden}, ""
    event: dict[str, Value] = {"on": registered, "move": Code("register"), "by": Code(by)}
    own: dict[str, Value] = {
        "id": Code(id),
        "status": Code(spec.moves["register"].to),
        "registered_on": registered,
        "first_handler": Code(by),
        "events": [event],
    }
    return record_text("case", {**given, **own}, spec, body)
