"""The question bank as written: reading, checking and computing it. Needed to build and test, not to show."""

from __future__ import annotations

import functools
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np

BLOOM = ("remember", "understand", "apply", "analyse", "evaluate", "create")
OF_ALL = {"id", "type", "title", "question", "explanation", "section"}
OF_GRADED = {"marks", "bloom", "objective"}
REQUIRED = {
    "mcq": OF_ALL | OF_GRADED | {"options"},
    "msq": OF_ALL | OF_GRADED | {"options"},
    "nat": OF_ALL | OF_GRADED | {"answer"},
    "guess": OF_ALL | {"answer", "low", "high", "step", "start"},
}
OPTIONAL = {"mcq": {"next", "shuffle"}, "msq": {"next", "shuffle"}, "nat": {"next", "slips"}, "guess": set()}
OF_OPTION = {"text", "correct", "why", "value", "slip", "tolerance"}
OF_ANSWER = {"value", "decimals", "tolerance", "unit", "label"}
# A reason that only repeats the verdict teaches nothing.
VERDICT = "wrong|right|correct|incorrect|true|false|no|yes"
EMPTY_REASON = re.compile(rf"^\W*(this|that|it)?\W*(is|was)?\W*(not\s+)?({VERDICT})?\W*$", re.IGNORECASE)


class QuizError(ValueError):
    """A question bank or a request for a question that cannot be used, and what to change."""


def load(path) -> dict:
    """Read and validate a bank.

    Returns:
        the bank: ``slug, title, objectives, sections, questions``.

    Raises:
        QuizError: naming the file, the question and the field.
    """
    import yaml

    path = Path(path)
    try:
        bank = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise QuizError(f"{path.name}: not valid YAML: {error}") from error
    if not isinstance(bank, dict):
        raise QuizError(f"{path.name}: must be a mapping with title, objectives, sections and questions")
    for key in ("title", "objectives", "sections", "questions"):
        if not bank.get(key):
            raise QuizError(f"{path.name}: {key} is missing or empty")
    seen: set[str] = set()
    for position, question in enumerate(bank["questions"], 1):
        _check_question(question, bank, f"{path.name}: question {position}")
        if question["id"] in seen:
            raise QuizError(f"{path.name}: {question['id']}: id: used twice")
        seen.add(question["id"])
    for question in bank["questions"]:
        after = question.get("next")
        if after and after not in seen:
            raise QuizError(f"{path.name}: {question['id']}: next: no question is called {after!r}")
    return {"slug": path.stem, **bank}


def _check_question(q, bank: dict, where: str) -> None:
    if not isinstance(q, dict):
        raise QuizError(f"{where}: must be a mapping of fields, got {q!r:.40}")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", str(q.get("id", ""))):
        raise QuizError(f"{where}: id: must be lower-case letters, digits and _; got {q.get('id')!r}")
    where = f"{where.split(':')[0]}: {q['id']}"
    kind = q.get("type")
    if kind not in REQUIRED:
        raise QuizError(f"{where}: type: must be one of {', '.join(REQUIRED)}; got {kind!r}")
    _check_fields(q, REQUIRED[kind], REQUIRED[kind] | OPTIONAL[kind], where)
    for name in ("title", "question", "explanation"):
        if not isinstance(q[name], str) or not q[name].strip():
            raise QuizError(f"{where}: {name}: must be text")
    if q["section"] not in bank["sections"]:
        raise QuizError(f"{where}: section: {q['section']!r} is not among {', '.join(bank['sections'])}")
    if kind != "guess":
        _check_grading(q, bank, where)
    if "options" in q:
        _check_options(q, where)
    else:
        _check_answer(q, where)


def _check_fields(entry: dict, required: set, allowed: set, where: str) -> None:
    for name in sorted(required - set(entry)):
        raise QuizError(f"{where}: {name}: missing")
    for name in sorted(set(entry) - allowed):
        raise QuizError(f"{where}: {name}: unknown field; known are {', '.join(sorted(allowed))}")


