"""An independent scorer of mock tests, in exact fractions: what the page's marks are compared with."""

import json
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUIZZES = ROOT / "lib" / "activations" / "static" / "quizzes"
sys.path.insert(0, str(ROOT / "tools"))

import mock_selection  # noqa: E402

BANKS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(QUIZZES.glob("*.json"))}
QUESTIONS = {
    (slug, q["id"]): {"slug": slug, **q}
    for slug, bank in BANKS.items()
    for q in bank["questions"]
    if q["type"] in {"mcq", "msq", "nat"}
}
CHAPTERS = {
    slug: [{"slug": slug, **q} for q in bank["questions"] if q["type"] != "guess"]
    for slug, bank in BANKS.items()
}


def drawn(size, seed):
    """The test's items, each with its question: ``[(item, question), …]``."""
    items = mock_selection.select(list(QUESTIONS.values()), size, seed)
    return [(item, worded(QUESTIONS[item["slug"], item["id"]], item["variant"])) for item in items]


def worded(question, variant):
    """A question in one of its wordings."""
    return {**question, **question["variants"][variant]} if variant else question


def right_options(question):
    """The indices of the right options."""
    return [i for i, option in enumerate(question["options"]) if option["correct"]]


def marks(question, response):
    """The marks of a response as a Fraction: an index, a set or list of them, a Decimal; None is blank."""
    worth = question["marks"]
    if response is None or response == set():
        return Fraction(0)
    if question["type"] == "mcq":
        return Fraction(worth) if [response] == right_options(question) else Fraction(-worth, 3)
    if question["type"] == "msq":
        return Fraction(worth) if response == set(right_options(question)) else Fraction(0)
    if question["type"] == "order":
        return Fraction(worth) if derives(question["steps"], response) else Fraction(0)
    low, high = (Decimal(repr(question["answer"][end])) for end in ("low", "high"))
    return Fraction(worth) if low <= response <= high else Fraction(0)


def derives(steps, response):
    """Whether a list of steps has all that belong, no other, and each behind what it needs."""
    place = {i: k for k, i in enumerate(response)}
    belonging = {i for i, step in enumerate(steps) if step["belongs"]}
    return set(place) == belonging and all(place[n] < place[i] for i in belonging for n in steps[i]["after"])


def written(value):
    """A Fraction of thirds as the page writes it: 7/3 → 2⅓."""
    thirds = value * 3
    assert thirds.denominator == 1
    whole, part = divmod(abs(thirds.numerator), 3)
    text = f"{whole or ''}{['', '⅓', '⅔'][part]}" or "0"
    return f"−{text}" if thirds < 0 else text
