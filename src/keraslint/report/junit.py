"""Findings as JUnit XML, which every build server reads: one suite a file, one failure a finding."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from keraslint.model import Report
from keraslint.patterns import compile_lazily
from keraslint.report.ranking import portable

_NO_XML = compile_lazily("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_text(reports: Iterable[Report]) -> str:
    """A file without findings is one test that passes."""
    suites = [_suite(report) for report in reports]
    root = ElementTree.Element(
        "testsuites",
        name="keraslint",
        tests=str(sum(int(suite.get("tests", "0")) for suite in suites)),
        failures=str(sum(int(suite.get("failures", "0")) for suite in suites)),
    )
    root.extend(suites)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _suite(report: Report) -> ElementTree.Element:
    path = portable(report.path)
    count = len(report.findings)
    suite = ElementTree.Element(
        "testsuite", name=_plain(path), tests=str(max(count, 1)), failures=str(count), errors="0"
    )
    for finding in report.findings:
        case = _case(suite, path, f"{finding.code} {finding.place.text}")
        failure = ElementTree.SubElement(
            case, "failure", type=finding.code, message=_plain(finding.text)
        )
        failure.text = _plain(f"{path}:{finding.place.text}: {finding.code} {finding.text}")
    if not report.findings:
        _case(suite, path, "keraslint")
    return suite


def _case(suite: ElementTree.Element, path: str, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(suite, "testcase", classname=_plain(path), name=name, time="0")


def _plain(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)
