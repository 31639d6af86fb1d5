#!/bin/sh
# promtool for the tests of the alerting rules: the one that is here already, else out of Debian's package, which is
# not installed: Prometheus itself is not wanted here.
set -eu
into="$(cd "$(dirname "$0")/../.." && pwd)/.promtool"
if [ -x "$into/promtool" ] || command -v promtool >/dev/null 2>&1; then exit 0; fi
echo "Fetching promtool from Debian's package of Prometheus"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
if ! apt-get download -qq prometheus >/dev/null 2>&1; then
    as_root=""
    if [ "$(id -u)" != 0 ]; then as_root="sudo -n"; fi
    $as_root apt-get update -qq
    apt-get download -qq prometheus >/dev/null
fi
dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool
mkdir -p "$into"
mv usr/bin/promtool "$into/promtool"
