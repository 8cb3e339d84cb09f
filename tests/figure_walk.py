"""Every control of a figure moved by keyboard: the same walk in a page and in JupyterLab."""

# An arrow moves a slider everywhere; in a closed list it is the first letter of another choice that does.
KEY_THAT_CHANGES = """(field) => {
    if (field.tagName === "BUTTON") return "Enter";
    if (field.type === "checkbox") return "Space";
    if (field.tagName === "INPUT") return field.value === field.max ? "ArrowLeft" : "ArrowRight";
    const letters = [...field.options].map((option) => option.label[0]);
    return letters.find((letter) => letter !== letters[field.selectedIndex]);
}"""
PICTURE = (
    """(figure) => [".af-stage", ".af-readouts"].map((part) => figure.querySelector(part).innerHTML).join()"""
)
KINDS = """(figure) => [...figure.querySelectorAll("[data-control]")].map((node) =>
    [node.dataset.control, node.matches("button") ? 0 : node.querySelector("select") ? 2 : 1])"""


def controls(figure):
    """The names of a figure's controls in an order in which each is still there when its turn comes.

    Choosing another entry of a list may take the controls below it away: lists come last, the last one first.
    """
    found = figure.evaluate(KINDS)
    lists = [name for name, kind in found if kind == 2]
    return [name for wanted in (0, 1) for name, kind in found if kind == wanted] + lists[::-1]


def field(figure, control):
    """The button, slider, box or list of a control."""
    node = figure.locator(f'[data-control="{control}"]')
    return node.locator("input, select").or_(node.and_(figure.page.locator("button")))


def move(figure, control):
    """Focus a control and press the key that changes it; gives the field."""
    found = field(figure, control)
    found.focus()
    figure.page.keyboard.press(found.evaluate(KEY_THAT_CHANGES))
    return found


def picture(figure):
    """All that can change: the drawing, its description and the readouts."""
    return figure.evaluate(PICTURE)


def wait_for_change(figure, before):
    """Wait until the picture differs from `before`; fails by timeout."""
    changed = f"([figure, before]) => ({PICTURE})(figure) !== before"
    figure.page.wait_for_function(changed, arg=[figure.element_handle(), before])
