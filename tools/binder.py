"""Carry out what Binder does with this repository, and open a chapter where the launch link leads (`make binder`).

A clone of HEAD, an environment with .binder/requirements.txt alone, .binder/postBuild: the steps of repo2docker. Then
its JupyterLab is opened in Chromium at the path of a launch link. The chapter must be there with its MyST rendered, its
cells must run, and its figure must move. The screenshot is _build/binder/chapter.png.

    python tools/binder.py
"""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import browser

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import jupyterlab_pages  # noqa: E402

HOME = ROOT / "_build" / "binder"
CHAPTER = "chapters/2_sigmoid_tanh"


def build() -> tuple[Path, Path]:
    """Make the clone and the environment; returns the clone's folder and the environment's Python."""
    shutil.rmtree(HOME, ignore_errors=True)
    book, environment = HOME / "book", HOME / "environment"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(book)], check=True)
    wanted = (book / ".binder" / "runtime.txt").read_text(encoding="utf-8").strip()
    here = "python-{}.{}".format(*sys.version_info)
    if wanted != here:
        print(f"Binder takes {wanted}; here it is {here}", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "-r"]
    subprocess.run([*pip, str(book / ".binder" / "requirements.txt")], check=True)
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["bash", ".binder/postBuild"], check=True, cwd=book, env=os.environ | {"PATH": path})
    return book, python


def launch_path(book: Path) -> str:
    """The path in JupyterLab that a chapter's launch link names, from the built page."""
    page = (ROOT / "_build" / "html" / f"{CHAPTER}.html").read_text(encoding="utf-8")
    [path] = re.findall(r"https://mybinder\.org/v2/gh/[^\"]*\?urlpath=([^\"]+)", page)
    if not (book / path.removeprefix("lab/tree/")).is_file():
        raise SystemExit(f"the launch link opens {path}, which is no file of the repository")
    return path


def walk(chromium, address: str) -> list[str]:
    """Open the chapter, run its first cells and move its first figure; returns what is not as it should be."""
    page = jupyterlab_pages.opened(chromium, address, height=1200)
    problems = []
    page.locator(".jp-NotebookPanel").wait_for()
    title = page.locator(".lm-TabBar-tab.jp-mod-current").first.inner_text().strip()
    if title != Path(CHAPTER).name + ".ipynb":
        problems.append(f"what is open is {title!r}")
    page.locator(".jp-Notebook .jp-MarkdownCell h1").first.wait_for()
    raw = page.locator(".jp-Notebook .jp-RenderedMarkdown").filter(has_text=":::")
    if raw.count():
        problems.append(f"MyST is not rendered: {raw.first.inner_text()[:80]!r}")
    page.locator(".jp-Notebook .jp-Cell").first.click(position={"x": 5, "y": 5})
    figure = page.locator(".jp-Notebook .af-figure .af-chart").first
    deadline = time.monotonic() + 120
    while not figure.count() and time.monotonic() < deadline:
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(500)
    figure.scroll_into_view_if_needed()
    slider = page.locator(".jp-Notebook .af-figure input[type=range]").first
    readouts = page.locator(".jp-Notebook .af-figure .af-readouts").first
    before = readouts.inner_text()
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    if readouts.inner_text() == before:
        problems.append("the figure does not move")
    page.screenshot(path=HOME / "chapter.png")
    page.context.close()
    return problems


def main() -> int:
    """Run the command line."""
    from playwright.sync_api import sync_playwright

    start = time.perf_counter()
    book, python = build()
    print(f"built in {time.perf_counter() - start:.0f} s")
    with jupyterlab_pages.served(book, HOME, python) as address_of, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find_browser(), args=browser.ARGUMENTS)
        path = launch_path(book)
        problems = walk(chromium, address_of(path))
        chromium.close()
    print(f"{path}: {'; '.join(problems) or 'opens, its figure moves'}")
    return min(len(problems), 1)


if __name__ == "__main__":
    sys.exit(main())
