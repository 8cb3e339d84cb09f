"""The experiments of "Choosing an activation": against PyTorch, by hand, and by properties."""

import math

import numpy as np
import pytest
import torch
from activations import experiments, hardswish, silu, tables
from activations.experiments import stuck
from hypothesis import given
from hypothesis import strategies as st

# --- Few bits ----------------------------------------------------------------------------------------


def test_rounding_is_that_of_pytorchs_fake_quantisation():
    """With 0 on the grid, as PyTorch has it: steps of 1/32 from −2 to 191/32."""
    x = np.random.default_rng(0).normal(0, 3, 1000)
    theirs = torch.fake_quantize_per_tensor_affine(torch.from_numpy(x).float(), 1 / 32, 64, 0, 255)
    np.testing.assert_array_equal(experiments.quantise(np.float32(x), -2, -2 + 255 / 32), theirs.numpy())


@given(st.floats(-1e6, 1e6), st.integers(1, 12))
def test_rounding_stays_on_the_grid_and_goes_to_the_nearest_number(x, bits):
    grid = np.linspace(-1, 6, 2**bits)
    got = experiments.quantise(x, -1, 6, bits)
    assert np.min(np.abs(grid - got)) < 1e-12
    assert abs(got - np.clip(x, -1, 6)) <= np.min(np.abs(grid - np.clip(x, -1, 6))) + 1e-12
    assert experiments.quantise(got, -1, 6, bits) == got


@pytest.mark.parametrize("low, high, bits", [(1, 1, 8), (2, 1, 8), (0, 1, 0), (np.nan, 1, 8)])
def test_an_empty_grid_is_refused(low, high, bits):
    with pytest.raises(ValueError, match="low < high"):
        experiments.quantise(0.5, low, high, bits)


@pytest.mark.parametrize("f", [silu, hardswish])
def test_a_table_gives_what_the_function_would(f):
    low, high, out = -8, 8, (-0.375, 8)
    table = experiments.lookup_table(f, low, high, out)
    codes = np.random.default_rng(0).integers(0, 256, 5000)
    x = low + codes * (high - low) / 255
    np.testing.assert_allclose(table[codes], experiments.quantise(f(x), *out), atol=1e-9)
    assert len(np.unique(table)) <= 256


def test_eight_bits_cost_nothing_and_a_bounded_unit_is_not_moved_by_an_outlier():
    plain = experiments.in_few_bits(["relu", "relu6"], bits=(8, 4), seeds=range(2))
    wide = experiments.in_few_bits(["relu", "relu6"], bits=(8, 4), seeds=range(2), outlier=20)
    for name in plain:
        np.testing.assert_array_equal(plain[name][0], wide[name][0])  # the networks are the same
        assert np.all(np.abs(plain[name][1] - plain[name][0]) < 0.01)
    assert wide["relu"][2].mean() < 0.5 < 0.9 < wide["relu6"][2].mean()


# --- Costs and the master table ----------------------------------------------------------------------


def test_costs_are_multiples_of_relus_and_know_what_pytorch_has():
    costs = experiments.activation_costs(["gelu", "swish", "relu6"], count=1000, rounds=1, calls=1)
    assert set(costs) == {"relu", "gelu", "relu6"}
    assert costs["relu"] == (1, 1)
    assert all(part > 0 for cost in costs.values() for part in cost)
    assert {"gelu_tanh", "relu"} < set(experiments.activation_costs(count=10, rounds=1, calls=1))


def test_threads_are_as_before():
    before = torch.get_num_threads()
    experiments.activation_costs(["gelu"], count=10, rounds=1, calls=1)
    experiments.symptoms("all weights zero", epochs=1)
    assert torch.get_num_threads() == before


