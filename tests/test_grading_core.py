"""The grading machinery: whatever an answer does, the notebook lives on and is told in plain words."""

import os
import subprocess
import sys
import threading
import time
import warnings
from html.parser import HTMLParser

import numpy as np
import pytest
from activations.grading import safely
from activations.grading.checker import Check, grade
from activations.grading.kinds import Equals, Part, Returns
from activations.grading.records import DONE, NOT_ATTEMPTED, NOT_YET, Exercise, Outcome, Section, Slip

X = np.array([-1.0, 0.0, 2.0])
HERE = Section("1_example", "How to double")
DOUBLE = Exercise(
    id="1.1", title="Twice <x>", section=HERE,
    tests=[
        Returns("three numbers", (X,), 2 * X),
        Returns("float32", (X.astype(np.float32),), 2 * X.astype(np.float32), dtype=np.float32),
    ],
    slips=[
        Slip("A square for a double", "x² & 2x agree at 2 only.", lambda x: x**2),
        Slip("One number at a time", "An array has no single truth value.", lambda x: 2 * x if x > 0 else x),
    ],
    next_step="add x to itself.",
)
PAIR = Exercise(
    id="1.2", title="Two numbers", section=HERE,
    tests=[Part(i, ("one", "two"), Equals(name, value, 0.01)) for i, (name, value) in
           enumerate([("one", 1.0), ("two", 2.0)])],
    slips=[Slip("Off by one", "Start counting at 1.", [0.0, 3.0])],
    next_step="count.",
)


@pytest.fixture(autouse=True)
def short_patience(monkeypatch):
    monkeypatch.setattr(safely, "TIME_LIMIT", 0.3)


def failure(answer, exercise=DOUBLE):
    """The text of a result that must not be a pass."""
    result = grade(exercise, answer)
    assert result.state == NOT_YET
    return repr(result)


# --- What answers do -----------------------------------------------------------------------------------


def test_right_answers_pass_in_any_style():
    assert grade(DOUBLE, lambda x: 2 * x).passed
    assert grade(DOUBLE, lambda x: x + x).passed
    assert grade(DOUBLE, np.vectorize(lambda v: v + v, otypes=[np.float32])).outcomes[1].passed


def test_one_that_raises_is_quoted():
    def answer(x):
        raise KeyError("weights")

    text = failure(answer)
    assert "it raised KeyError: 'weights'" in text
    assert "Traceback" not in text


def test_an_error_whose_message_cannot_be_made():
    class Odd(Exception):
        def __str__(self):
            raise RuntimeError

    def answer(x):
        raise Odd

    assert "it raised Odd" in failure(answer)


def test_a_recursion_without_end():
    def answer(x):
        return answer(x)

    assert "it raised RecursionError" in failure(answer)


def test_a_shadowed_name_is_guessed_at():
    f = 3.0

    assert "was it overwritten?" in failure(lambda x: f(x))


def endless(x):
    while True:
        pass


def stubborn(x):
    while True:
        try:
            while True:
                x = x + 0
        except BaseException:
            pass


@pytest.mark.parametrize("answer", [endless, stubborn])
def test_one_that_never_ends_is_stopped(answer):
    result = grade(DOUBLE, answer)
    assert "it did not finish in time" in repr(result)
    assert len(result.outcomes) == 1, "the other tests would take as long"


def test_one_that_never_ends_is_stopped_in_a_thread_too():
    results = []
    thread = threading.Thread(target=lambda: results.append(grade(DOUBLE, endless)))
    thread.start()
    thread.join(20)
    assert "it did not finish in time" in repr(results[0])


def lingers():
    """What Python calls by itself and ignores the exceptions of: the time is up while it runs."""
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        pass


class Lingering:
    def __del__(self):
        lingers()


@pytest.mark.parametrize("limit", [safely._with_alarm, safely._with_trace])
def test_time_that_is_up_in_a_finaliser_is_not_forgotten(limit, monkeypatch):
    def answer(x):
        while True:
            Lingering()

    dropped = []
    monkeypatch.setattr(sys, "unraisablehook", dropped.append)
    monkeypatch.setattr(safely, "_with_alarm", limit)
    assert safely.call(answer, 1.0, limit=0.4).timed_out
    assert not dropped
    assert sys.unraisablehook == dropped.append


@pytest.mark.skipif(not hasattr(safely.signal, "setitimer"), reason="this system has no alarms")
def test_the_alarm_is_given_back():
    import signal

    def mine(*_):
        raise AssertionError("this alarm was not due")

    before = signal.signal(signal.SIGALRM, mine)
    signal.setitimer(signal.ITIMER_REAL, 1000)
    try:
        grade(DOUBLE, lambda x: 2 * x)
        assert signal.getsignal(signal.SIGALRM) is mine
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 900
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("leave", [sys.exit, exit, quit])
def test_one_that_leaves_does_not_take_the_kernel_along(leave):
    assert "it called exit()" in failure(lambda x: leave())


