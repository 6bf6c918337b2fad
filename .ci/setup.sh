#!/bin/sh
# Make a virtual environment and install the project with its test tools: `sh .ci/setup.sh FOLDER`.
set -eu
venv=$1

find_python() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "Python 3.11 or later is needed, and none was found (looked for python3, python3.13, python3.12," >&2
    echo "python3.11). Install one, or name it: make PYTHON=/path/to/python3.12 ..." >&2
    exit 1
}

if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$(find_python)
    echo "Setting up $venv with $("$python" --version)" >&2
    rm -rf "$venv"
    if ! "$python" -m venv "$venv"; then
        rm -rf "$venv"
        echo "$python cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv)." >&2
        exit 1
    fi
fi

# uv is only faster: without it pip does the same.
"$venv/bin/python" -m uv --version >/dev/null 2>&1 ||
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check uv || true
if "$venv/bin/python" -m uv --version >/dev/null 2>&1 &&
    "$venv/bin/python" -m uv pip install --python "$venv/bin/python" -e '.[test,docs]'; then
    exit 0
fi
echo "uv did not install it; trying pip" >&2
"$venv/bin/python" -m pip install --disable-pip-version-check -e '.[test,docs]'
