#!/usr/bin/env bash
# Read the sample letters into ./var, once, and show the cases.
set -euo pipefail
cd "$(dirname "$0")/.."
home=${LAIXIN_HOME:-var}
if [ ! -e "$home/.samples-read" ]; then
    mkdir -p "$home/inbox"
    # Copies: what lies in the inbox is taken away once it is in the store.
    find sample_docs -maxdepth 1 -type f \( -name '*.jpg' -o -name '*.png' -o -name '*.tif' -o -name '*.pdf' \) -exec cp {} "$home/inbox/" \;
    .venv/bin/laixin run --home "$home"
    touch "$home/.samples-read"
else
    .venv/bin/laixin run --home "$home"
fi
.venv/bin/laixin cases --home "$home"
