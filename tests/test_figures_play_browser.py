"""Figures that play: they start and stop when asked, stop unseen and at the end, and link to a very step."""

import pytest
from activations import figures
from test_figures_browser import folder, open_figure, picture, wait_for_change, write

__all__ = ["folder", "write"]  # fixtures

PLAYERS = ["dying_relu", "playground"]


def steps(figure):
    return int(figure.locator('[data-control="step"] input').input_value())


def open_player(page, write, name, **settings):
    return open_figure(page, write(getattr(figures, name)(id="fig-play", **settings)), "fig-play")


@pytest.mark.parametrize("name", PLAYERS)
def test_it_plays_by_key_and_only_when_asked(page, write, name):
    figure = open_player(page, write, name)
    play = figure.get_by_role("button", name="Play")
    page.wait_for_timeout(300)
    assert (steps(figure), play.get_attribute("aria-pressed")) == (100, "false")
    play.press("Enter")
    page.wait_for_function("document.querySelector('[data-control=step] input').value > 110")
    assert play.get_attribute("aria-pressed") == "true"
    play.press(" ")
    assert play.get_attribute("aria-pressed") == "false"
    stopped = steps(figure)
    page.wait_for_timeout(300)
    assert steps(figure) == stopped
    figure.get_by_role("button", name="One training step").press("Enter")
    assert steps(figure) == stopped + 1


@pytest.mark.parametrize("name", PLAYERS)
def test_what_was_played_is_what_a_link_to_the_step_shows(page, write, name):
    figure = open_player(page, write, name)
    figure.get_by_role("button", name="Play").click()
    page.wait_for_function("document.querySelector('[data-control=step] input').value > 115")
    figure.get_by_role("button", name="Play").click()
    played, at = picture(figure), steps(figure)
    figure.get_by_role("button", name="Reset").click()
    wait_for_change(figure, played)
    reset = picture(figure)
    page.evaluate(f"""location.hash = '#fig-play=' + encodeURIComponent('{{"step": {at}}}')""")
    wait_for_change(figure, reset)
    assert picture(figure) == played


def test_it_stops_out_of_sight_and_on_reset(page, write):
    figure = open_figure(
        page, write(figures.playground(id="fig-play"), "<p style='height: 4000px'>far</p>"), "fig-play"
    )
    play = figure.get_by_role("button", name="Play")
    pressed = "document.querySelector('.af-play').getAttribute('aria-pressed') === '{}'"
    play.click()
    page.wait_for_function(pressed.format("true"))
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function(pressed.format("false"))
    page.evaluate("scrollTo(0, 0)")
    play.click()
    figure.get_by_role("button", name="Reset").click()
    page.wait_for_function(pressed.format("false"))
    page.wait_for_function("document.querySelector('[data-control=step] input').value === '100'")


def test_it_stops_at_the_end_and_plays_again_from_the_start(page, write):
    figure = open_player(page, write, "dying_relu", step=997)
    play = figure.get_by_role("button", name="Play")
    play.click()
    page.wait_for_function("document.querySelector('.af-play').getAttribute('aria-pressed') === 'false'")
    assert steps(figure) == 1000
    play.click()
    page.wait_for_function("document.querySelector('[data-control=step] input').value < 500")


def test_a_switch_keeps_the_step_and_brings_units_back(page, write):
    figure = open_player(page, write, "dying_relu")
    assert figure.locator(".af-unit-dead[d]").count() == 23
    before = picture(figure)
    figure.locator('[data-control="then"] select').select_option("elu")
    wait_for_change(figure, before)
    assert figure.get_by_text("Switched at step 100").is_visible()
    figure.get_by_role("button", name="Play").click()
    figure.locator(".af-unit-revived").nth(9).wait_for(state="attached")
