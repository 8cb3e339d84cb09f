"""The figures "calibration" and "choose" in a browser: T*, the tree by pointer, links."""

import pytest
from activations import figures
from activations.figures.choose import leaves
from test_figures_browser import folder, html_of, mounted, open_figure, picture, wait_for_change, write

__all__ = ["folder", "write"]  # fixtures


def test_the_button_sets_the_temperature_that_python_finds(page, write):
    figure = open_figure(page, write(figures.calibration(id="fig-t")), "fig-t")
    before = picture(figure)
    figure.get_by_role("button", name="Set T to T*").click()
    wait_for_change(figure, before)
    rows = [row.locator("td").all_text_contents() for row in figure.locator(".af-readouts tbody tr").all()]
    now, trained, best = rows
    assert now == best != trained
    assert now[0] == f"{figures.calibration().readouts['best_temperature']:.2f}"
    assert now[1] == trained[1]  # accuracy


def test_without_its_data_the_figure_keeps_its_words(new_page, write, folder):
    page = new_page()
    page.route("**/calibration_data.js", lambda route: route.abort())
    page.goto(write(figures.calibration(id="fig-t"), figures.zigzag(id="fig-z")))
    mounted(page.locator("#fig-z"))
    page.locator("#fig-t .af-fallback").wait_for(timeout=8000)
    assert "0.177" in page.locator("#fig-t").inner_text()
    page.problems[:] = [
        text for text in page.problems if "calibration_data.js" not in text and "ERR_FAILED" not in text
    ]


def test_the_data_are_loaded_only_where_the_figure_stands(page, write):
    asked = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    open_figure(page, write(figures.zigzag(id="fig-z")), "fig-z")
    assert "calibration_data.js" not in asked
    open_figure(
        page, write(figures.calibration(id="fig-t"), figures.calibration(bins=5, id="fig-u")), "fig-t"
    )
    mounted(page.locator("#fig-u"))
    assert asked.count("calibration_data.js") == 1


def test_the_tree_can_be_answered_by_pointer(page, write):
    figure = open_figure(page, write(figures.choose((), id="fig-c")), "fig-c")
    assert figure.locator("li[aria-current=step]").inner_text().startswith("Where does the function stand?")
    for answer in ("at the output", "one of K classes"):
        before = picture(figure)
        figure.locator(".af-chart").get_by_text(answer, exact=True).click()
        wait_for_change(figure, before)
    assert figure.locator(".af-chosen-one").inner_text().startswith("Softmax")
    assert figure.locator("li[aria-current=step]").count() == 0
    assert figure.get_by_label("What is the answer to be?").input_value() == "class"
    # Going back to a first answer takes what followed from the old one away.
    before = picture(figure)
    figure.get_by_label("Where does the function stand?").select_option("hidden")
    wait_for_change(figure, before)
    assert figure.locator("li[aria-current=step]").inner_text().startswith("What kind of network")
    assert figure.locator(".af-choice").count() == 0


@pytest.mark.parametrize(
    ("root", "wanted"), [("../", "../chapters/"), ("./", "./chapters/"), (None, "../chapters/")]
)
def test_links_lead_to_the_sections_of_the_chapters(page, write, folder, root, wanted):
    """Sphinx writes on every page how to reach the root of the book."""
    paths = [path for path, _ in leaves()]
    address = write(*(figures.choose(path, id=f"fig-{i}") for i, path in enumerate(paths)))
    path = folder / "page.html"
    if root:
        path.write_text(path.read_text().replace("<html ", f'<html data-content_root="{root}" '))
    page.goto(address)
    for i, (_, leaf) in enumerate(leaves()):
        figure = mounted(page.locator(f"#fig-{i}"))
        links = figure.locator(".af-choice a").evaluate_all(
            "links => links.map(link => link.getAttribute('href'))"
        )
        sections = [item for item in leaf["evidence"] if "chapter" in item]
        assert links == [f"{wanted}{item['chapter']}.html#{item['section']}" for item in sections]


def test_where_there_are_no_pages_the_sections_are_named(page, write):
    """A figure without an address of its own, as in a notebook."""
    text = html_of(figures.choose(("output", "class"))).replace(' id="', ' data-id="')
    page.goto(write(text))
    figure = mounted(page.locator(".af-figure"))
    assert figure.locator("a").count() == 0
    assert "chapter 5, “Cross-entropy, and the line too many”" in figure.locator(".af-choice").inner_text()


@pytest.mark.parametrize("width", [320, 784])
def test_no_leaf_overflows(new_page, write, width):
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(write(*(figures.choose(path, id=f"fig-{i}") for i, (path, _) in enumerate(leaves()))))
    for figure in page.locator(".af-figure").all():
        mounted(figure)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate("""() => [...document.querySelectorAll('.af-chart')].flatMap((svg) => {
        const frame = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll('text')];
        return texts.filter((text) => text.getBoundingClientRect().right > frame.right + 1);
    }).map((text) => text.textContent)""")
    assert cut == []
