"""Compile the question banks in exercises/quizzes to .json and .js files in lib/activations/static/quizzes.

The .json is for Python and Jupyter and holds mathematics as MathML. The .js is for the book's pages, holds
KaTeX's HTML beside the MathML, and is a classic script because a page opened from a disk may not fetch JSON.

Usage: python tools/build_quizzes.py [--check]
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from activations import quiz_bank
from activations.portable import hash_text
from activations.quiz_bank import QuizError, evaluate, printed_agrees, rounded
from quiz_markup import Markup

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "exercises" / "quizzes"
TARGET = ROOT / "lib" / "activations" / "static" / "quizzes"

COPIED = [
    "id",
    "type",
    "marks",
    "bloom",
    "objective",
    "also",
    "topics",
    "title",
    "section",
    "next",
    "shuffle",
]
COPIED += ["low", "high", "step", "start"]
NOT_WORDING = {"also", "topics"}


def main(arguments: list[str]) -> int:
    """Write the compiled files, or with --check say which are stale. Returns the exit code."""
    stale = []
    for path, text in compile_all().items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    verb = "stale" if "--check" in arguments else "written"
    lines = [f"{verb}: {path.relative_to(ROOT)}\n" for path in stale]
    sys.stdout.write("".join(lines) or "quizzes are up to date\n")
    return 1 if stale and "--check" in arguments else 0


def compile_all() -> dict[Path, str]:
    """Path → text of every file that the banks compile to."""
    files = {}
    for source in sorted(SOURCES.glob("*.yml")):
        bank = quiz_bank.load(source)
        markup = Markup()
        for text in _texts(bank):
            markup.add(text)
        markup.render_formulas()
        for suffix, mathml_only in ((".json", True), (".js", False)):
            data = json.dumps(_bank(bank, markup, mathml_only), ensure_ascii=False, separators=(",", ":"))
            files[TARGET / (source.stem + suffix)] = _wrap(source, data, suffix)
    files[TARGET / "index.js"] = _index()
    return files


def _index() -> str:
    """The list of the banks, for pages that show all of them."""
    slugs = [source.stem for source in sorted(SOURCES.glob("*.yml"))]
    banks = [{"slug": slug, "page": f"chapters/{slug}.html"} for slug in slugs]
    made = "// Made by tools/build_quizzes.py from the files in exercises/quizzes/.\n"
    return f"{made}window.afQuizIndex = {json.dumps(banks)};\n"


def _wrap(source: Path, data: str, suffix: str) -> str:
    if suffix == ".json":
        return data + "\n"
    made = f"// Made by tools/build_quizzes.py from exercises/quizzes/{source.name}: edit that.\n"
    # "</" cannot end a <script> element early when it is written "<\/".
    safe = data.replace("</", "<\\/")
    return f'{made}(window.afQuizData ??= {{}})["{source.stem}"] = {safe};\n'


def _texts(bank: dict):
    for q in bank["questions"]:
        for wording in quiz_bank.wordings(q, f"{bank['slug']}.yml: {q['id']}"):
            yield from (wording["question"], wording["explanation"])
            for part in [*wording.get("options", []), *wording.get("slips", []), *wording.get("steps", [])]:
                yield from (str(part[name]) for name in ("text", "why", "early") if name in part)


def _bank(bank: dict, markup: Markup, mathml_only: bool) -> dict:
    return {
        "slug": bank["slug"],
        "title": bank["title"],
        "sections": bank["sections"],
        "objectives": bank["objectives"],
        "questions": [_question(q, bank["slug"], markup, mathml_only) for q in bank["questions"]],
    }


def _question(q: dict, slug: str, markup: Markup, mathml_only: bool) -> dict:
    where = f"{slug}.yml: {q['id']}"
    made = {name: q[name] for name in COPIED if name in q}
    locked = [i for i, option in enumerate(q.get("options", [])) if option.get("lock")]
    if locked:
        made["locked"] = locked
    first, *others = [_wording(each, where, markup, mathml_only) for each in quiz_bank.wordings(q, where)]
    made |= first
    if others:
        # Of each wording what differs from the first one, which is the question as it stands.
        differing = [{name: part for name, part in each.items() if part != first[name]} for each in others]
        made["variants"] = [{}, *differing]
    # Stored answers belong to one wording. When that changes, the stamp does, and they are dropped.
    worded = {name: part for name, part in q.items() if name not in NOT_WORDING}
    made["stamp"] = hashlib.sha256(json.dumps(worded, sort_keys=True).encode()).hexdigest()[:8]
    return made


def _wording(q: dict, where: str, markup: Markup, mathml_only: bool) -> dict:
    made = {name: markup.html(q[name], mathml_only=mathml_only) for name in ("question", "explanation")}
    if "options" in q:
        made["options"] = [
            _option(option, f"{where}: option {letter}", markup, mathml_only)
            for letter, option in zip("ABCDEF", q["options"], strict=False)
        ]
    elif "steps" in q:
        made |= _steps(q, markup, mathml_only)
    else:
        made["answer"] = _answer(q, where)
    if "slips" in q:
        made["slips"] = [
            _slip(slip, q["answer"], f"{where}: slip {n}", markup, mathml_only)
            for n, slip in enumerate(q["slips"], 1)
        ]
    return made


def _steps(q: dict, markup: Markup, mathml_only: bool) -> dict:
    """The steps in an order that says nothing, and `key`, the author's order of those that belong."""
    steps, needed = q["steps"], quiz_bank.needs(q["steps"])
    shown = sorted(range(len(steps)), key=lambda n: hash_text(n, q["id"]))
    place = {n: i for i, n in enumerate(shown)}
    made = []
    for n in shown:
        texts = {k: steps[n][k] for k in ("text", "early", "why") if k in steps[n]}
        step = {k: markup.html(text, mathml_only=mathml_only, inline=True) for k, text in texts.items()}
        belongs = steps[n].get("belongs", True)
        made.append(step | {"belongs": belongs, "after": [place[k - 1] for k in needed[n]]})
    return {"steps": made, "key": [place[n] for n in range(len(steps)) if steps[n].get("belongs", True)]}


