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
OF_GRADED = {"marks", "bloom", "objective", "topics"}
TOPICS = (
    "linear collapse", "rank", "parameter counting", "decision regions", "xor", "universality",
    "pieces", "forward pass", "backpropagation", "sigmoid", "tanh", "saturation",
    "vanishing and exploding", "initialisation", "zig-zag", "relu at zero", "relu", "dying units",
    "leaky relu and prelu", "elu and selu", "gelu", "silu and swish", "gated blocks", "softmax",
    "shift and scale", "jacobian", "cross-entropy", "temperature", "output layer", "attention",
    "sampling", "calibration", "floating point", "cost", "history", "evidence",
)  # fmt: skip
REQUIRED = {
    "mcq": OF_ALL | OF_GRADED | {"options"},
    "msq": OF_ALL | OF_GRADED | {"options"},
    "nat": OF_ALL | OF_GRADED | {"answer"},
    "order": OF_ALL | OF_GRADED | {"steps"},
    "guess": OF_ALL | {"answer", "low", "high", "step", "start"},
}
LINKED, VARIED = {"next", "also"}, {"variants", "let"}
OPTIONAL = {
    "mcq": LINKED | VARIED | {"shuffle"},
    "msq": LINKED | VARIED | {"shuffle"},
    "nat": LINKED | VARIED | {"slips"},
    "order": LINKED,
    "guess": set(),
}
OF_OPTION = {"text", "correct", "why", "value", "slip", "tolerance", "lock"}
OF_STEP = {"text", "early", "after", "belongs", "why"}
OF_ANSWER = {"value", "decimals", "tolerance", "unit", "label"}
# A reason that only repeats the verdict teaches nothing.
VERDICT = "wrong|right|correct|incorrect|true|false|no|yes"
EMPTY_REASON = re.compile(rf"^\W*(this|that|it)?\W*(is|was)?\W*(not\s+)?({VERDICT})?\W*$", re.IGNORECASE)


class QuizError(ValueError):
    """A question bank or a request for a question that cannot be used, and what to change."""


