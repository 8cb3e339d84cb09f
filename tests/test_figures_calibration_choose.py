"""The stored logits against a fresh training run; the decision tree against the chapters and the registry."""

import html
import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from activations import ACTIVATIONS, experiments, figures, softmax
from activations.figures.choose import TREE, evidence, leaves
from activations.figures.stored_logits import DATA, decode, encode, stored

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import make_calibration  # noqa: E402

# --- Stored logits -----------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=make_calibration.MODELS)
def trained(request):
    """A model's name, and its logits from a training run of now."""
    return request.param, experiments.held_out_logits(**make_calibration.MODELS[request.param])


def summary(validation, test):
    """What the figure says of logits: T*, and at T = 1 and T* the rest, ECE with 10 bins."""
    best = experiments.fit_temperature(*validation)
    numbers = {"log T*": np.log(best)}
    for T in (1, best):
        p = softmax(test[0], T)
        when = "trained" if T == 1 else "best"
        numbers[f"{when}: accuracy"] = np.mean(p.argmax(axis=1) == test[1])
        numbers[f"{when}: confidence"] = p.max(axis=1).mean()
        numbers[f"{when}: NLL"] = experiments.log_loss(*test, T)
        numbers[f"{when}: ECE"] = experiments.calibration_error(p, test[1], 10)
    return numbers


def test_the_stored_logits_are_those_of_a_fresh_training_run(trained):
    """On the CPU that stored them rounding moves no number by more than 0.004, and log T* by 0.011.

    Another CPU sums in another order, and 200 epochs make something of that. The tolerance is twice the one
    that chapter 5 allows its accuracy and confidence, and the width it allows T*.
    """
    model, fresh = trained
    part = stored(model)
    mine = summary(part["validation"], part["test"])
    theirs = summary((fresh.validation, fresh.validation_labels), (fresh.test, fresh.test_labels))
    for key, value in theirs.items():
        assert mine[key] == pytest.approx(value, abs=0.08 if key == "log T*" else 0.02), key


def test_rounding_keeps_answers_and_distances(trained):
    """A distance is kept to half a step of the scale, the answer and whether it is right exactly."""
    _, fresh = trained
    part = decode(encode(fresh.test, fresh.test_labels))
    right = fresh.test.argmax(axis=1) == fresh.test_labels
    assert np.mean(part.logits.argmax(axis=1) == part.labels) == right.mean()
    assert (part.logits[:, 0] == 0).all() and (np.diff(part.logits, axis=1) <= 0).all()
    # Examples are stored in another order: each column's distances are compared as a sorted list.
    exact = np.sort(fresh.test.max(axis=1, keepdims=True) - fresh.test, axis=1)
    for column in range(1, 10):
        mine, theirs = (np.sort(values) for values in (-part.logits[:, column], exact[:, column]))
        np.testing.assert_allclose(np.log1p(mine / 2), np.log1p(theirs / 2), atol=0.1001)


def test_the_stored_file_is_small_and_plain():
    text = DATA.read_text(encoding="ascii")
    assert len(text) < 25_000
    assert set(json.loads(text)) == set(make_calibration.MODELS)
    script = (ROOT / "lib" / "activations" / "static" / "calibration_data.js").read_text(encoding="utf-8")
    for parts in json.loads(text).values():
        for part in parts.values():
            assert part["steps"] in script
            assert part["places"] in script


def test_one_logit_far_below_the_others_is_refused_not_garbled():
    with pytest.raises(ValueError, match="does not fit"):
        encode(np.array([[0.0, -1e6, -1e6]]), np.array([0]))


def test_a_tie_keeps_its_answer():
    part = decode(encode(np.array([[1.0] * 10, [3.0, 3.0, *[0.0] * 8]]), np.array([4, 0])))
    assert (part.logits.argmax(axis=1) == 0).all()
    assert sorted(part.labels) == [0, 4]


def test_the_figure_repeats_what_chapter_5_measured():
    readouts = figures.calibration().readouts
    assert readouts["best_temperature"] == pytest.approx(2.68, abs=0.2)
    assert readouts["accuracy"] == readouts["trained.accuracy"] == readouts["best.accuracy"]
    assert readouts["trained.ece"] > 5 * readouts["best.ece"]
    assert readouts["best.nll"] < readouts["trained.nll"]
    shy = figures.calibration(model="underconfident").readouts
    assert shy["best_temperature"] < 1
    assert shy["confidence"] < shy["accuracy"]


