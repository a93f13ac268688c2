"""sidan hand-over"""

from __future__ import annotations

from site_builder.cli.move import move_command
from site_builder.spec import default_spec

command = move_command(
    default_spec().moves["hand_over"],
    "hand-over",
    with_case=True,
    also={"from_person": ("--from",), "to_person": ("--to",)},
)