def test_the_master_table_is_measured_and_sortable():
    plain = tables.master()
    assert plain.sortable and 'class="af-table af-sortable"' in plain._repr_html_()
    cells = {row[0]: dict(zip(plain.header, row, strict=True)) for row in plain.rows}
    assert cells["relu"]["flat below"] == "0" and cells["relu"]["flat above"] == "–"
    assert cells["sigmoid"]["flat above"] == f"{math.log((0.98 + math.sqrt(0.96)) / 0.02):.3g}"
    assert cells["relu"]["mean"] == f"{1 / math.sqrt(2 * math.pi):.3g}"
    assert cells["hardswish"]["largest slope"] == "1.5" and cells["hardswish"]["corners"] == "−3, 3"
    timed = tables.master(["relu", "swish"], {"relu": experiments.Cost(1.0, 2.0)})
    assert [row[-2:] for row in timed.rows] == [["1.0", "2.0"], ["–", "–"]]
    assert timed.header[:-2] == plain.header


# --- Outputs -----------------------------------------------------------------------------------------


def test_one_seed_alone_is_the_network_of_a_usual_loop():
    (X, y), test = experiments.diabetes()
    both = experiments.regression("softplus", ((X, y), test), bounds=(0, np.inf), seeds=(3, 4), epochs=2)
    rng = np.random.default_rng(4)
    first, last = torch.nn.Linear(10, 32, dtype=torch.float64), torch.nn.Linear(32, 1, dtype=torch.float64)
    for layer in (first, last):
        shape = layer.weight.shape[::-1]
        W = rng.standard_normal(shape) / shape[0] ** 0.5
        layer.load_state_dict({"weight": torch.from_numpy(W.T), "bias": torch.zeros(shape[1])})
    model = torch.nn.Sequential(first, torch.nn.Tanh(), last, torch.nn.Softplus())
    optimiser = torch.optim.Adam(model.parameters(), 0.01)
    tensors = [torch.from_numpy(np.ascontiguousarray(a)) for a in (X, y, *test)]
    for _ in range(2):
        for chosen in torch.from_numpy(rng.permutation(len(X))).split(50):
            optimiser.zero_grad()
            torch.nn.functional.mse_loss(model(tensors[0][chosen]), tensors[1][chosen]).backward()
            optimiser.step()
    error = torch.nn.functional.mse_loss(model(tensors[2]), tensors[3]).sqrt()
    assert both.error[1] == pytest.approx(error.item(), abs=1e-9)


def test_a_relu_output_that_begins_negative_never_moves():
    data = experiments.diabetes()
    dead = experiments.regression("relu", data, bounds=(0, np.inf), bias=-3.0, epochs=5)
    assert np.all(dead.stuck == 1)
    # Every prediction is 0, so the error is that of 0.
    assert dead.error == pytest.approx(np.sqrt(np.mean(data[1][1] ** 2)))
    alive = experiments.regression("softplus", data, bounds=(0, np.inf), bias=-3.0, epochs=5)
    assert np.all(alive.stuck == 0) and np.all(alive.error < dead.error)


def test_only_an_unbounded_output_leaves_the_bounds():
    halves = experiments.lower_halves()
    found = {
        name: experiments.regression(name, halves, bounds=(0, 1), seeds=(0,), epochs=3)
        for name in ("identity", "sigmoid", "clipped")
    }
    assert found["identity"].outside > 0.05
    assert found["sigmoid"].outside == found["clipped"].outside == 0
    assert found["clipped"].stuck > 0.05 and found["sigmoid"].stuck == found["identity"].stuck == 0


def test_targets_are_those_that_the_text_says():
    (_, y), (_, test_y) = experiments.diabetes()
    both = np.concatenate([y, test_y])
    assert (len(y), len(test_y), both.min(), both.max()) == (300, 142, 0.25, 3.46)
    (seen, hidden), _ = experiments.lower_halves()
    assert seen.shape == hidden.shape == (1400, 32) and hidden.min() == 0 and hidden.max() == 1


# --- Recurrent networks ------------------------------------------------------------------------------


