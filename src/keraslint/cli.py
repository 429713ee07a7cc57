"""The command line: paths and options in, text or JSON out. Computes nothing itself."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from keraslint import __version__
from keraslint.files import Source, UnreadableFile, find_files, read_source
from keraslint.model import Report
from keraslint.settings import Settings, SettingsError, read, read_pyproject, settle

CLEAN, FINDINGS, WRONG = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code: 0 clean, 1 findings, 2 usage or unreadable input."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except (SettingsError, UnreadableFile) as error:
        print(f"keraslint: {error}", file=sys.stderr)
        return WRONG
    except BrokenPipeError:
        sys.stderr.close()
        return CLEAN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="keraslint",
        description="Counts what Keras would build from Python source, without running it.",
        epilog="Exit codes: 0 clean, 1 findings, 2 usage or unreadable input.",
    )
    parser.add_argument("--version", action="version", version=f"keraslint {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser(
        "check",
        help="report wrong counts, models over budget and models that Keras would refuse",
        description="Reports findings of Python files, as path:line:column: CODE message.",
        epilog="Example: keraslint check --max-params 5M src/",
    )
    _add_common(check)
    check.add_argument(
        "--max-params", metavar="N", help="most parameters of a model, such as 1.2M (KER101)"
    )
    check.add_argument(
        "--max-layer-params", metavar="N", help="most parameters of a layer (KER102)"
    )
    check.add_argument(
        "--unknowns",
        action="store_true",
        help="report models that are not followed to the end (KER901)",
    )
    check.add_argument("--advice", action="store_true", help="give advice (KER5)")
    check.set_defaults(command=_check)
    summary = commands.add_parser(
        "summary",
        help="show every model as Keras's model.summary() would, with the arithmetic",
        description="Shows the models of Python files: layers, output shapes, parameters and their arithmetic.",
        epilog="Example: keraslint summary net.py",
    )
    _add_common(summary)
    summary.set_defaults(command=_summary)
    explain = commands.add_parser(
        "explain",
        help="explain a code: why, an example, how to silence it",
        description="Explains what a code means, with an example that triggers it and one that does not.",
        epilog="Example: keraslint explain KER302",
    )
    explain.add_argument(
        "code", metavar="CODE", nargs="?", help="such as KER302; all codes if left out"
    )
    explain.set_defaults(command=_explain)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=["."],
        help="files or folders; - for standard input",
    )
    parser.add_argument(
        "--keras",
        metavar="K",
        help="which Keras applies: keras1, keras2, tf.keras, keras3 or a version such as 2.3.1",
    )
    parser.add_argument(
        "--format", choices=["text", "json"], default="text", help="how to print (default: text)"
    )
    parser.add_argument(
        "--stdin-filename",
        metavar="NAME",
        default="<stdin>",
        help="the file's name for messages when it comes from -",
    )


def _reports(options: argparse.Namespace) -> Iterator[tuple[Report, Source]]:
    """The report of every file, in order."""
    from keraslint.analysis import analyze

    given = {"keras": options.keras}
    for key in ("max_params", "max_layer_params", "unknowns", "advice"):
        given[key.replace("_", "-")] = getattr(options, key, None) or None
    command_line = read(
        {key: value for key, value in given.items() if value is not None}, "command line"
    )
    projects: dict[Path, Settings] = {}
    for path in find_files(options.paths):
        source = read_source(path, options.stdin_filename)
        folder = Path(source.name).absolute().parent
        if folder not in projects:
            projects[folder] = _settings(command_line, folder)
        yield analyze(source.text, source.name, projects[folder]), source


def _settings(command_line: dict[str, Any], folder: Path) -> Settings:
    from keraslint.source.project import pins

    start = folder if folder.is_dir() else Path.cwd()
    return settle(command_line, read_pyproject(start), pins=pins(start))


def _check(options: argparse.Namespace) -> int:
    reports = [_without_silenced(report, source) for report, source in _reports(options)]
    _print(reports, options.format)
    unreadable = [
        f
        for report in reports
        for f in report.findings
        if f.code == "KER001" and f.text.startswith("this file ")
    ]
    if unreadable:
        return WRONG
    return FINDINGS if any(report.findings for report in reports) else CLEAN


def _without_silenced(report: Report, source: Source) -> Report:
    """The report without what `# noqa` covers; flake8 does the same for the plugin."""
    if not report.findings or "noqa" not in source.text:
        return report
    from keraslint.source.noqa import silenced
    from keraslint.source.text import split_lines

    lines = split_lines(source.text)
    kept = (f for f in report.findings if not silenced(lines, f.place.line, f.code))
    return replace(report, findings=tuple(kept))


def _print(reports: list[Report], form: str) -> None:
    from keraslint.report.json import json_text
    from keraslint.report.text import findings_text

    sys.stdout.write(json_text(reports) if form == "json" else findings_text(reports))


def _summary(options: argparse.Namespace) -> int:
    from keraslint.report.json import json_text
    from keraslint.report.text import summary_text

    reports = [report for report, _ in _reports(options)]
    if options.format == "json":
        sys.stdout.write(json_text(reports))
    else:
        sys.stdout.write(summary_text(reports) or "no Keras models found\n")
    return _tell_unreadable(reports)


def _tell_unreadable(reports: Iterable[Report]) -> int:
    """Files that could not be read at all, on standard error."""
    code = CLEAN
    for report in reports:
        for finding in report.findings:
            if finding.code == "KER001":
                print(
                    f"keraslint: {report.path}:{finding.place.line}: {finding.text}",
                    file=sys.stderr,
                )
                code = WRONG if finding.text.startswith("this file ") else code
    return code


def _explain(options: argparse.Namespace) -> int:
    from keraslint.checks import CHECKS

    if options.code is None:
        for code in sorted(CHECKS):
            print(f"{code}  {CHECKS[code].title}")
        return CLEAN
    found = CHECKS.get(options.code.upper())
    if found is None:
        print(
            f"keraslint: there is no code {options.code}; there are {', '.join(sorted(CHECKS))}",
            file=sys.stderr,
        )
        return WRONG
    print(f"{found.code}: {found.title}\n\n{found.explanation}")
    return CLEAN


if __name__ == "__main__":
    sys.exit(main())
