"""The quiz in Chromium, on a page opened from the disk: by keyboard, kept, reset, narrow, dark, blocked."""

import html
import importlib
import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import mock_selection  # noqa: E402

STATIC = ROOT / "lib" / "activations" / "static"
KATEX = ROOT / "site" / "static" / "katex" / "katex.min.css"
SLUG = "2_sigmoid_tanh"
quiz_module = importlib.import_module("activations.quiz")

MCQ, MSQ, NAT = "steepest_point", "identities", "backprop_by_hand"
BANK = {q["id"]: q for q in quiz_module.compiled(SLUG)["questions"]}
KEY = f"af:quiz:{SLUG}:"
BLOCK_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("blocked", "SecurityError"); } });"""


def markup(shown):
    made = shown._repr_mimebundle_()
    return (made[0] if isinstance(made, tuple) else made)["text/html"]


def write_page(folder, body, scripted=True):
    """A page with the committed bundle, as the site has it, and no more than these pieces of the chapter."""
    script = f'<script defer src="{(STATIC / "site.js").as_uri()}"></script>' if scripted else ""
    path = folder / "page.html"
    path.write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Quiz</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{KATEX.as_uri()}">'
        f'<link rel="stylesheet" href="{(STATIC / "explorables.css").as_uri()}">{script}</head>'
        f'<body><main><h2 id="the-sigmoid">The sigmoid</h2>{body}</main></body></html>',
        encoding="utf-8",
    )
    return path.as_uri()


@pytest.fixture
def address(tmp_path):
    """A page with one question of each type."""
    return write_page(tmp_path, markup(quiz_module.quiz(SLUG, MCQ, MSQ, NAT)))


def opened(page, address):
    page.goto(address)
    page.wait_for_selector(".afq-footer")
    return page


def card(page, id):
    return page.locator(f'[data-question="{id}"]')


def verdict(page, id):
    return card(page, id).locator(".afq-verdict").inner_text()


def shown_reasons(page, id):
    return [reason for reason in card(page, id).locator(".afq-why").all() if reason.is_visible()]


def plain(source):
    """What a reader sees of compiled HTML, without its mathematics and spaces."""
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<math.*?</math>|<[^>]*>", "", source, flags=re.DOTALL)))


def text_of(locator):
    """The same of an element on the page."""
    without_math = """node => {
      const copy = node.cloneNode(true);
      copy.querySelectorAll(".katex").forEach((formula) => formula.remove());
      return copy.textContent;
    }"""
    return re.sub(r"\s+", "", locator.evaluate(without_math))


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.type")


def choose(page, id, *places):
    """Choose options, named by their place in the file, by keyboard alone, then press Enter."""
    inputs = card(page, id).locator("input")
    shown = shown_order(page, id)
    if BANK[id]["type"] == "mcq":
        inputs.nth(0).focus()
        for _ in range(shown.index(places[0])):
            page.keyboard.press("ArrowDown")
        if shown.index(places[0]) == 0:
            page.keyboard.press("Space")
    else:
        for place in places:
            inputs.nth(shown.index(place)).focus()
            page.keyboard.press("Space")
    page.keyboard.press("Enter")


def shown_order(page, id):
    """The options' indices in the order in which they are shown."""
    return [int(each.get_attribute("value")) for each in card(page, id).locator("input").all()]


def type_number(page, id, text):
    card(page, id).locator("input").focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def places(id, correct=True):
    return [i for i, option in enumerate(BANK[id]["options"]) if option["correct"] == correct]


def test_mcq_wrong_then_right_by_keyboard(page, address):
    opened(page, address)
    wrong, right = places(MCQ, False)[0], places(MCQ)[0]
    choose(page, MCQ, wrong)
    assert verdict(page, MCQ) == "Not right yet."
    (reason,) = shown_reasons(page, MCQ)
    assert text_of(reason) == plain(BANK[MCQ]["options"][wrong]["why"])
    visible = card(page, MCQ).inner_text()
    assert "✗ not right" in visible and "✓ right" not in visible
    assert focused(page) == "Try again"
    page.keyboard.press("Enter")
    assert not shown_reasons(page, MCQ) and focused(page) == "radio"
    choose(page, MCQ, right)
    assert verdict(page, MCQ) == "Right. Found at attempt 2."
    assert len(shown_reasons(page, MCQ)) == 4
    assert text_of(card(page, MCQ).locator(".afq-explanation")) == plain(BANK[MCQ]["explanation"])
    reread = card(page, MCQ).get_by_role("link", name="Reread: The sigmoid")
    assert reread.get_attribute("href") == "#the-sigmoid"
    assert card(page, MCQ).locator("input").nth(right).is_disabled()
    line = page.locator(".afq-score").inner_text()
    assert "1 of 3 answered right" in line and "−⅓ of 5" in line


