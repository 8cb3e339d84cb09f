"""The bake-off's engine: all seeds at once is each seed alone, and its statistics are SciPy's."""

import joblib
import numpy as np
import openml_cache
import pytest
from activations import bake_off, experiments, plots, relu, sigmoid, swish
from activations.bake_off.units import as_tensors
from activations.registry import ACTIVATIONS
from scipy import stats

IRIS = bake_off.iris()
SHORT = {"seeds": range(3), "epochs": 2}


@pytest.mark.parametrize("name", ["relu", "sigmoid", "swish"])
def test_all_seeds_at_once_are_the_seeds_one_by_one(name):
    run = bake_off.train(name, IRIS, 3e-3, seeds=[4, 7], epochs=4, hidden=(8, 6))
    accuracies, models = bake_off.one_by_one(name, IRIS, 3e-3, seeds=[4, 7], epochs=4, hidden=(8, 6))
    np.testing.assert_array_equal(run.test, accuracies)
    assert len(models) == 2
    assert run.loss.shape == run.valid.shape == (2, 4)
    assert run.gradient.shape == (2, 3)
    assert run.dead.shape == (2, 2)


def test_the_losses_are_those_of_the_networks_alone():
    together = bake_off.train("tanh", IRIS, seeds=range(3), epochs=3)
    for seed in range(3):
        alone = bake_off.train("tanh", IRIS, seeds=[seed], epochs=3)
        for field in ("loss", "gradient"):
            np.testing.assert_allclose(
                getattr(together, field)[seed], getattr(alone, field)[0], rtol=1e-10, err_msg=field
            )


def test_gradients_at_the_start_are_those_of_autograd_in_the_usual_network():
    import torch

    _, (model,) = bake_off.one_by_one("relu", IRIS, seeds=[0], epochs=0)
    chosen = IRIS.split(0)[0]
    X, y = torch.from_numpy(IRIS.X[chosen]), torch.from_numpy(IRIS.y[chosen].astype(np.int64))
    torch.nn.functional.cross_entropy(model(X), y).backward()
    wanted = [float(p.grad.square().mean().sqrt()) for p in model.parameters() if p.ndim == 2]
    np.testing.assert_allclose(bake_off.train("relu", IRIS, seeds=[0], epochs=1).gradient[0], wanted)


@pytest.mark.parametrize("task", [bake_off.digits(), bake_off.breast_cancer(), IRIS], ids=lambda t: t.name)
def test_a_seed_divides_the_examples_without_overlap(task):
    parts = task.split(3)
    assert [len(part) for part in parts] == [task.train, task.valid, task.test]
    np.testing.assert_array_equal(np.sort(np.concatenate(parts)), np.arange(len(task.y)))
    assert not np.array_equal(parts[0], task.split(4)[0])


def test_dead_units_are_counted_over_all_training_examples():
    run = bake_off.train("relu", bake_off.breast_cancer(), 0.3, seeds=range(2), epochs=3)
    assert run.dead.max() > 0.1, "so large a rate kills"
    assert bake_off.train("leaky_relu", bake_off.breast_cancer(), 0.3, **SHORT).dead.max() == 0


def test_the_gain_keeps_the_size_of_outputs():
    z = np.random.default_rng(0).standard_normal(1_000_000)
    for name in ("relu", "sigmoid", "gelu"):
        size = np.mean((bake_off.keeping_gain(name) * ACTIVATIONS[name](z)) ** 2)
        assert size == pytest.approx(1, rel=0.01)
    assert bake_off.keeping_gain(relu) == pytest.approx(2**0.5)
    assert bake_off.keeping_gain("identity") == pytest.approx(1)


@pytest.mark.parametrize("record", [swish, experiments.laplace_unit, relu], ids=lambda r: r.name)
def test_a_unit_without_a_twin_has_our_derivative(record):
    import torch

    x = torch.linspace(-3, 3, 25, dtype=torch.float64, requires_grad=True)
    y = as_tensors(record)(x)
    (slope,) = torch.autograd.grad(y.sum(), x)
    np.testing.assert_allclose(y.detach().numpy(), record.f(x.detach().numpy()), atol=1e-15)
    np.testing.assert_allclose(slope.numpy(), record.derivative(x.detach().numpy()), atol=1e-15)


def test_a_gated_unit_is_z_times_its_gate():
    unit = bake_off.gated("steep", lambda z: sigmoid(2 * z), lambda z: 2 * sigmoid.derivative(2 * z))
    z = np.linspace(-3, 3, 31)
    np.testing.assert_allclose(unit(z), swish(z, beta=2))
    np.testing.assert_allclose(unit.derivative(z), swish.derivative(z, beta=2))
    assert "steep" not in ACTIVATIONS


