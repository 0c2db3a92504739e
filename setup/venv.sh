#!/bin/sh
# Make .venv with the first Python that is new enough: the one named by PYTHON, or one on the PATH.
# Says in one line what is missing and how to get it, and leaves a .venv that works as it is; one that was
# moved does not, because its programs begin with the path they were installed under.
set -eu

here=$(pwd -P)

enough='import sys; sys.exit(sys.version_info < (3, 11))'
venv='import ensurepip, venv'

refuse() {
    echo "make: $1" >&2
    exit 1
}

find_python() {
    for candidate in python3.13 python3.12 python3.11 python3 python; do
        # A name may be a shim for a version that is not there, so each is tried, not looked up.
        if "$candidate" -c "$enough" 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    found=$(python3 --version 2>&1) || found="none"
    refuse "Python 3.11 or newer is needed, found: $found. Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python) or name one: make PYTHON=/path/to/python3 setup"
}

if [ -n "${PYTHON:-}" ]; then
    "$PYTHON" -c "$enough" 2>/dev/null || refuse "PYTHON=$PYTHON is no Python 3.11 or newer; name another, or leave PYTHON out to have one looked for"
fi
if [ "$(cat .venv/made-in 2>/dev/null)" = "$here" ] && .venv/bin/python -c "$enough" 2>/dev/null && .venv/bin/python -m pip --version >/dev/null 2>&1; then
    exit 0
fi
python=${PYTHON:-$(find_python)}
"$python" -c "$venv" 2>/dev/null || refuse "$python has no venv module or no pip to put into it. Install them (Debian, Ubuntu: apt install python3-venv) or name another: make PYTHON=/path/to/python3 setup"
"$python" -m venv --clear .venv
echo "$here" >.venv/made-in
