"""What the README promises, tried: one module a proof, gathered into one table by `make assurance`.

A proof is a module here with `def run(share: float) -> Result`; its first line says what is tried. At `share` 1 it takes
a few minutes on two cores, so that all of them fit into half an hour; more tries at a greater share, fewer at a smaller
one, at least one at any. It needs nothing of the others and leaves nothing behind. `python -m assurance NAME` runs one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one proof.

    `promise` is the number of a promise (`P1` … `P13`, see `assurance/promises.py`), `tries` how often it was put to the
    test, `failures` how often it did not hold, `seconds` how long that took. `notes` are a few lines for who has to mend
    it: the first failures, or what could not be tried on this machine.
    """

    promise: str
    tries: int
    failures: int
    seconds: float
    notes: tuple[str, ...] = ()