def test_msq_all_or_nothing(page, address):
    opened(page, address)
    right, wrong = places(MSQ), places(MSQ, False)
    choose(page, MSQ, right[0])
    assert verdict(page, MSQ) == "Not right yet. What you chose is right, but something is missing."
    assert len(shown_reasons(page, MSQ)) == 1
    page.keyboard.press("Enter")
    choose(page, MSQ, *right, wrong[0])
    assert verdict(page, MSQ) == "Not right yet. At least one of the chosen options does not hold."
    assert len(shown_reasons(page, MSQ)) == len(right) + 1
    page.keyboard.press("Enter")
    choose(page, MSQ, *right)
    assert verdict(page, MSQ).startswith("Right.")
    assert len(shown_reasons(page, MSQ)) == 4
    assert "GATE marks, first attempts only: 0 of 5" in page.locator(".afq-score").inner_text()


def test_nat_names_the_slip_and_accepts_every_way_of_writing(page, address):
    opened(page, address)
    assert "accepted if exact" in card(page, NAT).inner_text()
    type_number(page, NAT, "0.375")
    assert verdict(page, NAT) == "Not right yet."
    (reason,) = shown_reasons(page, NAT)
    assert "Thesign." in text_of(reason)
    page.keyboard.press("Enter")
    page.keyboard.type("123456")
    page.keyboard.press("Enter")
    assert verdict(page, NAT) == "Not right yet." and not shown_reasons(page, NAT)
    page.keyboard.press("Enter")
    page.keyboard.type("−1/4")
    page.keyboard.press("Enter")
    assert verdict(page, NAT) == "Right. Found at attempt 3."
    card(page, NAT).locator("summary").click()
    assert card(page, NAT).locator(".afq-slips li").count() == len(BANK[NAT]["slips"])


def test_right_at_once_earns_the_marks(page, address):
    opened(page, address)
    choose(page, MCQ, places(MCQ)[0])
    assert verdict(page, MCQ) == "Right. 1 mark."
    type_number(page, NAT, "-0,375")
    assert verdict(page, NAT) == "Right. 2 marks."
    assert "3 of 5" in page.locator(".afq-score").inner_text()
    assert "2 of 3 answered right" in page.locator(".afq-score").inner_text()


def test_blank_and_unreadable_are_not_attempts(page, address):
    opened(page, address)
    for id, message in ((MCQ, "Choose an option first."), (MSQ, "Choose at least one option first.")):
        card(page, id).get_by_role("button", name="Check").click()
        assert verdict(page, id) == message
    type_number(page, NAT, "")
    assert verdict(page, NAT) == "Type a number first."
    type_number(page, NAT, "three")
    assert "not a number" in verdict(page, NAT)
    assert page.get_by_role("button", name="Show the answer").count() == 0
    assert page.evaluate("localStorage.length") == 0
    assert "0 of 3 answered right" in page.locator(".afq-score").inner_text()


def test_answer_is_shown_only_after_an_attempt(page, address):
    opened(page, address)
    assert not card(page, NAT).locator("button", has_text="Show the answer").is_visible()
    type_number(page, NAT, "7")
    card(page, NAT).get_by_role("button", name="Show the answer").click()
    assert verdict(page, NAT) == "Answer: −0.375"
    assert focused(page) == "Answer: −0.375"
    assert card(page, NAT).locator(".afq-explanation").is_visible()
    assert "0 of 3 answered right" in page.locator(".afq-score").inner_text()


def test_answers_survive_a_reload(page, address):
    opened(page, address)
    choose(page, MCQ, places(MCQ, False)[0])
    type_number(page, NAT, "-0.375")
    opened(page, address)
    assert verdict(page, MCQ) == "Not right yet."
    assert len(shown_reasons(page, MCQ)) == 1
    assert verdict(page, NAT) == "Right. 2 marks."
    assert card(page, NAT).locator("input").input_value() == "-0.375"
    keys = page.evaluate("Object.keys(localStorage).sort()")
    assert keys == sorted(KEY + id for id in (MCQ, NAT))
    assert json.loads(page.evaluate(f"localStorage.getItem('{KEY + NAT}')"))["version"] == 1


