"""The figures "temperature", "jacobian" and "gate" in a browser: ties, cuts, signs, coins, dragged logits."""

import re

import pytest
from activations import figures
from test_figures_browser import contrast, folder, luminance, open_figure, picture, wait_for_change, write

__all__ = ["folder", "write"]  # fixtures

# An element's fill over the surface, as "rgb(…)": what the ink on it must stand out from.
OVER_SURFACE = """(node) => {
    const parts = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const style = getComputedStyle(node);
    const surface = parts(getComputedStyle(node.closest(".af-live")).backgroundColor);
    const share = Number(style.fillOpacity);
    return `rgb(${parts(style.fill).map((v, i) => Math.round(share * v + (1 - share) * surface[i])).join()})`;
}"""


def cells(figure, row):
    return figure.locator(".af-readouts tbody tr").nth(row).locator("td").all_text_contents()


def press(figure, label, key):
    before = picture(figure)
    figure.get_by_label(label, exact=True).press(key)
    wait_for_change(figure, before)


def test_a_tie_is_shared_down_to_the_lowest_temperature(page, write):
    figure = open_figure(page, write(figures.temperature([2, 2, 1], id="fig-tie")), "fig-tie")
    press(figure, "Temperature T", "Home")
    assert figure.locator(".af-values text").all_text_contents() == ["0.500", "0.500", "≈ 0"]
    assert figure.locator(".af-remark").text_content() == "z₁ and z₂ tie and share, at every T"
    heights = [float(bar.get_attribute("height")) for bar in figure.locator(".af-kept rect").all()]
    assert heights[0] == heights[1] > 50 > 1e-3 > heights[2]
    assert "0.693 nats = 1.000 bits" in figure.locator(".af-entropy").text_content()
    press(figure, "Temperature T", "End")
    assert [round(float(row[1]), 2) for row in (cells(figure, i) for i in range(3))] == [0.34, 0.34, 0.32]


def test_what_is_cut_is_hatched_and_the_rest_renormalised(page, write):
    figure = open_figure(page, write(figures.temperature(draws=1000, id="fig-cut")), "fig-cut")
    assert figure.locator(".af-before path[d]").count() == 0
    press(figure, "Top-k: keep the k largest", "ArrowLeft")
    press(figure, "Top-k: keep the k largest", "ArrowLeft")
    shares = [cells(figure, i)[2] for i in range(4)]
    assert shares[2:] == ["cut", "cut"]
    assert sum(map(float, shares[:2])) == pytest.approx(1, abs=2e-4)
    assert sum(int(cells(figure, i)[4]) for i in range(4)) == 1000
    hatched = [bar for bar in figure.locator(".af-cut rect").all() if float(bar.get_attribute("height"))]
    assert len(hatched) == 2
    for bar in hatched:
        pattern = re.fullmatch(r"url\(#(.+)\)", bar.get_attribute("fill"))[1]
        assert page.locator(f'pattern[id="{pattern}"] path').count() == 1
    assert figure.locator(".af-values text").all_text_contents()[2:] == ["cut", "cut"]
    # The kept bars carry a line where they stood before the cut, and drawn shares have a diamond.
    assert figure.locator(".af-shares .af-before path[d]").count() == 2
    assert figure.locator(".af-shares .af-drawn path[d]").count() == 2


@pytest.mark.parametrize("name", ["temperature", "jacobian"])
def test_a_dragged_logit_moves_alone_and_stops_at_its_limit(page, write, name):
    figure = open_figure(page, write(getattr(figures, name)(id="fig-drag")), "fig-drag")
    handle = figure.locator(".af-handle").nth(2)
    figure.locator(".af-stage").scroll_into_view_if_needed()
    before, box = picture(figure), handle.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"], box["y"] - 500, steps=5)
    page.mouse.up()
    wait_for_change(figure, before)
    values = [figure.get_by_label(f"Logit z{i}", exact=True).input_value() for i in "₁₂₃₄"]
    assert values == ["2", "1", "5", "-1"]
    assert figure.get_by_role("alert").is_hidden()


def test_logits_that_are_taken_away_come_back(page, write):
    figure = open_figure(page, write(figures.temperature(id="fig-count")), "fig-count")
    press(figure, "Number of logits", "Home")
    assert figure.get_by_label("Logit z₃").count() == 0
    for _ in range(3):
        press(figure, "Number of logits", "ArrowRight")
    assert [cells(figure, i)[0] for i in range(5)] == ["2", "1", "0.5", "−1", "0"]


@pytest.mark.parametrize("theme", ["", "dark"])
def test_signs_are_written_hatched_and_legible(page, write, theme):
    extreme = figures.jacobian([3, 3, 1, -2], id="fig-signs")
    figure = open_figure(page, write(extreme, theme=theme), "fig-signs")
    marks = figure.locator(".af-cells .af-cell")
    assert marks.count() == 16
    for i, mark in enumerate(marks.all()):
        on_diagonal = i % 5 == 0
        text, texture = mark.locator("text"), mark.locator(".af-texture")
        assert text.text_content()[0] == ("+" if on_diagonal else "−")
        assert (texture.get_attribute("fill") == "none") == on_diagonal
        tint = mark.locator("rect").first.evaluate(OVER_SURFACE)
        assert (luminance(tint) < 0.2) == (theme == "dark")
        assert contrast(text.evaluate("node => getComputedStyle(node).fill"), tint) >= 4.5


def test_the_matrix_fades_when_one_logit_runs_away(page, write):
    figure = open_figure(page, write(figures.jacobian(id="fig-fade")), "fig-fade")
    opening = float(cells(figure, 2)[0])
    assert opening <= 0.25
    press(figure, "Logit z₁", "End")
    assert float(cells(figure, 2)[0]) < opening / 5
    press(figure, "Temperature T", "Home")
    assert "lost in rounding" in cells(figure, 1)[0]
    assert cells(figure, 1)[1] == "K − 1 = 3"


def test_the_gates_dial_is_there_for_swish_only(page, write):
    figure = open_figure(page, write(figures.gate(id="fig-dial")), "fig-dial")
    dial = figure.get_by_label("β, the gate’s steepness")
    assert dial.count() == 0
    before = picture(figure)
    figure.get_by_label("Unit and its gate").select_option("sigmoid")
    wait_for_change(figure, before)
    press(figure, "β, the gate’s steepness", "Home")
    assert cells(figure, 0)[0] == "none: falls without end"
    press(figure, "β, the gate’s steepness", "End")
    assert cells(figure, 0)[0] == "−0.01392 at x = −0.06392"


def test_coins_are_open_or_shut_and_more_of_them_come_nearer(page, write):
    figure = open_figure(page, write(figures.gate(samples=1, id="fig-coins")), "fig-coins")

    def spread():
        return float(re.search(r"off by ([\d.]+)", figure.locator(".af-readouts caption").inner_text())[1])

    assert figure.locator(".af-coins circle").count() == 1
    # One coin at every x: each share is 0 or 1.
    heights = {c.get_attribute("cy") for c in figure.locator(".af-gates .af-coin-mean circle").all()}
    assert len(heights) == 2
    one = spread()
    press(figure, "Coins at every x", "End")
    assert figure.locator(".af-coins circle").count() == 20
    opened = figure.locator(".af-coins .af-coin-open").count()
    assert 10 < opened < 20
    assert spread() < one / 10
