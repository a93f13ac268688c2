"""Sidan 四单: a township's casework register, checked and made into a site."""

__version__ = "0.1.0"
