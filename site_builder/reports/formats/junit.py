"""JUnit XML, which most build servers show: one test case a file with findings, one failure a finding.

An error is a failure; a warning goes to the case's output and does not fail it. A register without findings is one
case that passed. Source: the schema of JUnit reports as Jenkins reads them.
"""

from __future__ import annotations

from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from site_builder.rules.checked import Checked
from site_builder.rules.page import Spoken, escape
from site_builder.spec import Language

_NAME = "sidan check"


def junit(checked: Checked, language: Language) -> str:
    """The report as text; characters that XML cannot hold are shown as `\\xNN`."""
    by_path = [
        (path, list(found)) for path, found in groupby(checked.spoken(language), key=lambda s: s.finding.place.path)
    ]
    top = Element("testsuites", name=_NAME)
    suite = SubElement(top, "testsuite", name=_NAME)
    for path, found in by_path:
        case = SubElement(suite, "testcase", classname=_NAME, name=escape(path), file=escape(path))
        for spoken in found:
            if spoken.severity == "error":
                failure = SubElement(case, "failure", type=spoken.finding.code, message=_one_line(spoken))
                failure.text = _told(spoken)
        warnings = [_told(spoken) for spoken in found if spoken.severity == "warning"]
        if warnings:
            SubElement(case, "system-out").text = "\n".join(warnings)
    if not by_path:
        SubElement(suite, "testcase", classname=_NAME, name=_NAME)
    failing = sum(1 for _, found in by_path if any(spoken.severity == "error" for spoken in found))
    for element in (top, suite):
        element.set("tests", str(max(len(by_path), 1)))
        element.set("failures", str(failing))
        element.set("errors", "0")
    suite.set("skipped", "0")
    indent(top)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(top, encoding="unicode")


def _one_line(spoken: Spoken) -> str:
    return escape(f"{spoken.finding.place}: {spoken.message}")


def _told(spoken: Spoken) -> str:
    return escape(f"{spoken.finding.place}: [{spoken.finding.code}] {spoken.message}") + f"\n{escape(spoken.help)}"
