"""Bad days: storage blocked, scripts that never arrive, two windows at once."""

import json

import pytest
from test_quiz_browser import BLOCK_STORAGE
from test_site import CHAPTERS, answer, bank_of, move_and_compare, settle

CHAPTER = "chapters/2_sigmoid_tanh.html"
WIDE = {"width": 1280, "height": 900}


@pytest.mark.parametrize("name", CHAPTERS[1::4])
def test_a_chapter_works_where_storage_is_blocked(new_page, base_url, name):
    page = new_page(viewport=WIDE)
    page.add_init_script(BLOCK_STORAGE)
    page.goto(base_url + name)
    settle(page)
    for figure in page.locator(".af-figure[data-figure]").all()[:1]:
        move_and_compare(page, figure)
    card = page.locator(".afq-card.afq-mcq").first
    question = bank_of(name)[card.get_attribute("data-question")]
    answer(card, question, right=True)
    assert card.get_attribute("data-state") == "right"
    assert "does not let the page store answers" in page.locator(".afq-notice:visible").first.inner_text()
    page.locator(".book-mode").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert "not remembered" in page.locator(".book-mode").get_attribute("title")


def test_a_chapter_is_read_where_scripts_never_arrive(new_page, base_url):
    """Not the same as scripts switched off: the first, small one has announced that the others come."""
    page = new_page(viewport={"width": 320, "height": 640})
    page.route("**/{site,book}.js*", lambda route: route.abort())
    page.goto(base_url + CHAPTER)
    figure = page.locator(".af-figure[data-figure]").first
    figure.scroll_into_view_if_needed()
    figure.locator(".af-fallback").wait_for()
    question = page.locator(".af-quiz").first
    question.scroll_into_view_if_needed()
    assert question.locator(".afq-stem").first.is_visible()
    assert question.locator("details summary").first.is_visible(), "the answer, folded away"
    assert page.locator("#book-nav a").first.is_visible()
    lost = [problem for problem in page.problems if "ERR_FAILED" in problem]
    assert lost
    assert lost == page.problems
    page.problems.clear()


def test_two_windows_of_a_chapter_keep_the_progress_of_both(page, base_url):
    page.goto(base_url + CHAPTER)
    settle(page)
    other = page.context.new_page()
    other.goto(base_url + CHAPTER)
    settle(other)
    bank = bank_of(CHAPTER)
    names = page.locator(".afq-card.afq-mcq").evaluate_all("nodes => nodes.map((node) => node.dataset.question)")[:2]
    for window, name in zip((page, other), names, strict=True):
        answer(window.locator(f".afq-card[data-question='{name}']").first, bank[name], right=True)
    for window in (page, other):
        for name in names:
            window.locator(f".afq-card[data-question='{name}'][data-state='right']").first.wait_for()
    other.goto(base_url + "practice/progress.html")
    stored = other.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('af:quiz:')).sort()")
    assert stored == sorted(f"af:quiz:2_sigmoid_tanh:{name}" for name in names)
    assert json.loads(other.evaluate(f"localStorage.getItem('af:quiz:2_sigmoid_tanh:{names[0]}')"))["right"] is True