def test_the_notebooks_own_exit_is_put_out_of_action_and_back():
    # In Jupyter `exit` is an object of the notebook's namespace that ends the kernel and raises nothing.
    ended = []
    space = {"exit": type("Autocall", (), {"__call__": lambda self: ended.append(True)})()}
    door = space["exit"]
    exec("def answer(x):\n    exit()\n    return 2 * x", space)
    assert "it called exit()" in failure(space["answer"])
    assert not ended
    assert space["exit"] is door


def test_one_that_returns_nothing():
    def answer(x):
        x = 2 * x

    assert "it returned None: is the `return` missing?" in failure(answer)


@pytest.mark.parametrize(
    "value, words",
    [
        ("4", "it returned a str '4'"),
        (True, "it returned a bool"),
        (2 * X + 0j, "it returned a ndarray"),
        ([[1], [2, 3]], "it returned a list"),
        ({"y": 1}, "it returned a dict"),
        (4.0, "it returned one number, 4"),
        (X[:2] + 1, "it returned numbers of shape (2,)"),
        (X[:, None] + 1, "it returned numbers of shape (3, 1)"),
    ],
)
def test_wrong_types_and_shapes(value, words):
    text = failure(lambda x: value)
    assert words in text
    assert "Expected: numbers of shape (3,)" in text


def test_an_array_of_the_wrong_precision():
    text = failure(lambda x: 2 * x.astype(np.float64))
    assert "the result has dtype float64" in text
    assert "dtype float32, as the input has" in text


def test_not_a_number_and_infinity():
    assert "nan at x = -1 (1 of 3 values are off)" in failure(lambda x: np.where(x < 0, np.nan, 2 * x))
    assert "inf at x = 2" in failure(lambda x: np.where(x > 1, np.inf, 2 * x))


def test_an_argument_that_is_changed_in_place():
    def answer(x):
        x *= 2
        return x.copy()

    assert "it changed the array it was given" in failure(answer)
    assert list(X) == [-1.0, 0.0, 2.0]


def test_an_argument_that_is_handed_back():
    assert "the very array it was given, or a view of it" in failure(lambda x: x[:])


def test_a_megabyte_of_print_is_counted_and_swallowed(capsys):
    def answer(x):
        for _ in range(1000):
            print("x" * 999)
        sys.stderr.write("y")
        return x + 1

    assert "it also printed 1,000,001 characters, not shown" in failure(answer)
    assert capsys.readouterr() == ("", "")


def test_warnings_are_reported_not_raised():
    def answer(x):
        warnings.warn("mind the gap", UserWarning, stacklevel=1)
        return 2 * x

    assert "right values, with the warning mind the gap" in failure(answer)


def test_the_learners_floating_point_settings_do_not_matter():
    with np.errstate(all="ignore"):
        assert "overflow" in failure(lambda x: 2 * x + 0 * np.exp(1000 * (x > 1)).clip(0, 1))
    with np.errstate(all="raise"):
        assert grade(DOUBLE, lambda x: 2 * x).passed


def test_the_learners_own_interrupt_goes_through():
    def answer(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(DOUBLE, answer)


def test_a_value_where_a_function_is_asked_for():
    text = failure(2 * X)
    assert "the function itself, without brackets" in text


def test_a_function_where_a_value_is_asked_for():
    assert "a function: give its value instead" in failure((lambda: 1, 2), PAIR)


# --- Stubs ---------------------------------------------------------------------------------------------


def stub_dots(x):
    """Twice x."""
    ...


def stub_pass(x):
    pass


def stub_returns_dots(x):
    return ...


def stub_raises(x):
    raise NotImplementedError("your turn")


def stub_last_line(x):
    y = x + x
    result = ...
    return result if y is x else ...


def stub_in_the_middle(x):
    half = ...
    return half + x


@pytest.mark.parametrize(
    "answer",
    [
        ..., None, (..., ...), [None, stub_dots], {"a": ...}, lambda x: ...,
        stub_dots, stub_pass, stub_returns_dots, stub_raises, stub_last_line, stub_in_the_middle,
    ],
)
def test_an_untouched_stub_is_not_attempted(answer):
    result = grade(DOUBLE, answer)
    assert result.state == NOT_ATTEMPTED
    assert not result.outcomes
    assert "not attempted" in repr(result)
    assert "Next: replace the ... by your answer" in repr(result)
    assert "af-check-untried" in result._repr_html_()


def test_a_function_of_constants_is_not_a_stub():
    assert grade(DOUBLE, lambda x: 5).state == NOT_YET


def test_parts_are_told_apart():
    result = grade(PAIR, (1, ...))
    assert result.state == NOT_YET
    assert result.score == 0.5
    assert "still blank" in repr(result)
    assert grade(PAIR, np.array([1, 2])).state == DONE
    assert "2 values: one, two" in failure((1, 2, 3), PAIR)
    assert "2 values: one, two" in failure(1.0, PAIR)


# --- Values --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value, words",
    [
        ("1", "a str '1'"),
        (True, "a bool"),
        (np.nan, "nan (not a number)"),
        ([1, 2], "[1, 2]"),
        (1j, "a complex"),
    ],
)
def test_values_of_the_wrong_kind(value, words):
    assert words in failure((value, 2), PAIR)


