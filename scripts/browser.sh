#!/usr/bin/env bash
# Bring Chromium and Chinese fonts for the browser tests, where they are missing and apt may be used.
set -euo pipefail

missing=()
[ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || missing+=(chromium)
[ -n "$(fc-list :lang=zh-cn 2>/dev/null | head -1)" ] || missing+=(fonts-noto-cjk fontconfig)
# The program that drives the browser is linked against it; a bare Debian has none.
[ -n "$(ldconfig -p 2>/dev/null | grep libatomic.so.1)" ] || missing+=(libatomic1)
[ ${#missing[@]} -gt 0 ] || exit 0

install="apt-get install -y --no-install-recommends ${missing[*]}"
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    as=
elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then
    as="sudo -n"
else
    echo "The browser tests need ${missing[*]}. Type: sudo $install" >&2
    echo "浏览器测试缺少 ${missing[*]}。请输入：sudo $install" >&2
    exit 1
fi
echo "Installing ${missing[*]} … 正在安装……"
{ $as $install || { $as apt-get update && $as $install; }; } >/dev/null
