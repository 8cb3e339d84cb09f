"""The mock test's clock and storage in Chromium: closed pages, clocks set back, full storage, two windows."""

import json
import re

import pytest
from mock_page import (
    ANSWERED,
    CURRENT,
    RESULTS,
    heading,
    left,
    palette,
    press,
    respond,
    right,
    start,
    stored,
    submit,
)

BLOCK_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("blocked", "SecurityError"); } });"""
NOW = "2026-02-07T10:00:00"


def test_the_clock_warns_and_submits_what_is_saved(page, mock_address):
    page.clock.install(time=NOW)
    page.goto(mock_address)
    questions = start(page)
    page.clock.pause_at("2026-02-07T10:01:00")
    respond(page, questions[0][1], right(questions[0][1]))
    press(page, "Save & Next")
    respond(page, questions[1][1], right(questions[1][1]))  # chosen, never saved
    page.clock.run_for(10_000)
    warning = page.locator(".afm-warning")
    assert warning.inner_text() == ""
    moments = ((20, "21 minutes"), (11, "10 minutes"), (5, "5 minutes"), (4, "1 minute"))
    for ahead, text in moments:
        page.clock.fast_forward(ahead * 60_000)
        page.clock.run_for(1000)
        assert warning.inner_text() == f"{text} left."
    assert page.locator(".afm-bar").get_attribute("data-low") == "true"
    page.clock.fast_forward(2 * 60_000)
    page.clock.run_for(1000)
    page.wait_for_selector(".afm-review")
    text = page.locator(".afm-result").inner_text()
    assert "The time ran out" in text
    assert f"Your marks: {questions[0][1]['marks']} of" in text
    assert "1 right, 0 wrong, 14 not answered" in text
    assert "Used 42 minutes of 42 minutes" in text


def test_time_goes_on_while_the_page_is_closed(page, mock_address):
    page.clock.install(time=NOW)
    page.goto(mock_address)
    questions = start(page)
    page.clock.pause_at("2026-02-07T10:01:00")
    respond(page, questions[0][1], right(questions[0][1]))
    press(page, "Save & Next")
    before = left(page)
    page.goto("about:blank")
    page.clock.fast_forward(20 * 60_000)
    page.goto(mock_address)
    page.wait_for_selector(".afm-test")
    assert abs(before - left(page) - 20 * 60) <= 2
    page.goto("about:blank")
    page.clock.fast_forward(60 * 60_000)
    page.goto(mock_address)
    page.wait_for_selector(".afm-review")
    text = page.locator(".afm-result").inner_text()
    assert "while the page was closed" in text and "1 right, 0 wrong, 14 not answered" in text
    assert re.search(r"Used 42 minutes of 42 minutes, of which 4\d minutes", text)


def test_a_clock_set_back_gives_no_time(page, mock_address):
    page.clock.install(time=NOW)
    page.goto(mock_address)
    start(page)
    page.clock.pause_at("2026-02-07T10:10:00")
    page.clock.run_for(1000)
    before = left(page)
    page.clock.set_system_time("2026-02-07T08:00:00")
    page.clock.run_for(30_000)
    assert 29 <= before - left(page) <= 31
    before = left(page)
    page.reload()
    page.wait_for_selector(".afm-test")
    assert left(page) <= before


def test_a_reload_after_submitting_without_keys_does_not_reopen_the_test(mock_test):
    page = mock_test
    start(page)
    page.route("**/quizzes/*.js", lambda route: route.abort())
    press(page, "Submit test")
    press(page, "Submit")
    page.get_by_text("its keys could not be loaded").wait_for()
    page.reload()
    page.get_by_text("its keys could not be loaded").wait_for()
    page.unroute("**/quizzes/*.js")
    press(page, "Try again")
    page.wait_for_selector(".afm-review")
    page.problems.clear()  # the loads that were made to fail


def test_questions_that_cannot_be_loaded_are_told(mock_test):
    page = mock_test
    page.route("**/mock/questions.js", lambda route: route.abort())
    press(page, "Start the test")
    page.get_by_text("The questions could not be loaded").wait_for()
    page.unroute("**/mock/questions.js")
    start(page)
    assert heading(page) == "Question 1 of 15"
    page.problems.clear()


def test_blocked_storage_is_told_and_the_test_goes_on(new_page, mock_address):
    page = new_page()
    page.add_init_script(BLOCK_STORAGE)
    page.goto(mock_address)
    questions = start(page)
    assert "does not let the page store" in page.locator(".afq-notice").inner_text()
    respond(page, questions[0][1], right(questions[0][1]))
    press(page, "Save & Next")
    submit(page)
    assert "1 right, 0 wrong, 14 not answered" in page.locator(".afm-result").inner_text()


def test_a_full_storage_is_told_and_the_test_goes_on(mock_test):
    page = mock_test
    questions = start(page)
    # As a browser does when its quota is used up.
    page.evaluate("""() => { Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError"); }; }""")
    respond(page, questions[0][1], right(questions[0][1]))
    press(page, "Save & Next")
    assert "storage is full" in page.locator(".afq-notice").inner_text()
    submit(page)
    assert "1 right, 0 wrong, 14 not answered" in page.locator(".afm-result").inner_text()


@pytest.mark.parametrize("key", [CURRENT, RESULTS])
def test_corrupted_storage_is_told_and_put_aside(mock_test, key):
    page = mock_test
    page.evaluate("key => localStorage.setItem(key, '{\"version\": 1, \"items\": [')", key)
    page.reload()
    page.wait_for_selector(".afm-start")
    assert "could not be read" in page.locator(".afq-notice").inner_text()
    assert page.evaluate("localStorage.getItem('af:mock:unread')").startswith('{"version": 1')
    start(page)


def test_a_question_changed_meanwhile_is_taken_out(mock_test, mock_address):
    page = mock_test
    start(page)
    state = stored(page, CURRENT)
    page.goto("about:blank")
    state["items"][2]["stamp"] = "older"
    written = json.dumps(json.dumps(state))
    page.add_init_script(
        f"if (location.protocol !== 'about:') localStorage.setItem('{CURRENT}', {written});"
    )
    page.goto(mock_address)
    page.wait_for_selector(".afm-test")
    assert heading(page) == "Question 1 of 14"
    assert "have been changed" in page.locator(".afq-notice").inner_text()


def test_another_window_takes_over_and_the_first_can_take_back(mock_test, mock_address):
    page = mock_test
    questions = start(page)
    other = page.context.new_page()
    other.goto(mock_address)
    other.wait_for_selector(".afm-test")
    page.get_by_text("goes on in another window").wait_for()
    respond(other, questions[0][1], right(questions[0][1]))
    press(other, "Save & Next")
    press(page, "Go on here")
    page.wait_for_selector(".afm-test")
    assert palette(page)[0] == ANSWERED
    other.get_by_text("goes on in another window").wait_for()
    submit(page)
    assert other.locator(".afm-review").count() == 0
