/* What stands on the page: lists, forms, and what somebody typed beside what stands there now. */
import { clock, draw, el, icon, inWords, missing, note, read, say } from "./fields.js";
import { smaller } from "./photos.js";

const button = (label, press, kind = "") => el("button", { type: "button", class: `button ${kind}`, onclick: press }, label);
const link = (label, href, kind = "button") => el("a", { class: kind, href }, label);
const back = () => el("a", { class: "back", href: "#" }, "‹ ", say("back"));

/* A step that cannot be taken back is asked about once more, in the same place. */
const sure = (label, again, act) => {
  const first = button(label, () => first.replaceWith(button(again, act, "button--danger")), "button--quiet");
  return first;
};

const STATES = { draft: "paused", waiting: "amber", sending: "amber", sent: "ontime", unfit: "person", refused: "person", moved_on: "person" };

const stateOf = (entry) => {
  const unknown = entry.attempted && entry.state === "waiting";
  const text = say(unknown ? "state_unknown" : `state_${entry.state}`, { number: entry.number || "" });
  return el("p", { class: `status status--${STATES[entry.state]}`, "data-state": entry.state }, icon(STATES[entry.state]), " ", el("strong", {}, text));
};

const titleOf = (entry, app) => {
  const text = String(entry.values.text || "").trim();
  const name = entry.about || say("new");
  return text ? `${name}: ${text.length > 40 ? `${text.slice(0, 40)}…` : text}` : name;
};

const card = (entry, app) => {
  const reasons = entry.state === "unfit" ? Object.values(entry.answer.errors).flat() : [];
  if (entry.state === "refused") reasons.push(entry.answer.says || say("too_large"));
  const locked = entry.attempted && entry.state !== "sent";
  const editable = ["draft", "unfit", "refused", "waiting"].includes(entry.state) && !locked;
  return el("li", { class: "field-card stack-tight", "data-entry": entry.key },
    el("h3", {}, entry.state === "sent" && entry.title ? entry.title : titleOf(entry, app)),
    stateOf(entry),
    entry.code ? el("p", {}, say("code", { code: entry.code })) : null,
    reasons.map((text) => note("person", text)),
    entry.state === "waiting" && entry.next > Date.now() ? el("p", { class: "muted" }, say("next_try", { time: clock(entry.next) })) : null,
    el("div", { class: "buttons" },
      entry.state === "moved_on" ? link(say("compare"), `#both/${entry.key}`, "button button--primary") : null,
      editable ? link(say("edit"), `#edit/${entry.key}`) : null,
      entry.state === "sent" ? link(say("look"), entry.url) : null,
      entry.state === "sent" ? button(say("clear_sent"), () => app.drop(entry), "button--quiet") : sure(say("discard"), say("discard_sure"), () => app.drop(entry))),
  );
};

const line = (loop) =>
  el("li", { class: "field-card" },
    el("a", { href: `#loop/${loop.id}` }, el("strong", {}, loop.title)),
    el("p", {}, el("span", { class: "num" }, loop.number), " · ", loop.owe),
    el("p", { class: "muted" }, loop.place),
    el("p", { class: "muted" }, icon(new Date(loop.due_at) < new Date() ? "overdue" : "ontime"), " ", say("due", { time: loop.due })));

export const home = (app) => {
  const { outbox, work, lists } = app;
  const list = outbox.list();
  return [
    el("div", { class: "buttons field-new" },
      lists?.case ? link(lists.case.label, "#new/case", "button button--primary") : null,
      lists?.event ? link(lists.event.label, "#new/event", "button button--primary") : null),
    el("section", { class: "stack-tight", "aria-labelledby": "outbox" },
      el("h2", { id: "outbox" }, say("outbox")),
      app.troubles(),
      list.length ? el("ul", { class: "field-list" }, list.map((entry) => card(entry, app))) : el("p", { class: "muted" }, say("outbox_empty")),
      el("div", { class: "buttons" }, list.some((entry) => entry.state === "waiting" || entry.state === "sending") ? button(say("send_now"), () => app.flush(true)) : null)),
    el("section", { class: "stack-tight", "aria-labelledby": "work" },
      el("h2", { id: "work" }, say("work")),
      work ? el("p", { class: "muted" }, say("work_of", { time: clock(work.keptAt) })) : el("p", { class: "muted" }, say("work_gone")),
      work && !work.work.length ? el("p", {}, say("work_none")) : null,
      work ? el("ul", { class: "field-list" }, work.work.map(line)) : null,
      work?.more ? el("p", { class: "muted" }, say("work_more")) : null),
    app.leave(),
  ];
};

