/* Starts the page: who is it, the PIN, then the work. Locks when it was out of sight for long. */
import { clock, el, note, say } from "./fields.js";
import { hello, Outbox, waits } from "./outbox.js";
import { both, form, home, loop } from "./screens.js";
import * as vault from "./vault.js";

const box = document.getElementById("app");
const ordinary = box.querySelector("ul");
const title = box.querySelector("h1");
const given = box.dataset;
const LOCK_AFTER = 10 * 60 * 1000; // out of sight; a default of this project
const LITTLE = 20 * 1024 * 1024;
const DAY = 24 * 60 * 60 * 1000;

let shelf;
let me = null; // what the server says, while there is a network
let app = null; // what is open
let timer = 0;
let hiddenAt = 0;

const show = (...parts) => box.replaceChildren(title, ...parts.flat(3).filter((part) => part != null && part !== false && part !== ""));
const signInLink = () => el("a", { class: "button button--primary", href: `${given.signIn}?next=${encodeURIComponent(given.home)}` }, say("sign_in"));

const meet = async (ask) => {
  try {
    me = await hello(given.hello, ask);
  } catch {
    me = null;
  }
  return me;
};

/* -- whose it is ------------------------------------------------------------------------------------ */

const counts = async () => {
  const found = {};
  for (const each of await shelf.all("entries")) found[each.account] = (found[each.account] || 0) + 1;
  return found;
};

const start = async () => {
  app = null;
  await removeOld();
  await meet({});
  const accounts = await shelf.all("accounts");
  const here = me?.account && { id: me.account, name: me.name };
  if (me?.may === false) return show(note("person", say("may_not")), ordinary);
  if (!shelf.lasting || !vault.sealing) {
    const why = note("amber", say(vault.sealing ? "no_storage" : "no_crypto"));
    return here ? enter(here, vault.unsealed(), why) : show(why, note("info", say("sign_in_first")), signInLink(), ordinary);
  }
  if (here) return accounts.some(({ id }) => id === here.id) ? askPin(here) : choosePin(here);
  if (!accounts.length) return show(note("info", say("sign_in_first")), signInLink(), ordinary);
  const signedOut = me && !me.signedIn ? [note("amber", say("sign_in_to_send")), signInLink()] : [];
  if (accounts.length === 1) return askPin(accounts[0], signedOut);
  const pick = (account) => el("button", { type: "button", class: "button", onclick: () => askPin(account, signedOut) }, account.name);
  return show(signedOut, el("h2", {}, say("whose")), el("div", { class: "buttons field-new" }, accounts.map(pick)), ordinary);
};

const pinField = (id, label, { fresh = false } = {}) =>
  el("div", { class: "field field--short" },
    el("label", { class: "field__label", for: id }, label),
    el("input", { id, type: "password", inputmode: "numeric", maxlength: 6, autocomplete: fresh ? "new-password" : "off", pattern: "[0-9]{6}" }));

const pinForm = (fields, label, act) => {
  const wrong = el("p", { class: "field__wrong", role: "alert", hidden: true });
  const press = el("button", { class: "button button--primary" }, label);
  const tell = (text) => {
    wrong.textContent = text;
    wrong.hidden = !text;
  };
  const whole = el("form", { class: "form stack", novalidate: true }, fields, wrong, el("div", { class: "buttons" }, press));
  whole.addEventListener("submit", async (event) => {
    event.preventDefault();
    press.setAttribute("aria-busy", "true");
    const pins = [...whole.querySelectorAll("input")].map((field) => field.value);
    await (/^[0-9]{6}$/.test(pins[0]) ? act(pins, tell) : tell(say("pin_six")));
    press.removeAttribute("aria-busy");
  });
  return whole;
};

const EASY = /^(\d)\1{5}$|^(?:0?123456?7?8?9?|987654|654321|543210)$/;

const choosePin = (account) => {
  const act = async ([pin, again], tell) => {
    if (EASY.test(pin)) return tell(say("pin_easy"));
    if (pin !== again) return tell(say("pin_differs"));
    const { seal } = await vault.begin(shelf, account, pin).catch(() => ({}));
    if (!seal) return tell(say("not_kept"));
    navigator.storage?.persist?.().catch(() => undefined);
    return enter(account, seal);
  };
  const fields = [pinField("pin", say("pin_new"), { fresh: true }), pinField("pin-again", say("pin_again"), { fresh: true })];
  show(el("p", {}, account.name), note("info", say("pin_new_why")), pinForm(fields, say("pin_set"), act), others(account));
};