def test_a_value_that_is_nearly_right_counts_and_a_known_slip_is_named():
    assert grade(PAIR, (1.009, np.float32(2))).passed
    assert "Off by one. Start counting at 1." in failure((1, 3), PAIR)


# --- Recognition ---------------------------------------------------------------------------------------


def test_a_slip_is_recognised_by_what_it_does():
    text = failure(lambda x: x * x)
    assert "A square for a double. x² & 2x agree at 2 only." in text
    assert text.count("agree at 2 only") == 1, "the same explanation once, then the name"
    assert "A square for a double, as above." in text


def test_a_slip_is_recognised_by_its_error():
    def answer(x):
        if x > 0:
            return 2 * x
        return x

    assert "One number at a time" in failure(answer)


def test_another_wrong_answer_is_not_taken_for_a_slip():
    assert "Recognised" not in failure(lambda x: x**3)


# --- Display -------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.open = [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_card_is_well_formed_and_everything_in_it_is_escaped():
    def answer(x):
        raise ValueError("<script>alert('1')</script> & \"so on\"")

    html = grade(DOUBLE, answer)._repr_html_()
    parser = Tags()
    parser.feed(html)
    assert not parser.open
    assert {tag for tag, _ in parser.tags} == {"div", "p", "strong", "ul", "li", "dl", "dt", "dd", "a"}
    assert "Twice &lt;x&gt;" in html
    assert "&lt;script&gt;" in html
    assert parser.tags[0][1]["class"] == "af af-check af-check-fail"
    assert not [name for _, attributes in parser.tags for name in attributes if name.startswith("on")]
    assert ("a", {"href": "../chapters/1_example.ipynb#How-to-double"}) in parser.tags


def test_a_failure_says_what_to_reread_and_what_to_do_next():
    text = failure(lambda x: x)
    assert "Reread: “How to double” in the chapter." in text
    assert "Next: add x to itself." in text


def test_a_pass_says_what_comes_next():
    result = grade(DOUBLE, lambda x: 2 * x)
    assert repr(result).startswith("1.1 Twice <x>: done (2 of 2 tests)")
    assert "Reread" not in repr(result)
    assert "af-check-pass" in result._repr_html_()


def test_details_are_shown():
    exercise = Exercise("1.3", "D", HERE, [lambda a, s: Outcome(True, "t", details=("<b>",))], "n")
    assert "- <b>" in repr(grade(exercise, 1))
    assert "<li>&lt;b&gt;</li>" in grade(exercise, 1)._repr_html_()


# --- check ---------------------------------------------------------------------------------------------


def test_the_state_of_the_notebook():
    check = Check([DOUBLE, PAIR, Exercise("9.1", "Elsewhere", Section("9_other", "S"), [], "n")])
    assert len(check.all().results) == 3
    check("1.1", lambda x: 2 * x)
    check("1.2", (1, 3))
    text = repr(check.all())
    assert text.startswith("2 exercises: 1 done, 1 not yet, 0 not attempted")
    assert "1.1  done           Twice <x>" in text
    assert "9.1" not in text
    html = check.all()._repr_html_()
    parser = Tags()
    parser.feed(html)
    assert "<td>Twice &lt;x&gt;</td><td>done</td>" in html
    check("1.1", lambda x: x)
    assert check.all().count(NOT_YET) == 2, "the latest answer counts"
    check.reset()
    assert check.all().count(NOT_ATTEMPTED) == 3


def test_an_unknown_exercise_is_answered_with_the_nearest():
    check = Check([DOUBLE, PAIR])
    with pytest.raises(ValueError, match=r"there is no exercise '1\.11'; did you mean '1\.1'"):
        check("1.11", 3)
    with pytest.raises(ValueError, match=r"did you mean '1\.1', '1\.2'"):
        check("?", 3)


def test_two_exercises_of_one_name_are_refused():
    with pytest.raises(ValueError, match=r"two exercises are called '1\.1'"):
        Check([DOUBLE, DOUBLE])


def test_grading_needs_numpy_and_scipy_only():
    code = """
import sys
for name in ("torch", "matplotlib", "anywidget", "traitlets", "IPython", "pandas"):
    sys.modules[name] = None
from activations.grading import check
print(check("2.8", (8, -4, 0.5)).state, check("2.9", {"gain": 4}).state)
"""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert run.stdout.split("\n")[0] == "done not yet"
