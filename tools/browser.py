"""Find the browser that the tests and the benchmark drive; `make test` makes sure here that there is one.

    python tools/browser.py     print the browser's path; as root on Debian or Ubuntu, install one if need be

The environment variable CHROMIUM, a path, comes before everything else.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
MACOS_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
# The sandbox needs privileges that a container rarely grants; the rest keeps the browser off the network.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--no-first-run",
]


class BrowserMissingError(RuntimeError):
    """No Chromium-like browser was found; the message says how to install one."""


def find_browser():
    """Return the path of a Chromium-like browser.

    Raises:
        BrowserMissingError: when there is none, with the command that installs one.
    """
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        if Path(chosen).is_file():
            return chosen
        raise BrowserMissingError(f"CHROMIUM names {chosen}, and there is no such file.")
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    for path in MACOS_PATHS:
        if Path(path).is_file():
            return path
    raise BrowserMissingError(
        f"The tests need Chromium or Chrome and found none. Install it with: {install_command()}\n"
        "or set the environment variable CHROMIUM to the path of one."
    )


def install_command():
    """Return the command that installs Chromium on this system."""
    if platform.system() == "Darwin":
        return "brew install --cask chromium"
    if shutil.which("apt-get"):
        return "sudo apt-get update && sudo apt-get install -y chromium"
    if shutil.which("dnf"):
        return "sudo dnf install -y chromium"
    return "your system's package manager (the package is usually called chromium)"


def ensure_browser():
    """Return a browser's path, installing Chromium first where this process may (root on Debian, Ubuntu)."""
    try:
        return find_browser()
    except BrowserMissingError:
        may_install = shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0
        if os.environ.get("CHROMIUM") or not may_install:
            raise
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    for command in (["apt-get", "update"], install):
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return find_browser()


def main():
    """Print the browser's path, or what is missing."""
    try:
        sys.stdout.write(ensure_browser() + "\n")
    except (BrowserMissingError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
