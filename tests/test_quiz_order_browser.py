"""Steps put in order in Chromium: by keyboard, told what is wrong and no more, narrow, dark, printed."""

import json

import practice_pages
import pytest
from test_quiz_browser import (
    BANK,
    KEY,
    SLUG,
    card,
    contrast,
    markup,
    opened,
    quiz_module,
    verdict,
    write_page,
)

ID = "derive_tanh"
STEPS, ORDER = BANK[ID]["steps"], BANK[ID]["key"]
NOWHERE = [i for i, step in enumerate(STEPS) if not step["belongs"]]


@pytest.fixture
def address(tmp_path):
    """A page with one derivation."""
    return write_page(tmp_path, markup(quiz_module.quiz(SLUG, ID)))


def step(page, i):
    return card(page, ID).locator(f'[data-step="{i}"]')


def placed(page):
    """The steps of the derivation so far."""
    nodes = card(page, ID).locator("ol.afq-steps > li").all()
    return [int(node.get_attribute("data-step")) for node in nodes]


def press(page, i, name):
    """Press a step's button by keyboard."""
    step(page, i).get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def add(page, steps):
    for i in steps:
        press(page, i, "Add")


def check(page):
    card(page, ID).get_by_role("button", name="Check").focus()
    page.keyboard.press("Enter")


def said(page):
    return card(page, ID).locator(".afq-hint[role=status]").inner_text()


def focused(page):
    """Which step's which button has the focus."""
    return page.evaluate(
        "[Number(document.activeElement.closest('li')?.dataset.step), document.activeElement.textContent]"
    )


def reason(page):
    return card(page, ID).locator(".afq-reasons > .afq-why").inner_text()


def test_steps_are_added_moved_and_taken_out_by_keyboard(page, address):
    opened(page, address)
    a, b, c = ORDER[:3]
    press(page, a, "Add")
    assert said(page) == "Added as step 1 of 1." and focused(page) == [a, "Take out"]
    add(page, [b, c])
    assert placed(page) == [a, b, c] and focused(page) == [c, "Earlier"]
    page.keyboard.press("Enter")
    assert said(page) == "Now step 2 of 3." and focused(page) == [c, "Earlier"]
    page.keyboard.press("Enter")
    # At the top there is no earlier: the focus stays on the step.
    assert said(page) == "Now step 1 of 3." and focused(page) == [c, "Later"]
    assert placed(page) == [c, a, b]
    press(page, a, "Take out")
    assert said(page) == "Taken out." and focused(page) == [a, "Add"]
    assert placed(page) == [c, b]
    described = step(page, b).get_by_role("button", name="Later").get_attribute("aria-describedby")
    assert page.locator(f"#{described}").inner_text() == step(page, b).locator(".afq-text").inner_text()


def test_right_order_earns_the_marks_and_swappable_steps_may_be_swapped(page, address):
    opened(page, address)
    recalled = next(i for i in ORDER if not STEPS[i]["after"] and i != ORDER[0])
    add(page, [recalled, *(i for i in ORDER if i != recalled)])
    check(page)
    assert verdict(page, ID) == "Right. 2 marks."
    assert "2 of 2" in page.locator(".afq-score").inner_text()
    opened(page, address)
    assert verdict(page, ID) == "Right. 2 marks." and placed(page)[0] == recalled
    assert card(page, ID).locator(".afq-step button:visible").count() == 0
    card(page, ID).locator("summary").click()
    assert card(page, ID).locator(".afq-slips li").count() == len(NOWHERE)


def test_first_wrong_step_is_named_with_its_reason_and_no_more(page, address):
    opened(page, address)
    add(page, [ORDER[0], ORDER[2], ORDER[1]])
    check(page)
    assert verdict(page, ID) == "Not right yet."
    assert reason(page).startswith("Step 2 cannot stand there.") and "not there yet" in reason(page)
    assert step(page, ORDER[2]).get_attribute("data-verdict") == "wrong"
    assert card(page, ID).locator('[data-verdict="wrong"]').count() == 1
    assert card(page, ID).locator(".afq-explanation").count() == 0
    page.keyboard.press("Enter")  # Try again: what was put together stays
    assert placed(page) == [ORDER[0], ORDER[2], ORDER[1]]
    press(page, ORDER[2], "Later")
    check(page)
    assert "a step is still missing" in reason(page)
    page.keyboard.press("Enter")
    add(page, [NOWHERE[0]])
    check(page)
    assert reason(page).startswith("Step 4 cannot stand there.")
    stored = json.loads(page.evaluate(f"localStorage.getItem('{KEY + ID}')"))
    assert stored["last"] == [*ORDER[:3], NOWHERE[0]] and stored["tries"] == 3
    assert "variant" not in stored


def test_nothing_is_not_an_attempt_and_the_answer_shows_the_order(page, address):
    opened(page, address)
    check(page)
    assert verdict(page, ID) == "Put steps into your derivation first."
    assert page.evaluate("localStorage.length") == 0
    add(page, [NOWHERE[0]])
    check(page)
    card(page, ID).get_by_role("button", name="Show the answer").click()
    assert verdict(page, ID) == "Answer: the order above"
    assert placed(page) == ORDER
    assert "0 of 1 answered right" in page.locator(".afq-score").inner_text()


def test_fits_a_phone_in_the_dark_and_prints_without_buttons(new_page, tmp_path):
    orders = [q["id"] for q in BANK.values() if q["type"] == "order"]
    address = write_page(tmp_path, markup(quiz_module.quiz(SLUG, *orders)))
    page = opened(new_page(viewport={"width": 320, "height": 700}), address)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    add(page, [*ORDER[:2], NOWHERE[0]])
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    boxes = [button.bounding_box() for button in card(page, ID).locator("button:visible").all()]
    assert min(min(box["height"] for box in boxes), 44) == 44
    pairs = page.evaluate(
        """() => [...document.querySelectorAll(".afq-step, .afq-hint, .afq-kicker")]
        .map((node) => [node, node.closest(".afq-card")].map((each) => getComputedStyle(each)))
        .map(([text, card]) => [text.color, card.backgroundColor])"""
    )
    assert min(contrast(*pair) for pair in pairs) >= 4.5
    page.emulate_media(media="print")
    assert card(page, ID).locator("button:visible").count() == 0
    assert step(page, ORDER[0]).is_visible()


def test_axe_finds_nothing(page, address):
    opened(page, address)
    practice_pages.add_axe(page)
    add(page, ORDER[:2])
    check(page)
    found = page.evaluate("axe.run('.af-quiz', { preload: false })")
    assert [each["id"] for each in found["violations"]] == []


def test_without_the_script_the_steps_are_lettered_and_the_key_folded_away(new_page, tmp_path):
    address = write_page(tmp_path, markup(quiz_module.quiz(SLUG, ID)), scripted=False)
    page = new_page(java_script_enabled=False)
    page.goto(address)
    assert page.locator(".afq-card > ol > li").count() == len(STEPS)
    letters = ", ".join("ABCDEFGHIJ"[i] for i in ORDER)
    assert letters not in page.locator("section").inner_text()
    page.locator("summary").click()
    shown = page.locator("details").inner_text()
    assert letters in shown and shown.count("belongs nowhere.") == len(NOWHERE)
