"""The reliability diagram and the bars: what is drawn is what was given."""

import matplotlib
import numpy as np
from activations import experiments, plots

matplotlib.use("Agg")


def test_reliability_draws_the_bins_that_have_answers_and_the_diagonal():
    p = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.45, 0.55]])
    found = experiments.reliability(p, [0, 1, 1, 1], bins=4)
    ax = plots.reliability({"a network": found})
    diagonal, line = ax.lines
    assert diagonal.get_xydata().tolist() == [[0, 0], [1, 1]]
    np.testing.assert_allclose(line.get_xydata(), [[0.625, 1], [0.85, 0.5]])
    np.testing.assert_allclose(ax.collections[0].get_offsets(), line.get_xydata())
    assert "a network" in [text.get_text() for text in ax.texts]


def test_larger_dots_hold_more_answers():
    found = experiments.Reliability(
        np.linspace(0, 1, 3), np.array([1, 9]), np.array([0.4, 0.9]), np.array([0.5, 0.8])
    )
    small, large = plots.reliability({"x": found}).collections[0].get_sizes()
    assert small < large


def test_bars_stand_side_by_side_with_their_heights():
    ax = plots.bars(["one", "two", "three"], {"a": [1, 2, 3], "b": [3, 2, 1]}, ylabel="height")
    assert [bar.get_height() for bar in ax.patches] == [1, 2, 3, 3, 2, 1]
    middles = [bar.get_x() + bar.get_width() / 2 for bar in ax.patches]
    np.testing.assert_allclose(middles, [-0.2, 0.8, 1.8, 0.2, 1.2, 2.2])
    assert [text.get_text() for text in ax.get_xticklabels()] == ["one", "two", "three"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert len({bar.get_hatch() for bar in ax.patches}) == 2
    assert ax.get_ylabel() == "height"
