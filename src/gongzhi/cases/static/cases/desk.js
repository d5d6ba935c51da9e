/* Single keys of the dispatch desk, beside those of every page (ui/keys.js): what has data-key is one key away. */
(() => {
  "use strict";
  const on = document.querySelector("[data-keys-on]");

  const openRow = () => {
    const focused = document.activeElement?.closest("[data-row]");
    (focused || document.querySelector("[aria-current] [data-row], [data-row]"))?.click();
  };
  const take = (target) => {
    if (!target.matches("summary")) return target.click();
    const details = target.parentElement;
    details.open = true;
    details.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
  };

  // The button says how many are chosen, this one included.
  const form = document.querySelector("#alike form");
  form?.addEventListener("change", () => {
    const button = form.querySelector("button");
    const number = form.querySelectorAll("[name=cases]:checked").length + 1;
    button.textContent = button.textContent.replace(/\d+/, number);
  });

  document.addEventListener("keydown", (event) => {
    // Out of a field with Escape, so that the next key is one of these again.
    if (event.key === "Escape" && event.target.closest("main form")) event.target.blur();
    const typing = event.target.closest("input, select, textarea, dialog, [contenteditable]");
    if (typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if ((on && !on.checked) || !/^[a-z]$/.test(event.key)) return;
    const target = document.querySelector(`[data-key="${event.key}"]`);
    if (!target && event.key !== "o") return;
    event.preventDefault();
    if (target) take(target);
    else openRow();
  });
})();
