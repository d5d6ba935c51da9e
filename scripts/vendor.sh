#!/bin/sh
# For maintainers: fetch the front end's libraries and write their manifest. Users never need npm.
# The files stand in the repository; run this to renew them, look at the difference, commit.
set -eu
htmx=2.0.11
leaflet=1.9.4
echarts=6.1.0
out="$(cd "$(dirname "$0")/.." && pwd)/src/gongzhi/ui/static/vendor"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

cd "$work"
npm pack --silent "htmx.org@$htmx" "leaflet@$leaflet" "echarts@$echarts" >/dev/null
mkdir htmx leaflet echarts
tar xzf htmx.org-*.tgz -C htmx --strip-components=1
tar xzf leaflet-*.tgz -C leaflet --strip-components=1
tar xzf echarts-*.tgz -C echarts --strip-components=1

rm -rf "$out"
mkdir -p "$out/images"
cp htmx/dist/htmx.min.js "$out/htmx.min.js"
cp htmx/LICENSE "$out/htmx.LICENSE"
# The comment that names a source map goes: the map is not shipped, and hashed static files would look for it.
sed '/^\/\/# sourceMappingURL=/d' leaflet/dist/leaflet.js >"$out/leaflet.js"
cp leaflet/dist/leaflet.css "$out/leaflet.css"
cp leaflet/dist/images/*.png "$out/images/"
cp leaflet/LICENSE "$out/leaflet.LICENSE"
# The build with lines, bars and points: two thirds of the whole, and no chart we would not draw but one.
cp echarts/dist/echarts.common.min.js "$out/echarts.common.min.js"
for name in LICENSE NOTICE; do cp "echarts/$name" "$out/echarts.$name"; done
cp echarts/licenses/LICENSE-d3 "$out/echarts.LICENSE-d3"

python3 - "$out" "$htmx" "$leaflet" "$echarts" <<'PY'
import hashlib, json, pathlib, sys

out = pathlib.Path(sys.argv[1])


def files(*names):
    found = sorted(path for name in names for path in out.glob(name))
    return {p.relative_to(out).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


manifest = [
    {"name": "htmx.org", "version": sys.argv[2], "licence": "0BSD", "sha256": files("htmx*")},
    {
        "name": "leaflet",
        "version": sys.argv[3],
        "licence": "BSD-2-Clause",
        "changed": "the sourceMappingURL comment is taken out of leaflet.js",
        "sha256": files("leaflet*", "images/*"),
    },
    {"name": "echarts", "version": sys.argv[4], "licence": "Apache-2.0", "sha256": files("echarts*")},
]
(out / "VENDOR.json").write_text(json.dumps(manifest, indent=2) + "\n")
PY
echo "vendored htmx $htmx, leaflet $leaflet, echarts $echarts into $out"
