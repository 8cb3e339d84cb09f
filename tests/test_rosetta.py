"""The functions in other libraries: they agree where the table says so, defaults are what they are, nothing
breaks where a library is missing."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from activations import ACTIVATIONS, rosetta
from activations.rosetta_calls import CALLS

ROOT = Path(__file__).resolve().parent.parent
PAGE = json.loads((ROOT / "reference" / "rosetta.ipynb").read_text(encoding="utf-8"))["cells"]
LIVE = ("torch", "keras")
keras = rosetta.load("keras")  # on PyTorch, as the page runs it
NAMED = [(framework, name) for framework in LIVE for name in CALLS if rosetta.call(framework, name)]


def pins(path):
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return dict(line.partition(";")[0].split("==") for line in lines if "==" in line and line[0] != "#")


def test_every_function_of_ours_is_in_the_table():
    assert CALLS.keys() == ACTIVATIONS.keys() | {"softmax", "log_softmax"}
    for name, calls in CALLS.items():
        assert calls.keys() == rosetta.FRAMEWORKS.keys() - {"torch"}, name


@pytest.mark.parametrize(("framework", "name"), NAMED)
def test_the_call_of_the_table_is_our_function(framework, name):
    assert rosetta.difference(framework, name) <= 1e-12


@pytest.mark.parametrize("framework", LIVE)
def test_a_function_that_is_not_in_the_table_is_not_in_the_library(framework):
    spellings = {"prelu": ["prelu"], "swish": [], "identity": ["identity"]}
    absent = [name for name in CALLS if rosetta.call(framework, name) is None]
    where = keras.activations if framework == "keras" else torch.nn.functional
    assert set(absent) <= spellings.keys()
    for name in absent:
        assert not any(hasattr(where, spelling) for spelling in spellings[name])


def test_an_option_left_out_makes_another_function():
    """What stands in brackets is needed: without it the library computes something else."""
    x = np.linspace(-8, 8, 65)
    for framework, name in NAMED:
        wanted = rosetta.call(framework, name)
        if wanted.options and name not in ("prelu", "softmax", "log_softmax"):
            plain = rosetta.apply(framework, wanted.path, x)
            assert np.abs(plain - ACTIVATIONS[name](x)).max() > 1e-4, (framework, name)


def test_a_wrong_call_is_seen(monkeypatch):
    monkeypatch.setitem(CALLS, "gelu", CALLS["gelu_tanh"])
    assert rosetta.difference("keras", "gelu") > 1e-4


def test_defaults_are_those_of_the_signatures():
    slope = "slope of leaky ReLU below 0"
    given = keras.activations.leaky_relu.__defaults__
    assert rosetta.default("keras", slope) == pytest.approx(given[0], abs=1e-12)
    assert rosetta.default("torch", slope) == pytest.approx(torch.nn.LeakyReLU().negative_slope, abs=1e-12)
    assert rosetta.default("torch", "α of ELU") == pytest.approx(torch.nn.ELU().alpha, abs=1e-12)


@pytest.mark.parametrize(("axes", "axis"), [(2, -1), (3, -3)])
def test_the_axis_that_pytorch_chooses_is_found(axes, axis):
    with pytest.warns(UserWarning, match="Implicit dimension"):
        rows = torch.nn.functional.softmax(torch.rand((2, 3, 4)[-axes:]))
    assert torch.allclose(rows.sum(axis), torch.ones(()))
    assert rosetta.default("torch", f"axis of softmax, of {axes} axes") == axis


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_the_probe_tells_the_axes_apart(axis):
    def along(z):
        return rosetta.OVER_AN_AXIS["softmax"](z, axis=axis)

    assert rosetta.PROBES["axis of softmax, of 3 axes"].read(along) == axis - 3


def test_a_layer_can_be_applied_too():
    assert rosetta.apply("keras", keras.layers.LeakyReLU(), [[-1.0]]).item() == pytest.approx(-0.3, abs=1e-6)


@pytest.mark.parametrize("framework", ["tensorflow", "jax"])
def test_what_is_stored_was_measured_of_this_table_and_agrees(framework):
    stored = rosetta.stored()[framework]
    assert stored["calls"] == {
        name: str(wanted) for name in CALLS if (wanted := rosetta.call(framework, name))
    }, "the table has changed: run `make rosetta`"
    assert stored["differences"].keys() == stored["calls"].keys()
    assert max(stored["differences"].values()) <= rosetta.TOLERANCE
    assert stored["defaults"].keys() == {
        what for what, probe in rosetta.PROBES.items() if probe.name in stored["calls"]
    }


def test_the_separate_environment_has_our_numpy_and_the_stored_versions():
    ours, apart = pins("requirements.txt"), pins("tools/rosetta.txt")
    assert {name: ours[name] for name in ("numpy", "scipy")}.items() <= apart.items()
    stored = {framework: rosetta.stored()[framework]["version"] for framework in ("tensorflow", "jax")}
    assert stored.items() <= apart.items()
    assert apart["tensorflow-cpu"] == apart["tensorflow"]


def test_the_tables_hold_what_was_measured():
    header, rows = rosetta.agreement().header, rosetta.agreement().rows
    assert [len(row) for row in rows] == [len(header)] * len(CALLS)
    assert "disagrees" not in {cell for row in rows for cell in row}
    assert dict(zip(header, rows[list(CALLS).index("gelu")], strict=True))["TensorFlow"] == "1e-08"
    assert [row[0] for row in rosetta.names().rows] == list(CALLS)
    leaky = ["leaky_relu", "leaky_relu", "leaky_relu …", "nn.leaky_relu …", "leaky_relu"]
    assert leaky in rosetta.names().rows
    assert rosetta.defaults().rows[0] == ["slope of leaky ReLU below 0", "0.01", "0.2", "0.2", "0.01"]


def test_the_calls_with_options_run_as_they_are_written():
    """Evaluated as text, the way a reader would copy them."""
    x = torch.linspace(-8, 8, 65, dtype=torch.float64)
    for name, title, written in rosetta.options().rows:
        if title in ("PyTorch", "Keras") and name in ACTIVATIONS:
            source = written.replace("[0.25]", "torch.tensor([0.25], dtype=x.dtype)")
            theirs = eval(source, {"torch": torch, "keras": keras, "x": x})
            assert np.abs(theirs.numpy() - ACTIVATIONS[name](x.numpy())).max() <= 1e-12, written
    assert ["gelu", "JAX", "jax.nn.gelu(x, approximate=False)"] in rosetta.options().rows


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: rosetta.call("caffe", "gelu"),
        lambda: rosetta.call("keras", "geluu"),
        lambda: rosetta.default("keras", "slope of gelu"),
    ],
)
def test_an_unknown_name_is_answered_with_the_known_ones(mistake):
    with pytest.raises(ValueError, match="known"):
        mistake()


# --- The page where Keras is missing ----------------------------------------------------------------------


@pytest.fixture
def no_keras(monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", None)
    rosetta.found.cache_clear()
    yield
    rosetta.found.cache_clear()


@pytest.mark.usefixtures("no_keras")
def test_a_missing_library_says_how_to_install_it():
    missing = rosetta.load("keras")
    assert not missing
    assert "pip install keras" in repr(missing)
    assert ["Keras", "not installed", "–"] in rosetta.versions().rows
    assert {row[2] for row in rosetta.agreement().rows} == {"not installed"}
    assert {row[2] for row in rosetta.defaults().rows} == {"not installed"}
    with pytest.raises(ModuleNotFoundError, match="pip install keras"):
        rosetta.apply("keras", "activations.gelu", [0.0])


@pytest.mark.usefixtures("no_keras")
def test_a_library_that_is_there_but_broken_is_not_called_missing(monkeypatch, tmp_path):
    (tmp_path / "jax.py").write_text("import a_module_that_is_nowhere\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "jax", raising=False)
    with pytest.raises(ModuleNotFoundError, match="a_module_that_is_nowhere"):
        rosetta.load("jax")


def test_the_page_runs_to_its_end_without_keras():
    """In an interpreter of its own, where importing Keras fails; the first cell would install the package."""
    code = [cell for cell in PAGE if cell["cell_type"] == "code" and cell["id"] != "setup"]
    sources = ["".join(cell["source"]) for cell in code]
    program = "\n".join(["import sys", "sys.modules['keras'] = None", *sources, "print(repr(keras))"])
    result = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert "pip install keras" in result.stdout


def test_every_cell_that_needs_keras_says_so_where_it_is_missing():
    """Such a cell's value is `keras and …`, so that the note about the missing library is what it shows."""
    needs = [cell for cell in PAGE if re.search(r"\bkeras\.|\"keras\"", "".join(cell["source"]))]
    claims = [cell for cell in needs if cell["cell_type"] == "code" and cell["outputs"]]
    assert len(claims) > 10
    for cell in claims:
        assert re.search(r"^keras and claim\(", "".join(cell["source"]), re.M), cell["id"]
