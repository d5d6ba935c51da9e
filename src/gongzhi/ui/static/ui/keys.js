/* Inbox, sheet, act, next without leaving the keyboard. Single keys can be switched off (WCAG 2.1.4). */
(() => {
  "use strict";
  // On a telephone the navigation is wider than the screen: the place one is at comes into sight.
  const nav = document.querySelector(".nav");
  const here = nav?.querySelector("[aria-current]");
  if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - 24;
  const dialog = document.querySelector("[data-keys]");
  const opener = document.querySelector("[data-keys-open]");
  if (!dialog || !opener) return;
  const on = dialog.querySelector("[data-keys-on]");
  on.checked = localStorage.getItem("keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("keys", on.checked ? "on" : "off"));
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());

  const step = (by) => {
    const rows = Array.from(document.querySelectorAll("[data-row]"));
    if (!rows.length) return;
    let at = rows.indexOf(document.activeElement);
    // With nothing in focus one goes on from the row that is open.
    if (at < 0) at = rows.findIndex((row) => row.closest("[aria-current]"));
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
    rows[next].focus();
    rows[next].scrollIntoView({ block: "nearest" });
  };
  const follow = (selector) => document.querySelector(selector)?.click();
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: () => document.querySelector("[data-acts] :is(summary, button:enabled, a)")?.focus(),
    n: () => follow("[data-next]"),
    u: () => follow("[data-back]"),
    // On a telephone the field of the head is a page of its own.
    "/": () => {
      const field = document.querySelector("[data-seek]");
      if (field?.offsetParent) field.focus();
      else follow(".seek__link");
    },
    f: () => document.querySelector("main form[role=search] :is(input:not([type=hidden]), select)")?.focus(),
    "?": () => dialog.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, dialog, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!on.checked || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
