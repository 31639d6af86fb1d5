#!/bin/sh
# A PostgreSQL server for the tests: the one that is here already, else Debian's.
set -eu
for here in /usr/lib/postgresql/*/bin/initdb; do
    if [ -x "$here" ]; then exit 0; fi
done
if command -v initdb >/dev/null 2>&1; then exit 0; fi
echo "Installing Debian's postgresql"
as_root=""
if [ "$(id -u)" != 0 ]; then as_root="sudo -n"; fi
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq postgresql >/dev/null
