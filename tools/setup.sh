#!/bin/sh
# Sets up what a command needs: `site` the program, `test` the tests' packages too, `assurance` a fuzzer beside, `bench` the peer, `browser` Chromium, a Chinese font, strace, `servers` the web servers that recipes are for.
set -eu
cd "$(dirname "$0")/.."

python() {
    for name in python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "需要 Python 3.11 或更新的版本  Python 3.11 or newer is needed" >&2
    exit 1
}

packages() { # extras stamp
    [ -x .venv/bin/python ] || "$(python)" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".$1"
    touch "$2"
}

browser() {
    missing=""
    command -v chromium >/dev/null 2>&1 || missing="chromium"
    { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh 2>/dev/null | head -1)" ]; } || missing="$missing fonts-noto-cjk fontconfig"
    command -v strace >/dev/null 2>&1 || missing="$missing strace"
    command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
    while read -r file package; do
        /sbin/ldconfig -p 2>/dev/null | grep -q "$file" || missing="$missing $package"
    done <<'LIBRARIES'
libpango-1.0.so libpango-1.0-0
libpangoft2-1.0.so libpangoft2-1.0-0
libharfbuzz-subset.so libharfbuzz-subset0
LIBRARIES
    install_missing
}

servers() {
    missing=""
    for program in nginx caddy apache2; do
        command -v "$program" >/dev/null 2>&1 || [ -x "/usr/sbin/$program" ] || missing="$missing $program"
    done
    missing=$(echo "$missing" | sed 's/apache2/apache2-bin/')
    RUNLEVEL=1 # installed to be tried, not to be started
    export RUNLEVEL
    install_missing
}

install_missing() {
    [ -n "$missing" ] || return 0
    root=""
    [ "$(id -u)" = 0 ] || root="sudo"
    if ! command -v apt-get >/dev/null 2>&1 || { [ -n "$root" ] && ! command -v sudo >/dev/null 2>&1; }; then
        echo "测试需要 The tests need: $missing" >&2
        exit 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    $root apt-get update -qq
    # shellcheck disable=SC2086
    $root apt-get install -y -qq $missing >/dev/null
}

case "${1:-site}" in
    site) packages "" .venv/.site-ready ;;
    test) packages "[dev]" .venv/.test-ready ;;
    assurance) packages "[assurance]" .venv/.assurance-ready ;;
    bench) packages "[bench]" .venv/.bench-ready ;;
    browser) browser ;;
    servers) servers ;;
    *) echo "usage: tools/setup.sh site|test|assurance|bench|browser|servers" >&2; exit 2 ;;
esac
