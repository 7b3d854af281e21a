#!/usr/bin/env bash
# Renews requirements/*.txt: every dependency pinned, with hashes, for all Pythons we declare, naming no host.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
    --custom-compile-command "make lock" "$@"
}
compile pyproject.toml --extra all --group build --output-file requirements/run.txt
compile pyproject.toml --extra all --extra research --group build --group dev --constraints requirements/run.txt --output-file requirements/dev.txt
compile --group fuzz --output-file requirements/fuzz.txt
compile --no-deps bench/requirements.in --output-file requirements/bench.txt
if grep -nE 'https?://' requirements/*.txt; then echo "a lock file names a host" >&2; exit 1; fi
