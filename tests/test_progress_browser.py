"""Progress and review in Chromium: what was answered is shown, comes back when due, and travels as a file."""

import json
from datetime import UTC, datetime, timedelta

import practice_pages
import pytest
from activations.quiz import compiled

SLUG = "2_sigmoid_tanh"
BANK = compiled(SLUG)
CHOICES = [q for q in BANK["questions"] if q["type"] == "mcq"]
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HEAD = {"format": "activations-measured progress", "version": 1}


def record(question, right, at, tries=1):
    key = next(i for i, option in enumerate(question["options"]) if option["correct"])
    given = key if right else (key + 1) % len(question["options"])
    made = {"version": 1, "stamp": question["stamp"], "tries": tries, "first": given, "last": given}
    return {**made, "right": right, "shown": False, "at": int(at.timestamp() * 1000)}


def answered(*answers):
    """Storage entries for (question, right, when)."""
    return {f"af:quiz:{SLUG}:{q['id']}": json.dumps(record(q, right, at)) for q, right, at in answers}


@pytest.fixture
def visit(new_page, practice_address):
    """Open a practice page at `NOW` with some entries in its storage."""

    def open_page(name, entries=None, **options):
        page = new_page(**(options or {"viewport": practice_pages.WIDE}))
        page.clock.install(time=NOW)
        page.goto(f"{practice_address}practice/review.html", wait_until="networkidle")
        page.evaluate("entries => Object.assign(localStorage, entries)", entries or {})
        page.goto(f"{practice_address}practice/{name}.html", wait_until="networkidle")
        page.locator(".afp-card").first.wait_for()
        return page

    return open_page


def facts(page):
    names = page.locator(".afp-facts dt").all_text_contents()
    return dict(zip(names, page.locator(".afp-facts dd").all_text_contents(), strict=True))


def state_of(page, objective):
    row = page.locator("tr", has_text=BANK["objectives"][objective])
    return row.locator(".afp-state").inner_text().split(maxsplit=1)[1]


def choose(page, question, right):
    key = next(i for i, option in enumerate(question["options"]) if option["correct"])
    wanted = key if right else (key + 1) % len(question["options"])
    page.locator(f".afq-card input[value='{wanted}']").check()
    page.get_by_role("button", name="Check", exact=True).click()


def test_nothing_answered_says_what_to_do(visit):
    page = visit("progress")
    assert facts(page)["questions answered"].startswith("0 of ")
    assert "Answer a question in any chapter" in page.locator(".afp-card").first.inner_text()
    assert not {"null", "undefined", "NaN"} & set(page.locator(".af-progress").inner_text().split())


def test_an_answer_in_a_chapter_shows_up_and_a_wrong_one_is_due_the_next_day(visit):
    one, two = CHOICES[:2]
    page = visit("progress", answered((one, True, NOW - DAY), (two, False, NOW - DAY)))
    assert facts(page)["questions answered"].startswith("2 of ")
    assert facts(page)["due for review today"] == "1"
    link = page.get_by_role("link", name="Review 1 question")
    link.click()
    page.get_by_role("button", name="Begin").click()
    assert page.locator(f"[data-question='{two['id']}']").is_visible()


def test_an_objective_is_met_weak_or_begun(visit):
    by_objective = {}
    for question in CHOICES:
        by_objective.setdefault(question["objective"], []).append(question)
    # One that has three questions of its own, and another answered wrong.
    total = {o: sum(q.get("objective") == o for q in BANK["questions"]) for o in by_objective}
    met = next(o for o, qs in by_objective.items() if len(qs) >= min(3, total[o]))
    # None of whose questions serves the one that shall be weak.
    shared = {name for q in by_objective[met] for name in q.get("also", [])}
    weak = next(o for o in by_objective if o != met and f"{SLUG}:{o}" not in shared)
    entries = answered(*[(q, True, NOW) for q in by_objective[met]], (by_objective[weak][0], False, NOW))
    page = visit("progress", entries)
    assert state_of(page, met) == "met"
    assert state_of(page, weak) == "weak"


