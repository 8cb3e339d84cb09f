"""The built site in a browser: every page, light, dark, narrow, on paper, from a server and from disk."""

import json
import re
import zipfile
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import build
import make_zip
import practice_pages
import pypdf
import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
PAGES = [f"{name}.html" for name in build.pages()]
MOCK_TEST = "practice/mock_test.html"
CHAPTERS = [name for name in PAGES if name.startswith("chapters/")]
every_page = pytest.mark.parametrize("name", PAGES)
every_chapter = pytest.mark.parametrize("name", CHAPTERS)
VIEWS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
}
# Boxes that scroll by themselves may hold wide content; anything else must fit the window.
OVERFLOWING = """() => {
  const limit = document.documentElement.clientWidth + 1;
  const scrolls = (node) => {
    for (let box = node; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.overflowX !== "visible" || style.clipPath !== "none") return true;
    }
    return false;
  };
  return [...document.querySelectorAll("main *")]
    .filter((node) => node.getBoundingClientRect().right > limit && !scrolls(node))
    .map((node) => node.outerHTML.slice(0, 120));
}"""


def soup(site, name):
    return BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")


@cache
def anchors(path):
    """The ids of a built page."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return {node["id"] for node in page.select("[id]")}


def settle(page):
    """Scroll to each figure and quiz: near the window they come to life."""
    for part in page.locator(".af-figure[data-figure], .af-quiz[data-quiz], .af-guess[data-quiz]").all():
        part.evaluate("node => node.scrollIntoView()")
        page.wait_for_function("node => node.dataset.live", arg=part.element_handle())


@every_page
@pytest.mark.parametrize("view", VIEWS)
def test_page_opens_without_errors_and_fits(new_page, base_url, name, view):
    page = new_page(**VIEWS[view])
    page.goto(base_url + name)
    settle(page)
    assert page.locator("h1").count() == 1
    theme = page.locator("html").get_attribute("data-theme")
    assert theme == ("dark" if view == "dark" else "light")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate(OVERFLOWING) == []
    assert page.locator("input[type=search]").count() == 1
    if view != "phone":
        practice_pages.add_axe(page)
        # Dark differs from light in its colours alone.
        assert practice_pages.violations(page, ["color-contrast"] if view == "dark" else None) == []


def test_a_box_that_scrolls_is_reachable_by_keyboard_once_it_is_seen(new_page, base_url):
    """It is looked at when it comes into view, so the pages' test leaves the rule out that wants it from the start."""
    page = new_page(viewport={"width": 320, "height": 640})
    page.goto(base_url + "solutions/a_accuracy.html")
    boxes = page.locator(".book-article pre")
    scrolling = "(nodes) => nodes.findIndex((node) => node.scrollWidth > node.clientWidth + 1)"
    box = boxes.nth(boxes.evaluate_all(scrolling))
    box.scroll_into_view_if_needed()
    page.wait_for_function("(node) => node.tabIndex === 0", arg=box.element_handle())
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(node) => node.scrollLeft > 0", arg=box.element_handle())


