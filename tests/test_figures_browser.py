"""The figures on a page, in a browser: from the disk and over http, by key and mouse, wide and narrow."""

import html
import json
import re
import shutil
from pathlib import Path

import pytest
from activations import figures
from activations.figures import FIGURES
from figure_cases import FULL
from figure_walk import controls, move, picture, wait_for_change
from serve import served

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "lib" / "activations" / "static"
PAGE = """<!doctype html>
<html lang="en"{theme}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Figures</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="explorables.css"><script defer src="site.js"></script>
<style>body {{ margin: 8px; font-family: sans-serif; background: {background}; }}</style></head>
<body>{body}</body></html>
"""


def html_of(figure):
    shown = figure._repr_mimebundle_()
    return (shown[0] if isinstance(shown, tuple) else shown)["text/html"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the bundles, into which `write` puts pages."""
    path = tmp_path_factory.mktemp("page")
    for name in ("site.js", "calibration_data.js", "explorables.css"):
        shutil.copy(STATIC / name, path)
    return path


@pytest.fixture
def write(folder):
    """Write a page that shows some figures; gives its address on the disk."""

    def write_page(*shown, name="page.html", theme=""):
        attribute = f' data-theme="{theme}"' if theme else ""
        background = "#10141b" if theme == "dark" else "#fff"
        body = "".join(one if isinstance(one, str) else html_of(one) for one in shown)
        path = folder / name
        path.write_text(PAGE.format(theme=attribute, background=background, body=body), encoding="utf-8")
        return path.as_uri()

    return write_page


def open_figure(page, address, id):
    """Open a page and give the locator of a mounted figure."""
    page.goto(address)
    return mounted(page.locator(f"#{id}"))


def mounted(figure):
    """The figure, alive: one far down the page is drawn when the reader comes near it."""
    figure.scroll_into_view_if_needed()
    figure.locator(".af-chart desc").wait_for(state="attached")
    return figure


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_every_figure_mounts(page, write, folder, scheme):
    address = write(*FULL.values())
    if scheme == "http":
        with served(folder) as base:
            check_mounted(page, f"{base}page.html")
    else:
        check_mounted(page, address)


def check_mounted(page, address):
    page.goto(address)
    for name, figure in FULL.items():
        shown = mounted(page.locator(f"#{figure.address}"))
        assert shown.locator(".af-fallback").is_hidden()
        chart = shown.get_by_role("img")
        assert chart.count() == 1
        assert FIGURES[name].title == shown.locator(".af-chart title").text_content()
        assert len(shown.locator(".af-chart desc").text_content()) > 60
        assert shown.locator(".af-try").inner_text().startswith("Try:")
        assert shown.locator(".af-message").is_hidden()


@pytest.mark.parametrize("name", FULL)
def test_the_page_shows_the_numbers_python_computed(page, write, name):
    figure = open_figure(page, write(FULL[name]), FULL[name].address)
    fallback = figure.locator(".af-fallback tbody tr").all()
    live = figure.locator(".af-readouts tbody tr").all()
    assert len(fallback) == len(live)
    for theirs, mine in zip(fallback, live, strict=True):
        cells = [cell.strip() for cell in theirs.locator("th, td").all_text_contents()]
        assert [cell.strip() for cell in mine.locator("th, td").all_text_contents()] == cells


@pytest.mark.parametrize("name", FULL)
def test_every_control_moves_the_figure_by_keyboard(page, write, name):
    figure = open_figure(page, write(FULL[name]), FULL[name].address)
    for control in controls(figure):
        before = picture(figure)
        field = move(figure, control)
        wait_for_change(figure, before)
        assert field.evaluate("node => node === document.activeElement"), f"{control} lost the focus"


@pytest.mark.parametrize("name", FULL)
def test_every_control_has_a_label_and_its_value_in_words(page, write, name):
    figure = open_figure(page, write(FULL[name]), FULL[name].address)
    for field in figure.locator("[data-control]").locator("input, select").all():
        label = field.evaluate("node => node.labels[0]?.textContent")
        assert label and label.strip()
        if field.get_attribute("type") == "range":
            assert field.get_attribute("aria-valuetext")
            size = field.bounding_box()
            assert size["height"] >= 24


@pytest.mark.parametrize("name", FULL)
def test_reset_returns_to_the_opening_state(page, write, name):
    figure = open_figure(page, write(FULL[name]), FULL[name].address)
    opening = picture(figure)
    move(figure, controls(figure)[-1])
    wait_for_change(figure, opening)
    moved = picture(figure)
    figure.get_by_role("button", name="Reset").press("Enter")
    wait_for_change(figure, moved)
    assert picture(figure) == opening


def test_a_link_to_a_state_opens_it(new_page, write):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    address = write(*FULL.values())
    figure = open_figure(page, address, "fig-zigzag")
    before = picture(figure)
    figure.get_by_label("Each step uses").select_option("batch")
    wait_for_change(figure, before)
    changed = figure.locator(".af-readouts").inner_text()
    figure.get_by_role("button", name="Copy link").click()
    figure.get_by_text("Link copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(address + "#fig-zigzag=")
    again = open_figure(new_page(), link, "fig-zigzag")
    assert again.locator(".af-readouts").inner_text() == changed
    assert again.get_by_label("Each step uses").input_value() == "batch"


def test_without_a_clipboard_the_link_is_shown(page, write):
    figure = open_figure(page, write(FULL["zigzag"]), "fig-zigzag")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    figure.get_by_role("button", name="Copy link").click()
    field = figure.get_by_label("Link to this state")
    field.wait_for()
    assert "#fig-zigzag=" in field.input_value()


def test_a_new_hash_moves_the_figure_without_a_reload(page, write):
    figure = open_figure(page, write(FULL["zigzag"]), "fig-zigzag")
    before = picture(figure)
    page.evaluate("""location.hash = '#fig-zigzag=' + encodeURIComponent('{"mean": 1}')""")
    wait_for_change(figure, before)
    assert "Mean 1.00" in figure.locator(".af-chart").inner_html()


@pytest.mark.parametrize(
    ("hash", "message"),
    [
        ("fig-zigzag=%7Bmean", "could not be read"),
        ("fig-zigzag=[1]", "not an object"),
        ('fig-zigzag={"mean":99}', "mean was moved from 99 to 3"),
        ('fig-zigzag={"mean":"<img src=x onerror=alert(1)>"}', "mean must be a number"),
        ('fig-zigzag={"speed":1}', "no setting called “speed”"),
    ],
)
def test_a_bad_link_gives_a_message_not_a_broken_page(page, write, hash, message):
    figure = open_figure(page, write(*FULL.values()) + "#" + hash, "fig-zigzag")
    said = figure.get_by_role("alert")
    said.wait_for()
    assert message in said.inner_text()
    before = picture(figure)
    figure.get_by_label("Learning rate").focus()
    page.keyboard.press("ArrowRight")
    wait_for_change(figure, before)
    assert said.is_hidden()
    assert page.locator("#fig-shape .af-message").is_hidden()


def test_a_broken_or_unknown_figure_is_said_on_the_page(page, write):
    strange = '<figure class="af-figure" id="fig-x" data-figure="constructor" data-state="{}"></figure>'
    broken = '<figure class="af-figure" id="fig-y" data-figure="zigzag" data-state="{oops"></figure>'
    figure = open_figure(page, write(strange, broken), "fig-y")
    assert "mean 2.00" in figure.locator(".af-readouts").inner_text()
    assert "“constructor”" in page.locator("#fig-x .af-message").inner_text()


def test_a_goal_is_announced_when_it_is_reached(page, write):
    goal = {"setting": "update", "equals": "batch", "text": "Use the whole batch"}
    figure = open_figure(page, write(figures.zigzag(goal=goal, id="fig-goal")), "fig-goal")
    assert figure.locator(".af-goal").inner_text().startswith("Goal: Use the whole batch")
    assert figure.locator(".af-verdict").inner_text() == "Not yet"
    figure.get_by_label("Each step uses").select_option("batch")
    figure.locator(".af-goal-reached").wait_for()
    assert figure.locator(".af-verdict").inner_text() == "Goal reached"
    page.wait_for_function("document.querySelector('[aria-live]').textContent.startsWith('Goal reached.')")


def test_a_burst_of_changes_is_announced_once(page, write):
    figure = open_figure(page, write(FULL["shape"]), "fig-shape")
    page.evaluate(
        "window.said = 0; new MutationObserver(() => window.said++)"
        ".observe(document.querySelector('[aria-live]'), {childList: true})"
    )
    figure.get_by_label("Cursor x").focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("window.said > 0")
    assert "At x = 1.40" in figure.locator("[aria-live]").text_content()
    assert page.evaluate("window.said") == 1


def test_the_data_table_opens_and_follows(page, write):
    figure = open_figure(page, write(FULL["gradient_flow"]), "fig-gradient-flow")
    rows = figure.locator(".af-data tbody tr")
    assert rows.count() == 0
    figure.get_by_text("Show the data as a table").press("Enter")
    rows.first.wait_for()
    assert rows.count() == 6
    figure.get_by_label("Layers").press("ArrowRight")
    rows.nth(6).wait_for()


@pytest.mark.parametrize("width", [320, 480, 768, 1200])
def test_nothing_overflows_and_no_label_is_cut(new_page, write, width):
    crowded = figures.shape(["leaky_relu", "hardsigmoid", "gelu_tanh", "softplus"], id="fig-crowded")
    page = new_page(viewport={"width": width, "height": 900})
    many = figures.jacobian([2, 1, 0.5, -1, 3, -4, 0, 1.5], id="fig-many")
    tied = figures.temperature([2, 2, -5, 5, 1, 0, 5, 5], top_p=0.7, temperature=0.0507, id="fig-tied")
    page.goto(write(*FULL.values(), *(getattr(figures, name)() for name in FIGURES), crowded, many, tied))
    for figure in page.locator(".af-figure").all():
        mounted(figure)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate("""() => [...document.querySelectorAll('.af-chart')].flatMap((svg) => {
        const frame = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].filter((text) => {
            const box = text.getBoundingClientRect();
            return box.left < frame.left - 1 || box.right > frame.right + 1
                || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
        }).map((text) => text.textContent);
    })""")
    assert cut == []


@pytest.mark.parametrize("width", [320, 784, 1000])
def test_room_is_kept_until_the_figures_come(new_page, write, folder, width):
    """The script is held back until the page is painted; what stands below a figure must not move much."""
    heights = "[...document.querySelectorAll('.af-figure')].map((figure) => figure.offsetHeight)"
    page = new_page(viewport={"width": width, "height": 900})
    write(*(getattr(figures, name)() for name in FIGURES))
    held = []
    page.route("**/site.js", lambda route: held.append(route))
    with served(folder) as base:
        page.goto(f"{base}page.html", wait_until="commit")
        page.locator(".af-figure").last.wait_for()
        # A style sheet that is still on its way is not in the list.
        page.wait_for_function("[...document.styleSheets].some((sheet) => sheet.href)")
        before = page.evaluate(heights)
        held[0].continue_()
        for figure in page.locator(".af-figure").all():
            mounted(figure)
            figure.locator(".af-readouts tr").first.wait_for(state="attached")  # painted, not only begun
        assert page.evaluate(heights) == pytest.approx(before, rel=0.05)


def luminance(colour):
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", ["light", "dark", "print"])
def test_text_and_lines_stand_out_from_the_surface(page, write, look):
    crowded = figures.shape(["relu", "gelu", "silu", "mish"], id="fig-crowded")
    figure = open_figure(page, write(crowded, theme="dark" if look != "light" else ""), "fig-crowded")
    page.emulate_media(media="print" if look == "print" else "screen")
    surface = figure.locator(".af-live").evaluate("node => getComputedStyle(node).backgroundColor")
    assert (luminance(surface) < 0.05) == (look == "dark")
    for selector in (".af-title", ".af-readouts td", ".af-readouts caption", ".af-try"):
        ink = figure.locator(selector).first.evaluate("node => getComputedStyle(node).color")
        assert contrast(ink, surface) >= 4.5, selector
    for text in figure.locator(".af-chart text").all():
        assert contrast(text.evaluate("node => getComputedStyle(node).fill"), surface) >= 4.5
    lines = [
        line.evaluate("node => [getComputedStyle(node).stroke, getComputedStyle(node).strokeDasharray]")
        for line in figure.locator(".af-value-curves path").all()
    ]
    assert len(lines) == 4
    assert all(contrast(stroke, surface) >= 3 for stroke, _ in lines)
    # Never colour alone: four dash patterns, and a name at each curve.
    assert len({dashes for _, dashes in lines}) == 4
    assert figure.locator(".af-end-labels text").all_text_contents() == ["relu", "gelu", "silu", "mish"]


def test_nothing_moves_by_itself(new_page, write):
    page = new_page(reduced_motion="reduce")
    figure = open_figure(page, write(FULL["shape"]), "fig-shape")
    before = picture(figure)
    figure.get_by_label("Cursor x").press("ArrowRight")
    wait_for_change(figure, before)
    assert page.evaluate("document.getAnimations().length") == 0


def test_a_kink_has_a_filled_and_an_open_circle(page, write):
    figure = open_figure(page, write(figures.shape("relu", id="fig-kink")), "fig-kink")
    circles = figure.locator(".af-kinks circle")
    assert circles.count() == 2
    assert figure.locator(".af-kinks .af-dot-open").count() == 1


def test_without_scripts_the_words_and_numbers_are_there(new_page, write):
    page = new_page(java_script_enabled=False)
    page.goto(write(*FULL.values()))
    for figure in FULL.values():
        shown = page.locator(f"#{figure.address} .af-fallback")
        assert shown.is_visible()
        assert shown.locator("tbody tr").count() >= 2


def test_states_in_the_page_are_the_states_of_python(page, write):
    """Whatever Python accepts, the page takes without a message."""
    extremes = []
    for name, figure in FIGURES.items():
        numbers = {key: field for key, field in figure.schema.items() if field.kind == "number"}
        for end in ("low", "high"):
            state = {key: getattr(field, end) for key, field in numbers.items()}
            given = html.escape(json.dumps(state))
            extremes.append(f'<figure class="af-figure" data-figure="{name}" data-state="{given}"></figure>')
    page.goto(write(*extremes))
    for figure in page.locator(".af-figure").all():
        mounted(figure)
    assert page.locator(".af-message:visible").count() == 0
