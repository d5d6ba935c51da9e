/* Draws the fields the server tells of, with the values typed so far, and says of each change. */
const words = JSON.parse(document.getElementById("words").textContent);

export const say = (key, fill = {}) => (words[key] || "").replace(/\{(\w+)\}/g, (all, name) => fill[name] ?? all);

export const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
};

export const icon = (name) => {
  const found = document.getElementById(`icon-${name}`);
  return found ? found.content.cloneNode(true) : "";
};

export const note = (meaning, text, ...more) =>
  el("div", { class: meaning === "info" ? "note" : `note note--${meaning}` }, icon(meaning), el("div", {}, text, ...more));

const optional = (field) => (field.required ? "" : [" ", el("span", { class: "field__optional" }, say("optional"))]);

const option = ([value, label], chosen) => el("option", { value, selected: value === chosen }, label);

const select = (field, id, value) => {
  const choices = field.choices.map(([label, inner]) =>
    Array.isArray(inner) ? el("optgroup", { label }, inner.map((each) => option(each, value))) : option([label, inner], value),
  );
  return el("select", { id, name: field.name }, choices);
};

const choice = (type, field, id, index, [value, label], chosen) => {
  const box = el("input", { type, name: field.name, id: `${id}-${index}`, value, checked: chosen });
  return el("label", { class: "choice", for: `${id}-${index}` }, box, " ", el("span", {}, label));
};

const controls = {
  text: (field, id, value) => {
    const area = el("textarea", { id, name: field.name, rows: 5 });
    area.value = value;
    return area;
  },
  line: (field, id, value) =>
    el("input", { id, name: field.name, type: "text", inputmode: field.mode, maxlength: field.most || null, value, autocomplete: "off" }),
  select,
};

const why = (field) =>
  field.why && field.why.length
    ? el("details", { class: "why" }, el("summary", {}, icon("lock"), say("why_ask")),
        el("dl", {}, field.why.map((text, n) => [el("dt", {}, say(`why_${n}`)), el("dd", {}, text)])))
    : null;

const wrong = (errors, id) =>
  errors && errors.length
    ? el("div", { id: `${id}-error` }, errors.map((text) => el("p", { class: "field__wrong" }, icon("overdue"), el("span", {}, text))))
    : null;

const several = (type, field, id, value) => {
  const chosen = (each) => (Array.isArray(value) ? value.includes(each) : value === each);
  return field.choices.map((each, index) => choice(type, field, id, index, each, chosen(each[0])));
};

/* One field. `special` draws what is more than a value: photos and the point. */
const drawn = (field, values, errors, special) => {
  const id = `f-${field.name}`;
  const value = values[field.name] ?? field.initial ?? "";
  const parts = [wrong(errors[field.name], id)];
  const help = field.help ? el("div", { class: "field__help", id: `${id}-help` }, field.help) : null;
  if (special[field.kind]) return special[field.kind](field, id, parts);
  let inside;
  if (field.kind === "radio" || field.kind === "boxes") {
    const type = field.kind === "radio" ? "radio" : "checkbox";
    inside = el("fieldset", {}, el("legend", { class: "field__label" }, field.label, optional(field)), help, parts, several(type, field, id, value));
  } else if (field.kind === "box") {
    inside = [help, parts, choice("checkbox", field, id, 0, ["on", field.label], value === true || value === "on")];
  } else {
    const control = controls[field.kind](field, id, value);
    const told = [help && `${id}-help`, errors[field.name] && `${id}-error`].filter(Boolean).join(" ");
    if (told) control.setAttribute("aria-describedby", told);
    if (errors[field.name]) control.setAttribute("aria-invalid", "true");
    inside = [el("label", { class: "field__label", for: id }, field.label, optional(field)), help, parts, control];
  }
  return el("div", { class: `field${errors[field.name] ? " field--wrong" : ""}` }, inside, why(field));
};

export const draw = (fields, values, errors, special) => {
  const one = (field) => drawn(field, values, errors, special);
  const folded = fields.filter((field) => field.folded);
  const open = folded.some((field) => errors[field.name] || (values[field.name] && String(values[field.name]) !== field.initial));
  return [
    fields.filter((field) => !field.folded).map(one),
    folded.length ? el("details", { class: "field-more", open }, el("summary", {}, say("more")), folded.map(one)) : null,
  ];
};

/* Read what stands in the fields, beside what is no field of its own. */
export const read = (form, fields, values) => {
  const found = { ...values };
  const data = new FormData(form);
  for (const field of fields) {
    if (field.kind === "boxes") found[field.name] = data.getAll(field.name);
    else if (field.kind === "box") found[field.name] = data.has(field.name);
    else if (controls[field.kind] || field.kind === "radio") found[field.name] = data.get(field.name) ?? "";
  }
  return found;
};

export const missing = (fields, values) =>
  Object.fromEntries(
    fields
      .filter((field) => field.required && !String(values[field.name] ?? field.initial ?? "").trim())
      .filter((field) => !(field.name === "grid" && values.lon))
      .map((field) => [field.name, [say("missing")]]),
  );

/* A value in the words of its field. */
export const inWords = (field, value) => {
  if (Array.isArray(value)) return value.map((each) => inWords(field, each)).join(", ");
  if (typeof value === "boolean") return value ? "✓" : "";
  const flat = (field.choices || []).flatMap(([key, label]) => (Array.isArray(label) ? label : [[key, label]]));
  return (flat.find(([key]) => key === value) || [value, value])[1] ?? "";
};

export const clock = (when) => new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(when);
