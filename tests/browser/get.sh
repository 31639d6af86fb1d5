#!/bin/sh
# A browser for the tests: one that is here already, Playwright's own where it can be downloaded, else Debian's.
# usage: get.sh PYTHON
set -eu
for here in chromium chromium-browser google-chrome; do
    if command -v "$here" >/dev/null 2>&1; then exit 0; fi
done
if "$1" -c 'import sys; from pathlib import Path; from playwright.sync_api import sync_playwright as start
with start() as p: sys.exit(not Path(p.chromium.executable_path).exists())' 2>/dev/null; then exit 0; fi
if timeout 300 "$1" -m playwright install chromium >/dev/null 2>&1; then exit 0; fi
echo "Playwright's browser cannot be downloaded here; installing Debian's chromium"
as_root=""
if [ "$(id -u)" != 0 ]; then as_root="sudo"; fi
$as_root apt-get update -qq
$as_root apt-get install -y -qq chromium >/dev/null
