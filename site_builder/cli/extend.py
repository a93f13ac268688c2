"""sidan extend"""

from __future__ import annotations

from site_builder.cli.move import move_command
from site_builder.spec import default_spec

command = move_command(default_spec().moves["extend"], "extend", with_case=True)
