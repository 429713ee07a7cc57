"""Models as Mermaid flowcharts, which GitHub, GitLab and many editors draw in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keraslint.model import Model, Report
from keraslint.report.amounts import count_text, shape_text, total_text
from keraslint.report.families import FAMILIES, family
from keraslint.report.rows import whereabouts


def mermaid_text(reports: Iterable[Report]) -> str:
    """One flowchart; each model is a box around its layers."""
    lines = ["flowchart TD"]
    models = [(report, model) for report in reports for model in report.models]
    for number, (report, model) in enumerate(models):
        title = f"{model.name} · {total_text(model)} parameters · {whereabouts(report, model)}"
        lines.append(f"  subgraph m{number}[{_quoted(title)}]")
        lines.extend(f"    {line}" for line in _chart(model, f"m{number}_"))
        lines.append("  end")
    for name, colour in FAMILIES.items():
        lines.append(f"  classDef {name} fill:{colour.light},stroke:{colour.strong},color:#111")
    return "\n".join(lines) + "\n"


def _chart(model: Model, prefix: str) -> Iterator[str]:
    yield "direction TB"
    for i, row in enumerate(model.layers):
        label = f"{row.name} ({row.kind})<br/>{shape_text(row.output_shape)} · {count_text(row)}"
        yield f"{prefix}{i}[{_quoted(label)}]:::{family(row.kind)}"
    for i, row in enumerate(model.layers):
        for source in row.inputs:
            yield f"{prefix}{source} --> {prefix}{i}"


def _quoted(text: str) -> str:
    """A label; signs that Mermaid reads itself are written by their number."""
    kept = text.replace("<br/>", "\0").replace("&", "#38;").replace('"', "#quot;")
    return '"' + kept.replace("<", "#lt;").replace(">", "#gt;").replace("\0", "<br/>") + '"'
