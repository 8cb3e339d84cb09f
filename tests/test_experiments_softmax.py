"""Experiments on softmax and temperature, against PyTorch, SciPy, closed forms and counting by hand."""

import numpy as np
import pytest
import scipy.linalg
import scipy.optimize
import scipy.special
import scipy.stats
import torch
from activations import experiments, softmax
from activations.experiments.classifiers import LOSSES
from torch.nn import functional as F

RNG = np.random.default_rng(0)
LOGITS, LABELS = RNG.normal(0, 3, (300, 6)), RNG.integers(0, 6, 300)
LABELS[:200] = (LOGITS[:200] + RNG.gumbel(size=(200, 6)) * 2).argmax(axis=1)


# --- Distributions -----------------------------------------------------------------------------------


def test_entropy_is_scipys():
    p = softmax(LOGITS)
    np.testing.assert_allclose(experiments.entropy(p), scipy.stats.entropy(p, axis=1), rtol=1e-13)
    np.testing.assert_allclose(experiments.entropy(p, axis=0), scipy.special.entr(p).sum(0), rtol=1e-13)
    assert experiments.entropy([1.0, 0.0]) == 0


@pytest.mark.parametrize("scores, mean", [((2, 1, 0.1), 1.5), ((2, 1, 0.1), 0.4), ((5, 1, 0, -2), 1.0)])
def test_the_optimiser_finds_a_softmax_and_nothing_has_more_entropy(scores, mean):
    scores = np.array(scores, dtype=float)
    found = experiments.maximum_entropy(scores, mean)
    multiplier = scipy.optimize.brentq(lambda x: scipy.special.softmax(x * scores) @ scores - mean, -20, 20)
    np.testing.assert_allclose(found, scipy.special.softmax(multiplier * scores), atol=1e-6)
    # Any step that keeps the sum and the mean loses entropy.
    keeping = scipy.linalg.null_space(np.array([np.ones_like(scores), scores]))
    for step in keeping.T:
        for size in (-1e-2, 1e-2):
            moved = found + size * step
            assert (moved > 0).all()
            assert experiments.entropy(moved) < experiments.entropy(found)


def test_a_mean_out_of_reach_is_refused():
    for mean in (2, 2.5, 0.1, float("nan")):
        with pytest.raises(ValueError, match="between the extreme scores"):
            experiments.maximum_entropy([2, 1, 0.1], mean)


@pytest.mark.parametrize("scaled", [False, True])
def test_attention_is_what_pytorch_computes(scaled):
    rng = np.random.default_rng(4)
    q = torch.tensor(rng.standard_normal((20, 9)))
    k = torch.tensor(rng.standard_normal((20, 5, 9)))
    scores = (k @ q[:, :, None])[..., 0] / (3 if scaled else 1)
    p = scores.softmax(1)
    jacobians = [torch.autograd.functional.jacobian(lambda t: t.softmax(0), row) for row in scores]
    found = experiments.attention_sharpness(9, scaled, keys=5, queries=20, seed=4)
    assert found.spread == pytest.approx(scores.std(dim=1, correction=0).mean().item())
    assert found.entropy == pytest.approx(torch.distributions.Categorical(p).entropy().mean().item())
    assert found.top == pytest.approx(p.amax(1).mean().item())
    assert found.jacobian == pytest.approx(np.mean([j.norm().item() for j in jacobians]))


def test_scaled_attention_does_not_depend_on_the_width():
    tops = [experiments.attention_sharpness(d, queries=300).top for d in (16, 64, 256)]
    raw = [experiments.attention_sharpness(d, False, queries=300).top for d in (16, 64, 256)]
    assert max(tops) - min(tops) < 0.02
    assert raw[0] < raw[1] < raw[2]


@pytest.mark.parametrize("T", [1, 2.5, 20])
def test_soft_target_gradient_is_pytorchs(T):
    student = torch.tensor(LOGITS[:5], requires_grad=True)
    teacher = torch.tensor(LOGITS[5:10])
    loss = -((teacher / T).softmax(1) * (student / T).log_softmax(1)).sum()
    loss.backward()
    found = experiments.soft_target_gradient(LOGITS[:5], LOGITS[5:10], T)
    np.testing.assert_allclose(found, student.grad.numpy(), atol=1e-14)


def test_soft_target_gradient_tends_to_the_difference_of_logits():
    difference = LOGITS[:5] - LOGITS[5:10]
    wanted = (difference - difference.mean(axis=1, keepdims=True)) / 6
    found = experiments.soft_target_gradient(LOGITS[:5], LOGITS[5:10], 1e5) * 1e10
    np.testing.assert_allclose(found, wanted, atol=1e-3)


