"""The loader changed in one place at a time: the tests notice."""

from __future__ import annotations

import importlib
import os
import resource
import sys

from assurance import Result
from assurance.mutants import Mutant, MutantFinder, tried

MODULES = tuple(
    f"site_builder.records.{name}" for name in ("comments", "decode_text", "json_reader", "node", "read", "yaml_reader")
)
TESTS = "tests.hostile.test_loader"
MUTANTS = 250
SECONDS = 8
"""Of the processor, after which a mutant that goes on and on counts as noticed."""
_MARKED = "no error of libyaml comes without its place; should one do so, it shall not end in a traceback"
_BELOW = "any number below nought says that there is none"
SAME = {
    "yaml_reader: block = -1: number changed": _BELOW,
    "yaml_reader: block = indent if _BLOCK.search(line) else -1: number changed": _BELOW,
    'read: if end < 0 and text.endswith("\\n---"):: Lt turned': "no front matter ends with its first character",
    "read: if end < 0:: Lt turned": "the same",
    "yaml_reader: number = min(mark.line, len(lines) - 1) if mark else 0: number changed": _MARKED,
    "yaml_reader: column = mark.column + 1 if mark else 1: number changed": _MARKED,
    "yaml_reader: loader.dispose(): left out: loader.dispose()": "the memory is given back a little later",
}
"""Mutants that nobody could notice."""


def run(share: float) -> Result:
    importlib.import_module(TESTS)
    return tried(MODULES, round(MUTANTS * share), noticed, SAME)


def noticed(mutant: Mutant) -> bool:
    """Whether the tests of the loader fail with the mutant in its place. They need nothing of pytest, and only the
    loader is imported anew, so that a mutant costs a second."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            _fail_or_pass(mutant)
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def _fail_or_pass(mutant: Mutant) -> None:
    for name in [name for name in sys.modules if name.startswith("site_builder.records") or name == TESTS]:
        del sys.modules[name]
    sys.meta_path.insert(0, MutantFinder(mutant))
    tests = importlib.import_module(TESTS)
    wanted, at = tests.GOLDEN.read_text("utf-8"), 0
    for line in tests.said():  # the first one that differs is enough
        assert wanted.startswith(line, at)
        at += len(line)
    assert at == len(wanted)
    tests.test_what_is_plain_is_read_the_quick_way()
    tests.test_every_place_in_a_record_can_be_asked_for(tests.a_record())
    tests.test_values_are_taken_once_and_read_again_from_the_tree(tests.a_record())
    tests.test_outside_of_strings_nothing_is_left_of_a_json_text()
    tests.test_of_what_is_empty_or_missing_there_is_a_place_too()