def load(path) -> dict:
    """Read and validate a bank: the file, and the lists of further questions in the folder of the same name.

    Returns:
        the bank: ``slug, title, objectives, sections, questions``.

    Raises:
        QuizError: naming the file, the question and the field.
    """
    import yaml

    def read(file):
        try:
            return yaml.safe_load(file.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise QuizError(f"{file.name}: not valid YAML: {error}") from error

    path = Path(path)
    bank = read(path)
    if not isinstance(bank, dict):
        raise QuizError(f"{path.name}: must be a mapping with title, objectives, sections and questions")
    for key in ("title", "objectives", "sections", "questions"):
        if not bank.get(key):
            raise QuizError(f"{path.name}: {key} is missing or empty")
    for further in sorted(path.with_suffix("").glob("*.yml")):
        bank["questions"] = bank["questions"] + read(further)
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
    elif "steps" in q:
        _check_steps(q, where)
    else:
        _check_answer(q, where)
    if "variants" in q:
        _check_variants(q["variants"], where)


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
    for name in q.get("also", []):
        if not re.fullmatch(r"[a-z0-9_]+:o\d+", str(name)):
            raise QuizError(f"{where}: also: must name objectives as slug:o1; got {name!r}")
    for topic in q["topics"] or [None]:
        if topic not in TOPICS:
            raise QuizError(f"{where}: topics: {topic!r} is not among {', '.join(TOPICS)}")


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


def _check_steps(q: dict, where: str) -> None:
    steps = q["steps"]
    belonging = {n for n, step in enumerate(steps, 1) if step.get("belongs", True)}
    if len(belonging) < 3 or len(belonging) == len(steps):
        raise QuizError(f"{where}: steps: must be three or more, and one or more with belongs: false")
    for n, step in enumerate(steps, 1):
        at = f"{where}: step {n}"
        if n not in belonging:
            _check_fields(step, {"text", "why"}, {"text", "why", "belongs"}, at)
            _check_reason(step["why"], f"{at}: why")
            continue
        needed = needs(steps)[n - 1]
        _check_fields(step, {"text", "early"} if needed else {"text"}, OF_STEP - {"why", "belongs"}, at)
        if not set(needed) <= {k for k in belonging if k < n}:
            raise QuizError(f"{at}: after: must be numbers of earlier steps that belong; got {needed}")
        if needed:
            _check_reason(step["early"], f"{at}: early")


def needs(steps: list[dict]) -> list[list[int]]:
    """For each step the numbers, from 1, of those it needs: by its `after`, or the one before it."""
    needed, last = [], []
    for n, step in enumerate(steps, 1):
        belongs = step.get("belongs", True)
        needed.append(step.get("after", last) if belongs else [])
        last = [n] if belongs else last
    return needed


def _check_variants(variants, where: str) -> None:
    if not isinstance(variants, list) or len(variants) < 2:
        raise QuizError(f"{where}: variants: must be a list of two or more sets of values")
    for n, values in enumerate(variants, 1):
        if not isinstance(values, dict) or set(values) != set(variants[0]):
            raise QuizError(f"{where}: variants: set {n} must give {', '.join(variants[0])}; got {values!r}")


def _check_reason(why, where: str) -> None:
    if not isinstance(why, str) or EMPTY_REASON.match(why):
        raise QuizError(f"{where}: must give the reason or name the misconception; got {why!r}")


@functools.cache
def names() -> dict:
    """What an expression may use: np, math and every public name of the library."""
    import activations
    from activations import bake_off, experiments, ledger

    public = {}
    for module in (experiments, activations):
        public |= {name: value for name, value in vars(module).items() if not name.startswith("_")}
    plain = {
        "abs": abs,
        "min": min,
        "max": max,
        "sum": sum,
        "range": range,
        "float": float,
        "int": int,
        "round": round,
    }
    modules = {"bake_off": bake_off, "ledger": ledger, "np": np, "math": math}
    return {**public, **plain, **modules, "__builtins__": {}}


# In a text: {{w}}, or an expression with a form: {{a * b:2}} has two decimals, {{b:+}} always a sign,
# and {{b:()}} brackets if it is negative.
PLACE = re.compile(r"\{\{\s*(?P<expression>.+?)\s*(:\s*(?P<form>\d|\+|\(\))\s*)?\}\}", re.DOTALL)


def wordings(q: dict, where: str = "question") -> list[dict]:
    """A question in each of its wordings: places filled in, expressions computed, `variants` gone.

    Raises:
        QuizError: naming the variant and the expression that cannot be computed.
    """
    if "variants" not in q:
        return [q]
    made = []
    for n, values in enumerate(q["variants"], 1):
        known = dict(values)
        for name, expression in q.get("let", {}).items():
            known[name] = _computed(expression, known, f"{where}: variant {n}: let {name}")
        plain = {name: part for name, part in q.items() if name not in VARIED}
        made.append(_filled(plain, known, f"{where}: variant {n}"))
    return made


def _filled(part, known: dict, where: str, field: str = ""):
    if isinstance(part, dict):
        return {name: _filled(value, known, where, name) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(each, known, where, field) for each in part]
    if field in ("value", "slip"):
        return repr(evaluate(part, where, known))
    if not isinstance(part, str):
        return part
    return PLACE.sub(lambda place: _printed(place, known, where), part)


def _printed(place: re.Match, known: dict, where: str) -> str:
    value, form = _computed(place["expression"], known, where), place["form"]
    if isinstance(value, str):
        return value
    if form and form.isdigit():
        return f"{rounded(float(value), int(form)):f}"
    text = f"{float(value):.12g}"
    if form == "+":
        return text if text.startswith("-") else f"+{text}"
    return f"({text})" if form == "()" and text.startswith("-") else text


def _computed(expression, known: dict, where: str):
    try:
        return eval(str(expression), {**names(), **known})
    except Exception as error:
        raise QuizError(f"{where}: {expression!r}: {type(error).__name__}: {error}") from error


def evaluate(expression, where: str = "expression", known: dict | None = None) -> float:
    """The value of an expression over the library and `known`, such as ``sigmoid.derivative(0)``.

    Raises:
        QuizError: if it fails or is not one finite real number.
    """
    value = _computed(expression, known or {}, where)
    try:
        value = float(value)
    except (TypeError, ValueError) as error:
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