def test_a_wrong_slope_of_a_gate_is_refused():
    with pytest.raises(ValueError, match=r"slope of the gate at .* by differences, but"):
        bake_off.gated("steep", lambda z: sigmoid(2 * z), lambda z: sigmoid.derivative(2 * z))


def test_the_interval_is_scipys():
    values = np.random.default_rng(0).normal(0.9, 0.02, 12)
    mean, low, high = bake_off.interval(values)
    wanted = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert (mean, low, high) == pytest.approx((values.mean(), wanted.low, wanted.high))


def test_the_naive_interval_of_a_difference_is_scipys_and_the_corrected_one_is_longer():
    rng = np.random.default_rng(1)
    first, second = rng.normal(0.95, 0.02, 20), rng.normal(0.94, 0.02, 20)
    task = bake_off.digits()
    found = bake_off.paired(first, second, task)
    wanted = stats.ttest_rel(first, second).confidence_interval(0.95)
    assert (found.naive_low, found.naive_high) == pytest.approx((wanted.low, wanted.high))
    factor = (1 + 20 * task.test / task.train) ** 0.5
    assert (found.high - found.low) == pytest.approx(factor * (wanted.high - wanted.low))
    assert found.clear == (found.low > 0 or found.high < 0)


@pytest.mark.parametrize("first, second", [([1.0], [1.0]), ([1.0, 2.0], [1.0]), (1.0, 1.0)])
def test_lists_that_do_not_pair_are_refused(first, second):
    with pytest.raises(ValueError, match="the same seeds' accuracies"):
        bake_off.paired(first, second, IRIS)


def test_the_first_epoch_of_a_goal():
    valid = [[0.2, 0.9, 0.8], [0.95, 0.9, 0.9], [0.1, 0.2, 0.3]]
    np.testing.assert_array_equal(bake_off.first_epoch(valid, 0.9), [2, 1, np.nan])


def runs_of(found):
    return {name: [run.test.tolist() for run in runs] for name, runs in found.items()}


def test_a_race_on_a_dask_cluster_is_the_race_at_home():
    from dask.distributed import Client, LocalCluster

    contest = (["relu", swish], IRIS, (1e-3, 1e-2))
    home = bake_off.race(*contest, progress=False, **SHORT)
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None)
    with cluster, Client(cluster), joblib.parallel_config(backend="dask"):
        away = bake_off.race(*contest, progress=False, **SHORT)
    assert runs_of(home) == runs_of(away)
    assert [run.learning_rate for run in home["relu"]] == [1e-3, 1e-2]


def test_two_runners_of_one_name_are_refused():
    with pytest.raises(ValueError, match="a name of its own"):
        bake_off.race(["relu", relu], IRIS, progress=False)


def test_a_race_shows_its_progress(capsys):
    bake_off.race(["relu"], IRIS, (1e-3,), **SHORT)
    assert "1/1" in capsys.readouterr().err


def test_fashion_mnist_is_read_from_openmls_files(tmp_path):
    X, y = openml_cache.write(tmp_path)
    task = bake_off.fashion_mnist(30, 10, 20, data_home=tmp_path)
    np.testing.assert_array_equal(task.y, y)
    np.testing.assert_allclose(task.X, X / 127.5 - 1)
    assert (task.train, task.valid, task.test, task.classes) == (30, 10, 20, 10)
    assert bake_off.train("relu", task, **SHORT).test.shape == (3,)


def test_too_few_examples_of_fashion_mnist_are_named(tmp_path):
    openml_cache.write(tmp_path)
    with pytest.raises(ValueError, match="60 examples, fewer than the 61"):
        bake_off.fashion_mnist(31, 10, 20, data_home=tmp_path)


def test_without_a_network_fashion_mnist_says_what_to_do(tmp_path, monkeypatch):
    from urllib.error import URLError

    def cut(*_args, **_kwargs):
        raise URLError("no network")

    monkeypatch.setattr("sklearn.datasets._openml.urlopen", cut)
    with pytest.raises(OSError, match=r"bake_off\.digits\(\) needs no network"):
        bake_off.fashion_mnist(data_home=tmp_path)


def test_intervals_are_drawn_where_they_are():
    rows = {"a": (0.5, -1.0, 2.0, 0.2, 0.8), "b": (-1.0, -3.0, 1.0, -1.5, -0.5)}
    ax = plots.intervals(rows, "points")
    zero, *drawn = [list(np.atleast_1d(line.get_xdata())) for line in ax.lines]
    assert zero == [0, 0]
    assert drawn == [[-1.0, 2.0], [0.2, 0.8], [0.5], [-3.0, 1.0], [-1.5, -0.5], [-1.0]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    assert ax.get_xlabel() == "points"
