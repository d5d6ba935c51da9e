#!/usr/bin/env bash
# Make the Python environment in .venv: `run` with what Gongzhi needs, `s3` with the client of an S3-compatible
# storage as well, `sm` with the second signature by SM2, `test` with the developers' tools on top of all.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=$1
uv=uv==0.13.9

say() { # English, then Chinese, unless the terminal asks for one of them
    case "${GONGZHI_LANG:-${LC_ALL:-${LANG:-}}}" in
    en*) echo "$1" ;;
    *) echo "$2" ;;
    esac
}

python=
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    say "Python 3.11 or later is missing. Type: apt-get install -y python3 python3-venv" \
        "缺少 Python 3.11 或更高版本。请输入：apt-get install -y python3 python3-venv" >&2
    exit 1
fi

if ! [ -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        install="apt-get install -y python3-venv"
        if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
            say "Installing python3-venv …" "正在安装 python3-venv……"
            { $install || { apt-get update && $install; }; } >/dev/null
        elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then
            say "Installing python3-venv …" "正在安装 python3-venv……"
            { sudo -n $install || { sudo -n apt-get update && sudo -n $install; }; } >/dev/null
        else
            say "Python's venv is missing. Type: sudo $install" "缺少 Python 的 venv 模块。请输入：sudo $install" >&2
            exit 1
        fi
    fi
    say "Making the environment in .venv …" "正在 .venv 中建立运行环境……"
    rm -rf .venv
    "$python" -m venv .venv
fi
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q --disable-pip-version-check "$uv"

# What an environment has more than is asked for, it keeps.
lock=requirements.lock
if [ "$kind" = s3 ] || [ -e .venv/.s3 ]; then lock=requirements-s3.lock; fi
if [ "$kind" = test ] || [ -e .venv/.test ]; then lock=requirements-dev.lock; fi
say "Installing the packages of $lock …" "正在安装 $lock 所列的软件包……"
# With the system's certificates: many an office network has an authority of its own.
.venv/bin/uv pip install -q --system-certs --python .venv/bin/python --require-hashes -r "$lock"
if [ "$kind" = sm ]; then
    .venv/bin/uv pip install -q --system-certs --python .venv/bin/python --require-hashes -r requirements-sm.lock
    touch .venv/.sm
fi
.venv/bin/uv pip install -q --system-certs --python .venv/bin/python --no-deps --editable .
touch .venv/.run
[ "$lock" = requirements.lock ] || touch .venv/.s3
[ "$lock" != requirements-dev.lock ] || touch .venv/.test
