"""A JupyterLab of the tests' own: started, opened in the browser, its cells run, its dialogs answered."""

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

import pytest
from playwright.sync_api import TimeoutError

# No greetings, no look for news on other hosts, no cells that are unloaded while out of sight.
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}
START_SECONDS, WAIT = 90, 60_000




@contextlib.contextmanager
def lab_with(sources, root):
    """A JupyterLab in the folder `root` with a notebook of these cells. Gives the notebook's address."""
    empty = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**empty, "id": f"cell-{i}", "source": source} for i, source in enumerate(sources)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (root / "cells.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    with served(root) as address_of:
        yield address_of("lab/tree/cells.ipynb")


@contextlib.contextmanager
def served(root, home=None, python=sys.executable):
    """The JupyterLab of an environment in the folder `root`. Gives a function: path → address.

    Its settings and what it writes down go to `home`, which is `root` itself if it is not named.
    """
    home = home or root
    for name, settings in SETTINGS.items():
        path = home / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf-8")
    token, port = secrets.token_hex(8), free_port()
    with server(root, home, python, port, token):
        yield lambda path: f"http://127.0.0.1:{port}/{path}?token={token}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def server(root, home, python, port, token):
    """JupyterLab on a port, ended with everything it started, whatever happens."""
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    log = home / "lab.log"
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [
                str(python),
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
            | {key: str(home / name) for key, name in folders.items()}
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


def opened(browser, address, height):
    """A page of the lab. Requests to other hosts are cut off.

    On a busy machine JupyterLab may ask something in a dialog, such as whether to wait for the kernel. The
    answer it suggests is taken, as a learner would, or the dialog would cover every cell.
    """
    context = browser.new_context(viewport={"width": 1280, "height": height})
    context.set_default_timeout(WAIT)
    context.route(re.compile(r"^https?://(?!127\.0\.0\.1[:/])"), lambda route: route.abort())
    page = context.new_page()

    def answer(dialog):
        print("JupyterLab asked:", dialog.inner_text())
        dialog.locator(".jp-mod-accept").click()

    page.add_locator_handler(page.locator(".jp-Dialog"), answer)
    page.goto(address)
    return page


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


