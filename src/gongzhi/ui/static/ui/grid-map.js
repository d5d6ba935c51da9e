/* Grids without tiles, drawn on a canvas when someone asks for the map. Leaflet is fetched only then. */
(() => {
  "use strict";
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let leaflet;

  const fetchLeaflet = (box) => {
    leaflet ||= new Promise((done, failed) => {
      const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: box.dataset.leafletCss });
      const script = Object.assign(document.createElement("script"), { src: box.dataset.leaflet });
      script.onload = () => done(window.L);
      script.onerror = () => {
        leaflet = undefined;
        failed(new Error("leaflet"));
      };
      document.head.append(style, script);
    });
    return leaflet;
  };

  /* Five levels of one hue: more ink, more of what is counted. */
  const levels = [0.06, 0.2, 0.36, 0.54, 0.76];
  const look = (feature) => {
    const level = feature.properties?.level;
    const counted = Number.isInteger(level);
    return {
      color: token("--line-strong"),
      weight: 1,
      fillColor: token("--accent"),
      fillOpacity: counted ? levels[Math.min(level, levels.length - 1)] : levels[0],
    };
  };

  const words = (properties) => {
    const box = document.createElement("span");
    box.textContent = [properties.name, properties.value].filter((part) => part !== undefined).join(" · ");
    return box;
  };

  const picker = (L, map, box) => {
    const lon = document.getElementById(box.dataset.lon);
    const lat = document.getElementById(box.dataset.lat);
    if (!lon || !lat) return;
    let dot;
    const put = (point) => {
      lon.value = point.lng.toFixed(6);
      lat.value = point.lat.toFixed(6);
      lon.dispatchEvent(new Event("change", { bubbles: true }));
      dot ||= L.circleMarker(point, { radius: 9, weight: 3, color: token("--surface"), fillColor: token("--overdue"), fillOpacity: 1, interactive: false }).addTo(map);
      dot.setLatLng(point);
    };
    map.on("click", (event) => put(event.latlng));
    const here = box.querySelector("[data-map-here]");
    here.hidden = false;
    here.addEventListener("click", () => put(map.getCenter()));
    if (lon.value && lat.value) {
      const known = L.latLng(Number(lat.value), Number(lon.value));
      put(known);
      map.setView(known, 16);
    }
  };

  const draw = async (box, button) => {
    const say = box.querySelector("[data-map-say]");
    const canvas = box.querySelector("[data-map-canvas]");
    button.setAttribute("aria-busy", "true");
    try {
      const [L, answer] = await Promise.all([fetchLeaflet(box), fetch(box.dataset.source, { credentials: "same-origin" })]);
      if (!answer.ok) throw new Error(String(answer.status));
      const grids = await answer.json();
      say.textContent = "";
      canvas.className = "map";
      canvas.hidden = false;
      canvas.setAttribute("role", "application");
      canvas.setAttribute("aria-label", box.dataset.label);
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const map = L.map(canvas, { preferCanvas: true, zoomSnap: 0.5, zoomAnimation: !still, fadeAnimation: !still, attributionControl: false });
      const picks = Boolean(box.dataset.lon);
      const layer = L.geoJSON(grids, {
        style: look,
        interactive: !picks,
        onEachFeature: (feature, shape) => {
          if (picks) return;
          shape.bindTooltip(words(feature.properties), { sticky: true });
          if (feature.properties.url) shape.on("click", () => location.assign(feature.properties.url));
        },
      }).addTo(map);
      const bounds = layer.getBounds();
      if (bounds.isValid()) map.fitBounds(bounds, { padding: [8, 8] });
      else map.setView([0, 0], 1);
      if (picks) picker(L, map, box);
      button.hidden = true;
    } catch {
      say.textContent = box.dataset.failed;
    } finally {
      button.removeAttribute("aria-busy");
    }
  };

  document.querySelectorAll("[data-map]").forEach((box) => {
    const button = box.querySelector("[data-map-open]");
    button.hidden = false;
    button.addEventListener("click", () => draw(box, button));
    if ("open" in box.dataset) draw(box, button);
  });
})();