def test_states_without_a_bound_grow_as_the_spectrum_says():
    """A linear state grows by about the gain in each step; tanh's never passes 1."""
    sizes = experiments.state_sizes("identity", 2.0, width=200, steps=40, seeds=range(4))
    assert (sizes[-1] / sizes[20]) ** (1 / 19) == pytest.approx(2, abs=0.1)
    assert experiments.state_sizes("tanh", 10.0).max() <= 1
    one = experiments.state_sizes("tanh", 1.0, width=3, steps=2, seeds=(5,), inputs=1.0)
    rng = np.random.default_rng(5)
    W, h = rng.standard_normal((3, 3)) / 3**0.5, np.zeros(3)
    for _ in range(2):
        h = np.tanh(W @ h + rng.standard_normal(3))
    assert one[-1] == pytest.approx(np.sqrt(np.mean(h**2)))


def test_an_lstm_remembers_with_open_forget_gates_only():
    kept = experiments.remember("sigmoid", 3.0, seeds=(0,), updates=60)
    lost = experiments.remember("sigmoid", -2.0, seeds=(0,), updates=60)
    assert kept.start[0] > 1e6 * lost.start[0]
    assert kept.accuracy[0] > 0.9 > 0.7 > lost.accuracy[0]


def test_a_gate_that_may_pass_one_lets_the_memory_explode():
    assert experiments.remember("relu", 1.0, seeds=(0, 1), updates=0).largest.max() > 1e3
    assert experiments.remember("sigmoid", 1.0, seeds=(0, 1), updates=0).largest.max() < 30


# --- Stuck at chance ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def patients():
    return {name: experiments.symptoms(name, epochs=4, seed=1) for name in experiments.FAULTS}


def test_a_sound_network_shows_none_of_the_symptoms(patients):
    well = patients["nothing"]
    assert well.by_heart == 1 and well.accuracy > 0.9 and well.answers == 10
    assert abs(well.start - math.log(10)) < 0.5 and 0.1 < well.ratio < 10 and well.constant < 0.3


def test_every_fault_but_the_second_softmax_is_at_chance(patients):
    above = {name for name, seen in patients.items() if seen.accuracy > 0.2}
    assert above == {"nothing", "a softmax before the loss"}


def test_every_fault_shows_where_it_must(patients):
    ln10 = math.log(10)
    for name in ("all weights zero", "all units dead"):
        assert patients[name].start == pytest.approx(ln10, abs=1e-12)
        assert patients[name].constant == 1 and patients[name].moved == 0
    assert patients["inputs a thousand times too large"].start > 100
    assert patients["labels of other examples"].by_heart == 1
    assert patients["learning rate far too high"].moved > 1000
    assert 0 < patients["learning rate far too low"].moved < 1e-4
    assert patients["eight sigmoid layers"].ratio < 1e-4
    frozen = patients["the optimiser has other weights"]
    assert frozen.moved == 0 and frozen.end == frozen.start and frozen.ratio > 0.1
    wrong_axis = patients["accuracy counted along the wrong axis"]
    assert wrong_axis.end == patients["nothing"].end and wrong_axis.answers == 10


def test_words_tell_the_patients_apart_but_for_the_two_that_give_nothing(patients):
    said = {name: tuple(seen.words()[1:]) for name, seen in patients.items()}
    twins = {name for name in said if list(said.values()).count(said[name]) > 1}
    assert twins == {"all weights zero", "all units dead"}


def test_words_of_numbers_that_broke():
    broken = stuck.Symptoms(math.nan, 0.0, math.nan, 0.1, 1, math.nan, math.nan, 0.0)
    assert broken.words() == ["nan", "no", "over 3", "chance", "one", "none", "wildly", "0%"]


def test_an_unknown_fault_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="no fault 'labels'; the known ones are nothing, labels of"):
        experiments.symptoms("labels")


def test_points_lost_is_the_fall_of_the_means():
    before, after = experiments.in_few_bits(["relu"], bits=[4], seeds=range(2))["relu"]
    lost = experiments.points_lost("relu", 4, seeds=range(2))
    assert lost == pytest.approx(100 * (before.mean() - after.mean()))
