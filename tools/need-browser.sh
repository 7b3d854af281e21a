#!/usr/bin/env bash
# Makes sure of a Chromium from the system's packages, for the tests that look at pages.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
echo "Chromium is missing; installing it from the system's packages" >&2
as_root=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "ask for: apt install chromium" >&2; exit 2; }
  as_root=sudo
fi
$as_root apt-get update -qq
$as_root apt-get install -y -qq chromium >/dev/null
