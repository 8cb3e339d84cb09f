"""Write lib/activations/static/mock/questions.js: the banks' questions without keys and reasons.

The page of the mock test loads it when a test begins; the keys (static/quizzes/) are fetched when it is over.
Run it after tools/build_quizzes.py, whose files it reads.

Usage: python tools/build_mock.py [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "lib" / "activations" / "static"
TARGET = STATIC / "mock" / "questions.js"
KINDS = ("mcq", "msq", "nat")
SHOWN = ("id", "type", "marks", "section", "stamp", "shuffle", "locked")


def main(arguments: list[str]) -> int:
    """Write the file, or with --check say whether it is stale. Returns the exit code."""
    text = script()
    stale = not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text
    if stale and "--check" not in arguments:
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_text(text, encoding="utf-8", newline="\n")
    verb = "stale" if "--check" in arguments else "written"
    sys.stdout.write(f"{verb}: {TARGET.relative_to(ROOT)}\n" if stale else "the mock test is up to date\n")
    return 1 if stale and "--check" in arguments else 0


def script() -> str:
    """The file's text. Mathematics is KaTeX's HTML, as on the book's pages."""
    questions = [without_key(q) for bank in banks() for q in bank["questions"]]
    data = json.dumps(questions, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f"// Made by tools/build_mock.py from quizzes/*.js.\nwindow.afMockQuestions = {data};\n"


def banks(kinds: tuple[str, ...] = KINDS) -> list[dict]:
    """The compiled banks as the pages load them, each with the questions of some kinds: those that the exam has."""
    slugs = sorted(path.stem for path in (STATIC / "quizzes").glob("*.json"))
    read = [json.loads(_data(STATIC / "quizzes" / f"{slug}.js")) for slug in slugs]
    for bank in read:
        bank["questions"] = [{"slug": bank["slug"], **q} for q in bank["questions"] if q["type"] in kinds]
    return read


def _data(path: Path) -> str:
    """The JSON inside a compiled script: between the assignment and the last semicolon."""
    written = path.read_text(encoding="utf-8").partition("] = ")[2]
    return written.rstrip().removesuffix(";").replace("<\\/", "</")


def without_key(question: dict) -> dict:
    """What may be known before a test is over: all wordings, their options, how to type the number."""
    made = {"slug": question["slug"]} | {name: question[name] for name in SHOWN if name in question}
    made |= _shown(question)
    if "variants" in question:
        made["variants"] = [_shown(each) for each in question["variants"]]
    return made


def _shown(wording: dict) -> dict:
    made = {"question": wording["question"]} if "question" in wording else {}
    if "options" in wording:
        made["options"] = [option["text"] for option in wording["options"]]
    answer = wording.get("answer", {})
    return made | {name: answer[name] for name in ("unit", "accepts") if name in answer}


def wording(question: dict, variant: int) -> dict:
    """A compiled question in one wording: the twin of `wording` in lib/explorables/src/quiz-score.js."""
    return question | question.get("variants", [{}])[variant]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
