"""sidan merge: the case and its main case together"""

from __future__ import annotations

from site_builder.cli.move import move_command
from site_builder.spec import default_spec

command = move_command(default_spec().moves["merge"], "merge", with_case=True)
