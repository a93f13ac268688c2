"""The thirteen promises, in the order and words of the table."""

from __future__ import annotations

PROMISES = {
    "P1": "No file can crash or stall a build",
    "P2": "Every refusal has a place and a way out",
    "P3": "Nothing is dropped silently",
    "P4": "Nothing in a file becomes script or a request",
    "P5": "The whole new site or the old one",
    "P6": "Two builds at once do not mix",
    "P7": "No audience learns what it may not see",
    "P8": "What cannot be read is not shown",
    "P9": "A withdrawal works while other files are wrong",
    "P10": "Same input, same bytes",
    "P11": "The preview answers this computer's browser only",
    "P12": "No network",
    "P13": "The tests notice a change of the program",
}
