#!/bin/sh
# Installs the fonts that the tests of the printed book need where it can: Latin for beginning readers, and Chinese.
# Windows and macOS have fonts of their own. Says loudly what it could not.
missing=""
case "$(uname -s)" in Linux) ;; *) exit 0 ;; esac
fc-list :lang=zh 2>/dev/null | grep -q . || missing="fonts-wqy-microhei fontconfig"
fc-list 2>/dev/null | grep -qi andika || missing="$missing fonts-sil-andika fontconfig"
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1; then
  root=""; [ "$(id -u)" = 0 ] || root="sudo -n"
  echo "Installing $missing (once) ..."
  $root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq $missing >/dev/null ||
    echo "!!! apt-get could not install: $missing. Tests that need these fonts will be skipped, and counted."
else
  echo "!!! No apt-get here: install a Latin and a Chinese font yourself. Tests that need them will be skipped, and counted."
fi
exit 0