const askPin = (account, above = []) => {
  const act = async ([pin], tell) => {
    const { seal, wait } = await vault.open(shelf, account.id, pin);
    if (seal) return enter(account, seal);
    return tell(wait ? say("pin_wait", { time: clock(wait) }) : say("pin_wrong"));
  };
  const lost = el("button", { type: "button", class: "button button--quiet", onclick: () => askForget(account) }, say("pin_forget"));
  show(above, pinForm(pinField("pin", say("pin", { name: account.name })), say("pin_open"), act), lost, others(account));
  document.getElementById("pin").focus();
};

const askForget = async (account) => {
  const n = (await counts())[account.id] || 0;
  const away = async () => {
    await vault.forget(shelf, account.id);
    start();
  };
  show(note("overdue", say("pin_forget_why", { name: account.name, n })),
    el("div", { class: "buttons" },
      el("button", { type: "button", class: "button button--danger", onclick: away }, say("pin_forget_do")),
      el("button", { type: "button", class: "button", onclick: start }, say("back"))));
};

/* What others have sealed here is counted, no more. */
const others = (account) => {
  const place = el("p", { class: "muted" });
  counts().then((found) => {
    const n = Object.entries(found).reduce((sum, [id, count]) => sum + (id === account.id ? 0 : count), 0);
    if (n) place.textContent = say("others", { n });
  });
  return place;
};

/* -- at work ---------------------------------------------------------------------------------------- */

const enter = async (account, seal, warning = null) => {
  const outbox = new Outbox({ shelf, seal, account: account.id, addresses: { hello: given.hello, send: given.send }, changed: () => onChange() });
  app = { account, outbox, seal, warning, lasting: shelf.lasting, urls: [], work: null, lists: null, room: "" };
  Object.assign(app, {
    go: (hash) => (location.hash === `#${hash}` || (!hash && !location.hash) ? paint() : (location.hash = hash)),
    flush: (force) => flush(force),
    drop: async (entry) => {
      await outbox.remove(entry);
      if (!location.hash.includes(entry.key)) paint();
    },
    address: (blob) => {
      const url = URL.createObjectURL(blob);
      app.urls.push(url);
      return url;
    },
    troubles,
    leave,
  });
  await outbox.load();
  await openWork();
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  if (shelf.lasting && estimate?.quota && estimate.quota - estimate.usage < LITTLE) app.room = say("little_room");
  paint();
  await flush(false);
  await renew();
};

/* Two rows: the work list, which goes after a day, and the forms, which hold nothing about anybody and stay. */
const openWork = async () => {
  for (const account of [app.account.id, `${app.account.id}/forms`]) {
    const row = await shelf.get("work", account);
    if (row) Object.assign(app, await app.seal.value(row).catch(() => ({})));
  }
};

const keepWork = async () => {
  const { work, lists, listsMark, post, postName } = app;
  const rows = { [app.account.id]: { work }, [`${app.account.id}/forms`]: { lists, listsMark, post, postName } };
  for (const [account, value] of Object.entries(rows)) {
    const until = value.work ? Date.parse(work.until) : 0;
    const sealed = await app.seal.shutValue(value);
    await shelf.put("work", { account, until, ...sealed }).catch(() => undefined);
  }
};

/* Whoever opens the page, and without any PIN: what is a day old goes. */
const removeOld = async () => {
  for (const row of await shelf.all("work")) if (row.until && row.until < Date.now()) await shelf.remove("work", row.account);
};

/* Fetch the work list anew. Another account's is never taken. */
const renew = async () => {
  const mine = app;
  if (!mine) return;
  await meet({ work: 1, ...(mine.listsMark ? { lists: mine.listsMark } : {}) });
  if (app !== mine || !me?.work || me.account !== mine.account.id) return;
  const { work, steps, more, until } = me;
  Object.assign(mine, { work: { work, steps, more, until, keptAt: Date.now() }, post: me.post, postName: me.post_name, listsMark: me.lists_mark });
  if (me.lists) mine.lists = me.lists;
  await keepWork();
  if (!typing()) paint();
};