def test_two_windows_keep_the_answers_of_both(page, address):
    """Each window shows what the other was told, and neither writes an older state over a newer one."""
    opened(page, address)
    other = page.context.new_page()
    opened(other, address)
    choose(page, MCQ, places(MCQ, False)[0])
    type_number(other, NAT, "-0.375")
    other.wait_for_selector(f'[data-question="{MCQ}"][data-state="wrong"]')
    page.wait_for_selector(f'[data-question="{NAT}"][data-state="right"]')
    card(other, MCQ).get_by_role("button", name="Try again").click()
    choose(other, MCQ, places(MCQ)[0])
    page.wait_for_selector(f'[data-question="{MCQ}"][data-state="right"]')
    scores = [each.locator(".afq-score").inner_text() for each in (page, other)]
    opened(page, address)
    assert [page.locator(".afq-score").inner_text()] * 2 == scores
    assert "2 of 3 answered right" in scores[0]


def test_reset_asks_first_and_works_by_keyboard(page, address):
    opened(page, address)
    page.evaluate("localStorage.setItem('af:other', 'kept')")
    type_number(page, NAT, "7")
    reset = page.get_by_role("button", name="Reset")
    reset.focus()
    page.keyboard.press("Enter")
    asked = page.get_by_role("group", name="Reset this quiz").inner_text()
    assert "Delete the answer stored for this quiz?" in asked
    assert focused(page) == "Keep them"
    page.keyboard.press("Escape")
    assert focused(page) == "Reset" and verdict(page, NAT) == "Not right yet."
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "Delete them"
    page.keyboard.press("Enter")
    assert verdict(page, NAT) == ""
    assert card(page, NAT).locator("input").input_value() == ""
    assert card(page, NAT).locator("input").is_enabled()
    assert page.evaluate("Object.keys(localStorage)") == ["af:other"]


@pytest.mark.parametrize("stored", ["{", '{"version": 1, "stamp": "old", "tries": 1, "first": 0, "last": 0}'])
def test_corrupted_storage_is_told_and_dropped(page, address, stored):
    opened(page, address)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY + MCQ, stored])
    opened(page, address)
    assert "could not be read" in page.locator(".afq-notice").inner_text()
    choose(page, MCQ, places(MCQ)[0])
    assert verdict(page, MCQ) == "Right. 1 mark."


def test_blocked_storage_is_told_and_the_quiz_works(new_page, address):
    page = new_page()
    page.add_init_script(BLOCK_STORAGE)
    opened(page, address)
    assert "does not let the page store" in page.locator(".afq-notice").inner_text()
    choose(page, MCQ, places(MCQ)[0])
    assert verdict(page, MCQ) == "Right. 1 mark."
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Delete them").click()
    assert verdict(page, MCQ) == ""


def test_guess_is_kept_and_met_again(page, tmp_path):
    guesses = [quiz_module.guess(SLUG, "opening"), quiz_module.guess(SLUG, "opening", reveal=True)]
    page.goto(write_page(tmp_path, "".join(markup(shown) for shown in guesses)))
    asked, met = page.locator(".af-guess").nth(0), page.locator(".af-guess").nth(1)
    asked.get_by_role("button", name="Store my guess").click()
    assert "Type a number or move the slider first." in asked.inner_text()
    assert "Measured" not in met.locator("dl").all_inner_texts()
    asked.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    assert asked.get_by_role("textbox").input_value() == "3.5"
    asked.get_by_role("textbox").focus()
    page.keyboard.press("Enter")
    assert "Your guess: p = 3.5" in asked.inner_text()
    measured = BANK["opening"]["answer"]["shown"]
    pair = met.locator("dl").inner_text()
    assert "p = 3.5" in pair and f"p = {measured}" in pair
    assert f"{float(measured) - 3.5:.1f} below the measured value" in met.inner_text()
    page.reload()
    assert "Your guess: p = 3.5" in page.locator(".af-guess").nth(0).inner_text()
    page.locator(".af-guess").nth(0).get_by_role("button", name="Change it").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(measured)
    page.keyboard.press("Enter")
    assert "agrees with the measured value" in page.locator(".af-guess").nth(1).inner_text()


