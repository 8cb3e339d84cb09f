"""Whatever an answer does when it is called, it gets a message of its own and the notebook's kernel lives."""

import builtins
import contextlib
import multiprocessing
import os
import sys
import warnings

import nbformat
import numpy as np
import pytest
from activations.grading import check, safely
from activations.grading.checker import Check, grade
from activations.grading.kinds import Returns
from activations.grading.records import DONE, NOT_YET, Exercise, Section
from nbclient import NotebookClient

X = np.array([-1.0, 0.0, 2.0])
DOUBLE = Exercise(
    id="1.1", title="Twice x", section=Section("1_example", "How to double"), next_step="add x to itself.",
    tests=[Returns("three numbers", (X,), 2 * X)],
)


@pytest.fixture
def short_patience(monkeypatch):
    monkeypatch.setattr(safely, "TIME_LIMIT", 0.3)


def failure(answer):
    """The text of a result that must not be a pass."""
    result = grade(DOUBLE, answer)
    assert result.state == NOT_YET
    assert "Traceback" not in repr(result)
    return repr(result)


def defined(source, **space):
    """The function `answer` as a notebook defines it: among the notebook's names, `space`."""
    exec(source, space)
    return space["answer"]


# --- Loops without an end ------------------------------------------------------------------------------


def endless(value):
    while True:
        pass


def in_a_vectorised_function(x):
    return np.vectorize(endless)(x)


def in_a_ufunc(x):
    return np.frompyfunc(endless, 1, 1)(x).astype(float)


def along_an_axis(x):
    return np.apply_along_axis(endless, 0, x)


def around_numpy_calls(x):
    weights = np.ones((200, 200))
    while True:
        weights = np.tanh(weights @ weights)


def that_catches_exceptions(x):
    while True:
        try:
            x = np.exp(x) / 0
        except Exception:
            continue


def that_catches_everything_in_a_callback(x):
    def callback(value):
        while True:
            with contextlib.suppress(BaseException):
                endless(value)

    return np.vectorize(callback)(x)


def that_sorts(x):
    return sorted([3, 2, 1], key=endless)


LOOPS = [
    in_a_vectorised_function, in_a_ufunc, along_an_axis, around_numpy_calls, that_catches_exceptions,
    that_catches_everything_in_a_callback, that_sorts,
]


@pytest.mark.parametrize("answer", LOOPS, ids=lambda answer: answer.__name__)
@pytest.mark.usefixtures("short_patience")
def test_a_loop_without_an_end_is_stopped(answer):
    before = sys.gettrace()
    assert "it did not finish in time: is there a loop without an end?" in failure(answer)
    assert sys.gettrace() is before
    assert grade(DOUBLE, lambda x: 2 * x).passed, "the next answer is not stopped"


# --- Ways out ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "import os\ndef answer(x):\n    os._exit(0)",
        "import os\ndef answer(x):\n    os.abort()",
        "from os import _exit\ndef answer(x):\n    _exit(1)",
        "from os import abort\ndef answer(x):\n    abort()",
        "import sys\ndef answer(x):\n    sys.exit('bye')",
        "def answer(x):\n    raise SystemExit",
        "def answer(x):\n    quit()",
    ],
)
def test_no_way_out_ends_the_kernel(source):
    doors = os._exit, os.abort, builtins.exit, builtins.quit
    assert "it called exit(), which would end the notebook's kernel" in failure(defined(source))
    assert (os._exit, os.abort, builtins.exit, builtins.quit) == doors


def test_an_exit_of_the_notebook_is_out_of_action_inside_a_graders_own_function_too(monkeypatch):
    ended = []
    door = type("Autocall", (), {"__call__": lambda self: ended.append(True)})()
    monkeypatch.setattr(sys.modules["__main__"], "exit", door, raising=False)
    answer = defined("def answer(x):\n    notebook.exit()", notebook=sys.modules["__main__"])
    seen = safely.call(np.vectorize(answer), X)
    assert "it called exit()" in seen.error
    assert not ended
    assert sys.modules["__main__"].exit is door


def test_names_of_the_learners_own_are_left_alone():
    assert grade(DOUBLE, defined("def exit(x):\n    return x + x\ndef answer(x):\n    return exit(x)")).passed
    assert grade(DOUBLE, defined("abort = 2\ndef answer(x):\n    return abort * x", np=np)).passed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_child_of_the_answer_may_leave():
    def answer(x):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PyTorch's threads are running here
            child = multiprocessing.get_context("fork").Process(target=int)
            child.start()
        child.join()
        return 2 * x + child.exitcode

    assert safely.call(answer, X, limit=20).error == ""


def test_a_question_to_nobody():
    assert "EOFError: nobody answers input() during a check" in failure(lambda x: float(input("x? ")) * x)


def test_an_exception_that_is_no_exception():
    class Odd(BaseException):
        pass

    def answer(x):
        raise Odd("on purpose")

    assert "it raised Odd: on purpose" in failure(answer)


