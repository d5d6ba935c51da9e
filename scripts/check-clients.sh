#!/usr/bin/env bash
# Run published clients of Open311, as they are, against a running server. What is not named by BASE, DISCOVERY, KEY,
# PLAIN and META is that of `gongzhi channels open311-sample` on this machine.
set -euo pipefail
cd "$(dirname "$0")/.."
clients=${CLIENTS:-../shared/clients/open311}
if ! [ -d "$clients" ]; then
    echo "The clients are not here: $clients. CLIENTS names their folder; nothing was checked."
    exit 0
fi
if [ -z "${BASE:-}" ] || [ -z "${DISCOVERY:-}" ] || [ -z "${KEY:-}" ] || [ -z "${PLAIN:-}" ] || [ -z "${META:-}" ]; then
    sample=$(.venv/bin/gongzhi channels open311-sample --shell)
    while IFS='=' read -r name value; do
        [ -n "${!name:-}" ] || printf -v "$name" %s "$value"
    done <<<"$sample"
fi
PATH="$(scripts/node.sh):$PATH"
export PATH
failed=0
run() {
    echo "== $*" | sed "s|$KEY|…|"
    .venv/bin/python "$clients/$1" "${@:2}" || failed=1
}
run run_georeport.py "$BASE" "$META"
run run_three.py "$BASE" "$DISCOVERY" "$KEY" "$PLAIN" "$META"
run run_npm_open311.py "$BASE" "$DISCOVERY" "$KEY" "$PLAIN" "$META"
exit $failed
