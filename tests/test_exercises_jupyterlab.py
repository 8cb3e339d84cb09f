"""Exercises worked in a running JupyterLab, typed by keyboard: first a mistake, then the answer.

Three exercises of every kind: code, value, expression, figure (in the page, and drawn), experiment, written.
"""

import contextlib
import json
from pathlib import Path
from typing import NamedTuple

import pytest
from jupyterlab_pages import cell_of, lab_with, opened
from playwright.sync_api import TimeoutError

EXERCISES = Path(__file__).resolve().parent.parent / "exercises"


class Try(NamedTuple):
    """An exercise, what is typed at first and what the card must then say, and what is typed at last."""

    key: str
    mistake: str
    words: str
    answer: str
    given: str = ""  # what stands in cells above the answer


ESSAY = (
    'text = """For one example all weight gradients of a unit share a sign if its inputs are '
    'positive; over a batch '
    "the signs of the errors differ. ReLU's outputs are positive as well. Centring takes the "
    "constraint away and "
    'saves steps."""'
)
DRAW = (
    "import matplotlib.pyplot as plt, numpy as np, activations as af; T = np.linspace(0.2, 6, 300); "
    "p = af.softmax(np.array([2, 1, 0.1]) {} T[:, None], axis=1); plt.plot(T, p, label=['cat', "
    "'dog', 'bird']); "
    "plt.xlabel('T'); plt.ylabel('p'); plt.legend(); answer = plt.gcf()"
)
DERIVED = (
    "import numpy as np, activations as af; u = lambda x: 1 + np.exp(-x); outer = lambda x: {}; "
    "answer = [outer, lambda x: -outer(x) * np.exp(-x), lambda x: np.exp(-x) / u(x), af.sigmoid.derivative]"
)
SEAM = "answer = [lambda a: {}, lambda a: 1 - a, lambda a: a, lambda a: 0 * a]"
JACOBIAN = (
    "import numpy as np, activations as af; first = lambda z: {}; second = lambda z: np.eye(len(z)) "
    "- first(z); "
    "third = lambda z: af.softmax(z)[:, None] * second(z); "
    "answer = [first, second, third, lambda z, T: third(z / T) / T]"
)
PANELS = (
    "import matplotlib.pyplot as plt, numpy as np, activations as af; x = np.linspace(-5, 5, 1001); "
    "answer, (a, b) = plt.subplots(1, 2); units = (af.relu, af.gelu, af.silu); "
    "[a.plot(x, f(x), label=f.name) for f in units]; gap = np.where(x == 0, np.nan, 1); "
    "[b.plot(x, gap * f.derivative(x), label=f.name) for f in units]; "
    "a.set(xlabel='x', ylabel='f'); b.set_xlabel('x'); a.legend(); b.legend(); {}"
)
DEAD = (
    "from activations import experiments; from activations.network import initialise; "
    "nets = [initialise((64, 128, 128, 128, 128, 10), 'he', seed=s) for s in range(5)]; "
    "answer = [experiments.apparent_dead(n, experiments.digits().train_X, 16, layer={}) for n in nets]"
)
FLOW = "from activations.experiments import gradient_flow\n"
TRIES = [
    # Code.
    Try(
        "2.2",
        "import numpy as np; answer = lambda x: 1 / (1 + np.exp(-x))",
        "Recognised",
        "import numpy as np; answer = lambda x: np.where(x >= 0, 1, np.exp(-abs(x))) / (1 + np.exp(-abs(x)))",
    ),
    Try(
        "3.6a",
        "answer = lambda batches: 1 / 0",
        "ZeroDivisionError",
        "answer = lambda batches: sum(~sum((z > 0).any(0) for z in batches).astype(bool))",
    ),
    Try(
        "6.2",
        "answer = lambda x, low, high, bits: exit()",
        "exit",
        "from activations.experiments import quantise; answer = quantise",
    ),
    # Value.
    Try("1.1a", "answer = 1", "The biases were added up", "answer = 3"),
    Try("3.10b", "answer = 2, 2.44", "The slopes are missing", "answer = 1.25, 1.25 ** 4"),
    Try("6.3", "answer = 0.9989", "The gate, not its bias", "answer = 6.85"),
    # Expression, line by line.
    Try(
        "2.5",
        DERIVED.format("1 / u(x) ** 2"),
        "The power rule's minus is missing",
        DERIVED.format("-1 / u(x) ** 2"),
    ),
    Try("3.2", SEAM.format("0 * a"), "The value, not the slope", SEAM.format("a")),
    Try("5.4", JACOBIAN.format("np.exp(z)"), "Not divided by the sum", JACOBIAN.format("af.softmax(z)")),
    # Figures in the page, by their state.
    Try(
        "1.10",
        "answer.state = {**answer.state, 'b2': [1, 1]}",
        "Biases shift",
        "answer.state = {**answer.state, 'W2': [1, 0.5, 2, 1]}",
        "answer = figures.collapse()",
    ),
    Try(
        "4.9",
        "answer = (1.702, swish)",
        "The figure is as it was",
        "swish.state = {**swish.state, 'beta': 1.77}; answer = (1.702, swish)",
        "swish = figures.gate('sigmoid')",
    ),
    Try(
        "5.12",
        "answer = (..., steep)",
        "not attempted",
        "steep.state = {**steep.state, 'logits': [3, 3, -5, -5]}; answer = (0.25, steep)",
        "steep = figures.jacobian(temperature=0.5)",
    ),
    # Drawn.
    Try("5.13", DRAW.format("*"), "Times T", DRAW.format("/")),
    Try("4.11", PANELS.format(""), "no ylabel", PANELS.format("b.set_ylabel('slope')")),
    # Experiments.
    Try(
        "2.7",
        FLOW + "answer = -11, [gradient_flow('sigmoid', depth=20, seed=0).ratio] * 5",
        "One run, not several",
        FLOW
        + "answer = -11, [gradient_flow('sigmoid', scheme='xavier', seed=s).ratio for s in range(5)]",
    ),
    Try("3.13", DEAD.format(0), "The first layer", DEAD.format(2)),
    Try("7.4", "answer = 93.6", "Per cent", "answer = 0.936"),
    # Written.
    Try("2.11", "answer = 'Zig-zag.', ...", "Too short to score", ESSAY + "\nanswer = text, [1, 1, 1, 1]"),
    Try(
        "2.14",
        "answer = 'steeper ' * 60, ...",
        "The same words over and over",
        ESSAY + "\nanswer = text, (1, 1, 0.5, 0.5)",
    ),
]
HEAD = "from activations import figures\nfrom activations.grading import check"
CELLS = [
    HEAD,
    *(source for one in TRIES for source in (one.given or "pass", "", f'check("{one.key}", answer)')),
]