def test_a_recursion_without_end_is_told_what_to_look_for():
    def answer(x):
        return 2 * answer(x / 2)

    def through_numpy(x):
        return np.vectorize(through_numpy)(x)

    for endless_recursion in (answer, through_numpy):
        assert "it calls itself without an end" in failure(endless_recursion)


def test_more_memory_than_there_is():
    side = 2**28  # 2⁵⁹ bytes in all, more than any machine can address
    assert "an array too large for this machine" in failure(lambda x: np.ones((side, side)) @ x)


# --- What is handed in, and what comes back ------------------------------------------------------------


def test_a_generator():
    def answer(x):
        for value in x:
            yield 2 * value

    assert "it returned a generator, which has computed nothing yet" in failure(answer)
    assert "it returned a generator" in failure(lambda x: (2 * value for value in x))
    assert "a generator\n         Expected: the function itself" in failure(answer(X))


def test_a_coroutine_warns_in_no_later_cell():
    async def answer(x):
        return 2 * x

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "write `def` without `async`" in failure(answer)


def test_a_class():
    class Double:
        def __call__(self, x):
            return 2 * x

    text = failure(Double)
    assert "Came out: the class Double" in text
    assert "Expected: a function: def name(x): …, or one object of the class" in text
    assert grade(DOUBLE, Double()).state == DONE


@pytest.mark.parametrize(
    "value, words",
    [
        (2 * X + 0j, "a ndarray of dtype complex128"),
        (X > 0, "a ndarray of dtype bool"),
        (np.array([1, None, 2]), "a ndarray of dtype object"),
        (np.array(["1", "2", "3"]), "a ndarray of dtype <U1"),
    ],
)
def test_an_array_of_the_wrong_kind(value, words):
    assert f"it returned {words}" in failure(lambda x: value)


# --- Names that hide others ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source, words",
    [
        ("sum = 3\ndef answer(x):\n    return sum(x)", "(sum is 3 here: {other}, then run `del sum`)"),
        ("np = 5\ndef answer(x):\n    return np.exp(x)",
         "(np is 5 here: {other}, then run `import numpy as np`)"),
        ("softmax = [1.0, 2.0]\ndef answer(x):\n    return softmax(x)",
         "(softmax is [1, 2] here: {other}, then run `from activations import softmax`)"),
        ("def answer(x):\n    sum = 0\n    return sum(x)", "(sum is 0 here: {other})"),
        ("def answer(x, max=1):\n    return max(x)", "(max is 1 here: {other})"),
        ("def answer(x):\n    max = max(x)\n    return max",
         "(max is a variable of the function, without a value yet: choose another name for it)"),
        ("def answer(x):\n    y = 2\n    return y(x)", "a name that should be a function is something else"),
    ],
)
def test_a_hidden_name_is_named(source, words):
    assert words.format(other="choose another name for that") in failure(defined(source))


@pytest.mark.parametrize(
    "source",
    [
        "def answer(input):\n    return input + 'a'",
        "def answer(x):\n    return x.soft",
        "def answer(x):\n    if x[0]:\n        y = 1\n        del y\n    return y",
        "sum = 3\ndef answer(x):\n    return x.missing + sum",
    ],
)
def test_no_name_is_blamed_for_another_error(source):
    text = failure(defined(source))
    assert "it raised" in text
    assert "here: choose" not in text
    assert "without a value yet" not in text


# --- The notebook --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("short_patience")
def test_other_answers_are_kept():
    other = Exercise("1.2", "Again", DOUBLE.section, DOUBLE.tests, "add.")
    check = Check([DOUBLE, other])
    check("1.2", lambda x: 2 * x)
    for answer in (endless, lambda x: os._exit(1), lambda x: 1 / 0, dict, 3):
        check("1.1", answer)
        assert check.all().count(DONE) == 1
    check("1.1", lambda x: x + x)
    assert check.all().count(DONE) == 2


HOSTILE = {
    "endless": "def answer(*_):\n    while 1:\n        try:\n            1\n        except:\n            2",
    "leaves": "def answer(*_):\n    exit()",
    "leaves in C": "import os\ndef answer(*_):\n    os._exit(1)",
    "recurses": "def answer(*_):\n    return answer()",
    "prints": "def answer(*_):\n    print('x' * 1_000_000)",
    "asks": "def answer(*_):\n    return input()",
}


def test_a_kernel_outlives_them_all():
    cells = [
        "from activations.grading import check, safely\nsafely.TIME_LIMIT = 0.3",
        'print(check("2.8", (8, -4, 0.5)).state)',
    ]
    for source in HOSTILE.values():
        cells += [source, 'print(check("2.2", answer).state)']
    cells.append('print(check.all().count("done"))')
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    outputs = [cell.outputs for cell in notebook.cells if cell.source.startswith("print")]
    texts = ["".join(output.get("text", "?") for output in found) for found in outputs]
    assert texts == ["done\n", *["not yet\n"] * len(HOSTILE), "1\n"]


def test_the_exercises_that_the_kernel_was_tried_with_are_there():
    assert {"2.2", "2.8"} <= set(check.exercises)
