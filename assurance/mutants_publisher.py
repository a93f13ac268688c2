"""The publisher changed in one place at a time: the tests notice."""

from __future__ import annotations

from assurance import Result
from assurance.mutants import noticed, tried

MODULES = tuple(f"site_builder.output.{name}" for name in ("publish", "place", "tree", "manifest", "verify", "write", "hand"))
_ASSURED = "tests/output/test_assured.py::test"
TESTS = (
    "tests/output/test_tree.py", "tests/output/test_place.py", "tests/output/test_publish.py",
    f"{_ASSURED}_power_that_goes_leaves_a_whole_site", f"{_ASSURED}_faults_upon_faults_lose_nothing",
)  # fmt: skip
SLOW = ("test_a_fault_at_any_point", "test_power", "test_faults")
MUTANTS = 120
_SIZE = "how much is done at one go, or from where on another way is quicker"
SAME = {
    "publish: PIECE = 500: number changed": _SIZE,
    "publish: MANY_FOREIGN = 1000: number changed": "a guess at what somebody's folder is; the tests set their own",
    "publish: sync_folder(self._parts): left out: sync_folder(self._parts)": "parts are of no use once the power went; the trees are brought to the disk by themselves",
    'place: descriptor = os.open(os.path.join(store, "lock"), flags, 0o644): number changed': "the lock is an empty file",
    "tree: _MOVED = Entry(stat.S_IFREG, -1, 0): number changed": "no file has that size or time",
    "write: def write_part(path: str, data: bytes, durable: bool = False) -> None:: truth turned": "more is brought to the disk than must be",
    "write: MANY = 200: number changed": _SIZE,
    "manifest: sync_folder(os.path.dirname(path)): left out: sync_folder(os.path.dirname(path))": "a journal that comes back is ended by the next build",
    "manifest: narrows: bool = False: truth turned": "a manifest of no file, which has nothing to hold back",
    "verify: known.add(address): left out: known.add(address)": "what was found to be there need not be looked for again",
    "write: descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC): BitOr turned": "a folder can be opened without saying that it is one",
    "write: _sync(folder, os.O_RDONLY | os.O_DIRECTORY): BitOr turned": "the same",
}
"""Mutants that nobody could notice."""


def run(share: float) -> Result:
    return tried(MODULES, round(MUTANTS * share), lambda mutant: noticed(mutant, TESTS, SLOW), SAME)
