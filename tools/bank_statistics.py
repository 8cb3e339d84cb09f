"""What the question bank holds, against ten things that a learner can count on.

Prints the counts, then one line for each requirement: met, missed, or not to be seen from the bank.

Usage: python tools/bank_statistics.py
"""

from __future__ import annotations

import statistics
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from activations import quiz_bank

SOURCES = Path(__file__).resolve().parent.parent / "exercises" / "quizzes"
SHARES = {"mcq": 45, "msq": 27, "nat": 28}  # percent, as in GATE DA 2024 to 2026
MARGIN = 4  # points
GRADED = 120
PRODUCED = 30  # percent of the questions whose answer is made and not recognised
PLACES = 3
VARIED, VARIED_NUMBERS, WORDINGS = 30, 25, 3


class Requirement(NamedTuple):
    """What is asked for, whether it is met (None: the bank cannot tell), and what was counted."""

    text: str
    met: bool | None
    counted: str


def main() -> int:
    """Print the statistics. Returns 1 if a requirement is missed."""
    banks = load()
    lines = [*counts(banks), ""]
    found = requirements(banks)
    marks = {True: "met   ", False: "MISSED", None: "-     "}
    lines += [f"{marks[each.met]}  {n:>2}. {each.text}: {each.counted}" for n, each in enumerate(found, 1)]
    lines += ["", *(f"{marks[each.met]}      {each.text}: {each.counted}" for each in house_rules(banks))]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(any(each.met is False for each in [*found, *house_rules(banks)]))


def load() -> list[dict]:
    """The banks without their guesses, in the order of the book."""
    banks = [quiz_bank.load(path) for path in sorted(SOURCES.glob("*.yml"))]
    for bank in banks:
        bank["questions"] = [q for q in bank["questions"] if q["type"] != "guess"]
    return banks


def graded(banks: list[dict]) -> list[dict]:
    """All graded questions, each with the ``slug`` of its chapter."""
    return [{"slug": bank["slug"], **q} for bank in banks for q in bank["questions"]]


def counts(banks: list[dict]) -> list[str]:
    """Lines that say how many there are, by chapter, kind, level and topic."""
    questions = graded(banks)
    lines = []
    for bank in banks:
        kinds = Counter(q["type"] for q in bank["questions"])
        lines.append(f"{bank['slug']}: {len(bank['questions'])} ({_listed(kinds)})")
    lines.append(f"all: {len(questions)} ({_listed(Counter(q['type'] for q in questions))})")
    lines.append(f"wordings: {sum(len(q.get('variants', [0])) for q in questions)}")
    levels = Counter(q["bloom"] for q in questions)
    lines.append("levels: " + ", ".join(f"{levels[name]} {name}" for name in quiz_bank.BLOOM))
    topics = Counter(topic for q in questions for topic in q["topics"])
    lines.append("topics: " + ", ".join(f"{topics[name]} {name}" for name in quiz_bank.TOPICS))
    return lines


def _listed(counter: Counter) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counter.items()))


def shares(banks: list[dict]) -> dict[str, float]:
    """Percent of the exam's three kinds among the questions of these kinds."""
    kinds = Counter(q["type"] for q in graded(banks))
    total = sum(kinds[kind] for kind in SHARES)
    return {kind: 100 * kinds[kind] / total for kind in SHARES}


def places(banks: list[dict]) -> dict[str, list[str]]:
    """Objective, as "slug:o1" → the chapters of the questions that serve it, one entry for each question."""
    found = {f"{bank['slug']}:{key}": [] for bank in banks for key in bank["objectives"]}
    for q in graded(banks):
        for name in {f"{q['slug']}:{q['objective']}", *q.get("also", [])}:
            found[name].append(q["slug"])
    return found


def later_places(banks: list[dict]) -> dict[str, int]:
    """Objective of chapters 1 to 5 → how many questions of later chapters come back to it."""
    slugs = [bank["slug"] for bank in banks]
    return {
        name: sum(slugs.index(slug) > slugs.index(name.partition(":")[0]) for slug in served)
        for name, served in places(banks).items()
        if name[0] in "12345"
    }


def reasons(q: dict) -> list:
    """What is said about each option, slip or step; None where nothing is."""
    said = [part.get("why") for part in [*q.get("options", []), *q.get("slips", [])]]
    needed = quiz_bank.needs(q.get("steps", []))
    for step, before in zip(q.get("steps", []), needed, strict=True):
        if not step.get("belongs", True) or before:
            said.append(step.get("why", step.get("early")))
    return said


