#!/bin/sh
# Installs what the browser tests need where it can: Chromium, poppler, Java for epubcheck, axe-core. Says loudly what
# it could not.
cd "$(dirname "$0")" || exit 1
sh ../fonts.sh
missing=""
command -v pdftotext >/dev/null 2>&1 || missing="poppler-utils"
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium chromium-driver"
command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
if [ -n "$missing" ]; then
  if command -v apt-get >/dev/null 2>&1; then
    root=""; [ "$(id -u)" = 0 ] || root="sudo -n"
    echo "Installing $missing (once) ..."
    $root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq $missing >/dev/null ||
      echo "!!! apt-get could not install: $missing. Browser tests will be skipped, and counted."
  else
    echo "!!! No apt-get here: install Chromium, poppler and Java yourself. Browser tests will be skipped, and counted."
  fi
fi
if command -v npm >/dev/null 2>&1; then
  [ -f node_modules/axe-core/axe.min.js ] || npm install --no-package-lock --no-audit --no-fund --silent ||
    echo "!!! npm could not install axe-core. Accessibility tests will be skipped, and counted."
else
  echo "!!! No npm here: install Node.js for the accessibility tests. They will be skipped, and counted."
fi
exit 0
