"""The repository itself: what its documents say is what is there."""

import re
import subprocess
from importlib.metadata import requires, version
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]


def tracked(*patterns):
    command = ["git", "ls-files", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def test_the_repository_has_one_address():
    """`_config.yml` names the repository; every other mention of the organisation says the same."""
    owner = ADDRESS.rsplit("/", 1)[0].removeprefix("https://")
    for path in tracked("*.md", "*.cff", "*.toml", "*.ipynb", "*.yml", "LICENSE*"):
        for found in re.findall(rf"{re.escape(owner)}/[\w.-]+", path.read_text(encoding="utf-8")):
            assert f"https://{found.rstrip('.')}" == ADDRESS, f"{path.name} says {found}"


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "index.md"])
def test_documents_name_targets_and_files_that_exist(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake ([a-z]+)", text):
        assert re.search(rf"^{target}:", makefile, re.M), f"{document}: make {target} does not exist"
    for path in re.findall(r"`((?:lib|site|tests|tools|chapters|exercises|solutions)/[\w/.]*)`", text):
        assert (ROOT / path).exists(), f"{document}: {path} does not exist"
    for path in re.findall(r"\]\((?!https?:)([\w/.-]+)\)", text):
        assert (ROOT / path).exists(), f"{document}: {path} does not exist"


def test_the_environment_is_the_pinned_one():
    """What runs these tests is what requirements.txt names: a stale environment proves nothing."""
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if name_version := re.fullmatch(r"([\w.-]+)==([\w.]+)", line.strip()):
            name, pin = name_version.groups()
            here = version(name).partition("+")[0]
            assert here == pin, f"{name} is {here}, pinned {pin}: run make env"


def test_the_package_asks_for_no_exact_version():
    """Colab keeps its own NumPy and torch: the package's ranges are lower bounds, and torch is an extra."""
    for requirement in requires("activations-measured"):
        assert "==" not in requirement.partition(";")[0], requirement
        assert "torch" not in requirement or "extra" in requirement


def test_everything_the_package_needs_is_committed():
    """A .gitignore made for other projects would drop lib/; the built bundles must be there too."""
    names = {path.relative_to(ROOT).as_posix() for path in tracked("lib")}
    assert {"lib/activations/static/site.js", "lib/activations/static/widget.js"} <= names
    assert {f"lib/activations/static/{name}" for name in ("explorables.css", "mock.css", "mock.js")} <= names
    assert "lib/activations/static/mock/questions.js" in names


def test_no_path_of_one_machine_is_committed():
    """Paths below a home or a temporary folder exist on one machine only."""
    for path in tracked():
        if path.suffix in {".py", ".md", ".yml", ".toml", ".ipynb", ".js", ".mjs", ".sh", ".html", ".css"}:
            found = re.search(r"(?<![\w.])/(?:home|root|tmp|Users)/\w+", path.read_text(encoding="utf-8"))
            assert not found, f"{path.relative_to(ROOT)}: {found.group()}"