def given_away(banks: list[dict]) -> list[str]:
    """The questions whose right option is the longest by far, by its length in any wording."""
    found = []
    for q in graded(banks):
        if q["type"] != "mcq":
            continue
        for wording in quiz_bank.wordings(q, q["id"]):
            sizes = {True: [], False: []}
            for option in wording["options"]:
                sizes[bool(option.get("correct"))].append(len(str(option["text"])))
            if sizes[True][0] > 1.5 * statistics.median(sizes[False]):
                found.append(q["id"])
                break
    return found


def requirements(banks: list[dict]) -> list[Requirement]:
    """The ten requirements, in their order."""
    questions = graded(banks)
    asked = defaultdict(int)
    for q in questions:
        asked[q["slug"], q["section"]] += 1
    silent = [f"{b['slug']}#{s}" for b in banks for s in b["sections"] if not asked[b["slug"], s]]
    sections = sum(len(bank["sections"]) for bank in banks)
    produced = 100 * sum(q["type"] in ("nat", "order") for q in questions) / len(questions)
    unexplained = [q["id"] for q in questions if not q["explanation"].strip()]
    unreasoned = [q["id"] for q in questions if None in reasons(q)]
    numeric = [q for q in questions if any("value" in o for o in q.get("options", []))]
    unnamed = [q["id"] for q in numeric if not all("slip" in o or o.get("correct") for o in q["options"])]
    unnamed += [q["id"] for q in questions if q["type"] == "nat" and len(q.get("slips", [])) < 2]
    unlinked = [q["id"] for q in questions if not (q.get("section") and q.get("next"))]
    served, later = places(banks), later_places(banks)
    few = [name for name, where in served.items() if len(where) < PLACES]
    untold = [q["id"] for q in questions if q["type"] == "nat" and "tolerance" not in q["answer"]]
    return [
        Requirement("a response in every section", not silent, _count(silent, sections, "sections")),
        Requirement(f"at least {PRODUCED} % produced", produced >= PRODUCED, f"{produced:.1f} %"),
        Requirement(
            "every question ends with its reason", not unexplained, _count(unexplained, len(questions))
        ),
        Requirement(
            "a reason for every option, slip and step", not unreasoned, _count(unreasoned, len(questions))
        ),
        Requirement(
            "numbers that mislead come from named slips, none given away by length",
            not (unnamed or given_away(banks)),
            _count([*unnamed, *given_away(banks)], len(questions)),
        ),
        Requirement(
            "a section to reread, a question to try next", not unlinked, _count(unlinked, len(questions))
        ),
        Requirement("worked example, blanks, bare problem", None, "a matter of the chapters' text"),
        Requirement("a pre-check to skip ahead", None, "a matter of the chapters' text"),
        Requirement(
            f"every objective in {PLACES} places",
            not few,
            f"{_count(few, len(served), 'objectives')}; of {len(later)} that chapters follow "
            f"{_least(1, later)} come back there once, {_least(2, later)} twice",
        ),
        Requirement("every key computed, tolerances stated", not untold, _count(untold, len(questions))),
    ]


def house_rules(banks: list[dict]) -> list[Requirement]:
    """What this bank promises beyond the ten."""
    questions = graded(banks)
    found = shares(banks)
    near = all(abs(found[kind] - share) <= MARGIN for kind, share in SHARES.items())
    topics = {topic for q in questions for topic in q["topics"]}
    missing = [topic for topic in quiz_bank.TOPICS if topic not in topics]
    varied = [q["type"] for q in questions if len(q.get("variants", [])) >= WORDINGS]
    levels = {q["bloom"] for q in questions}
    mix = ", ".join(f"{share:.1f} % {kind}" for kind, share in found.items())
    return [
        Requirement(f"at least {GRADED} graded questions", len(questions) >= GRADED, str(len(questions))),
        Requirement(f"the exam's mix, to {MARGIN} points", near, mix),
        Requirement("all levels", levels == set(quiz_bank.BLOOM), str(len(levels))),
        Requirement("all topics", not missing, _count(missing, len(quiz_bank.TOPICS), "topics")),
        Requirement(
            f"{WORDINGS} wordings in {VARIED} questions, {VARIED_NUMBERS} of them numbers",
            len(varied) >= VARIED and varied.count("nat") >= VARIED_NUMBERS,
            f"{len(varied)}, {varied.count('nat')}",
        ),
    ]


def _least(times: int, later: dict[str, int]) -> int:
    return sum(count >= times for count in later.values())


def _count(lacking: list, total: int, what: str = "questions") -> str:
    if not lacking:
        return f"all of {total} {what}"
    return f"not in {len(lacking)} of {total} {what}: {', '.join(map(str, lacking))}"


if __name__ == "__main__":
    sys.exit(main())
