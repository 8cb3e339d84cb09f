"""The question banks: the mix of questions, the wording of reasons, and the rules of the format."""

import copy
import importlib
import re
import statistics
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import build_quizzes  # noqa: E402
from activations import quiz_bank  # noqa: E402
from activations.quiz_bank import QuizError  # noqa: E402

quiz = importlib.import_module("activations.quiz")  # the package's name `quiz` is the function

BANKS = {path.stem: quiz_bank.load(path) for path in sorted(build_quizzes.SOURCES.glob("*.yml"))}


def wordings(slug):
    """Every question of a bank in each of its wordings."""
    for q in BANKS[slug]["questions"]:
        yield from quiz_bank.wordings(q, q["id"])


@pytest.mark.parametrize("slug", BANKS)
def test_mix_of_types_levels_and_objectives(slug):
    bank = BANKS[slug]
    graded = [q for q in bank["questions"] if q["type"] != "guess"]
    kinds = Counter(q["type"] for q in graded)
    short = slug[0] not in "12345"  # the practice part and the appendix are about doing
    assert len(graded) >= (12 if short else 30)
    assert kinds["nat"] >= (4 if short else 9)
    assert kinds["msq"] >= (3 if short else 8)
    assert kinds["mcq"] >= 8
    assert {q["bloom"] for q in graded} == set(quiz_bank.BLOOM)
    covered = Counter(q["objective"] for q in graded)
    assert set(covered) == set(bank["objectives"])
    assert min(covered.values()) >= (1 if short else 2)
    assert {q["section"] for q in graded} == set(bank["sections"])
    assert all(q["next"] != q["id"] for q in graded)


@pytest.mark.parametrize("slug", BANKS)
def test_right_options_stand_in_every_place(slug):
    places = Counter(
        next(i for i, o in enumerate(q["options"]) if o.get("correct"))
        for q in BANKS[slug]["questions"]
        if q["type"] == "mcq"
    )
    assert len(places) == 4
    assert max(places.values()) <= 0.5 * sum(places.values())


@pytest.mark.parametrize("slug", BANKS)
def test_length_does_not_give_the_answer_away(slug):
    longest = []
    for q in wordings(slug):
        if q["type"] != "mcq":
            continue
        sizes = {bool(o.get("correct")): [] for o in q["options"]}
        for o in q["options"]:
            sizes[bool(o.get("correct"))].append(len(str(o["text"])))
        right = sizes[True][0]
        assert right <= 1.5 * statistics.median(sizes[False]), q["id"]
        longest.append(right > max(sizes[False]))
    assert sum(longest) <= 0.4 * len(longest)


def reasons():
    for slug, bank in BANKS.items():
        for q in bank["questions"]:
            for part in [*q.get("options", []), *q.get("slips", []), *q.get("steps", [])]:
                for name in {"why", "early"} & set(part):
                    text = str(part.get("text", part.get("value")))
                    yield pytest.param(part[name], id=f"{slug}:{q['id']}:{text:.60}")


@pytest.mark.parametrize("why", list(reasons()))
def test_reason_is_a_sentence(why):
    assert re.match(r"[A-Z$`{]|exp|tanh|float32", why)
    assert why.endswith(".")
    assert len(why.split()) >= 5


@pytest.mark.parametrize("slug", BANKS)
def test_no_reason_is_used_twice_in_a_question(slug):
    for q in BANKS[slug]["questions"]:
        whys = [part["why"] for part in [*q.get("options", []), *q.get("slips", [])]]
        assert len(set(whys)) == len(whys), q["id"]


def texts():
    """All that is said about a question, but its code."""
    for slug in BANKS:
        for q in wordings(slug):
            said = [part for k in ("options", "slips", "steps") for part in q.get(k, [])]
            said = [q["question"], q["explanation"], *(str(part.get("why", "")) for part in said)]
            yield pytest.param(
                re.sub(r"```.*?```|`[^`]*`", "", " ".join(said), flags=re.DOTALL), id=f"{slug}:{q['id']}"
            )