const flush = async (force) => {
  const mine = app;
  if (!mine) return;
  const before = mine.outbox.unsent();
  await mine.outbox.flush(force).catch(() => undefined); // locked meanwhile: it goes on next time
  if (app !== mine) return;
  if (mine.outbox.unsent() < before) await renew();
  clearTimeout(timer);
  const next = mine.outbox.nextAt();
  if (next !== null) timer = setTimeout(() => flush(false), Math.max(1000, next - Date.now() + 100));
};

const typing = () => /^#(new|edit|step)/.test(location.hash);
const onChange = () => app && !typing() && !/^#both/.test(location.hash) && paint();

const troubles = () => {
  const { trouble, other } = app.outbox;
  if (!trouble) return null;
  if (trouble === "no_network") return note("amber", say("no_network"));
  if (trouble === "other") return note("person", say("other_signed_in", { other, name: app.account.name }));
  return note("amber", say(trouble), " ", trouble === "sign_in_to_send" ? signInLink() : null);
};

/* Locking and leaving: nothing open stays behind. */
const lock = () => {
  if (!app) return;
  app.urls.forEach((url) => URL.revokeObjectURL(url));
  app.seal.key = null;
  app = null;
  history.replaceState(null, "", given.home);
  start();
};

const signOut = (token) => {
  const whole = el("form", { method: "post", action: given.signOut, hidden: true }, el("input", { name: "csrfmiddlewaretoken", value: token }));
  document.body.append(whole);
  whole.submit();
};

const leave = () => {
  const place = el("div", { class: "buttons field-leave" });
  const out = async () => {
    const unsent = app.outbox.unsent();
    await meet({});
    if (!me?.csrf) return place.replaceChildren(note("amber", say("no_network")));
    if (!unsent) return signOut(me.csrf);
    return place.replaceChildren(
      note("amber", say("sign_out_unsent", { n: unsent })),
      el("button", { type: "button", class: "button", onclick: () => flush(true) }, say("send_now")),
      el("button", { type: "button", class: "button", onclick: () => signOut(me.csrf) }, say("sign_out_all_same")));
  };
  place.append(
    app.lasting ? el("button", { type: "button", class: "button", onclick: lock, title: say("lock_why") }, say("lock")) : "",
    el("button", { type: "button", class: "button button--quiet", onclick: out }, say("sign_out")));
  return place;
};

/* -- which screen ----------------------------------------------------------------------------------- */

const begun = (what, more) => app.outbox.fresh({ what, post: app.post, post_name: app.postName, ...more });

const screen = () => {
  const [name, first, second] = location.hash.slice(1).split("/");
  if (name === "new" && app.lists?.[first]) return form(app, begun(first, { about: app.lists[first].label }));
  if (name === "loop") return loop(app, first);
  if (name === "step") {
    const found = app.work?.work.find((each) => each.id === first);
    const step = found?.steps.find((each) => each.step === second);
    if (step) {
      const about = `${app.work.steps[step.form].label} · ${found.number}`;
      const seen = { state: found.state, due: found.limit };
      return form(app, begun("act", { loop: first, step: second, form: step.form, version: found.version, about, seen }));
    }
  }
  const entry = app.outbox.entries.get(first);
  if (name === "edit" && entry && !(entry.attempted && waits(entry))) {
    if (entry.state === "waiting") entry.state = "draft";
    return form(app, entry);
  }
  if (name === "both" && entry?.state === "moved_on") return both(app, entry);
  return home(app);
};

const paint = () => {
  if (!app) return;
  show(el("p", { class: "muted field-who" }, app.account.name, app.postName ? ` · ${app.postName}` : ""), app.warning, screen());
};

window.addEventListener("hashchange", () => {
  paint();
  window.scrollTo(0, 0);
  title.focus({ preventScroll: true });
});

window.addEventListener("online", () => flush(true));

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    hiddenAt = Date.now();
    return;
  }
  if (app?.lasting && hiddenAt && Date.now() - hiddenAt > LOCK_AFTER) lock();
  else flush(false);
});

/* While the page stays open for a day, the work list does not. */
setInterval(() => {
  if (app?.work && Date.parse(app.work.until) < Date.now()) {
    app.work = null;
    removeOld().then(() => typing() || paint());
  }
}, DAY / 96);

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(given.worker).catch(() => undefined);
  navigator.serviceWorker.addEventListener("message", (event) => event.data === "signed-out" && lock());
}

title.tabIndex = -1;
vault
  .shelves()
  .then((found) => {
    shelf = found;
    return start();
  })
  .catch(() => show(note("overdue", say("broken")), ordinary));
