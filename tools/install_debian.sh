#!/bin/sh
# Install what the tests need from Debian's own packages: a browser, fonts, a PostgreSQL server.
#
# Nothing happens if all of it is there, so this can run before every test run. As root, or where sudo asks no
# password, it installs; otherwise it says what to install and stops. FAIRDESK_SKIP_POSTGRES=1 leaves the server out.
set -eu

installed() {
    dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
}

has_postgres() {
    # A server of any version will do, also one that was not installed as a package.
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

missing=""
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing="$missing chromium"
for font in fonts-liberation fonts-noto-core; do  # without them letters are boxes, and contrast cannot be judged
    installed "$font" || missing="$missing $font"
done
[ "${FAIRDESK_SKIP_POSTGRES:-}" = 1 ] || has_postgres || missing="$missing postgresql"

[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "The tests need these Debian packages:$missing" >&2
    echo "Install them and run this again:  sudo apt-get install --no-install-recommends$missing" >&2
    exit 1
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need what Debian calls:$missing. There is no apt-get here; install them another way." >&2
    exit 1
fi

echo "Installing from Debian:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $as_root apt-get update -qq \
    && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing; } \
    >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "apt-get could not install:$missing" >&2
    exit 1
fi
