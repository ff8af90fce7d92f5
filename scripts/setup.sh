#!/usr/bin/env bash
# Set the project up: what the system lacks (apt), a virtual environment in .venv, the locked packages.
# Usage: scripts/setup.sh run|test. Running it again costs nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}
say() { printf '» %s\n' "$*"; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo "$@"
    else return 1
    fi
}

updated=
apt_install() {
    command -v apt-get >/dev/null || return 1
    say "安装系统软件包 / installing system packages: $*"
    if [ -z "$updated" ]; then as_root apt-get update -qq || true; updated=yes; fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && new_enough "$name"; then command -v "$name"; return; fi
    done
    return 1
}

python=$(find_python) || { apt_install python3 python3-venv && python=$(find_python); } || {
    say "需要 Python 3.11 或更高版本 / Python 3.11 or newer is needed"; exit 3; }
"$python" -c 'import ensurepip, venv' 2>/dev/null || apt_install python3-venv || {
    say "需要 python3-venv / python3-venv is needed"; exit 3; }

if ! command -v tesseract >/dev/null || ! tesseract --list-langs 2>/dev/null | grep -qx chi_sim; then
    apt_install tesseract-ocr tesseract-ocr-chi-sim ||
        say "未装 tesseract（备用识别引擎），程序照常运行；laixin doctor 会说明 / no tesseract (the second engine); the program runs without it"
fi
has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }
if ! has_library libpangoft2-1.0.so.0 || ! has_library libharfbuzz-subset.so.0; then
    apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ||
        say "未装 Pango，通报不能存成 PDF（HTML、DOCX 照常）/ no Pango: bulletins cannot be written as PDF (HTML and DOCX can)"
fi
if [ "$what" = test ]; then
    [ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || apt_install postgresql ||
        say "未装 PostgreSQL，相关测试将跳过 / no PostgreSQL: its tests are skipped"
    fc-list ':lang=zh' 2>/dev/null | grep -q . || apt_install fontconfig fonts-wqy-microhei ||
        say "没有中文字体，相关测试将跳过 / no Chinese font: tests that draw pages are skipped"
    command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || command -v google-chrome >/dev/null ||
        apt_install chromium-headless-shell || apt_install chromium ||
        say "没有浏览器，相关测试将跳过 / no browser: tests that open a page are skipped"
fi

lock=requirements.lock
[ "$what" = test ] && lock=requirements-dev.lock
mark=.venv/.laixin-$(cat requirements-dev.lock requirements.lock pyproject.toml | sha256sum | cut -c1-16)
if [ ! -e "$mark-$what" ]; then
    [ -x .venv/bin/python ] && new_enough .venv/bin/python || { say "建立虚拟环境 / making .venv"; rm -rf .venv; "$python" -m venv .venv; }
    say "安装锁定版本的软件包 / installing the locked packages ($lock)"
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r "$lock"
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
    # Where Python may not write its caches, every command and every reading process would compile them anew.
    .venv/bin/python -m compileall -q records vocab extractors classifiers ledger flows desk cli
    # Without them the program reads all the same, in twice the time.
    .venv/bin/python -m extractors.engines.ppocr_int8 sample_docs ||
        say "识别模型未能压缩为8位，识别较慢 / the recognition models could not be prepared in 8 bits: reading is slower"
    touch "$mark-run" "$mark-$what"
fi
