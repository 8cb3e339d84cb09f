"""Links to a section lead to it, although figures and questions above it grow when they come to life."""

import pytest

ARRIVED = 160  # pixels from the top: below the page's bar
NAME, SECTION = "chapters/3_relu_family", "what-they-cost"
ADDRESSES = [
    (NAME, SECTION, 1280),
    ("chapters/8_myths", "refute-a-sentence-in-ten-minutes", 320),
    ("chapters/5_softmax_temperature", "sampling-temperature-top-k-top-p", 320),
]


def top_of(page, section):
    """Where the section stands, when nothing moves any more."""
    page.wait_for_function(
        """(id) => new Promise((done) => {
          const top = () => document.getElementById(id).getBoundingClientRect().top;
          let before = top(), same = 0;
          const timer = setInterval(() => {
            same = top() === before ? same + 1 : 0;
            before = top();
            if (same === 10) { clearInterval(timer); done(true); }
          }, 100);
        })""",
        arg=section,
    )
    return page.evaluate("(id) => document.getElementById(id).getBoundingClientRect().top", section)


@pytest.mark.parametrize("name, section, width", ADDRESSES)
def test_an_address_with_a_section_opens_there(base_url, new_page, name, section, width):
    page = new_page(viewport={"width": width, "height": 800})
    page.goto(f"{base_url}{name}.html#{section}")
    assert 0 <= top_of(page, section) < ARRIVED


def test_a_link_within_the_page_leads_to_its_section(base_url, new_page):
    page = new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{base_url}{NAME}.html")
    page.locator(f".book-toc a[href='#{SECTION}']").first.click()
    assert 0 <= top_of(page, SECTION) < ARRIVED


def test_a_reader_who_scrolls_on_is_not_pulled_back(base_url, new_page):
    page = new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{base_url}{NAME}.html#{SECTION}")
    page.mouse.move(600, 400)
    page.mouse.wheel(0, -1500)
    assert top_of(page, SECTION) > 800


def test_an_address_that_is_no_name_harms_nothing(base_url, page):
    page.goto(f"{base_url}reference/glossary.html#%E0%A4%A")
    page.get_by_role("button", name="Colours").click()
    assert page.evaluate("document.documentElement.dataset.mode") == "dark"


def test_going_back_returns_to_where_the_reader_was(base_url, new_page):
    page = new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{base_url}reference/glossary.html#glossary")
    page.mouse.move(600, 400)
    page.mouse.wheel(0, 700)
    page.wait_for_function("scrollY > 600")
    page.goto(f"{base_url}reference/timeline.html")
    page.go_back()
    page.wait_for_function("scrollY > 600")
    page.reload()
    page.wait_for_function("scrollY > 600")
