#!/bin/sh
# Make .venv with the locked requirements and the package. Called by the Makefile with the Python to use.
set -eu
python="$1"

if [ -z "$python" ]; then
    echo "Python is missing: install Python 3.11 (Debian and Ubuntu: apt-get install python3.11 python3.11-venv; macOS: brew install python@3.11)." >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Python 3.11 or newer is needed; $python is $("$python" --version). Name another one: make PYTHON=python3.11 …" >&2
    exit 1
fi
if [ ! -x .venv/bin/python ] && ! "$python" -m venv .venv; then
    rm -rf .venv
    echo "Python's venv module is missing (Debian and Ubuntu: apt-get install python3-venv)." >&2
    exit 1
fi

pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }

# The very files that `make lock` saw; PyTorch alone is chosen by platform.
pip install --require-hashes -r requirements.lock
sh tools/install_torch.sh .venv/bin/python
pip install --no-deps --editable .
