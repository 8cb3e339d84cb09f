"""Ten thousand random answer sheets: the page's code and an independent scorer give the same marks."""

import json
import random
from decimal import Decimal

import build_figures
import mock_scorer

SHEETS = 10_000
# Four mock tests, and the whole bank chapter by chapter: derivations too, three wordings of each.
TESTS = [[q for _, q in mock_scorer.drawn(size, seed)] for size, seed in ((15, 1), (15, 2), (30, 3), (65, 4))]
TESTS += [
    [mock_scorer.worded(q, n % len(q.get("variants", [0]))) for q in questions]
    for questions in mock_scorer.CHAPTERS.values()
    for n in range(3)
]


def typed(value, rng):
    """A number in one of the ways people type it."""
    text = f"{value:f}"
    ways = [text, text.replace("-", "−"), text.replace(".", ","), f" {text} ", f"{value:e}"]
    # "1,024" is read as a thousand and twenty-four: where the comma could be meant so, it is not used.
    if len(text.lstrip("-").partition(".")[2]) == 3:
        del ways[2]
    return rng.choice(ways)


def arranged(question, rng):
    """An order of steps: any, a right one, or one that is nearly right."""
    steps = question["steps"]
    order = []
    while len(order) < len(question["key"]):
        order.append(
            rng.choice(
                [i for i in question["key"] if i not in order and set(steps[i]["after"]) <= set(order)]
            )
        )
    spoil = rng.randrange(5)
    if spoil == 0:
        return rng.sample(range(len(steps)), rng.randint(1, len(steps)))
    if spoil == 1:
        i, j = rng.sample(range(len(order)), 2)
        order[i], order[j] = order[j], order[i]
    if spoil == 2:
        del order[rng.randrange(len(order))]
    if spoil == 3:
        order.insert(
            rng.randrange(len(order) + 1), rng.choice([i for i, s in enumerate(steps) if not s["belongs"]])
        )
    return order


def respond(question, rng):
    """A random response, as the page stores it and as the scorer takes it."""
    if rng.random() < 0.15:
        return {"mcq": None, "msq": [], "order": [], "nat": rng.choice(["", " "])}[question["type"]], None
    if question["type"] == "nat":
        answer = question["answer"]
        key, low, high = (Decimal(repr(answer[end])) for end in ("value", "low", "high"))
        near = Decimal("0.001")
        value = rng.choice([key, low, high, low - near, high + near, -key, Decimal(7)])
        return typed(value, rng), value
    if question["type"] == "order":
        order = arranged(question, rng)
        return order, order
    indices = range(len(question["options"]))
    if question["type"] == "mcq":
        return (chosen := rng.choice(indices)), chosen
    right = mock_scorer.right_options(question)
    chosen = rng.choice([right, sorted(rng.sample(indices, rng.randint(1, len(indices))))])
    return chosen, set(chosen)


def test_random_answer_sheets_are_scored_alike(tmp_path):
    rng = random.Random(2026)
    sequences, expected = [], []
    for _ in range(SHEETS):
        number = rng.randrange(len(TESTS))
        questions = TESTS[number]
        pairs = [respond(question, rng) for question in questions]
        gained = [mock_scorer.marks(q, given) for q, (_, given) in zip(questions, pairs, strict=True)]
        blank = sum(given is None for _, given in pairs)
        right = sum(mark > 0 for mark in gained)
        lost = -sum(mark for mark in gained if mark < 0)
        expected.append([int(3 * sum(gained)), int(3 * lost), right, len(pairs) - right - blank, blank])
        sequences.append({"test": number, "responses": [stored for stored, _ in pairs]})
    path = tmp_path / "sheets.json"
    path.write_text(json.dumps({"tests": TESTS, "sequences": sequences}), encoding="utf-8")
    done = build_figures.node("../../tests/mock_scores.mjs", str(path))
    assert done.returncode == 0, done.stderr
    scored = json.loads(done.stdout)
    assert len(scored) == SHEETS and len({tuple(sheet) for sheet in scored}) > 1000
    differing = [i for i in range(SHEETS) if scored[i] != expected[i]]
    assert not differing, (sequences[differing[0]], scored[differing[0]], expected[differing[0]])


def test_the_page_s_questions_are_up_to_date():
    import build_mock

    assert build_mock.TARGET.read_text(encoding="utf-8") == build_mock.script(), "run `make figures`"


def test_the_page_s_questions_hold_no_key():
    import build_mock

    text = build_mock.script().replace("<\\/", "</")
    for bank in build_mock.banks():
        for question in bank["questions"]:
            secret = [question["explanation"], *(part["why"] for part in question.get("options", []))]
            secret += [slip["why"] for slip in question.get("slips", [])]
            for wording in question.get("variants", []):
                secret += [part["why"] for part in [*wording.get("options", []), *wording.get("slips", [])]]
                secret += [wording[name] for name in ("explanation",) if name in wording]
            assert not [reason for reason in secret if json.dumps(reason, ensure_ascii=False)[1:-1] in text]
    fields = ("correct", "why", "answer", "low", "value", "slips")
    assert not [field for field in fields if f'"{field}":' in text]
