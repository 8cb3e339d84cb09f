"""Hands to sit a mock test with, for the browser tests."""

import json

import mock_scorer

PAGE = "practice/mock_test.html"
CURRENT, RESULTS = "af:mock:current", "af:mock:results"
ANSWERED, UNANSWERED, MARKED = "answered", "not answered", "marked for review"
BOTH = "answered and marked for review (is evaluated)"


def start(page, size=15, seed=7):
    """Start a test from the start screen; returns its questions, `mock_scorer.drawn(size, seed)`."""
    page.get_by_role("radio", name=f"{size} questions").check()
    page.get_by_label("Seed", exact=True).fill(str(seed))
    page.get_by_role("button", name="Start the test").click()
    page.wait_for_selector(".afm-test")
    return mock_scorer.drawn(size, seed)


def heading(page):
    """The open question's heading."""
    return page.locator(".afm-question h2").inner_text()


def respond(page, question, response):
    """Give a response in the open question: an index, a set of indices, or a text."""
    box = page.locator(".afm-question")
    if question["type"] == "nat":
        box.locator("input").fill(response)
        return
    for index in {response} if isinstance(response, int) else response:
        box.locator(f"input[value='{index}']").check()


def right(question):
    """The right response."""
    if question["type"] == "nat":
        return question["answer"]["shown"]
    indices = mock_scorer.right_options(question)
    return indices[0] if question["type"] == "mcq" else set(indices)


def wrong(question):
    """A response that is surely wrong."""
    if question["type"] == "nat":
        return "123456.5"
    others = set(range(len(question["options"]))) - set(mock_scorer.right_options(question))
    if question["type"] == "mcq":
        return min(others)
    return set(mock_scorer.right_options(question)) | others if others else {0}


def press(page, name):
    """Press one of the test's buttons."""
    page.get_by_role("button", name=name, exact=True).click()


def palette(page):
    """The states of all questions, as their buttons are named."""
    names = page.locator(".afm-numbers button").evaluate_all("nodes => nodes.map((node) => node.ariaLabel)")
    return [name.partition(": ")[2] for name in names]


def submit(page):
    """Submit, confirm, and wait for the result."""
    press(page, "Submit test")
    press(page, "Submit")
    page.wait_for_selector(".afm-review")


def stored(page, key):
    """What localStorage holds under a key, read as JSON."""
    return json.loads(page.evaluate("key => localStorage.getItem(key)", key) or "null")


def left(page):
    """Seconds left, as the page shows them."""
    seconds = 0
    for part in page.locator(".afm-time").inner_text().split(":"):
        seconds = 60 * seconds + int(part)
    return seconds