def _option(option: dict, where: str, markup: Markup, mathml_only: bool) -> dict:
    text = str(option["text"])
    expression = option.get("value", option.get("slip"))
    if expression is not None:
        value = evaluate(expression, where)
        if not printed_agrees(text, value, option.get("tolerance")):
            raise QuizError(f"{where}: text: prints {text!r}, but its expression gives {value:.6g}")
    return {
        "text": markup.html(text, mathml_only=mathml_only, inline=True),
        "correct": bool(option.get("correct")),
        "why": markup.html(option["why"], mathml_only=mathml_only, inline=True),
    }


def _answer(q: dict, where: str) -> dict:
    answer = q["answer"]
    value = rounded(evaluate(answer["value"], f"{where}: answer: value"), answer["decimals"])
    made = {"value": float(value), "shown": f"{value:f}".replace("-", "−")}
    made |= {name: answer[name] for name in ("unit", "label") if name in answer}
    if q["type"] == "nat":
        low, high = bounds(value, answer["tolerance"])
        made |= {"low": low, "high": high, "accepts": accepts(answer)}
    return made


def accepts(answer: dict) -> str:
    """What the input says about rounding and tolerance."""
    places = answer["decimals"]
    form = "an integer" if places == 0 else f"{places} decimal place" + "s" * (places > 1)
    if not answer["tolerance"]:
        return f"Type a number: {form}, accepted if exact."
    return f"Type a number: {form}, accepted within ±{answer['tolerance']:g}."


def bounds(value, tolerance) -> tuple[float, float]:
    """The accepted range, `value` ± `tolerance`, in decimal arithmetic: its ends are what they print as."""
    tolerance = type(value)(str(tolerance))
    return float(value - tolerance), float(value + tolerance)


def _slip(slip: dict, answer: dict, where: str, markup: Markup, mathml_only: bool) -> dict:
    low, high = slip_bounds(evaluate(slip["value"], where), answer)
    return {"low": low, "high": high, "why": markup.html(slip["why"], mathml_only=mathml_only, inline=True)}


def slip_bounds(value: float, answer: dict) -> tuple[float, float]:
    """Which typed numbers count as this slip: rounded as the answer is, or with more digits (0.1 %)."""
    near = [value - 1e-3 * abs(value), value + 1e-3 * abs(value)]
    short = float(rounded(value, answer["decimals"]))
    # 0.25 rounded to an integer is 0, which is another number and no sign of this slip.
    if abs(short - value) <= 0.05 * abs(value):
        near.append(short)
    return min(near), max(near)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