def test_value_can_be_seen_without_a_guess(page, tmp_path):
    page.goto(write_page(tmp_path, markup(quiz_module.guess(SLUG, "opening", reveal=True))))
    page.get_by_role("button", name="Show it without a guess").click()
    assert "none" in page.locator("dl").inner_text()
    assert BANK["opening"]["answer"]["shown"] in page.locator("dl").inner_text()
    assert page.evaluate("localStorage.length") == 0


def test_next_question_is_one_key_away(page, tmp_path):
    opened(page, write_page(tmp_path, markup(quiz_module.quiz(SLUG, "steepest_point", "tangent"))))
    choose(page, MCQ, places(MCQ)[0])
    card(page, MCQ).get_by_role("link", name="Try next: Along the tangent").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('[data-question]').dataset.question") == "tangent"


def test_questions_far_below_wait_until_they_are_needed(page, tmp_path):
    pieces = [markup(quiz_module.quiz(SLUG, id)) for id in (MCQ, "tangent", "crossing")]
    gap = '<div style="height: 4000px"></div>'
    page.goto(write_page(tmp_path, gap.join(pieces)))
    page.locator(".afq-footer").wait_for()
    hosts = page.locator(".af-quiz")
    assert [host.get_attribute("data-live") for host in hosts.all()] == ["true", None, None]
    choose(page, MCQ, places(MCQ)[0])
    card(page, MCQ).get_by_role("link", name="Try next: Along the tangent").click()
    assert page.evaluate("document.activeElement.closest('[data-question]').dataset.question") == "tangent"
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    assert verdict(page, "tangent") == "Right. 1 mark."
    assert "Question 2" in card(page, "tangent").inner_text()
    assert hosts.nth(2).get_attribute("data-live") is None
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert hosts.nth(2).get_attribute("data-live") == "true"


def test_a_retry_asks_with_other_numbers(page, address):
    opened(page, address)
    stems = [plain(BANK[NAT]["question"]), *(plain(v["question"]) for v in BANK[NAT]["variants"][1:])]
    keys = [BANK[NAT]["answer"]["shown"], *(v["answer"]["shown"] for v in BANK[NAT]["variants"][1:])]
    stem = card(page, NAT).locator(".afq-stem")
    numbers = []
    for variant in range(3):
        numbers.append(stem.evaluate("node => node.textContent"))
        assert text_of(stem) == stems[variant]
        type_number(page, NAT, "77")
        stored = json.loads(page.evaluate(f"localStorage.getItem('{KEY + NAT}')"))
        assert (stored["variant"], stored["firstVariant"], stored["tries"]) == (variant, 0, variant + 1)
        page.keyboard.press("Enter")
        assert verdict(page, NAT) == "The numbers have changed: read the question again."
        assert card(page, NAT).locator("input").input_value() == ""
    assert len(set(numbers)) == len(set(keys)) == 3
    # After the last set the first one returns; a reload shows what was answered last.
    type_number(page, NAT, keys[0])
    assert verdict(page, NAT) == "Right. Found at attempt 4."
    opened(page, address)
    assert verdict(page, NAT) == "Right. Found at attempt 4."


def test_a_second_wording_is_judged_explained_and_kept_by_its_own_key(page, address):
    opened(page, address)
    type_number(page, NAT, "77")
    page.keyboard.press("Enter")
    type_number(page, NAT, "78")
    opened(page, address)
    card(page, NAT).get_by_role("button", name="Show the answer").click()
    assert verdict(page, NAT) == f"Answer: {BANK[NAT]['variants'][1]['answer']['shown']}"


def test_an_answer_stored_before_there_were_wordings_is_still_good(page, address):
    opened(page, address)
    old = {
        "version": 1,
        "stamp": BANK[NAT]["stamp"],
        "tries": 1,
        "first": "7",
        "last": "-0.375",
        "right": True,
    }
    page.evaluate(
        "([k, text]) => localStorage.setItem(k, text)", [KEY + NAT, json.dumps({**old, "shown": False})]
    )
    opened(page, address)
    assert verdict(page, NAT).startswith("Right.")
    assert page.locator(".afq-notice").is_hidden()


def test_options_are_shuffled_anew_at_each_attempt_and_alike_at_each_visit(page, address):
    opened(page, address)
    first = shown_order(page, MCQ)
    assert first == mock_selection.option_order(BANK[MCQ], 0, MCQ)
    choose(page, MCQ, places(MCQ, False)[0])
    opened(page, address)
    assert shown_order(page, MCQ) == first
    (reason,) = shown_reasons(page, MCQ)
    assert text_of(reason) == plain(BANK[MCQ]["options"][places(MCQ, False)[0]]["why"])
    card(page, MCQ).get_by_role("button", name="Try again").click()
    assert shown_order(page, MCQ) == mock_selection.option_order(BANK[MCQ], 1, MCQ) != first
    choose(page, MCQ, places(MCQ, False)[0])
    second = shown_order(page, MCQ)
    card(page, MCQ).get_by_role("button", name="Show the answer").click()
    assert verdict(page, MCQ) == f"Answer: {'ABCD'[second.index(places(MCQ)[0])]}"