export const loop = (app, id) => {
  const found = app.work?.work.find((each) => each.id === id);
  if (!found) return home(app);
  return [
    back(),
    el("h2", {}, found.title),
    el("dl", { class: "field-facts" },
      [[found.kind, found.number], [say("state"), found.state], [say("owed"), found.owe]].map(([key, value]) => [el("dt", {}, key), el("dd", {}, value)])),
    el("p", { class: "muted" }, found.place),
    el("p", {}, say("due", { time: found.due })),
    el("div", { class: "buttons field-steps" },
      found.steps.map(({ step, form }) => link(app.work.steps[form].label, `#step/${id}/${step}`))),
    found.steps.length ? null : el("p", { class: "muted" }, say("steps_none")),
    el("p", {}, el("a", { href: `/loop/${id}/` }, say("page_of"))),
  ];
};

/* The fields of an entry, as the server told them when it was begun or last. */
export const fieldsOf = (app, entry) =>
  (entry.what === "act" ? app.work?.steps[entry.form]?.fields : app.lists?.[entry.what]?.fields) || entry.fields || [];

const pictures = (app, entry, changed) => {
  const small = (id, n) => {
    const picture = el("img", { alt: say("photo_alt", { n }), width: 96, height: 96 });
    app.outbox.photo(id).then((blob) => blob && (picture.src = app.address(blob)));
    const away = async () => {
      await app.outbox.dropPhoto(entry, id);
      changed();
    };
    return el("li", {}, picture, button(say("photo_away", { n }), away, "button--quiet"));
  };
  return el("ul", { class: "field-photos" }, entry.photos.map((id, index) => small(id, index + 1)));
};

const photosField = (app, entry, most) => (field, id, parts) => {
  const shelf = el("div");
  const trouble = el("p", { class: "field__wrong", role: "alert", hidden: true });
  const redraw = () => shelf.replaceChildren(pictures(app, entry, redraw));
  const add = async (event) => {
    trouble.hidden = true;
    for (const file of event.target.files) {
      try {
        if (entry.photos.length >= most) throw new Error("photos_many");
        const blob = await smaller(file).catch(() => Promise.reject(new Error("photo_bad")));
        await app.outbox.addPhoto(entry, blob);
      } catch (error) {
        const known = ["photos_many", "photo_bad"].includes(error.message) ? error.message : "not_kept";
        trouble.textContent = say(known, { n: most });
        trouble.hidden = false;
      }
    }
    event.target.value = "";
    redraw();
  };
  redraw();
  return el("div", { class: "field" },
    el("label", { class: "field__label", for: id }, field.label || say("photos_label"), " ", el("span", { class: "field__optional" }, say("optional"))),
    el("div", { class: "field__help" }, say("photos_help", { n: most })), parts, trouble,
    el("input", { id, type: "file", accept: "image/*", multiple: most > 1, onchange: add }), shelf);
};

/* The place is asked of the telephone when somebody taps, once; nothing is noted otherwise. */
const pointField = (entry, keep) => (field, id, parts) => {
  if (!navigator.geolocation || !window.isSecureContext) return el("div", { hidden: true });
  const said = el("p", { role: "status" });
  const away = button(say("point_away"), () => set(null), "button--quiet");
  const set = (coords) => {
    entry.values = { ...entry.values, lon: coords ? coords.longitude.toFixed(6) : "", lat: coords ? coords.latitude.toFixed(6) : "" };
    keep();
    show();
  };
  const show = () => {
    said.textContent = entry.values.lon ? say("point_set") : "";
    away.hidden = !entry.values.lon;
  };
  const ask = () =>
    navigator.geolocation.getCurrentPosition(({ coords }) => set(coords), () => (said.textContent = say("point_failed")), { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 });
  show();
  return el("div", { class: "field" }, parts, el("div", { class: "buttons" }, button(say("point_here"), ask), away), said);
};

