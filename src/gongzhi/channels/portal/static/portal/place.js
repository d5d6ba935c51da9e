/* Refinements of the place page: the phone's position, and a point that can be seen and taken back. */
(() => {
  "use strict";
  const box = document.querySelector("[data-point]");
  if (!box) return;
  const lon = document.getElementById("id_lon");
  const lat = document.getElementById("id_lat");
  const said = box.querySelector("[data-point-said]");
  const here = box.querySelector("[data-point-here]");
  const drop = box.querySelector("[data-point-drop]");
  const show = () => {
    const chosen = Boolean(lon.value && lat.value);
    drop.hidden = !chosen;
    said.textContent = chosen ? said.dataset.chosen : "";
  };
  lon.addEventListener("change", show);
  drop.addEventListener("click", () => {
    lon.value = lat.value = "";
    lon.dispatchEvent(new Event("change", { bubbles: true }));
  });
  if (here && navigator.geolocation && window.isSecureContext) {
    here.hidden = false;
    here.addEventListener("click", () => {
      here.setAttribute("aria-busy", "true");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          here.removeAttribute("aria-busy");
          lon.value = coords.longitude.toFixed(6);
          lat.value = coords.latitude.toFixed(6);
          show();
        },
        () => {
          here.removeAttribute("aria-busy");
          said.textContent = said.dataset.failed;
        },
        { enableHighAccuracy: true, timeout: 15000 },
      );
    });
  }
  show();
})();
