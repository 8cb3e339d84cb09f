"""The notebooks' form: canonical, short cells, described figures, companions complete."""

import re
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from activations.quiz import compiled

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import build  # noqa: E402
import notebooks  # noqa: E402

MAX_CODE_LINES = 12
VOLATILE = "nbval-ignore-output"
SOLUTION_MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION")
ABSOLUTE_PATH = re.compile(r"(?<![\w/.:])(/(home|Users|root|tmp|work|mnt|var|opt)/\w|[A-Z]:\\\\)")

PATHS = notebooks.notebook_paths()
every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(ROOT).as_posix())


def read(path):
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def test_every_page_of_the_contents_exists_and_every_notebook_is_in_it():
    pages = set(build.pages())
    present = {path.relative_to(ROOT).with_suffix("").as_posix() for path in PATHS}
    # The landing page, the practice pages and most of the reference pages are Markdown.
    written = {name for name in pages if (ROOT / f"{name}.md").is_file()}
    assert pages - written == present
    assert all(name == "index" or name.startswith(("practice/", "reference/")) for name in written)


def test_every_chapter_has_its_quiz_exercise_and_solution():
    stems = {folder: {path.stem for path in (ROOT / folder).glob("*.ipynb")} for folder in notebooks.FOLDERS}
    quizzes = {path.stem for path in (ROOT / "exercises" / "quizzes").glob("*.yml")}
    assert stems["chapters"], "there is no chapter"
    assert stems["chapters"] == stems["exercises"] == stems["solutions"] == quizzes


@every_notebook
def test_is_canonical(path):
    text = path.read_text(encoding="utf-8")
    assert notebooks.canonical(read(path)) == text, "not canonical: run `make notebooks`"


@every_notebook
def test_first_cell_installs_from_the_configured_repository(path):
    first = read(path).cells[0]
    assert first.metadata.tags == ["remove-cell"]
    assert first.source == notebooks.first_cell_source()
    address = re.search(r"git\+(\S+?)\"", first.source).group(1)
    assert address == yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]


@every_notebook
def test_code_cells_are_short(path):
    for cell in read(path).cells:
        if cell.cell_type == "code":
            lines = [line for line in cell.source.splitlines() if line.strip() not in SOLUTION_MARKERS]
            assert len(lines) <= MAX_CODE_LINES, f"cell {cell.id} has {len(lines)} lines"


@every_notebook
def test_every_plot_has_a_caption_and_alternative_text(path):
    for cell in read(path).cells:
        texts = [out.get("data", {}).get("text/plain", "") for out in cell.get("outputs", [])]
        if any("<Figure size" in text for text in texts):
            described = cell.metadata.get("mystnb", {})
            assert described.get("figure", {}).get("caption", "").strip(), f"cell {cell.id} lacks a caption"
            assert described.get("image", {}).get("alt", "").strip(), f"cell {cell.id} lacks alternative text"


@every_notebook
def test_prose_uses_colon_fences_only(path):
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            backticks = re.search(r"^\s*```+\s*\{", cell.source, re.MULTILINE)
            assert not backticks, f"cell {cell.id}: write ::: instead"


@every_notebook
def test_a_reference_is_a_link_with_words(path):
    """Where MyST is not rendered, as in Colab, a role shows the name of a label in place of the section's title."""
    prose = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    assert not re.search(r"\{(ref|doc|numref)\}`", prose)
    assert not re.search(r"\[\]\(#?[\w./-]+\)", prose), "a link without words"


@every_notebook
def test_has_one_title_at_the_top(path):
    prose = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    titles = [line for text in prose for line in text.splitlines() if re.match(r"#\s", line)]
    assert len(titles) == 1
    assert prose[0].startswith(titles[0])


@every_notebook
def test_names_no_folder_of_the_machine_it_was_written_on(path):
    found = ABSOLUTE_PATH.search(path.read_text(encoding="utf-8"))
    assert found is None, found and found.group(0)


def code_cell(source, **more):
    return nbformat.v4.new_code_cell(source, **more)


