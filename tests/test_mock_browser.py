"""The mock test in Chromium: a whole test sat, its marks, its palette, what is kept of it."""

import json
import re
from fractions import Fraction

import mock_page
import mock_scorer
from mock_page import (
    ANSWERED,
    BOTH,
    CURRENT,
    MARKED,
    RESULTS,
    UNANSWERED,
    heading,
    left,
    palette,
    press,
    respond,
    right,
    start,
    stored,
    submit,
    wrong,
)

STATE_AFTER = {"right": ANSWERED, "wrong": ANSWERED, "marked right": BOTH, "marked": MARKED}


def test_a_whole_test_is_scored_as_an_independent_scorer_says(mock_test):
    page = mock_test
    questions = start(page, 30, 11)
    plan = ["right", "wrong", "blank", "marked right", "marked", "cleared", "jumped"]
    expected, given = [], []
    for number, (item, question) in enumerate(questions, 1):
        assert heading(page) == f"Question {number} of 30"
        act = plan[(number - 1) % len(plan)]
        answer = wrong(question) if act == "wrong" else right(question)
        if act not in {"blank", "marked"}:
            respond(page, question, answer)
        if number == 15:  # a reload in the middle, with a choice that is not saved yet
            page.reload()
            page.wait_for_selector(".afm-test")
            assert act == "right" and heading(page) == "Question 15 of 30"
            assert "You are back in your test" in page.locator(".afm-say").inner_text()
        if act == "cleared":
            press(page, "Clear Response")
        if act == "jumped":
            page.locator(".afm-numbers button").nth(number % 30).click()
            assert "was not saved" in page.locator(".afm-say").inner_text()
        else:
            press(page, "Mark for Review & Next" if act.startswith("marked") else "Save & Next")
        counts = act in {"right", "wrong", "marked right"}
        expected.append((item, question, answer if counts else None))
        given.append(STATE_AFTER.get(act, UNANSWERED))
    states = palette(page)
    assert states == given

    page.get_by_role("button", name="Submit test").click()
    rows = page.locator("dialog tbody tr").all_inner_texts()
    assert [row.split("\t") for row in rows] == [
        ["not visited", "0", "no"], [UNANSWERED, str(states.count(UNANSWERED)), "no"],
        [ANSWERED, str(states.count(ANSWERED)), "yes"], [MARKED, str(states.count(MARKED)), "no"],
        ["answered and marked for review", str(states.count(BOTH)), "yes"],
    ]  # fmt: skip
    press(page, "Submit")
    page.wait_for_selector(".afm-review")

    gained = [scored(question, answer) for _, question, answer in expected]
    possible = sum(question["marks"] for _, question, _ in expected)
    lost = -sum(mark for mark in gained if mark < 0)
    assert lost > 0
    text = page.locator(".afm-result").inner_text()
    assert f"Your marks: {mock_scorer.written(sum(gained))} of {possible}" in text
    assert f"Marks lost to wrong answers: {mock_scorer.written(lost)}." in text
    blank = sum(answer is None for *_, answer in expected)
    assert f"{sum(mark > 0 for mark in gained)} right" in text and f"{blank} not answered" in text
    check_parts(page, expected, gained)
    check_questions(page, expected, gained)
    check_stored(page, expected, gained)


def scored(question, answer):
    if question["type"] == "nat" and answer is not None:
        answer = mock_scorer.Decimal(answer.replace("−", "-"))
    return mock_scorer.marks(question, answer)