def test_a_locked_option_keeps_its_place(new_page, tmp_path):
    source = (STATIC / "quizzes" / f"{SLUG}.js").read_text(encoding="utf-8")
    locked = source.replace(f'"id":"{MCQ}",', f'"id":"{MCQ}","locked":[3],')
    page = new_page()
    page.route("**/quizzes/*.js", lambda route: route.fulfill(body=locked, content_type="text/javascript"))
    opened(page, write_page(tmp_path, markup(quiz_module.quiz(SLUG, MCQ))))
    seen = set()
    for _ in range(6):
        order = shown_order(page, MCQ)
        assert order[3] == 3
        seen.add(tuple(order))
        choose(page, MCQ, places(MCQ, False)[0])
        card(page, MCQ).get_by_role("button", name="Try again").click()
    assert len(seen) > 2


def test_labels_and_roles(page, address):
    opened(page, address)
    group = page.get_by_role("group", name="Question 1")
    assert group.get_by_role("radio").count() == 4
    assert page.get_by_role("group", name="Question 2").get_by_role("checkbox").count() == 4
    assert page.get_by_role("textbox", name="Your number").count() == 1
    described = page.get_by_role("textbox").evaluate(
        "node => document.getElementById(node.getAttribute('aria-describedby')).textContent"
    )
    assert "3 decimal places" in described
    assert card(page, NAT).locator(".afq-verdict").get_attribute("aria-live") == "polite"


def test_whole_bank_fits_a_phone_in_the_dark(new_page, tmp_path):
    pieces = [quiz_module.guess(SLUG, "opening"), quiz_module.quiz(SLUG)]
    address = write_page(tmp_path, "".join(markup(shown) for shown in pieces))
    page = opened(new_page(viewport={"width": 320, "height": 700}), address)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    for question in BANK.values():
        if question["type"] == "nat":
            type_number(page, question["id"], "987654")
        elif question["type"] == "order":
            card(page, question["id"]).get_by_role("button", name="Add").first.click()
            card(page, question["id"]).get_by_role("button", name="Check").click()
        elif question["type"] != "guess":
            choose(page, question["id"], places(question["id"])[0])
        if question["type"] != "guess":
            shown = card(page, question["id"]).get_by_role("button", name="Show the answer")
            if shown.count():
                shown.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    pairs = page.evaluate(
        """() => [...document.querySelectorAll(".afq-why, .afq-verdict, .afq-kicker, .afq-mark, .afq-links")]
        .filter((node) => node.offsetParent && node.textContent)
        .map((node) => [node, node.closest(".afq-card")].map((each) => getComputedStyle(each)))
        .map(([text, card]) => [text.color, card.backgroundColor])"""
    )
    assert len(pairs) > 100
    assert min(contrast(*pair) for pair in pairs) >= 4.5


def contrast(one, other):
    """The WCAG contrast ratio of two computed colours."""

    def luminance(colour):
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_without_the_script_the_answers_are_folded_away(new_page, tmp_path):
    address = write_page(tmp_path, markup(quiz_module.quiz(SLUG, MCQ, NAT)), scripted=False)
    page = new_page(java_script_enabled=False)
    page.goto(address)
    assert page.locator("math").count() > 5
    answers = page.locator("details")
    assert answers.count() == 2
    assert "−0.375" not in page.locator("section").nth(1).inner_text()
    answers.nth(1).locator("summary").click()
    assert "−0.375" in answers.nth(1).inner_text()


def test_missing_data_is_told_and_the_folded_answers_stay(new_page, tmp_path):
    address = write_page(tmp_path, markup(quiz_module.quiz(SLUG, MCQ)))
    page = new_page()
    page.route("**/quizzes/*.js", lambda route: route.abort())
    page.goto(address)
    page.wait_for_selector(".afq-notice")
    assert "could not be loaded" in page.locator(".afq-notice").inner_text()
    assert page.locator("details").count() == 1
    page.problems.clear()  # the load that was made to fail
