"""Registers and published data of towns, read for their county."""
