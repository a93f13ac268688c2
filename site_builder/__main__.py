"""`python -m site_builder` is the command `sidan`."""

from site_builder.cli import main

main()
