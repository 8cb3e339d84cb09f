"""Plots: what is drawn is the data. Tables: what is printed is computed."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from activations import ACTIVATIONS, accuracy, elu, experiments, plots, relu, sigmoid, tables, tanh


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


# --- Plots -------------------------------------------------------------------------------------------


def test_curves_are_the_functions():
    ax = plots.curves(["sigmoid", tanh, ("elu", {"alpha": 0.5})], low=-4, high=4)
    x = ax.lines[0].get_xdata()
    assert x[0] == -4 and x[-1] == 4
    for line, y in zip(ax.lines, (sigmoid(x), tanh(x), elu(x, alpha=0.5)), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), y)
    assert texts(ax) == ["sigmoid", "tanh", "elu(alpha=0.5)"]
    assert ax.get_xlabel() == "x" and ax.get_ylabel() == "f(x)"


def test_slopes_have_a_gap_at_a_kink():
    ax = plots.curves("relu", derivative=True)
    x, y = ax.lines[0].get_data()
    assert x[np.isnan(y)].tolist() == [0]
    np.testing.assert_array_equal(y[x < 0], 0)
    np.testing.assert_array_equal(y[x > 0], 1)
    smooth = plots.curves("sigmoid", derivative=True).lines[0]
    np.testing.assert_array_equal(smooth.get_ydata(), sigmoid.derivative(smooth.get_xdata()))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_can_be_plotted_and_drawn(name):
    axes = plots.function_and_slope(name)
    assert len(axes) == 2 and [len(ax.lines) for ax in axes] == [1, 1]
    axes[0].figure.canvas.draw()


def test_lines_are_the_series_and_labels_stand_inside_logarithmic_axes():
    x = np.array([1, 10, 100, 1000])
    ax = plots.lines({"a": (x, 1 / x), "b": (x, x**2)}, xlabel="width", ylabel="error", log="xy")
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert (ax.get_xlabel(), ax.get_ylabel(), texts(ax)) == ("width", "error", ["a", "b"])
    np.testing.assert_array_equal(ax.lines[0].get_data(), [x, 1 / x])
    assert all(0 < value < 1 for text in ax.texts for value in text.xy)
    assert plots.lines({"a": (x, x)}).get_xscale() == "linear"


def test_regions_shade_where_the_model_says_yes():
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    models = {"right": lambda p: p[:, 0] - 0.5, "top": lambda p: p[:, 1] - 0.5}
    right, top = plots.regions(models, corners, [0, 1, 0, 1])
    assert (right.get_title(), top.get_title()) == ("right", "top")
    shaded = np.concatenate([path.vertices for path in right.collections[0].get_paths()])
    assert shaded[:, 0].min() == pytest.approx(0.5, abs=0.01) and shaded[:, 1].min() == -0.5
    negative, positive = right.lines
    assert (negative.get_fillstyle(), positive.get_fillstyle()) == ("none", "full")
    np.testing.assert_array_equal(positive.get_xydata(), [[0, 1], [1, 1]])


def test_lines_differ_without_colour_and_read_on_light_and_dark():
    names = ["sigmoid", "tanh", "relu", "gelu"]
    ax = plots.curves(names)
    assert len({str(line._unscaled_dash_pattern) for line in ax.lines}) == len(names)
    assert len({line.get_color() for line in ax.lines}) == len(names)
    assert ax.patch.get_alpha() == 0 and ax.figure.patch.get_alpha() == 0
    for colour in plots.COLOURS:
        for background in ("#ffffff", "#121212"):
            assert contrast(colour, background) >= 3


def contrast(first, second):
    """WCAG 2.2's contrast ratio."""
    bright, dark = sorted(map(luminance, (first, second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour):
    rgb = np.array(matplotlib.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_plots_draw_where_they_are_told():
    _, axes = plt.subplots(1, 4)
    assert plots.curves("tanh", ax=axes[0]) is axes[0]
    assert plots.function_and_slope("tanh", axes=axes[:2])[1] is axes[1]
    flow = experiments.gradient_flow("tanh", depth=3, width=4, batch=2)
    assert plots.gradient_flow({"tanh": flow}, ax=axes[1]) is axes[1]
    assert plots.spread({"a": [1, 2]}, ax=axes[2]) is axes[2]
    assert plots.path([[0, 0], [1, 1]], ax=axes[3]) is axes[3]


@pytest.mark.parametrize("what", ["gradient", "weight_gradient", "size"])
def test_gradient_flow_plots_the_record(what):
    flows = {name: experiments.gradient_flow(name, depth=6, width=8, batch=4) for name in ("sigmoid", "tanh")}
    ax = plots.gradient_flow(flows, what)
    assert ax.get_yscale() == "log" and texts(ax) == ["sigmoid", "tanh"]
    for line, flow in zip(ax.lines, flows.values(), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), range(1, 7))
        np.testing.assert_array_equal(line.get_ydata(), getattr(flow, what))
    with pytest.raises(ValueError, match="what must be one of 'gradient'"):
        plots.gradient_flow(flows, "loss")


def test_spread_shows_every_value_the_median_and_the_reference():
    ax = plots.spread({"a": [1e-3, 1e-2, 1e-1], "b": [2.0, 4.0]}, reference={"b": 5.0})
    assert ax.get_xscale() == "log"
    ticks_a, median_a, ticks_b, median_b, diamond = (
        np.atleast_1d(line.get_xdata()).tolist() for line in ax.lines
    )
    assert (ticks_a, median_a) == ([1e-3, 1e-2, 1e-1], [1e-2])
    assert (ticks_b, median_b, diamond) == ([2, 4], [3], [5])
    assert texts(ax) == ["0.01", "3"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]


def test_errors_shows_the_worst_of_each_stretch_and_caps_what_is_not_finite():
    x = np.array([-9.0, -8.0, -1.0, 3.0, 7.0, 7.5, 20.0])
    ulp = np.array([2.0, 5e3, 0.0, np.inf, 1.0, 8.0, 1e6])
    small = np.array([False, False, False, False, False, True, False])
    found = accuracy.Errors(x, np.zeros(7), np.ones(7), ulp, ulp, small)
    ax = plots.errors({"ours": found, "theirs": found}, low=-10, high=10, bins=4)
    assert ax.get_yscale() == "log" and ax.get_xlim() == (-10, 10)
    line = ax.lines[0]
    np.testing.assert_array_equal(line.get_xdata(), [-7.5, -2.5, 2.5, 7.5])
    top = ax.get_ylim()[1]
    np.testing.assert_array_equal(line.get_ydata(), [5e3, ax.get_ylim()[0], top, 1.0])
    assert [text for text in texts(ax) if text in ("ours", "theirs")] == ["ours", "theirs"]
    ax.figure.canvas.draw()


def test_path_draws_the_points_on_contours():
    descent = experiments.zigzag_path()
    ax = plots.path(descent.path, loss=lambda u, v: (u - 1) ** 2 + 3 * (v + 1) ** 2, label="one at a time")
    np.testing.assert_array_equal(np.column_stack(ax.lines[0].get_data()), descent.path)
    assert len(ax.collections) >= 1
    ax.figure.canvas.draw()


def test_labels_keep_apart():
    ax = plots.curves(["sigmoid", "tanh", "softsign", "hardtanh"])
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    inside = ax.get_window_extent()
    for i, box in enumerate(boxes):
        assert inside.x0 - 2 <= box.x0 and box.x1 <= inside.x1 + 2
        assert not any(box.overlaps(other) for other in boxes[i + 1 :])


# --- Tables ------------------------------------------------------------------------------------------


class Cells(HTMLParser):
    """The rows of a table, and the scope of its header cells."""

    def __init__(self, markup):
        super().__init__()
        self.rows, self.scopes, self.tags = [], [], set()
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
        if tag == "th":
            self.scopes.append(dict(attrs)["scope"])

    def handle_data(self, data):
        if self.rows:
            self.rows[-1][-1] += data


def test_values_are_computed():
    table = tables.values(["sigmoid", "tanh"], [-3, 0, 1.5], digits=6)
    assert table.header == ["f(x)", "x = −3", "x = 0", "x = 1.5"]
    for row, f in zip(table.rows, (sigmoid, tanh), strict=True):
        shown = [float(cell.replace("−", "-")) for cell in row[1:]]
        assert row[0] == f.name and shown == pytest.approx(f([-3, 0, 1.5]), rel=1e-5)
    slopes = tables.values("tanh", [40.0], derivative=True)
    assert slopes.header[0] == "f′(x)" and slopes.rows == [
        ["tanh", f"{tanh.derivative(40.0):.4g}".replace("-", "−")]
    ]


def test_facts_hold_every_activation():
    table = tables.facts()
    assert [row[0] for row in table.rows] == list(ACTIVATIONS)
    rows = {row[0]: dict(zip(table.header, row, strict=True)) for row in table.rows}
    assert rows["sigmoid"]["range"] == "(0, 1)" and rows["sigmoid"]["largest slope"] == "0.25"
    assert rows["relu"]["range"] == "[0, ∞)" and rows["relu"]["kinks"] == "0"
    assert rows["gelu"]["range"] == "[−0.17, ∞)" and rows["gelu"]["mean over N(0, 1)"] == "0.2821"
    assert rows["tanh"]["mean over N(0, 1)"] == "0" and rows["tanh"]["saturates"] == "both sides"
    assert rows["elu"]["range"] == "(−1, ∞)" and rows["hardsigmoid"]["range"] == "[0, 1]"
    assert rows["swish"]["PyTorch"] == "none" and rows["gelu"]["monotonic"] == "no"


def test_averages_are_those_of_the_normal():
    table = tables.averages(["sigmoid", "tanh", "relu"], digits=6)
    assert table.rows[0] == ["sigmoid", "0.5", "0.293379", "0.206621", "0.211746"]
    assert table.rows[1] == ["tanh", "0", "0.394294", "0.605706", "0.681471"]
    assert table.rows[2] == ["relu", "0.398942", "0.5", "0.5", "0.707107"]


def test_the_two_faces_of_a_table_agree():
    table = tables.values(["relu", "gelu"], [-1, 1])
    page = Cells(table._repr_html_())
    assert page.rows == [table.header, *table.rows]
    assert page.scopes == ["col"] * 3 + ["row"] * 2
    lines = repr(table).splitlines()
    assert [re.split(r"\s{2,}", line) for line in (lines[0], *lines[2:])] == page.rows
    assert all(line == line.rstrip() for line in lines)


def test_table_text_is_escaped():
    table = tables.Table(["<b>", "a&b"], [["x<y", "<script>"]], caption="1 < 2")
    page = Cells(table._repr_html_().replace("<caption>1 &lt; 2</caption>", ""))
    assert page.rows == [table.header, *table.rows]
    assert page.tags == {"table", "thead", "tbody", "tr", "th", "td"}
    assert repr(table).startswith("1 < 2\n\n")


def test_tables_take_names_records_and_reject_strangers():
    assert (
        tables.values(relu, [1]).rows
        == tables.values("relu", [1]).rows
        == tables.values(["relu"], 1 * [1]).rows
    )
    with pytest.raises(ValueError, match="did you mean 'relu'"):
        tables.values(["reluu"], [1])


def test_a_timeline_is_true_to_scale_and_its_labels_apart():
    events = [(2012, "AlexNet"), (1969, "Fukushima"), (2010, "Nair\nand Hinton"), (2009, "Jarrett")]
    ax = plots.timeline(events)
    assert list(ax.lines[0].get_ydata()) == sorted(year for year, _ in events)
    texts = sorted(ax.texts, key=lambda text: text.get_position()[1])
    assert [text.get_text().split()[0] for text in texts] == [str(year) for year, _ in sorted(events)]
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in texts]
    assert all(above.y0 >= below.y1 for above, below in pairwise(boxes))
    frame = ax.figure.bbox
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 for box in boxes)
    assert ax.yaxis_inverted()


def test_the_formula_sheet_has_a_row_for_each_with_measured_slopes():
    sheet = tables.formula_sheet(["sigmoid", "leaky_relu", "gelu"])
    text = sheet._repr_latex_()
    assert text.startswith("$$\n") and text.endswith("\n$$")
    rows = [line.rstrip("\\").split("&") for line in sheet.lines[1:-1]]
    names = [row[0].removesuffix(r"\kern-0.6em") for row in rows]
    assert names == ["", r"\texttt{sigmoid}", r"\texttt{leaky\_relu}", r"\texttt{gelu}"]
    assert {len(row) for row in rows} == {6}
    assert [row[3] for row in rows[1:]] == [r"(0,\,1)", r"(-\infty,\,\infty)", r"[-0.17,\,\infty)"]
    assert [row[4:] for row in rows[1:]] == [["0.25", "0.25"], ["1", "0.01"], ["1.129", "0.5"]]