# --- The decision tree -------------------------------------------------------------------------------


def nodes(node=TREE):
    yield node
    for child in node.get("answers", {}).values():
        yield from nodes(child)


def anchors():
    """Chapter → the title that stands under each label in its notebook."""
    found = {}
    for path in (ROOT / "chapters").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        found[path.stem] = dict(re.findall(r"^\(([\w-]+)\)=\n#+ (.*)$", text, re.MULTILINE))
    return found


def test_every_path_ends_in_a_whole_leaf_and_every_branch_has_its_reason():
    for node in nodes():
        keys = {"question", "answers"} if "answers" in node else {"use", "choice", "check"}
        assert keys <= set(node)
        if node is not TREE:
            assert len(node["because"]) > 40
            assert node["evidence"]
            assert len(node["answer"]) <= 30, "too long for a phone"
        if "answers" in node:
            assert len(node["answers"]) >= 2
            assert node["question"].endswith("?")
            # Answers are found by typing their first letters: they differ.
            labels = [child["answer"] for child in node["answers"].values()]
            assert len(set(labels)) == len(labels)
    assert len(list(leaves())) >= 15


def test_every_function_chosen_exists():
    for path, leaf in leaves():
        assert set(leaf["use"]) <= {*ACTIVATIONS, "softmax"}, path


def test_every_piece_of_evidence_is_a_section_with_that_title_or_a_source():
    titles = anchors()
    for node in nodes():
        for item in node.get("evidence", []):
            if "source" in item:
                assert re.search(r"\d{4}|documentation", item["source"])
                continue
            assert titles[item["chapter"]][item["section"]] == item["title"]


def test_the_places_asked_for_are_in_the_tree():
    """The layers and outputs a course must not leave out, with the function that its chapters give them."""
    choice = {path: leaf["use"] for path, leaf in leaves()}
    assert choice["hidden", "feed_forward", "no"][0] == "relu"
    assert choice["hidden", "recurrent", "state"] == ["tanh"]
    assert choice["hidden", "recurrent", "gate"] == ["sigmoid"]
    assert {"relu6", "hardswish"} == set(choice["hidden", "device"])
    assert choice["output", "binary"] == choice["output", "labels"] == ["sigmoid"]
    assert choice["output", "class"] == choice["attention",] == ["softmax"]
    assert choice["output", "real"] == choice["output", "count"] == ["identity"]
    assert choice["output", "positive"] == ["softplus"]
    assert "sigmoid" in choice["output", "bounded"]
    assert {path[1] for path in choice if path[0] == "hidden"} >= {"convolutional", "transformer", "deep"}


def test_the_words_of_a_leaf_stand_in_the_fallback():
    for path, leaf in leaves():
        text = figures.choose(path)._repr_mimebundle_()
        words = (text[0] if isinstance(text, tuple) else text)["text/html"]
        for part in (leaf["choice"], leaf["because"], leaf["check"], *map(evidence, leaf["evidence"])):
            assert html.escape(part) in words


def test_goals_may_name_a_choice():
    figure = figures.choose((), goal={"readout": "choice", "equals": "softmax"})
    assert figure.readouts == {"choice": None, "path": "", "answered": 0}
    assert not figure.goal_reached
    figure.state = {"answers": ["output", "class"]}
    assert figure.goal_reached
    assert figure.readouts["path"] == "output/class"


@pytest.mark.parametrize(
    ("answers", "error", "message"),
    [
        (("hiden",), ValueError, "one of 'hidden', 'output', 'attention'; got 'hiden'"),
        (("attention", "softmax"), ValueError, "no further question"),
        ("hidden", TypeError, "must be a list of answers"),
        ((3,), ValueError, "got 3"),
        (7, TypeError, "must be a list of answers"),
    ],
)
def test_wrong_answers_are_refused_with_a_reason(answers, error, message):
    with pytest.raises(error, match=message):
        figures.choose(answers)


@pytest.mark.parametrize("setting", [{"bins": 1}, {"bins": 2.5}, {"temperature": 0}, {"model": "shy"}])
def test_wrong_settings_of_calibration_are_refused(setting):
    with pytest.raises(ValueError, match=next(iter(setting))):
        figures.calibration(**setting)
