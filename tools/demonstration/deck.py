"""Phrases drawn so that a list is gone through before one of them comes again."""

from __future__ import annotations

import random
from pathlib import Path

import yaml

PHRASES: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8"))


class Deck:
    """The lists of phrases.yaml, each in an order of its own that depends on the seed alone."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.left: dict[str, list[str]] = {}

    def draw(self, name: str, **words: object) -> str:
        if not self.left.get(name):
            self.left[name] = self.random.sample(PHRASES[name], len(PHRASES[name]))
        return self.left[name].pop().format(**words)