def check_parts(page, expected, gained):
    """The tables by chapter and by kind."""
    kinds = {"mcq": "(MCQ)", "msq": "(MSQ)", "nat": "(NAT)"}
    groups = {bank["title"]: ("slug", slug) for slug, bank in mock_scorer.BANKS.items()}
    groups |= {name: ("type", kind) for kind, name in kinds.items()}
    seen = set()
    for row in page.locator(".afm-result tbody tr").all_inner_texts():
        name, n_right, n_wrong, n_blank, marks, lost = row.split("\t")
        title = next(group for group in groups if name == group or name.endswith(f" {group}"))
        field, value = groups[title]
        part = [(q, a, m) for (_, q, a), m in zip(expected, gained, strict=True) if q[field] == value]
        answered = [mark for _, answer, mark in part if answer is not None]
        total = sum((mark for *_, mark in part), Fraction(0))
        assert int(n_right) == sum(mark > 0 for mark in answered), name
        assert int(n_blank) == len(part) - len(answered), name
        assert int(n_wrong) == len(answered) - int(n_right), name
        assert marks == f"{mock_scorer.written(total)} of {sum(q['marks'] for q, *_ in part)}", name
        assert lost == mock_scorer.written(-sum((mark for *_, mark in part if mark < 0), Fraction(0))), name
        seen.add(title)
    assert len(seen) == len({q["slug"] for _, q, _ in expected}) + 3


def check_questions(page, expected, gained):
    """Each question's verdict, marks, reasons and link."""
    cards = page.locator(".afm-reviewed").all()
    assert len(cards) == len(expected)
    for card, (item, question, answer), mark in zip(cards, expected, gained, strict=True):
        assert card.get_attribute("data-question") == item["id"]
        verdict = "blank" if answer is None else "right" if mark > 0 else "wrong"
        assert card.get_attribute("data-verdict") == verdict
        assert f"{mock_scorer.written(mark)} of {question['marks']}" in card.locator("summary").inner_text()
        if not card.evaluate("node => node.open"):
            card.locator("summary").click()
        link = card.get_by_role("link", name="Reread:").get_attribute("href")
        assert link.endswith(f"/chapters/{question['slug']}.html#{question['section']}")
        assert "/practice/" not in link
        shown = card.inner_text()
        if question["type"] == "nat":
            assert question["answer"]["shown"] in shown
            assert (answer or "none") in shown
        else:
            keys = len(mock_scorer.right_options(question))
            assert card.locator(".afq-choice[data-verdict=right]").count() == keys
            chosen = set() if answer is None else {answer} if isinstance(answer, int) else answer
            assert card.locator(".afq-choice[data-chosen=true]").count() == len(chosen)
            assert card.locator(".afq-why").count() == len(question["options"])


def check_stored(page, expected, gained):
    """The history of tests, and the first attempts for the chapters."""
    assert stored(page, CURRENT) is None
    (test,) = stored(page, RESULTS)["tests"]
    assert (test["size"], test["seed"], test["thirds"]) == (30, 11, 3 * sum(gained))
    assert len(test["items"]) == 30
    for (item, question, answer), mark in zip(expected, gained, strict=True):
        record = stored(page, f"af:quiz:{item['slug']}:{item['id']}")
        if answer is None:
            assert record is None
            continue
        first = sorted(answer) if isinstance(answer, set) else answer
        assert (record["tries"], record["first"], record["right"]) == (1, first, mark > 0)
        assert record["stamp"] == question["stamp"]


def test_an_answer_known_to_the_chapter_is_not_overwritten(mock_test):
    page = mock_test
    item, question = mock_scorer.drawn(15, 7)[0]
    response = {"mcq": 0, "msq": [0], "nat": "123456.5"}[question["type"]]
    before = {"version": 1, "stamp": question["stamp"], "tries": 3, "first": response, "last": response}
    before |= {"right": False, "shown": True}
    key = f"af:quiz:{item['slug']}:{item['id']}"
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, json.dumps(before)])
    start(page)
    respond(page, question, right(question))
    press(page, "Save & Next")
    submit(page)
    assert stored(page, key) == before


def test_no_key_is_loaded_before_the_test_is_submitted(mock_test):
    page = mock_test
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    start(page)
    press(page, "Question paper")
    press(page, "Go to question 3")
    assert not [url for url in asked if "/quizzes/" in url]
    assert page.evaluate("window.afQuizData") is None
    submit(page)
    assert [url for url in asked if "/quizzes/" in url]


