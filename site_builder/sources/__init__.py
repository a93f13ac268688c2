"""Where the files of a register come from: a folder, later a git revision."""
