/* The numbers count themselves anew, without disturbing anybody who reads them. The page works without this file. */
(() => {
  "use strict";
  const numbers = document.getElementById("numbers");
  if (!numbers) return;
  const stale = document.querySelector("[data-stale]");
  const failed = document.querySelector("[data-map-failed]");
  const counted = document.querySelector("[data-counted]");
  document.querySelector("[data-anew]").hidden = false;
  let last = "";

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt !== numbers) return;
    /* A page nobody looks at rests, and nobody loses the place where the keyboard is. */
    if (document.hidden || numbers.contains(document.activeElement)) event.preventDefault();
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== numbers) return;
    const came = event.detail.xhr.responseText;
    if (came === last) event.detail.shouldSwap = false;
    else last = came;
  });
  let opened = [];
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target === numbers) opened = Array.from(numbers.querySelectorAll("details[open]"), (one) => one.id);
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== numbers) return;
    opened.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const well = event.detail.successful || event.detail.xhr?.status === 304;
    if (event.detail.elt === numbers) {
      stale.hidden = well;
      const time = well && event.detail.xhr.getResponseHeader("Counted-At");
      if (time) counted.textContent = time;
    } else if (event.detail.target?.id === "grid-map") {
      failed.hidden = well;
    }
  });
})();