def test_the_palette_tells_states_apart_without_colour(mock_test):
    page = mock_test
    questions = start(page)
    for i, button in enumerate(["Save & Next", "Mark for Review & Next", "Mark for Review & Next"]):
        if i != 1:
            respond(page, questions[i][1], right(questions[i][1]))
        press(page, button)
    states = palette(page)[:5]
    assert states == [ANSWERED, "marked for review", BOTH, "not answered", "not visited"]
    looks = page.locator(".afm-numbers button").evaluate_all("""nodes => nodes.slice(0, 5).map((node) => {
      const [style, sign] = [getComputedStyle(node), getComputedStyle(node, "::after")];
      return [style.borderRadius, style.borderStyle, style.borderBottomWidth, sign.content].join();
    })""")
    assert len(set(looks)) == 5
    amounts = page.locator(".afm-legend li").all_inner_texts()
    assert [re.sub(r"\s+", " ", text) for text in amounts] == [
        "11 not visited", "1 not answered", "1 answered", "1 marked for review", f"1 {BOTH}",
    ]  # fmt: skip
    current = page.locator(".afm-numbers [aria-current]")
    assert current.get_attribute("aria-label") == "Question 4: not answered"


def test_a_number_that_cannot_be_read_is_not_saved_and_stays(mock_test):
    page = mock_test
    questions = start(page)
    place = next(i for i, (_, q) in enumerate(questions) if q["type"] == "nat")
    page.locator(".afm-numbers button").nth(place).click()
    respond(page, questions[place][1], "three")
    press(page, "Save & Next")
    assert "not a number" in page.locator(".afm-say").inner_text()
    field = page.locator(".afm-question input")
    assert field.input_value() == "three" and field.get_attribute("aria-invalid") == "true"
    assert heading(page) == f"Question {place + 1} of 15"
    field.fill("3")
    press(page, "Save & Next")
    assert palette(page)[place] == ANSWERED


def test_a_test_is_sat_by_keyboard_alone(mock_test):
    page = mock_test
    page.get_by_role("button", name="Start the test").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".afm-test")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    if page.locator(".afm-question input[type=text]").count():
        page.keyboard.type("1")
    while page.evaluate("document.activeElement.textContent") != "Save & Next":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert palette(page)[0] == ANSWERED and heading(page) == "Question 2 of 15"
    page.get_by_role("button", name="Submit test").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Submit the test?"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Submit test"


def test_earlier_tests_are_listed_and_reviewed_again(mock_test):
    page = mock_test
    questions = start(page, 15, 3)
    respond(page, questions[0][1], wrong(questions[0][1]))
    press(page, "Save & Next")
    submit(page)
    result = page.locator(".afm-result h2").inner_text()
    press(page, "The same seed again")
    assert page.get_by_label("Seed", exact=True).input_value() == "3"
    page.reload()
    row = page.locator("table tbody tr").inner_text()
    assert row.split("\t")[1:3] == ["15", "3"]
    page.get_by_role("button", name=re.compile("^Review the test of")).click()
    page.wait_for_selector(".afm-review")
    assert page.locator(".afm-result h2").inner_text() == result
    page.get_by_label("Show the questions").select_option("wrong")
    assert page.locator(".afm-reviewed:visible").count() == 1


def test_a_seed_that_is_no_number_is_refused_and_kept(mock_test):
    page = mock_test
    field = page.get_by_label("Seed", exact=True)
    field.fill("7a")
    press(page, "Start the test")
    assert "A seed is a whole number from 0 to 999999" in page.locator(".afm-start").inner_text()
    assert field.input_value() == "7a"
    assert field.evaluate("node => node === document.activeElement")


def test_more_time_is_given_when_asked_for(mock_test):
    page = mock_test
    page.get_by_label("Time", exact=True).select_option("twice as much")
    start(page)
    assert 83 * 60 < left(page) <= 84 * 60


def test_it_works_from_a_folder_without_a_server(page, practice_folder):
    page.goto((practice_folder / mock_page.PAGE).as_uri())
    questions = start(page)
    respond(page, questions[0][1], right(questions[0][1]))
    press(page, "Save & Next")
    page.reload()
    page.wait_for_selector(".afm-test")
    assert palette(page)[0] == ANSWERED
    submit(page)
    assert "1 right" in page.locator(".afm-result").inner_text()