# --- Calibration -------------------------------------------------------------------------------------


@pytest.mark.parametrize("T", [0.5, 1, 3])
def test_log_loss_is_pytorchs(T):
    wanted = F.cross_entropy(torch.tensor(LOGITS) / T, torch.tensor(LABELS)).item()
    assert experiments.log_loss(LOGITS, LABELS, T) == pytest.approx(wanted, rel=1e-13)


@pytest.mark.parametrize("factor", [0.2, 1, 7])
def test_fitted_temperature_is_the_least_loss_on_a_fine_grid(factor):
    T = experiments.fit_temperature(factor * LOGITS, LABELS)
    assert pytest.approx(factor * experiments.fit_temperature(LOGITS, LABELS), rel=1e-9) == T
    best = experiments.log_loss(factor * LOGITS, LABELS, T)
    for other in T * np.exp(np.linspace(-1, 1, 41)):
        assert experiments.log_loss(factor * LOGITS, LABELS, other) >= best - 1e-14


def test_fitted_temperature_recovers_the_one_that_drew_the_labels():
    rng = np.random.default_rng(3)
    logits = rng.normal(0, 4, (20_000, 5))
    labels = (logits / 2.5 + rng.gumbel(size=logits.shape)).argmax(axis=1)
    assert experiments.fit_temperature(logits, labels) == pytest.approx(2.5, rel=0.02)


@pytest.mark.parametrize("labels", [LOGITS.argmax(axis=1), LOGITS.argmin(axis=1)], ids=["always", "never"])
def test_no_temperature_is_best_if_the_labels_always_or_never_win(labels):
    with pytest.raises(ValueError, match="no finite temperature"):
        experiments.fit_temperature(LOGITS, labels)


def test_reliability_counted_by_hand():
    p = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.45, 0.55], [0.5, 0.5], [1.0, 0.0]])
    labels = np.array([0, 1, 1, 1, 0, 0])
    found = experiments.reliability(p, labels, bins=4)
    assert found.edges.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert found.count.tolist() == [0, 1, 2, 3]
    np.testing.assert_allclose(found.confidence, [np.nan, 0.5, 0.625, 0.9])
    np.testing.assert_allclose(found.accuracy, [np.nan, 1, 1, 2 / 3])
    wanted = (1 * 0.5 + 2 * 0.375 + 3 * (0.9 - 2 / 3)) / 6
    assert experiments.calibration_error(p, labels, bins=4) == pytest.approx(wanted)


def test_calibration_error_by_a_loop():
    p = scipy.special.softmax(LOGITS, axis=1)
    for bins in (1, 7, 15):
        wanted = 0.0
        for b in range(bins):
            inside = [i for i in range(300) if b / bins < p[i].max() <= (b + 1) / bins]
            if inside:
                right = np.mean([p[i].argmax() == LABELS[i] for i in inside])
                wanted += len(inside) / 300 * abs(right - np.mean([p[i].max() for i in inside]))
        assert experiments.calibration_error(p, LABELS, bins) == pytest.approx(wanted)


def test_honest_answers_have_a_small_error():
    rng = np.random.default_rng(5)
    logits = rng.normal(0, 2, (50_000, 4))
    labels = (logits + rng.gumbel(size=logits.shape)).argmax(axis=1)
    assert experiments.calibration_error(softmax(logits), labels) < 0.01
    assert experiments.calibration_error(softmax(logits, 0.5), labels) > 0.05


# --- Sampling ----------------------------------------------------------------------------------------


def test_kept_without_cutting_is_the_softmax():
    for T in (0.3, 1, 4):
        np.testing.assert_allclose(experiments.kept(LOGITS[0], T), scipy.special.softmax(LOGITS[0] / T))


@pytest.mark.parametrize("k", range(1, 7))
def test_top_k_by_pytorch(k):
    z = torch.tensor(LOGITS[0])
    threshold = z.topk(k).values[-1]
    wanted = z.masked_fill(z < threshold, -torch.inf).softmax(0)
    np.testing.assert_allclose(experiments.kept(LOGITS[0], top_k=k), wanted.numpy(), atol=1e-15)