def test_a_review_asks_again_and_says_when_the_question_comes_back(visit):
    one, two = CHOICES[:2]
    page = visit("review", answered((one, False, NOW - 2 * DAY), (two, False, NOW - DAY)))
    assert "2 questions are due today" in page.locator(".afp-card").inner_text()
    page.get_by_role("button", name="Begin").click()
    assert page.locator("legend").inner_text().startswith("Review 1 of 2")
    assert page.locator(".afq-card input:checked").count() == 0  # the old answer is not shown
    choose(page, one, right=True)
    page.get_by_role("button", name="Well: in ").click()
    choose(page, two, right=False)
    assert "It comes back tomorrow" in page.locator(".afp-rate").inner_text()
    page.get_by_role("button", name="Next question").click()
    assert "Round finished: 2 questions. Nothing is due today." in page.locator(".afp-card").inner_text()
    cards = json.loads(page.evaluate("localStorage.getItem('af:review')"))["cards"]
    first, second = cards[f"{SLUG}:{one['id']}"], cards[f"{SLUG}:{two['id']}"]
    assert (first["right"], second["right"]) == (True, False)
    assert first["due"] > second["due"]
    # The chapter's own record is what it was.
    assert json.loads(page.evaluate(f"localStorage.getItem('af:quiz:{SLUG}:{one['id']}')"))["right"] is False
    # The next day the wrong one is due again, and the other is not.
    page.clock.set_fixed_time(NOW + DAY)
    page.reload()
    assert "1 question is due today" in page.locator(".afp-card").inner_text()


def test_nothing_due_names_the_next_day_and_offers_practice(visit):
    page = visit("review", answered((CHOICES[0], True, NOW)))
    assert "Nothing is due today. 1 question comes back in 3 days." in page.locator(".afp-card").inner_text()
    page.get_by_role("button", name="Practise the weakest ones").click()
    assert page.locator("legend").inner_text().startswith("Review 1 of 1")


def test_export_and_import_carry_everything_to_another_browser(visit, tmp_path):
    page = visit("progress", answered((CHOICES[0], True, NOW), (CHOICES[1], False, NOW)))
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert json.loads(file.read_text())["format"] == "activations-measured progress"
    other = visit("progress", answered((CHOICES[2], True, NOW)))
    other.get_by_label("Import a file").set_input_files(file)
    other.locator(".afp-said", has_text="Imported: 2 answers.").wait_for()
    assert facts(other)["questions answered"].startswith("3 of ")
    other.get_by_label("Import a file").set_input_files(file)
    other.locator(".afp-said", has_text="nothing that is not here already").wait_for()


def test_results_of_exercises_come_in_the_same_way(visit, tmp_path):
    file = tmp_path / "progress.json"
    done, begun = {"state": "done", "score": 1, "at": 1}, {"state": "not yet", "score": 0.4, "at": 1}
    results = {"2.1a": done, "2.2": begun}
    file.write_text(json.dumps(HEAD | {"exercises": results}))
    page = visit("progress")
    page.get_by_label("Import a file").set_input_files(file)
    page.locator(".afp-said", has_text="Imported: 2 exercises.").wait_for()
    row = page.get_by_role("region", name="Exercises, from the imported files").locator("tbody tr")
    assert row.locator("th, td").all_text_contents() == ["2", "1", "1", "0"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not json", "not readable as JSON"),
        ('{"format": "something else"}', "not a progress file of this book"),
        ('{"format": "activations-measured progress", "version": 99}', "version 99"),
    ],
)
def test_a_wrong_file_is_refused_with_a_reason_and_changes_nothing(visit, tmp_path, text, message):
    page = visit("progress", answered((CHOICES[0], True, NOW)))
    before = page.evaluate("JSON.stringify({...localStorage})")
    file = tmp_path / "progress.json"
    file.write_text(text)
    page.get_by_label("Import a file").set_input_files(file)
    page.locator(".afp-said", has_text=message).wait_for()
    assert page.evaluate("JSON.stringify({...localStorage})") == before


