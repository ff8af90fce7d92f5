#!/bin/sh
# Fill a folder with the fonts that make.py draws with. Needs Debian (apt-get, as root) and npm.
#   sh sample_docs/fetch_fonts.sh DIR
set -eu
folder=${1:?usage: fetch_fonts.sh DIR}
packages="fonts-noto-cjk fonts-arphic-gkai00mp fonts-arphic-gbsn00lp fonts-arphic-ukai fonts-arphic-uming"
mkdir -p "$folder"
# shellcheck disable=SC2086
apt-get install -y $packages
for package in $packages; do
    dpkg -L "$package" | grep -E '\.(ttc|otf|ttf)$' | while read -r file; do cp "$file" "$folder/"; done
done
cd "$folder"
npm install --no-audit --no-fund --ignore-scripts --prefix . \
    @fontsource/ma-shan-zheng@5.3.1 @fontsource/long-cang@5.3.0 @fontsource/zhi-mang-xing@5.3.0 \
    lxgw-wenkai-webfont@1.7.0
