"""Which questions a mock test asks: the twin of lib/explorables/src/mock/select.js, question by question.

A test of 15, 30 or 65 questions has the exam's mix of kinds and marks, spread over the chapters; a seed
decides the rest. Everything is drawn by `activations.portable.hash_text`, so that page and paper agree.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from activations.portable import hash_text

SIZES = (15, 30, 65)
LARGEST_SEED = 999_999
QUESTIONS, MINUTES, ONES = 65, 180, 30  # the exam: 30 questions of one mark, 35 of two
SHARES = {"mcq": 45, "msq": 27}  # percent, as in GATE DA 2024 to 2026; the rest are numbers to type
SCARCEST_FIRST = ("msq", "nat", "mcq")


class Plan(NamedTuple):
    """How many questions of each kind, how many of one mark, the marks and the seconds in all."""

    kinds: dict[str, int]
    ones: int
    marks: int
    seconds: int


def plan(size: int) -> Plan:
    """The plan of a test of `size` questions."""
    kinds = {kind: _share(percent, 100, size) for kind, percent in SHARES.items()}
    kinds["nat"] = size - sum(kinds.values())
    ones = _share(ONES, QUESTIONS, size)
    return Plan(kinds, ones, 2 * size - ones, 60 * _share(MINUTES, QUESTIONS, size))


def _share(part: int, whole: int, amount: int) -> int:
    return (2 * part * amount + whole) // (2 * whole)  # half up


def select(questions: list[dict], size: int, seed: int) -> list[dict]:
    """The items of a test: ``slug, id, variant, order`` (of the options), one mark first.

    Args:
        questions: of all banks, each with ``slug, id, type, marks, section`` and, if it has any, ``options``.
        size: the number of questions.
        seed: a whole number from 0 to `LARGEST_SEED`.

    Raises:
        ValueError: if the bank has too few questions of a kind.
    """
    wanted = plan(size)
    draw = _Drawer(questions, seed)
    ones_left, left = wanted.ones, size
    chosen = []
    for kind in SCARCEST_FIRST:
        quota = wanted.kinds[kind]
        one, two = ([q for q in questions if q["type"] == kind and q["marks"] == marks] for marks in (1, 2))
        if len(one) + len(two) < quota:
            has = len(one) + len(two)
            raise ValueError(f"A test of {size} needs {quota} questions of kind {kind}; the bank has {has}.")
        # Where one kind has too few questions of one mark, the kinds after it make up for them.
        count = max(quota - len(two), min(len(one), _share(ones_left, left, quota)))
        ones_left, left = ones_left - count, left - quota
        chosen += draw(one, count) + draw(two, quota - count)
    chosen.sort(key=lambda q: (q["marks"], hash_text(seed, f"place/{_name(q)}"), _name(q)))
    return [
        {"slug": q["slug"], "id": q["id"], "variant": _variant(q, seed), "order": _order(q, seed)}
        for q in chosen
    ]


def _name(question: dict) -> str:
    return f"{question['slug']}/{question['id']}"


class _Drawer:
    """Draws from the chapter that has given the smallest part of its questions, there from a new section."""

    def __init__(self, questions: list[dict], seed: int):
        self.sizes = Counter(q["slug"] for q in questions)
        self.taken: Counter = Counter()
        self.hashes = {_name(q): hash_text(seed, _name(q)) for q in questions}

    def __call__(self, pool: list[dict], count: int) -> list[dict]:
        rest, drawn = list(pool), []
        for _ in range(count):
            following = min(rest, key=self._rank)
            rest.remove(following)
            self.taken[following["slug"]] += 1
            self.taken[following["slug"], following["section"]] += 1
            drawn.append(following)
        return drawn

    def _rank(self, q: dict):
        slug = q["slug"]
        return self.taken[slug] / self.sizes[slug], self.taken[slug, q["section"]], self.hashes[_name(q)]


def _variant(question: dict, seed: int) -> int:
    return hash_text(seed, f"variant/{_name(question)}") % len(question.get("variants", [None]))


def _order(question: dict, seed: int) -> list[int]:
    return option_order(question, seed, _name(question))


def option_order(question: dict, seed: int, name: str) -> list[int]:
    """The options' indices as shown: the twin of `optionOrder` in lib/explorables/src/quiz-order.js."""
    places = list(range(len(question.get("options", []))))
    locked = question.get("locked", [])
    free = [i for i in places if i not in locked] if question.get("shuffle", True) else []
    for i in range(len(free) - 1, 0, -1):
        a, b = free[i], free[hash_text(seed, f"option {i}/{name}") % (i + 1)]
        places[a], places[b] = places[b], places[a]
    return places