@pytest.fixture(scope="module")
def notebook(tmp_path_factory, browser):
    """A page with the notebook, its first cell run."""
    with lab_with(CELLS, tmp_path_factory.mktemp("lab")) as address:
        page = opened(browser, address, height=1400)
        cell_of(page, len(CELLS) - 1).wait_for()
        finished(page, 0)
        yield page
        page.context.close()


def finished(page, index, attempts=6):
    """Run a cell by keyboard and wait for its number: what is run while the kernel connects is dropped."""
    prompt = cell_of(page, index).locator(".jp-InputPrompt")
    before = prompt.inner_text()
    for _ in range(attempts):
        cell_of(page, index).locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        done = (
            """([element, before]) => /\\[\\d+\\]/.test(element.innerText) && element.innerText !== before"""
        )
        with contextlib.suppress(TimeoutError):
            page.wait_for_function(done, arg=[prompt.element_handle(), before], timeout=10_000)
            return
    pytest.fail(f"cell {index} was not run")


def typed(page, index, text):
    """Put text into a cell as a learner does, replacing what stands there."""
    cell_of(page, index).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    finished(page, index)


@pytest.mark.parametrize("place", range(len(TRIES)), ids=[one.key for one in TRIES])
def test_a_mistake_is_told_and_the_answer_passes(notebook, place):
    one, first = TRIES[place], 1 + 3 * place
    card = cell_of(notebook, first + 2).locator(".jp-OutputArea-output")
    finished(notebook, first)
    typed(notebook, first + 1, one.mistake)
    finished(notebook, first + 2)
    said = card.inner_text()
    assert one.words in said and one.key in said, said
    assert "Traceback" not in said
    typed(notebook, first + 1, one.answer)
    finished(notebook, first + 2)
    assert "done" in card.inner_text(), card.inner_text()


def test_every_exercise_tried_stands_in_a_notebook():
    texts = [json.loads(path.read_text(encoding="utf-8")) for path in EXERCISES.glob("*.ipynb")]
    sources = "\n".join("".join(cell["source"]) for text in texts for cell in text["cells"])
    assert all(f'check("{one.key}", ' in sources for one in TRIES)