export const form = (app, entry) => {
  const fields = fieldsOf(app, entry);
  const kept = el("p", { class: "muted field-kept", role: "status" });
  const full = el("div", { role: "alert" });
  const whole = el("form", { class: "form", novalidate: true });
  const keep = async () => {
    try {
      await app.outbox.save(entry);
      kept.textContent = app.lasting ? say("kept") : "";
      full.replaceChildren();
    } catch {
      kept.textContent = "";
      full.replaceChildren(note("overdue", say("not_kept")));
    }
  };
  const photoWhy = () => app.lists?.photo_why?.[entry.values.matter];
  const most = (field) => (entry.what === "event" ? 1 : field.most);
  const special = {
    photos: (field, id, parts) => photosField(app, entry, most(field))(field, id, parts),
    photo: (field, id, parts) => photosField(app, entry, 1)(field, id, parts),
    point: pointField(entry, keep),
  };
  const slot = el("div");
  const offerPhoto = () =>
    slot.replaceChildren(...(photoWhy() ? [el("p", {}, photoWhy()), photosField(app, entry, 1)({ label: say("photos_label") }, "f-photos", null)] : [el("p", { class: "muted" }, say("photo_none"))]));
  const paint = (errors) => {
    whole.replaceChildren(...draw(fields, entry.values, errors, special).flat(Infinity).filter(Boolean));
    if (entry.what === "event") {
      whole.append(slot);
      offerPhoto();
    }
    whole.append(full, kept, el("div", { class: "buttons" }, el("button", { class: "button button--primary" }, say("put_in"))));
  };
  const typed = (event) => {
    if (event.target.type === "file") return;
    entry.values = read(whole, fields, entry.values);
    if (entry.what === "event" && event.target.name === "matter") offerPhoto();
    keep();
  };
  whole.addEventListener("input", typed);
  whole.addEventListener("submit", async (event) => {
    event.preventDefault();
    entry.values = read(whole, fields, entry.values);
    const errors = missing(fields, entry.values);
    if (Object.keys(errors).length) {
      paint(errors);
      whole.querySelector(".field--wrong :is(input, select, textarea)")?.focus();
      return;
    }
    if (entry.what === "event" && !photoWhy()) for (const id of entry.photos) await app.outbox.dropPhoto(entry, id);
    const before = entry.state;
    Object.assign(entry, { state: "waiting", next: 0, tried: 0, answer: null, fields, title: titleOf(entry, app) });
    try {
      await app.outbox.save(entry, true);
    } catch {
      entry.state = before;
      full.replaceChildren(note("overdue", say("not_kept")));
      return;
    }
    app.go("");
    app.flush(true);
  });
  paint(entry.answer?.errors || {});
  return [
    back(),
    el("h2", {}, entry.about),
    entry.state === "refused" && entry.answer?.says ? note("person", entry.answer.says) : null,
    entry.answer?.errors?.__all__?.map((text) => note("person", text)),
    app.room ? note("amber", app.room) : null,
    whole,
    entry.post_name ? el("p", { class: "muted" }, say("written_as", { post: entry.post_name })) : null,
  ];
};

/* What I typed beside what stands there now, field by field; nothing is sent until somebody chooses. */
export const both = (app, entry) => {
  const { fields, changes, possible, words, why, version, number } = entry.answer;
  const known = Object.fromEntries(fieldsOf(app, entry).map((field) => [field.name, field]));
  const typed = (row) => (known[row.name]?.kind === "photos" ? String(entry.photos.length || "") : inWords(known[row.name] || {}, entry.values[row.name] ?? ""));
  const before = (row) => (row.label === say("state") ? entry.seen?.state : entry.seen?.due) || "";
  const row = (each) =>
    el("div", { class: "field-both stack-tight" },
      el("h3", {}, each.label),
      el("dl", { class: "field-facts" },
        each.name ? [el("dt", {}, say("both_typed")), el("dd", { "data-typed": each.name }, typed(each) || say("both_nothing"))]
          : [el("dt", {}, say("both_before")), el("dd", {}, before(each) || say("both_nothing"))],
        el("dt", {}, say("both_stands")), el("dd", { "data-stands": each.name }, each.stands || say("both_nothing"))));
  const asWords = async () => {
    const text = fieldsOf(app, entry).map((field) => inWords(field, entry.values[field.name] ?? "")).filter(Boolean).join("\n");
    const added = app.outbox.fresh({ ...copy(entry), step: words, version, values: { text }, state: "waiting", title: titleOf(entry, app) });
    await app.outbox.save(added, true);
    await app.outbox.remove({ ...entry, photos: [] });
    app.go("");
    app.flush(true);
  };
  const edit = async () => {
    Object.assign(entry, { version, state: "draft", seen: { state: fields[0]?.stands, due: fields[1]?.name ? "" : fields[1]?.stands } });
    await app.outbox.save(entry, true);
    app.go(`edit/${entry.key}`);
  };
  return [
    back(),
    el("h2", {}, entry.about),
    note("person", say("both_what", { number })),
    fields.filter((each) => each.name || before(each) !== each.stands).map(row),
    changes.length ? el("section", { class: "stack-tight" }, el("h3", {}, say("both_changes")),
      el("ul", {}, changes.map((each) => el("li", {}, `${each.at} · ${each.text}`, each.who ? ` · ${each.who}` : "", each.body ? el("p", {}, each.body) : null)))) : null,
    possible ? null : note("amber", why || say("both_not_possible")),
    el("div", { class: "buttons" },
      words ? button(say("both_words"), asWords, "button--primary") : null,
      possible ? button(say("both_edit"), edit) : null,
      sure(say("discard"), say("discard_sure"), async () => {
        await app.drop(entry);
        app.go("");
      })),
  ];
};

const copy = ({ what, loop, about, post, post_name, form }) => ({ what, loop, about, post, post_name, form });
