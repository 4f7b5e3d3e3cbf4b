#!/usr/bin/env bash
# Makes the virtual environment from a lock, once: a stamp named after the lock's hash says it was done.
# usage: environment.sh VENV PYTHON LOCK
set -euo pipefail
venv=$1 python=$2 lock=$3

fail() { printf 'make: %s\n' "$*" >&2; exit 1; }

stamp() { printf '%s/.installed-%s-%s' "$venv" "$1" "$(cat "$1" pyproject.toml | cksum | cut -d' ' -f1)"; }

# the development lock holds everything the plain one does
for done in "$(stamp "$lock")" "$(stamp requirements-dev.txt)"; do
    if [ -f "$done" ] && { [ "$lock" = requirements.txt ] || [ "$done" = "$(stamp "$lock")" ]; }; then exit 0; fi
done

command -v "$python" >/dev/null ||
    fail "$python is not installed; install Python 3.11 or newer, or name one with PYTHON=/path/to/python."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$("$python" --version 2>&1) is too old; install Python 3.11 or newer, or name one with PYTHON=/path/to/python."
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "this Python cannot make virtual environments; install its venv package (Debian, Ubuntu: apt-get install python3-venv)."

echo "  installing $lock into $venv (once; a few minutes)"
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv" || fail "$venv could not be made; see the message above."
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip --default-pip >/dev/null
pip() { "$venv/bin/python" -m pip install -qq --no-input --root-user-action=ignore --no-deps "$@"; }
# the lock is complete, so nothing is left to resolve
pip --compile --require-hashes -r "$lock" ||
    fail "the packages in $lock could not be installed; pip's message above says which, and whether the index was reached."
pip --no-build-isolation --no-index -e . ||
    fail "the scorecard package could not be installed from this folder; see pip's message above."
rm -f "$venv"/.installed-*
touch "$(stamp "$lock")"
