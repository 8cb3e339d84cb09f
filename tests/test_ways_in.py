"""The ways in that a machine takes: continuous integration, Binder, the browser for the tests."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import browser
import lock
import notebooks
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


def targets():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z]+):.*?##\s*(.*)$", text, re.MULTILINE))


def test_the_weekly_workflow_runs_the_targets_that_take_long():
    text = (ROOT / ".github" / "workflows" / "weekly.yml").read_text(encoding="utf-8")
    job = yaml.safe_load(text)["jobs"]["long"]
    named = set(job["strategy"]["matrix"]["target"])
    assert named <= targets().keys()
    assert {"audit", "newest", "colab", "binder", "engine", "lighthouse", "pdf", "epub", "zip"} <= named
    assert job["steps"][-2]["run"] == "make ${{ matrix.target }}"


def test_every_target_is_explained_and_is_no_file():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    [phony] = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    rules = set(re.findall(r"^([a-z]+):", text, re.MULTILINE))
    assert rules == set(phony.split())
    assert rules - targets().keys() == {"browser"}, "a step of others, not a target of its own"


def test_lab_starts_jupyterlab_from_the_book_s_environment():
    """So a notebook's kernel, "Python 3", is the one that has the package."""
    command = ["make", "--dry-run", "--no-print-directory", "lab"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].split() == [".venv/bin/python", "-m", "jupyterlab"]
    for path in sorted((ROOT / "chapters").glob("*.ipynb")):
        assert json.loads(path.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"] == "python3"


def locked():
    """Name → (version, hashes) of every package in the lock file."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.findall(r"^([\w.-]+)==(\S+)[^\n]*((?:\n    --hash=\S+(?: \\)?)*)", text, re.MULTILINE)
    return {name: (version, re.findall(r"--hash=(sha256:[0-9a-f]{64})", hashes)) for name, version, hashes in blocks}


def test_the_lock_file_has_every_pin_and_a_hash_for_every_package():
    wanted = pins("requirements.txt").items()
    names = {re.sub(r"\[.*\]", "", name).lower().replace("_", "-"): pin for name, pin in wanted}
    packages = locked()
    assert len(packages) > 150
    assert all(hashes for _, hashes in packages.values())
    assert {name: version for name, (version, _) in packages.items() if name in names} == {
        name: pin for name, pin in names.items() if name != "torch"
    }, "run `make lock`"


def test_the_lock_tool_leaves_out_what_differs_by_platform():
    block = "{}==1.0 ; sys_platform == 'linux' \\\n    --hash=sha256:0\n"
    names = ["numpy", "torch", "torchvision-like", "nvidia-cublas", "cuda-toolkit", "triton"]
    kept = lock.without_builds_that_differ("".join(map(block.format, names)))
    assert kept == block.format("numpy") + block.format("torchvision-like")


def test_the_environment_is_made_from_the_lock_file():
    text = (ROOT / "tools" / "setup.sh").read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.lock" in text
    for path in [*(ROOT / "tools").glob("*.sh"), ROOT / ".binder" / "postBuild", *ROOT.glob("requirements.*")]:
        hosts = set(re.findall(r"https?://([\w.-]+)", path.read_text(encoding="utf-8")))
        assert hosts <= {"download.pytorch.org"}, path.name


def test_notebooks_carry_no_secret():
    """What keys and tokens of common services look like, and assignments that name one."""
    secret = re.compile(
        r"AKIA[0-9A-Z]{16}|gh[pousr]_\w{30,}|github_pat_\w{30,}|hf_\w{30,}|sk-[\w-]{20,}|xox[abprs]-[\w-]{10,}"
        r"|-----BEGIN [A-Z ]*PRIVATE KEY-----|eyJ[\w-]{10,}\.[\w-]{10,}\."
        r"|(?i:(?:password|passwd|secret|api_?key|access_?token)(?:\\{1,2}[\"']|[\"'])?\s*[:=]\s*\\{0,2}[\"'][^\"'\s]{6,})"
    )
    for sample in ("ghp_" + "a1" * 18, "api_key = 'abcdef123'", '\\"password\\": \\"hunter22\\"'):
        assert secret.search(sample), "the pattern must know one when it sees it"
    found = {
        path.name: match.group()
        for path in notebooks.notebook_paths()
        if (match := secret.search(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_vs_code_is_told_of_the_same_environment():
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert settings["python.defaultInterpreterPath"] == "${workspaceFolder}/.venv/bin/python"
