"""sidan assign: the task, its measures and the assignment together"""

from __future__ import annotations

from site_builder.cli.move import move_command
from site_builder.cli.move_options import SHORT_TASK
from site_builder.spec import default_spec

command = move_command(default_spec().moves["assign"], "assign", with_case=True, also=SHORT_TASK)
