"""The page of `summary --format html`, opened in a real browser that measures what it drew."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from keraslint.cli import main

EXAMPLES = Path(__file__).parent.parent / "examples"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
MEASURE = """<script>addEventListener("load", () => {
  const box = element => element.getBoundingClientRect();
  const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  const all = selector => [...document.querySelectorAll(selector)];
  const boxes = all("svg .box"), frames = boxes.map(g => box(g.querySelector("rect")));
  document.body.dataset.measured = JSON.stringify({
    boxes: boxes.length, lines: all("svg path.line").length, rows: all("tbody tr").length,
    parts: all(".bar span").map(part => box(part).width), bar: all(".bar").map(bar => box(bar).width),
    spilt: boxes.filter(g => [...g.querySelectorAll("text")].some(t => !inside(box(t), box(g.querySelector("rect")))))
      .map(g => g.textContent),
    overlaps: frames.flatMap((a, i) => frames.slice(i + 1).filter(b => !apart(a, b))).length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    paper: getComputedStyle(document.body).backgroundColor, ink: getComputedStyle(document.body).color,
    fetched: performance.getEntriesByType("resource").length,
    ends: all("svg path.line").map(line => {
      const length = line.getTotalLength(), matrix = line.getScreenCTM();
      return [0, length].map(at => line.getPointAtLength(at).matrixTransform(matrix))
        .map(p => frames.findIndex(f => p.x >= f.left - 2 && p.x <= f.right + 2 && p.y >= f.top - 2 && p.y <= f.bottom + 2));
    }),
    names: boxes.map(g => g.querySelector("text.name").textContent),
  });
});</script>"""

if os.environ.get("CI") and not CHROMIUM:
    raise RuntimeError("the page needs a browser to be tested: apt-get install chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here")


@cache
def page(name: str) -> str:
    out = Path(os.environ.get("PYTEST_DEBUG_TEMPROOT", "/tmp")) / f"keraslint-{os.getpid()}.html"
    try:
        assert (
            main(["summary", "--format", "html", "--output", str(out), str(EXAMPLES / name)]) == 0
        )
        return out.read_text(encoding="utf-8")
    finally:
        out.unlink(missing_ok=True)


def measured(text: str, folder: Path, *, dark: bool = False, width: int = 1600) -> Any:
    """What the browser says of a page after drawing it."""
    path = folder / "page.html"
    path.write_text(text.replace("</body>", f"{MEASURE}</body>"), encoding="utf-8")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},1200",
        f"--user-data-dir={folder / 'profile'}", f"--blink-settings=preferredColorScheme={int(not dark)}",
        "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    found = re.search(r'data-measured="([^"]*)"', dom)
    assert found, dom[:500]
    return json.loads(html.unescape(found[1]))


def test_the_page_shows_table_chart_and_graph(tmp_path: Path) -> None:
    seen = measured(page("captioned.py"), tmp_path)
    assert seen["rows"] == 39
    assert seen["boxes"] == 36  # normalization, activation and dropout share their layer's box
    assert seen["lines"] == 47 - 3
    assert seen["overlaps"] == 0
    assert seen["spilt"] == []
    assert seen["overflow"] == 0
    assert seen["fetched"] == 0
    assert sum(seen["parts"]) == pytest.approx(seen["bar"][0], abs=len(seen["parts"]) + 1)
    assert max(seen["parts"]) / sum(seen["parts"]) == pytest.approx(512_000 / 651_333, abs=0.02)


def test_every_line_leads_from_a_box_to_a_box(tmp_path: Path) -> None:
    seen = measured(page("captioned.py"), tmp_path)
    names = seen["names"]
    edges = {(names[a], names[b]) for a, b in seen["ends"] if a >= 0 and b >= 0}
    assert len(edges) == 47 - 3
    assert {
        ("stem_pool", "mixed1_pool"),
        ("see", "both"),
        ("read", "both"),
        ("fuse", "score"),
    } <= edges


def test_the_page_follows_the_readers_light_or_dark(tmp_path: Path) -> None:
    (tmp_path / "dark").mkdir()
    light = measured(page("seed.py"), tmp_path)
    dark = measured(page("seed.py"), tmp_path / "dark", dark=True, width=700)
    assert (light["paper"], light["ink"]) == ("rgb(255, 255, 255)", "rgb(27, 31, 36)")
    assert (dark["paper"], dark["ink"]) == ("rgb(20, 23, 26)", "rgb(230, 233, 236)")
    assert dark["overflow"] == 0


def test_names_from_the_source_cannot_become_markup(tmp_path: Path) -> None:
    source = tmp_path / "net.py"
    source.write_text(
        "import keras\nm = keras.Sequential([keras.Input((3,)), "
        "keras.layers.Dense(2, name='<script>alert(1)</script>'), keras.layers.Dense(2, name='\"><b>')])\n"
    )
    out = tmp_path / "out.html"
    assert main(["summary", "--format", "html", "--output", str(out), str(source)]) == 0
    assert "<script" not in out.read_text()
    assert measured(out.read_text(), tmp_path)["rows"] == 2


def test_the_page_needs_nothing_else() -> None:
    text = page("captioned.py")
    assert not re.search(r"""(src|href)\s*=|@import|url\((?!#)|<script""", text)
