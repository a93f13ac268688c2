"""sidan reopen: with the fresh task that a reopened case needs"""

from __future__ import annotations

from site_builder.cli.move import move_command
from site_builder.cli.move_options import SHORT_TASK
from site_builder.spec import default_spec

command = move_command(default_spec().moves["reopen"], "reopen", with_case=True, also=SHORT_TASK)
