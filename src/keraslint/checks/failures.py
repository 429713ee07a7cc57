"""KER001 and KER002: what went wrong with the analysis itself."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.findings import Finding, Place


@check("KER001", "the analysis of this file failed or was cut short")
def failure(context: Context) -> Iterator[Finding]:
    """The file could not be read or followed to its end.

    Why: a hostile or enormous file must not cost more than a bounded time, an error of keraslint's own must
    not abort a whole flake8 run, and neither may be mistaken for "all is well". The message says which.

    Triggers: a file that is not Python, brackets nested beyond any reason, a program with layers that needs more
    steps than the analysis may take.

    Does not trigger: a file that is read to its end, whatever is unknown in it.

    Silence it with `# noqa: KER001` on the line named, or exclude the file.
    """
    cut = context.survey.cut_short
    if cut is not None:
        yield Finding("KER001", cut.reason, Place(cut.line, 0, cut.line, 1))


@check("KER002", "bad pragma")
def bad_pragma(context: Context) -> Iterator[Finding]:
    """A `# keraslint:` comment that cannot be read.

    Why: a pragma with a typing error would silently do nothing.

    Triggers:

        model = Sequential()  # keraslint: max-parms=5M

    Does not trigger:

        model = Sequential()  # keraslint: max-params=5M

    Silence it by mending or removing the pragma, or with `# noqa: KER002` behind it.
    """
    for pragma in context.pragmas.values():
        for error in pragma.errors:
            yield Finding("KER002", error, pragma.place)
