"""Run notebooks as Colab does: each alone in an empty folder, where the book's package is not installed (`make colab`).

The environment in _build/colab holds what Colab brings, a stand-in for its `google.colab` module, and no more. The
first cell installs the package from a bare clone of this repository: Git is told, by environment variables, to read
that in place of the published address. So what runs is the notebook as it is published.

    python tools/colab.py [notebooks …]
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import nbformat
import notebooks
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "_build" / "colab"
INSTALLING = 20  # seconds that the first cell may take
# What anywidget asks of Colab: the module is there from the start, a third-party widget is shown only after the call,
# and its output names the manager by the address that the call stored.
STAND_IN = """from types import SimpleNamespace

_widgets = SimpleNamespace(_installed_url=None)


def enable_custom_widget_manager():
    _widgets._installed_url = "https://ssl.gstatic.com/colaboratory-static/widgets"
"""
OURS = ("Figure ", "Quiz ", "Guess ")  # ipywidgets' own, such as a bar of progress, need no manager
WIDGET = "application/vnd.jupyter.widget-view+json"
KERNEL = "colab"
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet")


class Visit(NamedTuple):
    """What came of a notebook on Colab."""

    installing: float
    running: float
    widgets: int
    unmanaged: int
    changed: list[str]

    @property
    def problems(self) -> list[str]:
        """What is not as it should be, in words."""
        found = [f"{name} was replaced" for name in self.changed]
        if self.installing > INSTALLING:
            found.append(f"installing took {self.installing:.0f} s")
        if self.unmanaged:
            found.append(f"{self.unmanaged} widgets do not name Colab's widget manager")
        return found


def clone(folder: Path) -> Path:
    """Make a bare clone of this repository's HEAD in `folder`."""
    target = folder / "book.git"
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", "--bare", str(ROOT), str(target)], check=True)
    return target


def stand_in(python: Path) -> None:
    """Put the stand-in for `google.colab` beside an environment's packages."""
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    folder = Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()) / "google" / "colab"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "output.py").write_text(STAND_IN, encoding="utf-8")
    (folder.parent.parent / "colab.pth").write_text("import google.colab.output\n", encoding="utf-8")


def installed(python: Path) -> dict[str, str]:
    """Name and version of every package of an environment."""
    listed = subprocess.run([str(python), *PIP, "freeze", "--all"], check=True, capture_output=True, text=True)
    return dict(re.split(r"==| @ ", line, maxsplit=1) for line in listed.stdout.splitlines() if line[:1] not in "-#")


def environment(repository: Path | None) -> dict[str, str]:
    """The variables a notebook runs with: the published address leads to `repository`, or nowhere if that is None."""
    local = repository.as_uri() if repository else "file:///no/connection/to/the/repository"
    return os.environ | {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{local}.insteadOf",
        "GIT_CONFIG_VALUE_0": notebooks.repository_address(),
        "OMP_NUM_THREADS": "1",
    }


def kernels(python: Path, folder: Path) -> KernelSpecManager:
    """A list of kernels whose only one is that of an environment."""
    command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": KERNEL, "language": "python"}
    (folder / KERNEL).mkdir()
    (folder / KERNEL / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    return KernelSpecManager(kernel_dirs=[str(folder)], ensure_native_kernel=False)


def visit(path: Path, python: Path, repository: Path | None) -> Visit:
    """Run a notebook alone in an empty folder, top to bottom, and take away what it installed.

    Raises:
        nbclient.exceptions.CellExecutionError: if a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    before = installed(python)
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty"
        empty.mkdir()
        client = NotebookClient(notebook, timeout=600, kernel_name=KERNEL, resources={"metadata": {"path": str(empty)}})
        client.create_kernel_manager().kernel_spec_manager = kernels(python, Path(folder))
        start = time.perf_counter()
        try:
            client.execute(env=environment(repository))
        finally:
            running = time.perf_counter() - start
            after = installed(python)
            if new := sorted(after.keys() - before.keys()):
                subprocess.run([str(python), *PIP, "uninstall", "--yes", *new], check=True)
    times = notebook.cells[0].metadata.execution
    first = [times[f"iopub.{name}"] for name in ("execute_input", "status.idle")]
    installing = (_moment(first[1]) - _moment(first[0])).total_seconds()
    outputs = [each for cell in notebook.cells for each in cell.get("outputs", [])]
    widgets = [each for each in outputs if WIDGET in each.get("data", {})]
    ours = [each for each in widgets if each.data["text/plain"].startswith(OURS)]
    unmanaged = sum("custom_widget_manager" not in each.metadata.get(WIDGET, {}).get("colab", {}) for each in ours)
    changed = [f"{name} {version}" for name, version in before.items() if after.get(name) != version]
    return Visit(installing, running, len(widgets), unmanaged, changed)


def _moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Run notebooks as Colab does.")
    parser.add_argument("notebooks", nargs="*", type=Path, default=notebooks.notebook_paths())
    python = HOME / "bin" / "python"
    stand_in(python)
    repository = clone(HOME)
    wrong = 0
    print(f"{'notebook':<38} {'installing':>10} {'running':>8} {'widgets':>8}  verdict")
    for path in parser.parse_args().notebooks:
        name = path.resolve().relative_to(ROOT).as_posix()
        try:
            seen = visit(path, python, repository)
            verdict = "; ".join(seen.problems) or "runs"
            row = f"{seen.installing:>8.1f} s {seen.running:>6.0f} s {seen.widgets:>8}"
        except Exception as error:  # the next notebook is run all the same
            seen, row, verdict = None, " " * 28, f"{type(error).__name__}: {error}"
        print(f"{name:<38} {row}  {verdict}", flush=True)
        wrong += seen is None or bool(seen.problems)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
