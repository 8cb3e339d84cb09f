"""What has a handle in a figure can be dragged, by a mouse and by a finger."""

import pytest
from figure_cases import FULL
from test_figures_browser import folder, mounted, picture, wait_for_change, write

__all__ = ["folder", "write"]  # fixtures


def by_mouse(page, places):
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()


def by_finger(page, places):
    """Playwright taps only; Chromium's own protocol drags."""
    session = page.context.new_cdp_session(page)
    for i, (x, y) in enumerate(places):
        points = {"type": "touchMove" if i else "touchStart", "touchPoints": [{"x": x, "y": y}]}
        session.send("Input.dispatchTouchEvent", points)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("drag", [by_mouse, by_finger])
def test_what_has_a_handle_can_be_dragged(new_page, write, drag):
    page = new_page(viewport={"width": 1000, "height": 900}, has_touch=True)
    page.goto(write(*FULL.values()))
    cases = [("fig-shape", ".af-pad"), ("fig-zigzag", ".af-handle"), ("fig-gate", ".af-pad")]
    cases += [("fig-collapse", ".af-end"), ("fig-temperature", ".af-handle"), ("fig-jacobian", ".af-handle")]
    cases += [("fig-universal", ".af-errors .af-pad"), ("fig-universal", ".af-paper")]
    for id, target in cases:
        figure = mounted(page.locator(f"#{id}"))
        figure.locator(".af-stage").scroll_into_view_if_needed()
        shown, box = picture(figure), figure.locator(target).first.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        drag(page, [(x + 10 * k, y + 3 * k) for k in range(4)])
        wait_for_change(figure, shown)
