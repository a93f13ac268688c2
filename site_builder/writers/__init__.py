"""Edits of case files that leave every other byte alone, and prove it before anything is written."""
