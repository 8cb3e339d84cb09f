#!/bin/sh
# Install the pinned PyTorch with the Python that is named, after everything else.
#
# On Linux the plain package brings gigabytes of CUDA. PyTorch's own index has a CPU build: try it once and quickly. Where it
# cannot be reached, the plain package is taken.
set -eu
python="$1"
torch="$(grep '^torch==' "$(dirname "$0")/../requirements.txt")"

pip() { "$python" -m pip --disable-pip-version-check --quiet "$@"; }

if [ "$(uname -s)" = Linux ]; then
    pip install --no-deps --retries 0 --timeout 5 --index-url https://download.pytorch.org/whl/cpu "$torch" 2>/dev/null ||
        echo "PyTorch's CPU index is out of reach; using the plain package."
fi
pip install "$torch"
