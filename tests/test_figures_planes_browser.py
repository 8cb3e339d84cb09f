"""The figures "collapse" and "universal" in a browser: arrows to drag, a target to draw, the same by key."""

import pytest
from activations import figures
from test_figures_browser import folder, mounted, open_figure, picture, wait_for_change, write

__all__ = ["folder", "write"]  # fixtures


def drag(page, start, *stops):
    page.mouse.move(*start)
    page.mouse.down()
    for stop in stops:
        page.mouse.move(*stop, steps=4)
    page.mouse.up()


def centre(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def value(figure, control):
    return float(figure.locator(f'[data-control="{control}"] input').input_value())


def cells(figure, row):
    return figure.locator(".af-readouts tbody tr").nth(row).locator("td").all_text_contents()


@pytest.mark.parametrize(("layer", "plane"), [(1, 1), (2, 2)])
def test_an_arrow_follows_the_pointer_and_only_it(page, write, layer, plane):
    figure = open_figure(page, write(figures.collapse(id="fig-arrows")), "fig-arrows")
    ends = figure.locator(f".af-plane-{plane} .af-end")
    assert ends.count() == 3
    sizes = {"W1": 4, "b1": 2, "W2": 4, "b2": 2}
    controls = [f"{name}-{i}" for name, n in sizes.items() for i in range(1, n + 1)]
    before = {control: value(figure, control) for control in controls}
    for end, moved in [(1, ("W", 1, 3)), (2, ("W", 2, 4)), (0, ("b", 1, 2))]:
        figure.locator(".af-stage").scroll_into_view_if_needed()
        shown, (x, y) = picture(figure), centre(ends.nth(end))
        drag(page, (x, y), (x + 12, y - 20))
        wait_for_change(figure, shown)
        after = {control: value(figure, control) for control in controls}
        name, across, up = moved
        changed = {control for control in controls if after[control] != before[control]}
        assert changed == {f"{name}{layer}-{across}", f"{name}{layer}-{up}"}
        assert after[f"{name}{layer}-{across}"] > before[f"{name}{layer}-{across}"]
        assert after[f"{name}{layer}-{up}"] > before[f"{name}{layer}-{up}"]
        before = after


def test_an_arrow_dragged_far_away_stops_at_the_limit(page, write):
    figure = open_figure(page, write(figures.collapse(id="fig-far")), "fig-far")
    shown = picture(figure)
    x, y = centre(figure.locator(".af-plane-1 .af-end").nth(1))
    drag(page, (x, y), (x + 900, y + 900))
    wait_for_change(figure, shown)
    assert (value(figure, "W1-1"), value(figure, "W1-3")) == (2, -2)
    assert figure.get_by_role("alert").is_hidden()


def test_relu_is_what_one_layer_cannot_do(page, write):
    figure = open_figure(page, write(figures.collapse(id="fig-relu")), "fig-relu")
    outcome = figure.locator(".af-plane-2 .af-outcome")
    assert outcome.text_content() == "one layer does the same"
    assert cells(figure, 2)[-2:] == ["2", "0"]
    shown = picture(figure)
    figure.get_by_label("Activation between the layers").select_option("relu")
    wait_for_change(figure, shown)
    assert outcome.text_content() == f"one layer misses by {cells(figure, 2)[-1]}"
    assert float(cells(figure, 2)[-1]) > 0.1
    assert figure.locator(".af-plane-1 .af-axis-title").text_content() == "arrows: before relu"


def test_a_singular_matrix_flattens_the_plane(page, write):
    """By key alone: the last entry moved until the columns are parallel."""
    start = ((1, 2), (0.5, 0.95))
    figure = open_figure(page, write(figures.collapse(W1=start, id="fig-flat")), "fig-flat")
    assert [cells(figure, row)[3] for row in range(3)] == ["2", "2", "2"]
    shown = picture(figure)
    figure.locator('[data-control="W1-4"] input').press("ArrowRight")
    wait_for_change(figure, shown)
    assert [cells(figure, row)[3] for row in range(3)] == ["1", "2", "1"]


def test_the_entries_stand_in_two_named_groups_of_three_columns(new_page, write):
    page = new_page(viewport={"width": 320, "height": 900})
    figure = open_figure(page, write(figures.collapse(id="fig-groups")), "fig-groups")
    for layer in (1, 2):
        group = figure.get_by_role("group", name=f"Layer {layer}:")
        boxes = [control.bounding_box() for control in group.locator(".af-control").all()]
        assert len(boxes) == 6
        assert boxes[0]["y"] == boxes[1]["y"] == boxes[2]["y"] < boxes[3]["y"]
        for head in group.locator(".af-control-head").all():
            assert head.evaluate("node => node.scrollWidth <= node.clientWidth + 1")


def test_a_target_is_drawn_with_the_pointer(page, write):
    figure = open_figure(page, write(figures.universal(id="fig-draw")), "fig-draw")
    paper = figure.locator(".af-paper")
    paper.scroll_into_view_if_needed()
    box, shown = paper.bounding_box(), picture(figure)
    at = lambda u, v: (box["x"] + u * box["width"], box["y"] + v * box["height"])  # noqa: E731
    drag(page, at(0.02, 0.5), at(0.5, 0.1), at(0.98, 0.5))
    wait_for_change(figure, shown)
    assert figure.get_by_label("Target").input_value() == "drawn"
    heights = []
    for knot in range(1, 18):
        figure.locator('[data-control="knot"] input').fill(str(knot))
        page.wait_for_function("() => new Promise(requestAnimationFrame)")
        heights.append(value(figure, "height"))
    assert heights.index(max(heights)) == 8
    assert heights[8] == pytest.approx(1.28, abs=0.08)
    assert max(abs(a - b) for a, b in zip(heights, heights[::-1], strict=True)) <= 0.25
    assert heights == sorted(heights[:9]) + sorted(heights[9:], reverse=True)


def test_a_target_is_drawn_with_the_keys(page, write):
    figure = open_figure(page, write(figures.universal(target="drawn", id="fig-keys")), "fig-keys")
    for control, key in [("knot", "End"), ("height", "End"), ("knot", "ArrowLeft"), ("height", "Home")]:
        shown = picture(figure)
        figure.locator(f'[data-control="{control}"] input').press(key)
        wait_for_change(figure, shown)
    heights = [float(knot.get_attribute("cy")) for knot in figure.locator(".af-knots circle").all()]
    assert min(heights) == heights[16] and max(heights) == heights[15]
    assert figure.locator(".af-knots .af-handle").count() == 1


def test_the_number_of_units_follows_the_pointer_on_the_error_curve(page, write):
    figure = open_figure(page, write(figures.universal(id="fig-units")), "fig-units")
    pad = figure.locator(".af-errors .af-pad")
    pad.scroll_into_view_if_needed()
    box, shown = pad.bounding_box(), picture(figure)
    y = box["y"] + 20
    drag(page, (box["x"] + box["width"] / 2, y), (box["x"] + box["width"] * 5 / 6, y))
    wait_for_change(figure, shown)
    assert value(figure, "units") == pytest.approx(32, abs=1)


def test_a_polynomial_unit_is_called_what_it_is(page, write):
    page.goto(write(figures.universal(id="fig-a"), figures.universal("relu", "square", id="fig-b")))
    shown = [mounted(page.locator(f"#{id}")) for id in ("fig-a", "fig-b")]
    words = [figure.locator(".af-chart desc").text_content() for figure in shown]
    assert "x³" in words[0] and "a polynomial of degree 3 however many units" in words[0]
    assert "x²" in words[1] and "a polynomial of degree 2 however many units" in words[1]
