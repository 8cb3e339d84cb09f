"""The ways in that a machine takes: continuous integration, Binder, the browser for the tests."""

import os
import re
import subprocess
import sys
from pathlib import Path

import browser
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
BINDER_ONLY = {"jupyterlab-myst"}


def pins(path):
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if "==" in line and not line.startswith("#"))


def test_binder_runs_the_versions_the_book_is_tested_with():
    ours, binder = pins("requirements.txt"), pins(".binder/requirements.txt")
    assert binder.keys() - ours.keys() == BINDER_ONLY
    assert {name: ours[name] for name in binder.keys() & ours.keys()}.items() <= binder.items()
    assert "torch" in ours, ".binder/postBuild takes PyTorch's version from requirements.txt"


@pytest.mark.parametrize("script", [".ci/run", ".binder/postBuild"])
def test_scripts_are_executable_and_parse(script):
    assert os.access(ROOT / script, os.X_OK)
    subprocess.run(["bash", "-n", str(ROOT / script)], check=True)


def test_ci_runs_make_test_and_nothing_else():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["exec make test"]


def test_workflow_tests_on_linux_and_macos_and_deploys_only_main():
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert jobs["test"]["strategy"]["matrix"]["os"] == ["ubuntu-latest", "macos-latest"]
    assert [step["run"] for step in jobs["test"]["steps"] if "run" in step] == ["bash .ci/run"]
    assert jobs["deploy"]["needs"] == "test"
    assert "refs/heads/main" in jobs["deploy"]["if"]


def test_a_chosen_browser_comes_first(monkeypatch, tmp_path):
    chosen = tmp_path / "my-chromium"
    chosen.write_text("")
    monkeypatch.setenv("CHROMIUM", str(chosen))
    assert browser.find_browser() == str(chosen)
    chosen.unlink()
    with pytest.raises(browser.BrowserMissingError, match=re.escape(str(chosen))):
        browser.ensure_browser()


def test_a_missing_browser_is_reported_with_the_command_that_installs_it(tmp_path):
    """Run with an empty PATH, as on a machine that has none; without apt-get nothing is installed."""
    code = "import browser; browser.MACOS_PATHS = (); raise SystemExit(browser.main())"
    environment = {"PATH": str(tmp_path), "PYTHONPATH": str(ROOT / "tools")}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert result.returncode == 1
    assert "Chromium" in result.stderr
    assert "Install it with:" in result.stderr
