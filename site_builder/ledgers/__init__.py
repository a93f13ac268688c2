"""Ledgers kept in office programs, read and turned into records: sheet → table → matter → case file, or a refusal."""