@pytest.mark.parametrize("top_p", [0.01, 0.3, 0.6, 0.9, 0.999, 1])
@pytest.mark.parametrize("row", range(5))
def test_top_p_is_the_smallest_set_that_holds_enough(top_p, row):
    p = scipy.special.softmax(LOGITS[row] / 3)
    left = experiments.kept(LOGITS[row], 3, top_p=top_p)
    inside = left > 0
    assert left.sum() == pytest.approx(1)
    np.testing.assert_allclose(left[inside], p[inside] / p[inside].sum())
    assert p[inside].sum() >= top_p - 1e-12
    assert p[inside].sum() - p[inside].min() < top_p
    assert inside.all() or p[inside].min() >= p[~inside].max()


def test_top_k_comes_before_top_p():
    logits = np.log([0.4, 0.3, 0.2, 0.1])
    # Two are left with 4/7 and 3/7; the first holds one half by itself. Of all four it would not.
    np.testing.assert_allclose(experiments.kept(logits, top_k=2, top_p=0.5), [1, 0, 0, 0])
    assert np.sum(experiments.kept(logits, top_p=0.5) > 0) == 2


@pytest.mark.parametrize(
    "wrong", [{"top_k": 0}, {"top_k": 5}, {"top_p": 0}, {"top_p": 1.1}, {"temperature": 0}]
)
def test_dials_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        experiments.kept([1.0, 2.0, 3.0, 4.0], **wrong)
    with pytest.raises(ValueError, match="one row"):
        experiments.kept([[1.0, 2.0]])


def test_samples_follow_what_is_kept():
    counts = experiments.sample_counts(LOGITS[0], 20_000, temperature=3, top_p=0.8, seed=1)
    p = experiments.kept(LOGITS[0], 3, top_p=0.8)
    assert counts.sum() == 20_000 and not counts[p == 0].any()
    assert scipy.stats.chisquare(counts[p > 0], 20_000 * p[p > 0]).pvalue > 1e-4
    again = experiments.sample_counts(LOGITS[0], 20_000, temperature=3, top_p=0.8, seed=1)
    np.testing.assert_array_equal(counts, again)


# --- Training ----------------------------------------------------------------------------------------


def test_the_parts_of_the_digits_do_not_overlap():
    parts = experiments.digit_parts(300, rows=3)
    assert [X.shape for X, _ in parts] == [(300, 24), (400, 24), (1097, 24)]
    whole = experiments.digits()
    together = np.concatenate([X for X, _ in parts])
    np.testing.assert_array_equal(together[:1400], whole.train_X[:, :24] * 2 - 1)
    np.testing.assert_array_equal(np.concatenate([y for _, y in parts])[1400:], whole.test_y)


@pytest.mark.parametrize("wrong, words", [((0,), "train_size"), ((1001,), "train_size"), ((10, 9), "rows")])
def test_digits_that_do_not_exist_are_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        experiments.digit_parts(*wrong)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_loss_reported_is_the_one_named(loss):
    """One step with a learning rate of nearly 0: the loss is that of the network as it stands."""
    (X, y), _, _ = experiments.digit_parts(50)
    seen = []
    experiments.fit_classifier(
        X, y, (8,), 1, loss=loss, learning_rate=1e-12, callback=lambda *told: seen.append(told)
    )
    epoch, predict, value = seen[0]
    z, labels = torch.tensor(predict(X)), torch.tensor(y)
    wanted = {
        "logits": lambda: F.cross_entropy(z, labels),
        "softmax twice": lambda: F.cross_entropy(z.softmax(1), labels),
        "softmax then nll": lambda: -z.softmax(1)[range(50), y].mean(),
    }[loss]().item()
    assert epoch == 1 and value == pytest.approx(wanted, abs=1e-8)


def test_training_is_repeatable_and_learns():
    (X, y), _, (test_X, test_y) = experiments.digit_parts(500)
    first, second = (experiments.fit_classifier(X, y, (32,), 40, seed=3)(test_X) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert np.mean(first.argmax(axis=1) == test_y) > 0.85


def test_an_unknown_loss_is_refused():
    with pytest.raises(ValueError, match="loss must be one of 'logits'"):
        experiments.fit_classifier(np.zeros((1, 2)), np.zeros(1, dtype=int), loss="softmax")


def test_label_smoothing_makes_a_network_shy():
    plain, smooth = (
        experiments.held_out_logits(300, epochs=60, hidden=(64,), label_smoothing=s) for s in (0, 0.3)
    )
    assert softmax(smooth.test).max(1).mean() < softmax(plain.test).max(1).mean() - 0.1
    assert experiments.fit_temperature(smooth.validation, smooth.validation_labels) < 0.8
    assert plain.validation.shape == (400, 10) and plain.test.shape == (1097, 10)
