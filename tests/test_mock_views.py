"""The mock test's screens: accessible (axe-core), narrow, dark, on paper; the calculator by its buttons."""

import re

import practice_pages
import pytest
from mock_page import press, respond, right, start, submit, wrong
from practice_pages import VIEWS


def check(page, screen):
    practice_pages.check(page, "af-mock", screen)


@pytest.mark.parametrize("view", VIEWS)
def test_every_screen_is_accessible_and_fits(new_page, mock_address, view):
    page = new_page(**VIEWS[view])
    page.goto(mock_address)
    practice_pages.add_axe(page)
    page.wait_for_selector(".afm-start")
    assert page.locator("html").get_attribute("data-theme") == ("dark" if "dark" in view else "light")
    check(page, "start")
    page.get_by_label("Seed", exact=True).fill("none")
    press(page, "Start the test")
    check(page, "start with a problem")
    questions = start(page, 30, 5)
    for i, (_, question) in enumerate(questions):
        if i in {0, 9, 20, 29}:
            check(page, f"question {i + 1}")
        if i % 3 != 2:
            respond(page, question, (right if i % 3 else wrong)(question))
        press(page, "Mark for Review & Next" if i % 4 == 1 else "Save & Next")
    check(page, "palette in all its states")
    press(page, "Calculator")
    check(page, "calculator")
    for key in ("1", "divide", "0", "equals"):
        page.locator(f"[data-key='{key}']").click()
    check(page, "calculator with an error")
    page.keyboard.press("Escape")
    press(page, "Question paper")
    check(page, "question paper")
    page.keyboard.press("Escape")
    press(page, "Submit test")
    check(page, "summary before submitting")
    page.keyboard.press("Escape")
    submit(page)
    page.evaluate("for (const card of document.querySelectorAll('.afm-reviewed')) card.open = true;")
    check(page, "review")
    press(page, "A new test")
    check(page, "start with earlier tests")


def test_nothing_is_hidden_under_the_bar_that_stays(new_page, mock_address):
    page = new_page(**VIEWS["dark phone"])  # reduced motion: nothing scrolls slowly
    page.goto(mock_address)
    start(page)
    for selector in (".afm-question h2", ".afm-question input >> nth=0"):
        page.evaluate("document.activeElement.blur(); scrollTo(0, 1e6)")
        page.locator(selector).focus()
        bar = page.locator(".afm-bar").bounding_box()
        box = page.locator(selector).bounding_box()
        assert box["y"] >= bar["y"] + bar["height"] - 1


def test_paper_shows_the_review_and_no_buttons(mock_test):
    page = mock_test
    start(page)
    page.emulate_media(media="print")
    assert page.locator(".afm-question h2").is_visible()
    assert not page.locator(".afm-palette").is_visible() and not page.locator(".afm-actions").is_visible()
    page.emulate_media(media="screen")
    submit(page)
    page.emulate_media(media="print")
    assert page.locator(".afm-result table").first.is_visible()
    assert not page.get_by_role("button", name="A new test").is_visible()
    assert page.locator(".afm-reviewed").count() == 15


# --- The calculator -----------------------------------------------------------------------------------


def calculate(page, names):
    """Press buttons by the names a voice reads; returns what the display shows."""
    for name in names:
        wanted = re.compile(rf"^(.*: )?{re.escape(name)}$")
        page.get_by_role("region", name="Calculator").get_by_role("button", name=wanted).click()
    return page.locator(".afm-display span").first.inner_text()


@pytest.fixture
def calculator(mock_test):
    start(mock_test)
    press(mock_test, "Calculator")
    return mock_test


def test_calculator_by_its_buttons(calculator):
    page = calculator
    assert calculate(page, ["2", "plus", "3", "times", "4", "equals"]) == "14"
    assert page.locator(".afm-trail").inner_text() == "2 + 3 × 4 ="
    assert calculate(page, ["clear", "3", "0", "sin"]) == "0.5"
    page.get_by_role("radio", name="Radians").check()
    assert calculate(page, ["clear", "pi", "cos"]) == "−1"
    assert calculate(page, ["clear", "8", "logarithm of x to base y, y typed next", "2", "equals"]) == "3"
    calculate(page, ["clear", "5", "factorial", "store in the memory", "clear"])
    assert calculate(page, ["recall the memory"]) == "120"
    assert page.locator(".afm-memory").is_visible()
    assert calculate(page, ["clear", "0", "natural logarithm"]) == "ln needs a number above 0"
    assert page.locator(".afm-trail").inner_text() == "Press C to go on"
    assert calculate(page, ["clear", "1", "e to the x"]) == "2.71828182845905"
    exponent = calculate(page, ["clear", "1", "e to the x", "10 to the x", "10 to the x"])
    assert "×10" in exponent or "Overflow" in exponent


def test_calculator_takes_no_typing_but_every_button_is_reached_by_keyboard(calculator):
    page = calculator
    display = page.locator(".afm-display span").first
    focused = "document.activeElement.dataset.key"
    assert page.evaluate(focused) == "7"
    page.keyboard.type("123")
    assert display.inner_text() == "0"
    page.keyboard.press("Enter")
    assert display.inner_text() == "7"
    reached = {page.evaluate(focused)}
    for _ in range(10):
        page.keyboard.press("ArrowUp")
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    for row in range(8):
        for _ in range(8):
            reached.add(page.evaluate(focused))
            page.keyboard.press("ArrowLeft" if row % 2 else "ArrowRight")
        page.keyboard.press("ArrowDown")
    every = page.locator(".afm-key").evaluate_all("keys => keys.map((key) => key.dataset.key)")
    assert reached == set(every) and len(every) == 56
    assert page.locator(".afm-key[tabindex='0']").count() == 1
    page.keyboard.press("Escape")
    assert not page.locator(".afm-calculator").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Calculator"


def test_calculator_stays_while_questions_change(calculator):
    page = calculator
    calculate(page, ["4", "2"])
    press(page, "Save & Next")
    assert page.locator(".afm-display span").first.inner_text() == "42"
    assert page.locator(".afm-calculator").is_visible()
