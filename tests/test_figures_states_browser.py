"""Every figure's state in an address, good and bad, and its goal: in the page as in Python."""

import json
import math
import re
from urllib.parse import quote, unquote

import pytest
from activations.figures import FIGURES
from activations.figures.model import complete, make
from figure_cases import FULL, STATES
from figure_walk import controls, move, picture, wait_for_change
from test_figures_browser import folder, mounted, open_figure, write

__all__ = ["folder", "write"]  # fixtures

# The texts of a readouts table, row by row.
SHOWS = """([id, wanted]) => {
    const rows = [...document.querySelectorAll(`#${id} .af-readouts tbody tr`)];
    const texts = rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
    return JSON.stringify(texts) === JSON.stringify(wanted);
}"""


@pytest.mark.parametrize("name", FULL)
def test_an_address_with_a_state_opens_that_state(page, write, name):
    """The first state with a new page, the others with a new hash of the same page."""
    id, address = FULL[name].address, write(FULL[name])
    for given in STATES[name]:
        state = complete(name, given)
        page.goto(f"{address}#{id}={quote(json.dumps(state))}")
        figure = mounted(page.locator(f"#{id}"))
        wanted = [[cell.strip() for cell in row] for row in FIGURES[name].compute(state)[1].rows]
        page.wait_for_function(SHOWS, arg=[id, wanted])
        assert figure.get_by_role("alert").is_hidden()
        assert state_shown(figure) == state


def bad_states(name):
    """What a hand can make of an address: (what, the text behind "=", a word of the message)."""
    schema = FIGURES[name].schema
    markup = dict.fromkeys(schema, "<img src=x onerror=alert(1)>")
    yield "cut off", json.dumps(complete(name, {}))[:-3], "could not be read"
    yield "not JSON", "%7Boops", "could not be read"
    yield "a broken escape", "%E0%A4%A", "could not be read"
    yield "NaN", f'{{"{next(iter(schema))}": NaN}}', "could not be read"
    yield "a number", "3", "not an object"
    yield "null", "null", "not an object"
    yield "a list", "[1, 2]", "not an object"
    yield "markup", json.dumps(markup), next(iter(schema))
    yield "a setting there is not", '{"constructor": 1, "speed": 2}', "no setting called “constructor”"
    for what, value in [
        ("nulls", None),
        ("flags for all", True),
        ("objects", {"__proto__": {"x": 1}}),
        ("huge numbers", 1e300),
        ("lists of huge numbers", [1e300] * 3),
        ("a list too long", list(range(5000))),
        ("nested lists", [[[[]]]]),
        ("a long text", "9" * 3000),
    ]:
        # A setting takes what it can: a flag takes true, and parameters take an object.
        given = {key: value for key, field in schema.items() if not acceptable(field, value)}
        yield what, json.dumps(given), "" if not given else next(iter(given))
    infinite = ", ".join(f'"{key}": 1e999' for key in schema)
    yield "infinite", f"{{{infinite}}}", next(iter(schema))


def acceptable(field, value):
    return (field.kind == "flag" and value is True) or (
        field.kind == "params" and isinstance(value, (dict, list, str))
    )


@pytest.mark.parametrize("name", FULL)
def test_a_bad_address_gives_a_message_never_a_broken_figure(page, write, name):
    id = FULL[name].address
    figure = open_figure(page, write(FULL[name]), id)
    said = figure.get_by_role("alert")
    for what, text, word in bad_states(name):
        page.evaluate(
            "hash => { location.hash = ''; location.hash = hash; }", f"#{id}={quote(text, safe='%')}"
        )
        figure.locator(".af-message", has_text=word).wait_for()
        message = said.inner_text()
        assert re.search(r"\w.*\.$", message, re.DOTALL), (what, message)
        assert len(message) < 150 * (len(FIGURES[name].schema) + 1), what
        words = figure.inner_text() + figure.locator(".af-chart").inner_html()
        assert not re.search(r"NaN|undefined|Infinity|\[object", words.replace(message, "")), what
        assert figure.locator("img").count() == 0, what
    # What the last address left is a figure that works.
    before = picture(figure)
    move(figure, controls(figure)[-1])
    wait_for_change(figure, before)
    assert said.is_hidden()


@pytest.mark.parametrize("name", FULL)
def test_a_goal_is_announced_when_a_control_reaches_it(page, write, name):
    id, opening = FULL[name].address, FULL[name].state
    control, state, goal = something_to_reach(page, write, name)
    aimed = make(name, opening, goal, "", id)
    assert not aimed.goal_reached
    figure = open_figure(page, write(aimed), id)
    assert figure.locator(".af-verdict").inner_text() == "Not yet"
    move(figure, control)
    figure.locator(".af-goal-reached").wait_for()
    assert figure.locator(".af-verdict").inner_text() == "Goal reached"
    page.wait_for_function("document.querySelector('[aria-live]').textContent.startsWith('Goal reached.')")
    aimed.state = state
    assert aimed.goal_reached


def something_to_reach(page, write, name):
    """A control of the figure, the state one press of it leads to, and a goal that then holds."""
    id, opening = FULL[name].address, FULL[name].state
    figure = open_figure(page, write(FULL[name]), id)
    before = FIGURES[name].compute(opening)[0]
    for control in controls(figure):
        shown = picture(figure)
        move(figure, control)
        wait_for_change(figure, shown)
        state = state_shown(figure)
        after = FIGURES[name].compute(complete(name, state))[0]
        for key, value in after.items():
            if differs(before.get(key), value):
                return control, state, {"readout": key, **limits(value), "text": "Reach it"}
        shown = picture(figure)
        figure.get_by_role("button", name="Reset").click()
        wait_for_change(figure, shown)
    pytest.fail(f"no control of {name} changes a readout")


def state_shown(figure):
    """The state as the figure itself writes it into a link, shown where there is no clipboard."""
    figure.page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }"
    )
    figure.get_by_role("button", name="Copy link").click()
    link = figure.get_by_label("Link to this state")
    link.wait_for()
    return json.loads(unquote(link.input_value().partition("=")[2]))


def differs(before, after):
    if isinstance(after, str):
        return before != after
    if not all(isinstance(value, (int, float)) and math.isfinite(value) for value in (before, after)):
        return False
    return abs(after - before) > 1e-6 * max(abs(after), 1)


def limits(value):
    if isinstance(value, str):
        return {"equals": value}
    room = 1e-7 * max(abs(value), 1)
    return {"at_least": value - room, "at_most": value + room}


def test_a_state_that_arrives_while_another_figure_has_the_address_leaves_that_one_alone(page, write):
    address = write(*FULL.values())
    page.goto(f"{address}#fig-zigzag=%7Bbroken")
    mounted(page.locator("#fig-zigzag")).get_by_role("alert").wait_for()
    for figure in FULL.values():
        if figure.address != "fig-zigzag":
            assert mounted(page.locator(f"#{figure.address}")).get_by_role("alert").is_hidden()
