"""A figure as a widget in a running JupyterLab: moved in the browser, read in Python, and back."""

import contextlib
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from figure_cases import FULL
from figure_walk import controls, move
from playwright.sync_api import TimeoutError

CELLS = [
    "import json\n"
    "from activations import figures\n"
    "goal = {'setting': 'mean', 'at_most': 1.9, 'text': 'Lower the mean'}\n"
    "widget = figures.zigzag(goal=goal)\n"
    "widget",
    "print('READ', json.dumps({'goal': widget.goal_reached, **widget.state}))",
    "widget.state = {**widget.state, 'mean': 0.5, 'update': 'batch'}",
]
# The walk: a cell for each figure. What Python is told of its state, Python writes into a label under it.
SETUP = f"""import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import ipywidgets
from figure_cases import FULL

def follow(name):
    said = ipywidgets.Label().add_class("af-said")
    FULL[name].observe(lambda change: setattr(said, "value", json.dumps(change.new)), "state")
    display(FULL[name], said)"""
FIRST = len(CELLS) + 1
CELLS += [SETUP, *(f"follow({name!r})" for name in FULL)]
# No greetings, no look for news on other hosts, no cells that are unloaded while out of sight.
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}
START_SECONDS, WAIT = 90, 60_000


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a notebook in a JupyterLab of our own, all of whose files are in a temporary folder."""
    root = tmp_path_factory.mktemp("lab")
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{i}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for i, source in enumerate(CELLS)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (root / "figure.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    for name, settings in SETTINGS.items():
        path = root / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf-8")
    token, port = secrets.token_hex(8), free_port()
    with server(root, port, token):
        yield f"http://127.0.0.1:{port}/lab/tree/figure.ipynb?token={token}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def server(root, port, token):
    """JupyterLab on a port, ended with everything it started, whatever happens."""
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    log = root / "lab.log"
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyterlab",
                "--no-browser",
                "--allow-root",
                "--ip=127.0.0.1",
                f"--port={port}",
                "--ServerApp.port_retries=0",
                f"--ServerApp.root_dir={root}",
                f"--IdentityProvider.token={token}",
            ],
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=os.environ
            | {key: str(root / name) for key, name in folders.items()}
            | {"OMP_NUM_THREADS": "1"},
        )
        try:
            wait_until_up(process, f"http://127.0.0.1:{port}/api/status?token={token}", log)
            yield
        finally:
            end(process)


def wait_until_up(process, address, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with (
            contextlib.suppress(OSError, urllib.error.URLError),
            urllib.request.urlopen(address, timeout=5) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.3)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


def end(process):
    """Ask the server to stop, and its kernels with it; then end what is left of its process group."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=20)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)


@pytest.fixture(scope="module")
def notebook(lab, browser):
    """The notebook's page, its first cell run and the figure alive. Requests to other hosts are cut off."""
    context = browser.new_context(viewport={"width": 1280, "height": 1600})
    context.set_default_timeout(WAIT)
    context.route(re.compile(r"^https?://(?!127\.0\.0\.1[:/])"), lambda route: route.abort())
    page = context.new_page()
    page.goto(lab)
    page.locator(".jp-Notebook .jp-CodeCell").nth(len(CELLS) - 1).wait_for()
    run_until(page, 0, ".af-figure .af-chart")
    run(page, FIRST - 1)
    yield page
    context.close()


def cell_of(page, index):
    """A cell of the notebook, with its output."""
    return page.locator(".jp-Notebook .jp-CodeCell").nth(index)


def run(page, index):
    """Run a cell by keyboard."""
    cell_of(page, index).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")


def run_until(page, index, selector, attempts=6):
    """Run a cell until its widget is there: JupyterLab drops what is run while the kernel still connects."""
    for _ in range(attempts):
        run(page, index)
        with contextlib.suppress(TimeoutError):
            cell_of(page, index).locator(selector).wait_for(timeout=WAIT / attempts)
            return
    said = page.locator("body").inner_text()[:2000]
    pytest.fail(f"cell {index} shows no {selector}; the page says:\n{said}")


def read(page):
    """What Python sees: run the second cell and take its output."""
    cell = cell_of(page, 1)
    before = cell.locator(".jp-InputPrompt").inner_text()
    run(page, 1)
    # A prompt with a new number: the output below it is the new one.
    page.wait_for_function(
        """(before) => {
            const cell = document.querySelectorAll(".jp-Notebook .jp-CodeCell")[1];
            const prompt = cell.querySelector(".jp-InputPrompt").innerText;
            return /\\[\\d+\\]/.test(prompt) && prompt !== before;
        }""",
        arg=before,
    )
    output = cell.locator(".jp-OutputArea-output").filter(has_text="READ")
    output.wait_for()
    return json.loads(output.inner_text().split("READ", 1)[1])


def test_a_widget_and_its_python_object_are_one(notebook):
    figure = cell_of(notebook, 0).locator(".af-figure")
    opening = read(notebook)
    assert (opening["mean"], opening["update"], opening["goal"]) == (2, "one", False)

    # From the page to Python: a slider by keyboard.
    slider = figure.get_by_label("Mean of both inputs")
    slider.focus()
    for _ in range(4):
        notebook.keyboard.press("ArrowLeft")
    figure.locator(".af-chart", has_text="Mean 1.80").wait_for()
    assert slider.evaluate("node => node === document.activeElement")
    figure.locator(".af-goal-reached").wait_for()
    moved = read(notebook)
    assert moved == {**opening, "mean": 1.8, "goal": True}

    # From Python to the page.
    run(notebook, 2)
    figure.locator(".af-chart", has_text="Mean 0.50").wait_for()
    assert figure.get_by_label("Each step uses").input_value() == "batch"
    assert read(notebook) == {**moved, "mean": 0.5, "update": "batch"}

    # Reset, and Python knows.
    figure.get_by_role("button", name="Reset").click()
    figure.locator(".af-chart", has_text="Mean 2.00").wait_for()
    assert read(notebook) == opening


def test_the_widget_follows_the_dark_theme(notebook):
    surface = "node => getComputedStyle(node).backgroundColor"
    live = cell_of(notebook, 0).locator(".af-live")
    light = live.evaluate(surface)
    notebook.evaluate("document.body.dataset.jpThemeLight = 'false'")
    assert live.evaluate(surface) != light


@pytest.mark.parametrize("name", FULL)
def test_every_control_of_a_figure_moves_its_state_in_python(notebook, name):
    index = FIRST + list(FULL).index(name)
    run_until(notebook, index, ".af-chart")
    figure, said = (cell_of(notebook, index).locator(part) for part in (".af-figure", ".af-said"))
    state = FULL[name].state
    for control in controls(figure):
        before = said.text_content()
        move(figure, control)
        notebook.wait_for_function(
            "([node, before]) => node.textContent !== before", arg=[said.element_handle(), before]
        )
        moved = json.loads(said.text_content())
        assert moved.keys() == state.keys()
        assert moved != state, control
        state = moved