@every_page
def test_page_is_readable_without_scripts(new_page, base_url, name):
    page = new_page(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page.goto(base_url + name)
    assert page.locator("h1").is_visible()
    assert page.locator("#book-nav a").first.is_visible()
    assert page.locator("input[type=search]").is_visible()


@every_page
def test_math_is_rendered_at_build_time(site, name):
    document = soup(site, name)
    for node in document.select("pre, code, script, style, .katex annotation"):
        node.decompose()
    visible = document.select_one("main").get_text(" ")
    raw = re.search(r"\\[(\[]|\$[^$\n]{1,80}\$|\\(frac|sigma|tanh|cdot|le|partial|mathbb|text)\b", visible)
    assert raw is None, visible[max(0, raw.start() - 60):raw.end() + 60]
    assert "katex-error" not in (site / name).read_text(encoding="utf-8")


@every_chapter
def test_chapter_has_math(site, name):
    assert len(soup(site, name).select(".katex")) > 10


@every_page
def test_page_names_no_other_host_and_carries_no_widget_state(site, name):
    document = soup(site, name)
    nodes = document.select("script, link[rel=stylesheet], link[rel=icon], img, iframe")
    loaded = [node.get("src") or node.get("href") for node in nodes]
    assert not [address for address in loaded if "//" in address]
    html = (site / name).read_text(encoding="utf-8")
    assert "widget-state" not in html
    assert "widget-view" not in html
    assert "require.js" not in html
    assert not re.search(r"\son[a-z]+=\"", html), "inline event handler"
    assert not document.select("script:not([src])"), "inline script"


@every_page
def test_internal_links_and_anchors_exist(site, name):
    missing = []
    for link in soup(site, name).select("a[href]"):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc:
            continue
        target = ((site / name).parent / unquote(parts.path)).resolve() if parts.path else site / name
        if not target.is_file() or (parts.fragment and unquote(parts.fragment) not in anchors(target)):
            missing.append(link["href"])
    assert missing == []


@every_page
def test_images_have_alternative_text_and_ids_are_unique(site, name):
    document = soup(site, name)
    assert [str(image) for image in document.select("main img") if not image.get("alt", "").strip()] == []
    # sphinx-proof gives all its boxes the same id; nothing links to it.
    ids = [node["id"] for node in document.select("[id]") if node["id"] not in {"proof", "proof-content"}]
    assert sorted(ids) == sorted(set(ids))


@every_page
def test_launch_links_have_the_form_the_services_expect(site, name):
    hrefs = [link["href"] for link in soup(site, name).select(".book-menu a")]
    stem = name.removesuffix(".html")
    if (ROOT / f"{stem}.md").is_file():
        assert any("github.com" in href for href in hrefs)
        return
    repository = "activations-measured/book"
    assert f"https://mybinder.org/v2/gh/{repository}/main?urlpath=lab/tree/{stem}.ipynb" in hrefs
    assert f"https://colab.research.google.com/github/{repository}/blob/main/{stem}.ipynb" in hrefs
    assert f"https://github.com/{repository}" in hrefs
    assert any(href.endswith(f"_sources/{stem}.ipynb") for href in hrefs)


def test_search_finds_a_word_of_the_text(page, base_url):
    page.goto(base_url + "index.html")
    page.locator("input[type=search]").fill("saturation")
    page.locator("input[type=search]").press("Enter")
    page.wait_for_url("**/search.html?q=saturation")
    page.locator("#search-results li a").first.wait_for()
    hrefs = page.locator("#search-results li a").evaluate_all("links => links.map((link) => link.href)")
    assert any("chapters/2_sigmoid_tanh.html" in href for href in hrefs)
    assert page.locator("input[type=search]").count() == 1
    page.wait_for_load_state("networkidle")


def test_colour_mode_is_switched_and_remembered(new_page, base_url):
    page = new_page(color_scheme="light")
    page.goto(base_url + "index.html")
    background = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(background)
    page.locator(".book-mode").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate(background) != before
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert "dark" in page.locator(".book-mode").get_attribute("aria-label")


def test_navigation_opens_by_keyboard_on_a_phone(new_page, base_url):
    page = new_page(**VIEWS["phone"])
    page.goto(base_url + "index.html")
    button = page.locator(".book-nav-toggle")
    link = page.locator("#book-nav a").first
    assert not link.is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert link.is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert not link.is_visible()
    assert button.evaluate("node => node === document.activeElement")


@every_chapter
def test_paper_shows_hidden_answers_and_no_navigation(page, base_url, name):
    page.goto(base_url + name)
    settle(page)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.locator("#book-nav").is_visible()
    assert not page.locator(".book-bar").is_visible()
    assert page.locator("main .book-article details:not([open])").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")


@every_page
def test_every_figure_moves_by_keyboard(page, base_url, name):
    page.goto(base_url + name)
    settle(page)
    figures = page.locator(".af-figure[data-figure]")
    assert name != "index.html" or figures.count() == 1
    for index in range(figures.count()):
        move_and_compare(page, figures.nth(index))


def move_and_compare(page, figure):
    """Move the figure's first slider by a few steps (or choose), expect other readouts, and reset."""
    readouts = figure.locator(".af-readouts")
    figure.scroll_into_view_if_needed()
    # Sections out of sight are not laid out, and have no text to read until they are.
    page.wait_for_function("(node) => node.innerText", arg=readouts.element_handle())
    before = readouts.inner_text()
    slider = figure.locator("input[type=range]").first
    if slider.count():
        slider.focus()
        at_the_end = slider.evaluate("node => node.value === node.max")
        for _ in range(3):
            page.keyboard.press("ArrowLeft" if at_the_end else "ArrowRight")
    else:  # a figure of choices
        choice = figure.locator("select").first
        other = choice.evaluate("(node) => (node.selectedIndex + 1) % node.length")
        choice.select_option(index=other)
    changed = "([node, before]) => node.innerText !== before"
    page.wait_for_function(changed, arg=[readouts.element_handle(), before], timeout=5000)
    figure.locator(".af-reset").click()


def bank_of(name):
    slug = name.removesuffix(".html").rpartition("/")[2]
    path = ROOT / "lib" / "activations" / "static" / "quizzes" / f"{slug}.json"
    questions = json.loads(path.read_text(encoding="utf-8"))["questions"]
    return {question["id"]: question for question in questions}


def answer(card, question, right):
    """Give the right answer, or one that is surely wrong, by keyboard as far as a keyboard goes."""
    if question["type"] == "nat":
        field = card.locator("input.afq-number")
        field.fill(str(question["answer"]["value"]) if right else "123456.5")
        field.press("Enter")
        return
    correct = {i for i, option in enumerate(question["options"]) if option["correct"]}
    chosen = correct if right else {min(set(range(len(question["options"]))) - correct)}
    for index in chosen:
        choice = card.locator(f"input[value='{index}']")
        choice.focus()
        choice.press("Space")
    card.locator("button[type=submit]").press("Enter")


@every_chapter
def test_every_type_of_question_is_answered_and_remembered(page, base_url, name):
    page.goto(base_url + name)
    settle(page)
    answered = []
    for kind in ("mcq", "msq", "nat"):
        cards = page.locator(f".afq-card.afq-{kind}")
        ids = cards.evaluate_all("nodes => nodes.map((node) => node.dataset.question)")
        # One whose numbers stay the same on a retry. Some chapters have no such numeric question.
        chosen = next((i for i, id in enumerate(ids) if not bank_of(name)[id].get("variants")), None)
        if chosen is None:
            assert kind == "nat"
            continue
        card, question = cards.nth(chosen), bank_of(name)[ids[chosen]]
        answer(card, question, right=False)
        assert card.get_attribute("data-state") == "wrong"
        card.get_by_role("button", name="Try again").press("Enter")
        answer(card, question, right=True)
        assert card.get_attribute("data-state") == "right"
        answered.append(question["id"])
    page.reload()
    settle(page)
    for question in answered:
        again = page.locator(f".afq-card[data-question='{question}']").first
        assert again.get_attribute("data-state") == "right"


@every_page
def test_the_mock_test_s_files_are_loaded_by_its_page_alone(site, name):
    loaded = [node.get("src") or node.get("href") or "" for node in soup(site, name).select("script, link")]
    here = {Path(urlsplit(address).path).name for address in loaded}
    assert ({"mock.js", "mock.css"} <= here) == (name == MOCK_TEST)
    assert not {"mock.js", "mock.css"} & here or name == MOCK_TEST


def test_a_mock_test_on_its_page_leads_back_to_the_sections(site, page, base_url):
    page.goto(base_url + MOCK_TEST)
    page.get_by_role("radio", name="65 questions").check()
    page.get_by_role("button", name="Start the test").click()
    page.locator(".afm-test").wait_for()
    page.get_by_role("button", name="Submit test").click()
    page.get_by_role("button", name="Submit", exact=True).click()
    page.locator(".afm-review").wait_for()
    links = page.locator(".afm-reviewed .afq-links a").evaluate_all("nodes => nodes.map((node) => node.href)")
    assert len(links) == 65
    for link in set(links):
        parts = urlsplit(link)
        assert parts.fragment in anchors(site / parts.path.lstrip("/")), link


def test_the_book_works_from_an_unpacked_archive(site, new_page, tmp_path):
    archive = make_zip.write(site, tmp_path / "book.zip")
    with zipfile.ZipFile(archive) as stream:
        stream.extractall(tmp_path / "a folder with spaces")
    [folder] = (tmp_path / "a folder with spaces").iterdir()
    page = new_page(viewport={"width": 1280, "height": 900})
    for name in PAGES:
        page.goto((folder / name).as_uri())
        settle(page)
        assert page.locator("img").evaluate_all("images => images.every((image) => image.naturalWidth > 0)")
    page.goto((folder / CHAPTERS[0]).as_uri())
    settle(page)
    move_and_compare(page, page.locator(".af-figure[data-figure]").first)
    assert page.locator(".katex-html").first.bounding_box()["width"] > 5
    card = page.locator(".afq-card.afq-mcq").first
    name = card.get_attribute("data-question")
    answer(card, bank_of(CHAPTERS[0])[name], right=True)
    page.reload()
    settle(page)
    assert page.locator(f".afq-card[data-question='{name}']").first.get_attribute("data-state") == "right"
    page.goto((folder / "practice" / "progress.html").as_uri())
    page.locator(".afp-chapter, .af-progress table").first.wait_for()
    assert "1 of" in page.locator(".af-progress").inner_text()
    page.goto((folder / "search.html").as_uri() + "?q=saturation")
    page.locator("#search-results li a").first.wait_for()


def test_the_formula_sheet_prints_on_one_page(page, base_url, tmp_path):
    page.goto(base_url + "practice/formula_sheet.html")
    wide = "(box) => box.scrollWidth - box.clientWidth"
    assert page.locator(".katex-display").evaluate(wide) <= 1, "on a desktop the sheet needs no scrolling"
    page.pdf(path=tmp_path / "sheet.pdf", format="A4")
    sheet = pypdf.PdfReader(tmp_path / "sheet.pdf")
    assert len(sheet.pages) == 1
    for name in ("sigmoid", "gelu", "Softmax", "Losses", "Starts"):
        assert name in sheet.pages[0].extract_text()


def test_a_sortable_table_sorts_by_keyboard_and_says_how(page, base_url):
    page.goto(base_url + "chapters/6_choosing.html")
    table = page.locator("table.af-sortable").first
    assert table.evaluate("(t) => t.scrollWidth - t.parentElement.clientWidth") <= 0, "all columns at once"
    heading = table.locator("th[scope=col]", has_text="mean").first

    def column():
        cells = table.locator("tbody tr").evaluate_all("(rows) => rows.map((row) => row.cells[2].innerText)")
        return [float(cell.replace("−", "-")) for cell in cells]

    assert column() != sorted(column())
    heading.locator("button").focus()
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "ascending"
    assert column() == sorted(column())
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    assert column() == sorted(column(), reverse=True)
