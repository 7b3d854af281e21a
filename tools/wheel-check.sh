#!/usr/bin/env bash
# Installs the built wheel into an empty environment, away from the checkout, and runs the demo from it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
room=$(mktemp -d)
server=""
leave() { if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi; rm -rf "$room"; }
trap leave EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$root/requirements/run.txt"
"$room/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$root"/dist/wireroom-*.whl
cd "$room"
port=$(venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
venv/bin/wireroom demo --speed 600 --port "$port" --data "$room/data" >"$room/log" 2>&1 &
server=$!
for _ in $(seq 60); do
  if venv/bin/python - "$port" <<'PY' 2>/dev/null
import sys, urllib.request
page = urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/", timeout=2).read().decode()
raise SystemExit(0 if "Off the wire" in page and "Aldra Bridge" in page else 1)
PY
  then echo "the wheel runs: demo page shows the wire"; exit 0; fi
  sleep 0.5
done
echo "the demo did not come up from the wheel:" >&2
tail -n 30 "$room/log" >&2
exit 1