@pytest.mark.parametrize("text", list(texts()))
def test_no_letter_no_exam_paper_no_empty_place(text):
    # Options are shuffled: a letter or "the second option" would point to another one each time.
    assert not re.search(r"\b([Oo]ption|[Aa]nswer|[Cc]hoice)s? [A-F]\b", text)
    assert not re.search(r"\b(first|second|third|last|other) option\b|\bthe above\b", text)
    assert not re.search(
        r"previous year|GATE (DA|CS)|\bGATE\b.{0,30}\b20\d\d|asked in 20", text, re.IGNORECASE
    )
    assert "{{" not in text and "}}" not in re.sub(r"\$.*?\$", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("slug", BANKS)
def test_every_further_objective_is_one_of_a_bank(slug):
    for q in BANKS[slug]["questions"]:
        also = q.get("also", [])
        assert f"{slug}:{q.get('objective')}" not in also and len(set(also)) == len(also), q["id"]
        for name in also:
            other, _, key = name.partition(":")
            assert key in BANKS[other]["objectives"], (q["id"], name)


@pytest.mark.parametrize("slug", BANKS)
def test_wordings_ask_different_questions_of_one_form(slug):
    for q in BANKS[slug]["questions"]:
        made = quiz_bank.wordings(q, q["id"])
        assert len({each["question"] for each in made}) == len(made), q["id"]
        for each in made:
            for name in ("options", "slips"):
                assert len(each.get(name, [])) == len(q.get(name, []))


def good_bank():
    return {
        "title": "T",
        "objectives": {"o1": "Say it"},
        "sections": {"here": "Here"},
        "questions": [
            {
                "id": "one",
                "type": "mcq",
                "marks": 1,
                "bloom": "apply",
                "objective": "o1",
                "topics": ["relu"],
                "title": "One",
                "question": "Which?",
                "options": [
                    {"text": "$1$", "value": "1", "correct": True, "why": "One is what is asked for."},
                    {"text": "$2$", "slip": "2", "why": "You counted it twice."},
                    {"text": "$3$", "slip": "3", "why": "You counted it three times."},
                ],
                "explanation": "It is one.",
                "section": "here",
            },
            {
                "id": "two",
                "type": "nat",
                "marks": 2,
                "bloom": "create",
                "objective": "o1",
                "topics": ["relu", "gelu"],
                "also": ["9_other:o12"],
                "title": "Two",
                "question": "How many? (Give an integer.)",
                "answer": {"value": "1 + 1", "decimals": 0, "tolerance": 0},
                "slips": [{"value": "3", "why": "You counted from zero."}],
                "explanation": "It is two.",
                "section": "here",
                "next": "one",
            },
            {
                "id": "three",
                "type": "order",
                "marks": 2,
                "bloom": "create",
                "objective": "o1",
                "topics": ["relu"],
                "title": "Three",
                "question": "Derive it.",
                "steps": [
                    {"text": "First."},
                    {"text": "Second.", "early": "It needs the first one."},
                    {"text": "Also.", "after": []},
                    {"text": "Third.", "after": [2, 3], "early": "It needs both of the others."},
                    {"text": "Never.", "belongs": False, "why": "It is false for every number."},
                ],
                "explanation": "So it follows.",
                "section": "here",
            },
        ],
    }


def loaded(tmp_path, bank):
    path = tmp_path / "bank.yml"
    path.write_text(bank if isinstance(bank, str) else yaml.safe_dump(bank), encoding="utf-8")
    return quiz_bank.load(path)


def test_good_bank_loads(tmp_path):
    assert loaded(tmp_path, good_bank()) == {"slug": "bank", **good_bank()}


def change(path, value):
    def apply(bank):
        *way, last = path
        for step in way:
            bank = bank[step]
        if value is KeyError:
            del bank[last]
        else:
            bank[last] = value

    return apply


Q, N, STEPS = ("questions", 0), ("questions", 1), ("questions", 2, "steps")
BROKEN = {
    "no title": (change(("title",), ""), r"bank\.yml: title"),
    "no questions": (change(("questions",), []), r"bank\.yml: questions"),
    "not a mapping": (change(Q, "text"), r"bank\.yml: question 1"),
    "bad id": (change((*Q, "id"), "One!"), r"question 1: id"),
    "same id": (change((*N, "id"), "one"), r"bank\.yml: one: id: used twice"),
    "type": (change((*Q, "type"), "essay"), r"bank\.yml: one: type: .*mcq"),
    "missing field": (change((*Q, "explanation"), KeyError), r"bank\.yml: one: explanation: missing"),
    "unknown field": (change((*Q, "explaination"), "x"), r"bank\.yml: one: explaination: unknown"),
    "empty text": (change((*Q, "question"), "  "), r"bank\.yml: one: question"),
    "marks": (change((*Q, "marks"), 3), r"bank\.yml: one: marks: .*3"),
    "bloom": (change((*Q, "bloom"), "guess"), r"bank\.yml: one: bloom"),
    "objective": (change((*Q, "objective"), "o9"), r"bank\.yml: one: objective: 'o9'"),
    "section": (change((*Q, "section"), "there"), r"bank\.yml: one: section: 'there'"),
    "next": (change((*N, "next"), "four"), r"bank\.yml: two: next: .*four"),
    "two options": (change((*Q, "options"), []), r"bank\.yml: one: options"),
    "same options": (change((*Q, "options", 2, "text"), "$2$"), r"bank\.yml: one: options: .*same text"),
    "no key": (change((*Q, "options", 0), {"text": "1", "why": "A reason."}), r"one: options: .*one .*0"),
    "two keys": (change((*Q, "options", 1), {"text": "2", "correct": True, "why": "A reason."}), r"one .*2"),
    "no why": (change((*Q, "options", 1, "why"), KeyError), r"bank\.yml: one: option B: why: missing"),
    "slip is right": (change((*Q, "options", 0, "slip"), "1"), r"option A: slip"),
    "value is wrong": (change((*Q, "options", 1, "value"), "1"), r"option B: value"),
    "option field": (change((*Q, "options", 1, "reason"), "x"), r"option B: reason: unknown"),
    "no tolerance": (change((*N, "answer", "tolerance"), KeyError), r"two: answer: tolerance: missing"),
    "no topic": (change((*Q, "topics"), []), r"bank\.yml: one: topics: None is not among"),
    "unknown topic": (change((*Q, "topics"), ["relus"]), r"one: topics: 'relus'"),
    "also": (change((*N, "also"), ["o1"]), r"two: also: .*'o1'"),
    "one variant": (change((*N, "variants"), [{"w": 1}]), r"two: variants: .*two or more"),
    "unlike variants": (change((*N, "variants"), [{"w": 1}, {"v": 1}]), r"two: variants: set 2 must give w"),
    "no step too many": (change((*STEPS, 4), {"text": "Last.", "early": "It needs more."}), r"three: steps"),
    "step without early": (change((*STEPS, 1, "early"), KeyError), r"three: step 2: early: missing"),
    "step says too little": (change((*STEPS, 1, "early"), "wrong"), r"three: step 2: early: must give"),
    "distractor without why": (change((*STEPS, 4, "why"), KeyError), r"three: step 5: why: missing"),
    "step after a later one": (change((*STEPS, 1, "after"), [3]), r"three: step 2: after: .*\[3\]"),
    "step after one that belongs nowhere": (change((*STEPS, 3, "after"), [5]), r"three: step 4: after"),
    "slip without why": (change((*N, "slips", 0, "why"), ""), r"two: slip 1: why"),
}
EMPTY = ["", "wrong", "Wrong.", "correct", "Correct!", "incorrect", "That is wrong.", "This is not right.", 3]
BROKEN |= {
    f"why {word!r}": (change((*Q, "options", 1, "why"), word), r"bank\.yml: one: option B: why")
    for word in EMPTY
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_bank_names_file_question_and_field(name, tmp_path):
    spoil, message = BROKEN[name]
    bank = copy.deepcopy(good_bank())
    spoil(bank)
    with pytest.raises(QuizError, match=message):
        loaded(tmp_path, bank)


def test_further_questions_stand_in_the_folder_of_the_same_name(tmp_path):
    bank = good_bank()
    further = bank["questions"].pop()
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "further.yml").write_text(yaml.safe_dump([further]), encoding="utf-8")
    assert loaded(tmp_path, bank)["questions"] == good_bank()["questions"]
    (tmp_path / "bank" / "further.yml").write_text(
        yaml.safe_dump([further | {"id": "one"}]), encoding="utf-8"
    )
    with pytest.raises(QuizError, match=r"bank\.yml: one: id: used twice"):
        loaded(tmp_path, bank)


def test_places_are_filled_and_expressions_computed():
    q = {
        "question": "$w={{w}}$, $y=x{{ b : + }}$, {{b:()}}, {{w * b:2}}, {{name}}, {{s}}",
        "answer": {"value": "w * b", "decimals": 1},
        "slips": [{"value": "w + s", "why": "You added {{w}}."}],
        "variants": [{"w": 0.5, "b": -3, "name": "one"}, {"w": 2, "b": 4, "name": "two"}],
        "let": {"s": "w ** 2"},
    }
    first, second = quiz_bank.wordings(q)
    assert first["question"] == "$w=0.5$, $y=x-3$, (-3), -1.50, one, 0.25"
    assert second["question"] == "$w=2$, $y=x+4$, 4, 8.00, two, 4"
    assert [float(each["answer"]["value"]) for each in (first, second)] == [-1.5, 8.0]
    assert first["slips"] == [{"value": "0.75", "why": "You added 0.5."}]
    assert not {"variants", "let"} & set(first)
    with pytest.raises(QuizError, match=r"here: variant 2: .*nothing"):
        quiz_bank.wordings({**q, "let": {"s": "1 if w < 1 else nothing"}}, "here")


def test_a_question_without_variants_has_one_wording():
    (only,) = quiz_bank.wordings(good_bank()["questions"][0])
    assert only == good_bank()["questions"][0]


def test_a_step_needs_what_it_says_or_the_one_before_it():
    assert quiz_bank.needs(good_bank()["questions"][2]["steps"]) == [[], [1], [], [2, 3], []]


def test_compiled_steps_say_nothing_by_their_order_and_know_their_key():
    # No derivation is shown in its order, and each key is an order that its steps allow.
    for slug in BANKS:
        for q in quiz.compiled(slug)["questions"]:
            if q["type"] == "order":
                assert q["key"] != sorted(q["key"])
                for place, i in enumerate(q["key"]):
                    assert set(q["steps"][i]["after"]) <= set(q["key"][:place])


def test_msq_needs_a_right_option(tmp_path):
    bank = good_bank()
    bank["questions"][0]["type"] = "msq"
    for option in bank["questions"][0]["options"]:
        option.pop("correct", None)
        option.pop("value", None)
    with pytest.raises(QuizError, match="one: options: an msq has one or more"):
        loaded(tmp_path, bank)


@pytest.mark.parametrize("text", ["a: [", "- just\n- a list\n"])
def test_what_is_not_a_bank_is_refused(text, tmp_path):
    with pytest.raises(QuizError, match=r"bank\.yml"):
        loaded(tmp_path, text)


def test_expressions_see_the_library_and_nothing_else():
    assert quiz_bank.evaluate("sigmoid.derivative(0) + np.log(1) + math.sqrt(4)") == 2.25
    bad_ones = ["open('x')", "__import__('os')", "sigmoid(", "1/0", "float('nan')", "nothing", "[1, 2]", "2j"]
    for bad in bad_ones:
        with pytest.raises(QuizError, match="here"):
            quiz_bank.evaluate(bad, "here")


@pytest.mark.parametrize(
    "value, decimals, shown",
    [(0.125, 2, "0.13"), (-0.125, 2, "-0.13"), (0.1 - 2e-17, 2, "0.10"), (1e-7, 3, "0.000"), (31.5, 0, "32")],
)
def test_rounding_is_that_of_a_hand(value, decimals, shown):
    assert f"{quiz_bank.rounded(value, decimals):f}" == shown


@pytest.mark.parametrize(
    "text, value, agrees",
    [
        ("$0.25$", 0.25, True),
        ("$0.21$", 0.1966, False),
        ("$0.2$", 0.1966, True),
        ("$-3$", -3.2, True),
        ("$−3$", -3.2, True),
        ("$3$", -3.2, False),
        ("about $10^{-4}$", 1.2e-4, True),
        ("about $10^{-4}$", 6e-4, False),
        ("no number", 1, False),
    ],
)
def test_printed_digits(text, value, agrees):
    assert quiz_bank.printed_agrees(text, value) is agrees
