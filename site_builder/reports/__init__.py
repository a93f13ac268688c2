"""Findings, lists and figures as text, JSON, CSV and the other formats: one module a format."""
