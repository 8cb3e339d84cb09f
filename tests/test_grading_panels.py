"""Exercises whose answer is a picture: the data and labels of its Axes are graded, not how it looks."""

import activations as af
import grading_support as shared
import matplotlib.pyplot as plt
import numpy as np
import pytest
from activations.grading import check
from activations.grading.checker import grade
from activations.grading.gelu_swish import panels as units
from matplotlib.figure import Figure

BY_ID = check.exercises
X = np.linspace(-4, 4, 401)
UNITS = {"ReLU": af.relu, "GELU": af.gelu, "SiLU": af.silu}
T = np.linspace(0.25, 5, 300)
Z = np.array([2, 1, 0.1])


def gap(name, y, x=X):
    return np.where((x == 0) & (name == "ReLU"), np.nan, y)


def two_panels(
    x=X, slopes=None, values=None, names=str, labels=("x", "y"), legend=True, panels=2, keep_gap=True
):
    """A picture like the model answer, with one thing changed."""
    figure = Figure()
    axes = [figure.add_subplot(1, panels, n + 1) for n in range(panels)]
    for name, f in UNITS.items():
        axes[0].plot(x, (values or (lambda n, f: f(x)))(name, f), label=names(name))
        slope = (slopes or (lambda n, f: f.derivative(x)))(name, f)
        axes[-1].plot(x, gap(name, slope, x) if keep_gap else slope, label=names(name))
    for one in axes:
        one.set(xlabel=labels[0], ylabel=labels[1])
        if legend and names("x") != "_":
            one.legend()
    return figure


def in_pieces():
    """ReLU's slope as two lines of one name is not needed: here a NaN between; texts in place of legends."""
    figure, (left, right) = plt.subplots(1, 2)
    x = np.linspace(-5, 5, 1000)  # no point at 0
    for name, f in UNITS.items():
        shown = {"ReLU": "relu", "GELU": "gelu", "SiLU": "Swish"}[name]
        left.plot(x, f(x), label=shown)
        left.text(0, 0, shown)
        broken, y = np.insert(x, 500, 0), np.insert(f.derivative(x), 500, np.nan)
        right.plot(broken, y, label=shown + "′")
        right.text(0, 0, shown + "′")
    for one, label in ((left, "activation"), (right, "slope")):
        one.set_xlabel("input")
        one.set_ylabel(label)
    plt.close(figure)
    return figure, (left, right)


def curves(p, t=T, names=("cat", "dog", "bird"), labels=("temperature", "probability"), legend=True):
    figure = Figure()
    axes = figure.add_subplot()
    for name, y in zip(names, np.transpose(p), strict=True):
        axes.plot(t, y, label=name)
    axes.set(xlabel=labels[0], ylabel=labels[1])
    if legend:
        axes.legend()
    return figure


def of(logits, axis=1):
    return af.softmax(logits, axis=axis)


COLUMN = T[:, None]
RIGHT = {
    "4.11": [two_panels(), in_pieces()],
    "5.13": [curves(of(Z / COLUMN)), curves(of(Z / COLUMN[::-1]), T[::-1], ("CAT", "Dog", "bird")).axes[0]],
}

WRONG = [
    ("4.11", two_panels(panels=1), "1 Axes"),
    ("4.11", two_panels(values=lambda n, f: f.derivative(X)), "The slopes first"),
    ("4.11", two_panels(slopes=lambda n, f: f(X)), "The functions again"),
    (
        "4.11",
        two_panels(slopes=lambda n, f: units.GATES.wrong(n, X)),
        "The gate for the slope",
    ),
    ("4.11", two_panels(keep_gap=False, x=np.linspace(-4, 4, 400)), "A wall at the kink"),
    ("4.11", two_panels(x=np.linspace(-4, 4, 21)), "Too few points"),
    ("4.11", two_panels(x=np.linspace(0.001, 4, 300)), "from 0.001"),
    ("4.11", two_panels(names=lambda name: "_"), "no line labelled 'ReLU'"),
    ("4.11", two_panels(legend=False), "Names that nobody sees"),
    ("4.11", two_panels(labels=("x", "")), "no ylabel"),
    ("4.11", plt, "give it plt.gcf()"),
    ("5.13", curves(of(Z * COLUMN)), "Times T"),
    ("5.13", curves(np.exp(Z / COLUMN)), "Not normalised"),
    ("5.13", curves(of(Z[None], 1) / COLUMN), "Divided too late"),
    ("5.13", curves(of(Z / COLUMN, axis=0)), "Normalised over T"),
    ("5.13", curves(of(of(Z[None]) / COLUMN)), "A softmax of the softmax"),
    ("5.13", curves(of(Z / COLUMN), names=("2", "1", "0.1")), "no line labelled 'cat'"),
    ("5.13", curves(of(Z / COLUMN), legend=False), "Names that nobody sees"),
    ("5.13", curves(of(Z / COLUMN), labels=("", "p")), "no xlabel"),
    ("5.13", curves(of(Z / COLUMN[:120]), T[:120]), "from 0.25 to"),
    ("5.13", Figure(), "a figure without Axes"),
]

test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)
test_a_wrong_answer_fails_with_its_own_message = shared.wrong_answers_get_their_own_message(BY_ID, WRONG)
test_every_exercise_has_wrong_answers_of_at_least_five_kinds = shared.wrong_answers_are_varied(BY_ID, WRONG)


def test_a_line_whose_data_are_no_numbers_is_told():
    figure = two_panels()
    figure.axes[0].lines[0].set_data(X, ["x"] * X.size)
    assert not grade(BY_ID["4.11"], figure).passed


@pytest.mark.parametrize("label", ["GELU", "gelu", " GELU ", "GELU′", "GELU'", r"slope of GELU"])
def test_names_may_be_written_in_several_ways(label):
    assert grade(
        BY_ID["4.11"], two_panels(names=lambda name: label.replace("GELU", name).replace("gelu", name))
    ).passed