def test_markup_in_a_file_stays_text(visit, tmp_path):
    bad = {"2.1": {"state": "<img src=x onerror=alert(1)>", "score": 1}, "<b>": {"state": "done", "score": 1}}
    file = tmp_path / "progress.json"
    file.write_text(json.dumps(HEAD | {"exercises": bad}))
    page = visit("progress")
    page.get_by_label("Import a file").set_input_files(file)
    page.locator(".afp-said", has_text="2 entries of the file could not be read").wait_for()
    assert page.locator(".af-progress img, .af-progress b").count() == 0


def test_forgetting_asks_first_and_keeps_other_settings(visit):
    entries = answered((CHOICES[0], True, NOW)) | {"af:other": "1"}
    page = visit("progress", entries)
    page.get_by_role("button", name="Forget everything …").click()
    page.keyboard.press("Escape")
    assert facts(page)["questions answered"].startswith("1 of ")
    page.get_by_role("button", name="Forget everything …").click()
    page.get_by_role("button", name="Forget it").click()
    page.locator(".afp-said", has_text="Everything was forgotten").wait_for()
    assert facts(page)["questions answered"].startswith("0 of ")
    assert page.evaluate("localStorage.getItem('af:other')") == "1"


def test_damaged_and_newer_entries_are_named_and_left(visit):
    entries = {f"af:quiz:{SLUG}:{CHOICES[0]['id']}": "{broken", "af:review": '{"version": 2, "cards": {}}'}
    page = visit("progress", entries)
    assert "2 stored entries could not be read" in page.locator(".afq-notice").inner_text()
    assert page.evaluate("localStorage.getItem('af:review')") == entries["af:review"]


def test_blocked_storage_is_said_and_breaks_nothing(new_page, practice_address):
    page = new_page()
    refuse = "{ get() { throw new DOMException('no', 'SecurityError'); } }"
    page.add_init_script(f"Object.defineProperty(window, 'localStorage', {refuse})")
    page.goto(f"{practice_address}practice/progress.html")
    page.locator(".afq-notice", has_text="does not let the page store anything").wait_for()
    assert facts(page)["questions answered"].startswith("0 of ")


def test_a_full_storage_is_said(visit, tmp_path):
    file = tmp_path / "progress.json"
    results = {"2.1": {"state": "done", "score": 1, "at": 1}}
    file.write_text(json.dumps(HEAD | {"exercises": results}))
    page = visit("progress")
    full = "throw new DOMException('full', 'QuotaExceededError');"
    page.evaluate(f"void (Storage.prototype.setItem = () => {{ {full} }})")
    page.get_by_label("Import a file").set_input_files(file)
    page.locator(".afq-notice", has_text="storage is full").wait_for()


def test_another_window_is_followed(visit):
    page = visit("progress")
    other = page.context.new_page()
    other.goto(page.url)
    for key, value in answered((CHOICES[0], True, NOW)).items():
        other.evaluate("([key, value]) => localStorage.setItem(key, value)", [key, value])
    page.locator(".afp-facts dd", has_text="1 of ").first.wait_for()


@pytest.mark.parametrize("view", practice_pages.VIEWS)
def test_both_pages_are_accessible_and_fit(visit, view):
    entries = answered((CHOICES[0], True, NOW), (CHOICES[1], False, NOW - DAY))
    page = visit("progress", entries, **practice_pages.VIEWS[view])
    practice_pages.add_axe(page)
    page.locator(".afp-chapter").evaluate_all("nodes => nodes.forEach((node) => { node.open = true; })")
    practice_pages.check(page, "af-progress", "progress")
    page = visit("review", entries, **practice_pages.VIEWS[view])
    practice_pages.add_axe(page)
    practice_pages.check(page, "af-review", "overview")
    page.get_by_role("button", name="Begin").click()
    practice_pages.check(page, "af-review", "question")
    choose(page, CHOICES[1], right=True)
    practice_pages.check(page, "af-review", "rating")
