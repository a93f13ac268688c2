"""What the parsers and templates we use cost, beside others for the same work that are written in C++ or Rust.

    pip install markdown-it-pyrs minijinja rapidyaml py-yaml12     (in an environment of your own; they are no dependencies)
    python -m benchmarks.native [--cases 1000]

reads the front matter and the bodies of a generated register with each, and says on how many the answers agree.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jinja2
import yaml
from markdown_it import MarkdownIt

from benchmarks.register import files

LIST = '<ul>{% for row in rows %}<li><a href="{{ root }}{{ row.href }}">{{ row.text }}</a></li>{% endfor %}</ul>'
"""A page of 800 values from 400 rows."""


@dataclass
class Row:
    href: str
    text: str


def measured(name: str, work: Callable[[], Any], times: int) -> Any:
    best = float("inf")
    found = None
    for _ in range(3):
        start = time.process_time()
        found = work()
        best = min(best, time.process_time() - start)
    sys.stdout.write(f"| {name} | {best / times * 1e6:,.0f} |\n")
    return found


def events(text: str) -> None:
    loader = yaml.CLoader(text)
    while type(loader.get_event()) is not yaml.StreamEndEvent:
        pass


def values(ryml: Any, text: str) -> list[str]:
    tree = ryml.parse_in_arena(text.encode())
    found = []
    for node, _ in ryml.walk(tree):
        found += [bytes(tree.key(node)).decode()] if tree.has_key(node) else []
        found += [bytes(tree.val(node)).decode()] if tree.has_val(node) else []
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cases", type=int, default=1_000)
    count = arguments.parse_args().cases
    ryml, yaml12, pyrs, minijinja = map(importlib.import_module, ("ryml", "yaml12", "markdown_it_pyrs", "minijinja"))
    texts = [data.decode() for path, data in files(count, 1) if path.startswith("cases/")]
    fronts, bodies = zip(*(text[4:].split("\n---\n", 1) for text in texts), strict=True)
    sys.stdout.write("| front matter, body or page | µs |\n|---|---:|\n")
    measured("PyYAML: libyaml's events", lambda: [events(text) for text in fronts], count)
    measured("rapidyaml: every value", lambda: [values(ryml, text) for text in fronts], count)
    measured("py-yaml12: values", lambda: [yaml12.parse_yaml(text) for text in fronts], count)
    ours = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    ours.disable(["html_block", "html_inline", "reference"])
    theirs = pyrs.MarkdownIt("commonmark").enable_many(["table", "strikethrough"])
    one = measured("markdown-it-py", lambda: [ours.render(text) for text in bodies], count)
    other = measured("markdown-it-pyrs", lambda: [theirs.render(text) for text in bodies], count)
    rows = [Row(f"cases/{number}.html", "事项标题 & 说明") for number in range(400)]
    template = jinja2.Environment(autoescape=True).from_string(LIST)
    environment = minijinja.Environment(templates={"list.html": LIST})
    page = measured("Jinja2", lambda: template.render(rows=rows, root="../"), 1)
    same = measured("minijinja", lambda: environment.render_template("list.html", rows=rows, root="../"), 1)
    alike = sum(map(str.__eq__, one, other))
    sys.stdout.write(
        f"\nMarkdown the same in {alike} of {count} bodies; the page {'the same' if page == same else 'differs'}\n"
    )


if __name__ == "__main__":
    main()
