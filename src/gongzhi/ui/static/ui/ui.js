/* Refinements only: every page works without this file. */
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  document.documentElement.classList.remove("no-js");

  /* The summary of errors is read first. */
  const problem = document.querySelector("[data-focus]");
  if (problem) problem.focus();

  /* A double click sends once. The server holds this as well. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) button.setAttribute("aria-busy", "true");
    window.setTimeout(() => {
      delete form.dataset.sent;
      if (button) button.removeAttribute("aria-busy");
    }, 4000);
  });
  window.addEventListener("pageshow", () => {
    all("form[data-sent]").forEach((form) => delete form.dataset.sent);
    all("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });

  /* Typed text survives a reload or an expired session: kept in this tab until the receipt clears it. */
  const drafts = (key) => `draft:${key}`;
  const textFields = (form) => all("textarea, input[type=text]", form).filter((field) => field.name);
  all("[data-draft-clear]").forEach((mark) => sessionStorage.removeItem(drafts(mark.dataset.draftClear)));
  all("form[data-draft]").forEach((form) => {
    const key = drafts(form.dataset.draft);
    let kept = {};
    try {
      kept = JSON.parse(sessionStorage.getItem(key)) || {};
    } catch {
      sessionStorage.removeItem(key);
    }
    textFields(form).forEach((field) => {
      if (!field.value && kept[field.name]) field.value = kept[field.name];
    });
    form.addEventListener("input", () => {
      const now = Object.fromEntries(textFields(form).map((field) => [field.name, field.value]));
      try {
        sessionStorage.setItem(key, JSON.stringify(now));
      } catch {
        sessionStorage.removeItem(key);
      }
    });
  });

  /* How much room is left, said only when it gets tight. The limit never cuts what was typed. */
  all("[data-count-for]").forEach((mark) => {
    const field = document.getElementById(mark.dataset.countFor);
    const limit = Number(mark.dataset.count);
    if (!field) return;
    const say = () => {
      const left = limit - Array.from(field.value).length;
      mark.hidden = left > limit * 0.1;
      const words = left < 0 ? mark.dataset.countOver : mark.dataset.countLeft;
      mark.textContent = words.replace("{n}", Math.abs(left).toLocaleString());
      mark.classList.toggle("means-overdue", left < 0);
    };
    field.addEventListener("input", say);
    say();
  });

  /* A link to an action opens it. */
  const open = (id) => {
    const target = id && document.getElementById(id);
    if (!target || target.tagName !== "DETAILS") return;
    target.open = true;
    target.scrollIntoView({ block: "start" });
    const field = target.querySelector("textarea, select, input:not([type=hidden])");
    if (field) field.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-opens]");
    if (!link) return;
    event.preventDefault();
    open(link.hash.slice(1));
  });
  open(decodeURIComponent(location.hash.slice(1)));

  /* Filters answer at once; the button is for those without script. */
  all("form[data-auto-submit]").forEach((form) => {
    all("[data-auto-hide]", form).forEach((button) => (button.hidden = true));
    form.addEventListener("change", (event) => {
      if (event.target.tagName === "SELECT") form.requestSubmit();
    });
  });

  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