def test_canonical_form_drops_what_changes_from_run_to_run():
    new_output = nbformat.v4.new_output
    image = new_output("display_data", data={"image/png": "AAAA", "text/plain": "<Figure size 1x1>"})
    view = {"application/vnd.jupyter.widget-view+json": {}, "text/html": "<figure></figure>"}
    widget = new_output("execute_result", data=view, execution_count=3)
    streams = [new_output("stream", name="stdout", text=text) for text in ("a\n", "b\n")]
    outputs = [image, widget, *streams]
    cell = code_cell("1", outputs=outputs, execution_count=3, metadata={"scrolled": True})
    book = nbformat.v4.new_notebook(cells=[cell], metadata={"widgets": {"state": {}}})
    result = nbformat.reads(notebooks.canonical(book), as_version=4)
    assert result.metadata == notebooks.NOTEBOOK_METADATA
    assert len(result.cells) == 2
    kept = result.cells[1]
    assert kept.execution_count is None
    assert kept.metadata == {}
    assert [out.get("data", out.get("text")) for out in kept.outputs] == [
        {"text/plain": "<Figure size 1x1>"}, {"text/html": "<figure></figure>"}, "a\nb\n",
    ]


def test_canonical_form_keeps_no_output_that_changes_from_run_to_run():
    seconds = nbformat.v4.new_output("execute_result", data={"text/plain": "0.123 s"})
    timed, other = (code_cell("1", outputs=[seconds], metadata={"tags": [t]}) for t in (VOLATILE, "other"))
    book = nbformat.v4.new_notebook(cells=[timed, other])
    kept = nbformat.reads(notebooks.canonical(book), as_version=4).cells[1:]
    assert [len(cell.outputs) for cell in kept] == [0, 1]
    assert kept[0].metadata.tags == [VOLATILE]


def test_canonical_form_is_idempotent_and_keeps_ids():
    cells = [code_cell("x = 1", id="mine"), nbformat.v4.new_markdown_cell("# T", id="title")]
    once = notebooks.canonical(nbformat.v4.new_notebook(cells=cells))
    again = nbformat.reads(once, as_version=4)
    assert notebooks.canonical(again) == once
    assert [cell.id for cell in again.cells] == [notebooks.FIRST_CELL_ID, "mine", "title"]


def test_a_cell_that_warns_fails_the_execution(tmp_path):
    book = nbformat.v4.new_notebook(cells=[code_cell("import warnings\nwarnings.warn('hot')")])
    book.metadata = nbformat.from_dict(notebooks.NOTEBOOK_METADATA)
    with pytest.raises(RuntimeError, match="hot"):
        notebooks.execute(book, tmp_path)


# --- The pre-check of a chapter ------------------------------------------------------------------------

CHAPTERS = [path for path in PATHS if path.parent.name == "chapters" and path.stem[0] in "12345"]
every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=[path.stem for path in CHAPTERS])
SHOWN = re.compile(r"\bquiz\(")


@every_chapter
def test_three_questions_before_the_first_section_let_a_strong_reader_skip_ahead(path):
    cells = read(path).cells
    places = {cell.id: place for place, cell in enumerate(cells)}
    first_section = next(place for place, cell in enumerate(cells) if cell.id.startswith("sec-"))
    assert places["objectives"] < places["skip-intro"] == places["skip-quiz"] - 1 < first_section
    slug, *asked = re.findall(r'"(\w+)"', cells[places["skip-quiz"]].source)
    assert slug == path.stem
    assert len(asked) == len(set(asked)) == 3
    for name in asked:
        places_shown = [c.id for c in cells if SHOWN.search(c.source) and re.search(rf"\b{name}\b", c.source)]
        assert places_shown == ["skip-quiz"], f"{name} is shown more than once on the page"


@every_chapter
def test_each_question_of_the_pre_check_says_which_sections_it_lets_a_reader_skip(path):
    cells = {cell.id: cell.source for cell in read(path).cells}
    labels = re.findall(r"^\(([\w-]+)\)=$", "\n".join(cells.values()), re.MULTILINE)
    asked = re.findall(r'"(\w+)"', cells["skip-quiz"])[1:]
    advice = re.findall(r"^\d\. (.*)$", cells["skip-intro"], re.MULTILINE)
    assert len(advice) == len(asked)
    bank = {question["id"]: question for question in compiled(path.stem)["questions"]}
    for name, text in zip(asked, advice, strict=True):
        (target,) = re.findall(r"\]\(#([\w-]+)\)", text)[:1]
        tested, goal = labels.index(bank[name]["section"]), labels.index(target)
        assert tested <= goal, f"{name} is about a section after the one that readers are sent to"
        if text.startswith("Leave out"):
            assert tested == goal, f"{name} is about {bank[name]['section']}, not {target}"
