#!/usr/bin/env bash
# Makes the environment; on a fresh Debian or Ubuntu it installs what `python3 -m venv` needs.
set -euo pipefail
python=$1 venv=$2
if ! command -v "$python" >/dev/null; then
  echo "no $python here: install Python 3.11 or newer (Debian, Ubuntu: apt install python3 python3-venv)" >&2
  exit 2
fi
"$python" - <<'PY' || exit 2
import sys
if sys.version_info < (3, 11):
    print(f"Python {sys.version.split()[0]} is too old: Wireroom needs 3.11 or newer (make PYTHON=python3.12 …)", file=sys.stderr)
    raise SystemExit(2)
PY
if "$python" -m venv "$venv" >/dev/null 2>&1; then exit 0; fi
rm -rf "$venv"
echo "python3-venv is missing; installing it" >&2
as_root=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "ask for: apt install python3-venv" >&2; exit 2; }
  as_root=sudo
fi
$as_root apt-get update -qq
$as_root apt-get install -y -qq python3-venv >/dev/null
"$python" -m venv "$venv"