def _check_grading(q: dict, bank: dict, where: str) -> None:
    if q["marks"] not in (1, 2):
        raise QuizError(f"{where}: marks: must be 1 or 2; got {q['marks']!r}")
    if q["bloom"] not in BLOOM:
        raise QuizError(f"{where}: bloom: must be one of {', '.join(BLOOM)}; got {q['bloom']!r}")
    known = bank["objectives"]
    if q["objective"] not in known:
        raise QuizError(f"{where}: objective: {q['objective']!r} is not among {', '.join(known)}")


def _check_options(q: dict, where: str) -> None:
    options = q["options"]
    if not isinstance(options, list) or not 3 <= len(options) <= 6:
        raise QuizError(f"{where}: options: must be a list of 3 to 6 options")
    for letter, option in zip("ABCDEF", options, strict=False):
        _check_fields(option, {"text", "why"}, OF_OPTION, f"{where}: option {letter}")
        _check_reason(option["why"], f"{where}: option {letter}: why")
        if "slip" in option and option.get("correct"):
            raise QuizError(f"{where}: option {letter}: slip: a right option has a value, not a slip")
        if "value" in option and not option.get("correct"):
            raise QuizError(f"{where}: option {letter}: value: a wrong option has a slip, not a value")
    if len({str(option["text"]) for option in options}) < len(options):
        raise QuizError(f"{where}: options: two options have the same text")
    right = sum(bool(option.get("correct")) for option in options)
    if q["type"] == "mcq" and right != 1:
        raise QuizError(f"{where}: options: an mcq has exactly one option with correct: true; got {right}")
    if q["type"] == "msq" and not right:
        raise QuizError(f"{where}: options: an msq has one or more options with correct: true; got none")


def _check_answer(q: dict, where: str) -> None:
    graded = {"tolerance"} if q["type"] == "nat" else set()
    _check_fields(q["answer"], {"value", "decimals"} | graded, OF_ANSWER, f"{where}: answer")
    for number, slip in enumerate(q.get("slips", []), 1):
        _check_fields(slip, {"value", "why"}, {"value", "why"}, f"{where}: slip {number}")
        _check_reason(slip["why"], f"{where}: slip {number}: why")


def _check_reason(why, where: str) -> None:
    if not isinstance(why, str) or EMPTY_REASON.match(why):
        raise QuizError(f"{where}: must give the reason or name the misconception; got {why!r}")


@functools.cache
def names() -> dict:
    """What an expression may use: np, math and every public name of the library."""
    import activations
    from activations import experiments

    public = {}
    for module in (experiments, activations):
        public |= {name: value for name, value in vars(module).items() if not name.startswith("_")}
    plain = {"abs": abs, "min": min, "max": max, "sum": sum, "range": range, "float": float, "round": round}
    return {**public, **plain, "np": np, "math": math, "__builtins__": {}}


def evaluate(expression, where: str = "expression") -> float:
    """The value of an expression over the library, such as ``sigmoid.derivative(0)``.

    Raises:
        QuizError: if it fails or is not one finite real number.
    """
    try:
        value = float(eval(str(expression), dict(names())))
    except Exception as error:
        raise QuizError(f"{where}: {expression!r}: {type(error).__name__}: {error}") from error
    if not math.isfinite(value):
        raise QuizError(f"{where}: {expression!r}: must be a finite number; got {value}")
    return value


def rounded(value: float, decimals: int) -> Decimal:
    """`value` rounded half up to `decimals` places, as people round by hand."""
    # repr gives the shortest decimal that stands for the float; 12 digits drop what arithmetic added to it.
    exact = Decimal(f"{value:.12g}")
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0


PRINTED = re.compile(r"(?P<number>[-−]?\d+(?:\.\d+)?)(?P<power>\^\{(?P<exponent>-?\d+)\})?")


def printed_agrees(text: str, value: float, tolerance: float | None = None) -> bool:
    """Whether the first number printed in an option's text is `value`, to the digits printed.

    A bare power of ten, such as ``$10^{-4}$``, agrees with every value whose order of magnitude it is.
    """
    found = PRINTED.search(text)
    if not found:
        return False
    if found["power"]:
        return value > 0 and round(math.log10(value)) == int(found["exponent"])
    number = Decimal(found["number"].replace("−", "-"))
    half = 0.5 * 10.0 ** number.as_tuple().exponent
    return abs(float(number) - value) <= (tolerance or half) * (1 + 1e-9)
