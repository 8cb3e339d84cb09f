"""Execute every notebook of the book and write it in canonical form (`make notebooks`).

Canonical: text outputs are kept, because nbval compares them; images, widget views, execution counts and
editors' metadata are not, nor are outputs of cells tagged `nbval-ignore-output`, such as times; cell ids
stay; the first cell is the same everywhere and names the repository of `_config.yml`.

    python tools/notebooks.py                 execute and rewrite all notebooks
    python tools/notebooks.py chapters/x.ipynb    only this one
    python tools/notebooks.py --check         list those that are not canonical, execute nothing
"""

import argparse
import os
import sys
import time
from pathlib import Path

import nbformat
import yaml
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("chapters", "reference", "exercises", "solutions")
FIRST_CELL = """\
# Where the package is missing (Colab), it is installed from the book's repository.
try:
    import activations  # noqa: F401
except ImportError:
    %pip install --quiet "git+{repository}"
    from importlib.util import find_spec

    if find_spec("activations") is None:
        raise ImportError(
            "The book's package is not here and could not be installed: is there a connection? Connect and run this "
            "cell again, or install a copy of the repository: %pip install path/to/book"
        ) from None\
"""
FIRST_CELL_ID = "setup"
FIRST_CELL_TAGS = ["remove-cell"]
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# What editors and kernels leave behind in a cell's metadata.
EDITOR_METADATA = {"execution", "collapsed", "scrolled", "trusted", "vscode", "colab", "ExecuteTime"}
DROPPED_OUTPUTS = ("image/", "application/")
VOLATILE = "nbval-ignore-output"  # the tag of cells whose outputs differ from run to run


def notebook_paths():
    """Return the paths of all notebooks of the book, sorted."""
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).glob("*.ipynb"))


def repository_address():
    """Return the repository's public address, which stands once, in `_config.yml`."""
    return yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]


def first_cell_source():
    """Return the code every notebook starts with."""
    return FIRST_CELL.format(repository=repository_address())


def canonical(notebook):
    """Return the canonical text of a notebook.

    Args:
        notebook: an nbformat notebook node; it is not changed.

    Returns:
        The text the `.ipynb` file should hold. Applying the function again changes nothing.
    """
    copy = nbformat.from_dict({**notebook, "cells": [dict(cell) for cell in notebook.cells]})
    copy.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    copy.nbformat, copy.nbformat_minor = 4, 5
    copy.cells = with_first_cell(copy.cells)
    for cell in copy.cells:
        clean_cell(cell)
    return nbformat.writes(copy).rstrip("\n") + "\n"


def with_first_cell(cells):
    """Put the common first cell at the front, in place of one that is there already."""
    first = nbformat.v4.new_code_cell(
        first_cell_source(), id=FIRST_CELL_ID, metadata={"tags": list(FIRST_CELL_TAGS)}
    )
    present = cells and cells[0].get("metadata", {}).get("tags") == FIRST_CELL_TAGS
    return [first, *(cells[1:] if present else cells)]


def clean_cell(cell):
    """Reduce one cell to its id, its source, its meaningful metadata and its text outputs."""
    cell.source = cell.source.rstrip()
    cell.metadata = {key: value for key, value in cell.metadata.items() if key not in EDITOR_METADATA}
    if cell.cell_type == "code":
        cell.execution_count = None
        if VOLATILE in cell.metadata.get("tags", []):
            cell.outputs = []
        cell.outputs = merge_streams([output for output in map(clean_output, cell.outputs) if output])


def clean_output(output):
    """Return an output without images and widget views, or None when nothing is left of it."""
    if output.output_type == "stream":
        return output
    if output.output_type == "error":  # raises-exception; the traceback names local folders
        return nbformat.v4.new_output("error", ename=output.ename, evalue=output.evalue, traceback=[])
    data = {kind: text for kind, text in output.data.items() if not kind.startswith(DROPPED_OUTPUTS)}
    if not data:
        return None
    return nbformat.v4.new_output(output.output_type, data=data)


def merge_streams(outputs):
    """Join neighbouring pieces of the same stream: how a kernel cuts them up depends on timing."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            merged.append(output)
    return merged


def execute(notebook, folder):
    """Run a notebook in a fresh kernel. Raises when a cell fails or writes to stderr (a warning, say)."""
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise RuntimeError(f"cell {cell.id} wrote to stderr:\n{output.text}")


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only list notebooks that are not canonical")
    parser.add_argument("paths", nargs="*", type=Path, help="notebooks; all of them by default")
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    failed = False
    for path in arguments.paths or notebook_paths():
        text = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(text, as_version=4)
        start = time.perf_counter()
        if not arguments.check:
            # The common first cell must be there before it runs.
            notebook = nbformat.reads(canonical(notebook), as_version=4)
            execute(notebook, path.resolve().parent)
        wanted = canonical(notebook)
        if wanted == text:
            continue
        if arguments.check:
            sys.stderr.write(f"{path}: not canonical; run `make notebooks`\n")
            failed = True
        else:
            path.write_text(wanted, encoding="utf-8")
            sys.stdout.write(f"{path}: rewritten ({time.perf_counter() - start:.1f} s)\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
