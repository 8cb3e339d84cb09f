"""The practice pages for the browser tests: a folder like the built book's, and axe-core's judgement."""

from pathlib import Path

import build_figures

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "lib" / "activations" / "static"
SITE_STATIC = ROOT / "site" / "static"
AXE = build_figures.EXPLORABLES / "node_modules" / "axe-core" / "axe.min.js"
# Page → the component it shows, and the bundle it loads.
PAGES = {
    "practice/mock_test.html": ("af-mock", "mock"),
    "practice/progress.html": ("af-progress", "progress"),
    "practice/review.html": ("af-review", "progress"),
}
HTML = """<!doctype html>
<html lang="en" data-theme="light"><head><meta charset="utf-8"><title>Practice</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script src="../_static/mode.js"></script>
<link rel="icon" href="../_static/icon.svg">
<link rel="stylesheet" href="../_static/katex/katex.min.css">
<link rel="stylesheet" href="../_static/explorables.css">
<link rel="stylesheet" href="../_static/{bundle}.css">
<link rel="stylesheet" href="../_static/book.css">
<script defer src="../_static/{bundle}.js"></script></head>
<body><main class="book-main"><article class="book-article"><h1>Practice</h1>
<div class="af {component}"></div></article></main></body></html>
"""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
VIEWS = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "phone": {"viewport": NARROW, "color_scheme": "light"},
    "dark phone": {"viewport": NARROW, "color_scheme": "dark", "reduced_motion": "reduce"},
}
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
OVERFLOWING = """(component) => [...document.querySelectorAll(`.${component} *`)].filter((node) =>
  node.getBoundingClientRect().right > document.documentElement.clientWidth + 1
  && !node.closest(".afm-scroll, .afp-scroll, .katex-display, pre, .afm-hidden, .katex-mathml, svg"))
  .map((node) => node.outerHTML.slice(0, 120))"""
VIOLATIONS = """async ([component, options]) => {
  // Formulas are thousands of boxes in the colour of the text around them.
  const targets = { include: [component ? `.${component}` : "html"], exclude: [".katex"] };
  const found = await axe.run(targets, { resultTypes: ["violations"], ...options });
  const told = ({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`;
  return { passed: found.passes.length,
           violations: found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(told).join(" | ")}`) };
}"""


def write_site(folder):
    """A folder like the built book's, with the practice pages only; returns it."""
    static = folder / "_static"
    static.mkdir(parents=True)
    for path in [*STATIC.iterdir(), *SITE_STATIC.iterdir()]:
        (static / path.name).symlink_to(path)
    (folder / "practice").mkdir()
    for page, (component, bundle) in PAGES.items():
        (folder / page).write_text(HTML.format(component=component, bundle=bundle), encoding="utf-8")
    return folder


def add_axe(page):
    """Bring axe-core into a page that is open."""
    build_figures.install_dependencies()
    page.evaluate(AXE.read_text(encoding="utf-8"))  # a script tag would be stopped by the pages' policy


def violations(page, rules=None):
    """What axe-core finds on a whole page; of all rules, or of those that are named."""
    later = {"scrollable-region-focusable": {"enabled": False}}  # a box is reachable once it has been seen
    options = {"runOnly": {"type": "rule", "values": rules}} if rules else {"rules": later}
    result = page.evaluate(VIOLATIONS, [None, options])
    assert result["passed"] >= (1 if rules else 20)
    return result["violations"]


def check(page, component, screen):
    """No violation, nothing wider than the window."""
    result = page.evaluate(VIOLATIONS, [component, {}])
    assert result["passed"] > 5, screen
    assert result["violations"] == [], screen
    assert page.evaluate(FITS), screen
    assert page.evaluate(OVERFLOWING, component) == [], screen
