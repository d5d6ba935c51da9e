/* What was written and is not in the office yet. An entry gets its key when its typing begins; sent twice, it files once. */
const FIRST_PAUSE = 5 * 1000;
const LONGEST_PAUSE = 15 * 60 * 1000;
const PATIENCE = 60 * 1000;
const SENT_KEPT = 24 * 60 * 60 * 1000;

const within = (milliseconds) => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), milliseconds);
  return stop.signal;
};

/* Ask who is signed in. Throws where there is no network. */
export const hello = async (address, ask = {}) => {
  const url = `${address}?${new URLSearchParams(ask)}`;
  const answer = await fetch(url, { redirect: "error", cache: "no-store", signal: within(15000) });
  if (answer.status === 401) return { signedIn: false };
  if (answer.status === 403) return { signedIn: true, may: false };
  if (!answer.ok) throw new Error(String(answer.status));
  return { signedIn: true, may: true, ...(await answer.json()) };
};

export class Outbox {
  constructor({ shelf, seal, account, addresses, changed }) {
    Object.assign(this, { shelf, seal, account, addresses, changed });
    this.entries = new Map();
    this.chains = new Map(); // writes of one entry follow one another
    this.busy = false;
    this.trouble = "";
  }

  async load() {
    for (const row of await this.shelf.all("entries")) {
      if (row.account !== this.account) continue;
      const entry = { key: row.key, ...(await this.seal.value(row)) };
      if (entry.state === "sent" && entry.sentAt < Date.now() - SENT_KEPT) await this.remove(entry);
      else this.entries.set(entry.key, entry);
    }
  }

  list() {
    return [...this.entries.values()].sort((one, other) => other.begunAt - one.begunAt);
  }

  unsent() {
    return this.list().filter((entry) => entry.state !== "sent").length;
  }

  fresh(more) {
    return { key: crypto.randomUUID ? crypto.randomUUID() : uuid(), begunAt: Date.now(), state: "draft", values: {}, photos: [], ...more };
  }

  /* Keep an entry as it is now. Fails aloud where there is no room. */
  save(entry, strict = false) {
    this.entries.set(entry.key, entry);
    const { key, ...rest } = entry;
    const value = JSON.parse(JSON.stringify(rest));
    const before = this.chains.get(key) || Promise.resolve();
    const write = before
      .catch(() => undefined)
      .then(async () => {
        if (!this.entries.has(key)) return;
        await this.shelf.put("entries", { key, account: this.account, ...(await this.seal.shutValue(value)) }, strict);
      });
    this.chains.set(key, write);
    return write;
  }

  async remove(entry) {
    this.entries.delete(entry.key);
    await (this.chains.get(entry.key) || Promise.resolve()).catch(() => undefined);
    for (const id of entry.photos || []) await this.shelf.remove("photos", id);
    await this.shelf.remove("entries", entry.key);
  }

  async addPhoto(entry, blob) {
    const id = uuid();
    const sealed = await this.seal.shut(await blob.arrayBuffer());
    await this.shelf.put("photos", { id, entry: entry.key, account: this.account, ...sealed }, true);
    entry.photos = [...entry.photos, id];
    await this.save(entry, true);
  }

  async photo(id) {
    const row = await this.shelf.get("photos", id);
    return row ? new Blob([await this.seal.bytes(row)], { type: "image/jpeg" }) : null;
  }

  async dropPhoto(entry, id) {
    entry.photos = entry.photos.filter((each) => each !== id);
    await this.save(entry, true);
    await this.shelf.remove("photos", id);
  }

  /* When the next entry may be tried again; null when none waits. */
  nextAt() {
    const times = this.list().filter(waits).map((entry) => entry.next || 0);
    return times.length ? Math.min(...times) : null;
  }

  /* Send what is due, one after the other. Two windows of one account take turns. */
  async flush(force = false) {
    if (this.busy) {
      this.again ||= force; // a press of "send now" is not lost
      return;
    }
    this.busy = true;
    try {
      const run = () => this.sendDue(force);
      if (navigator.locks) await navigator.locks.request(`field-${this.account}`, { ifAvailable: true }, (lock) => lock && run());
      else await run();
    } finally {
      this.busy = false;
      this.changed();
    }
    if (!this.again) return;
    this.again = false;
    await this.flush(true);
  }

  async sendDue(force) {
    const due = this.list().reverse().filter((entry) => waits(entry) && (force || !(entry.next > Date.now())));
    if (!due.length) return;
    let me = await this.greet(due);
    for (const entry of due) {
      if (!me) return;
      let done = await this.sendOne(entry, me);
      if (done === "token") {
        me = await this.greet(due);
        done = me && (await this.sendOne(entry, me));
        if (done === "token") await this.putOff(entry);
      }
      if (done !== true) return;
    }
  }

  async greet(due) {
    let me;
    try {
      me = await hello(this.addresses.hello);
    } catch {
      this.trouble = "no_network";
      for (const entry of due) await this.putOff(entry);
      return null;
    }
    this.trouble = !me.signedIn ? "sign_in_to_send" : !me.may ? "may_not" : me.account !== this.account ? "other" : "";
    this.other = me.name || "";
    return this.trouble ? null : me;
  }

  async putOff(entry, seconds = 0) {
    entry.state = "waiting";
    entry.tried = (entry.tried || 0) + 1;
    const pause = Math.min(FIRST_PAUSE * 2 ** (entry.tried - 1), LONGEST_PAUSE);
    entry.next = Date.now() + Math.max(seconds * 1000, pause * (0.75 + Math.random() / 2));
    await this.save(entry);
  }

  /* True: go on with the next. "token": ask for a fresh one. False: stop for now. */
  async sendOne(entry, me) {
    const before = Boolean(entry.attempted);
    Object.assign(entry, { state: "sending", attempted: true });
    await this.save(entry, true); // before it leaves: whatever happens, it is known that it may have arrived
    this.changed();
    let answer;
    try {
      const body = await this.body(entry);
      const how = { method: "POST", body, headers: { "X-CSRFToken": me.csrf }, redirect: "error", signal: within(PATIENCE) };
      answer = await fetch(this.addresses.send, how);
      entry.answer = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    } catch {
      this.trouble = "no_network";
      await this.putOff(entry);
      return false;
    }
    const said = entry.answer;
    if (answer.ok && said.state === "sent") {
      const photos = entry.photos;
      Object.assign(entry, { state: "sent", sentAt: Date.now(), number: said.number, code: said.code, url: said.url, values: {}, photos: [] });
      await this.save(entry, true);
      for (const id of photos) await this.shelf.remove("photos", id);
      await this.follow(entry, said.version);
      return true;
    }
    if (["refused", "unfit", "moved_on"].includes(said.state)) {
      Object.assign(entry, { state: said.state, attempted: false });
      await this.save(entry, true);
      return true;
    }
    if (answer.status === 413 || answer.status === 400) {
      Object.assign(entry, { state: "refused", attempted: false, answer: { says: "" } });
      await this.save(entry, true);
      return true;
    }
    entry.attempted = before;
    if (answer.status === 403 && !("may" in said)) {
      entry.state = "waiting";
      return "token";
    }
    if (answer.status === 401 || answer.status === 403) {
      this.trouble = answer.status === 401 ? "sign_in_to_send" : "may_not";
      entry.state = "waiting";
      await this.save(entry, true);
      return false;
    }
    entry.attempted = true; // an error of the server: it may have been carried out
    await this.putOff(entry, Number(answer.headers.get("Retry-After")) || 0);
    return false;
  }

  /* What I wrote after it about the same matter was written knowing of it: it is no surprise to that. */
  async follow(sent, version) {
    for (const entry of this.list()) {
      if (!version || entry === sent || entry.state === "sent" || entry.loop !== sent.loop || entry.version !== sent.version) continue;
      entry.version = version;
      await this.save(entry, true);
    }
  }

  async body(entry) {
    const { key, post, what, loop, step, version } = entry;
    const body = new FormData();
    const data = entry.values;
    body.set("entry", JSON.stringify({ key, account: this.account, post, what, loop, step, version, data }));
    for (const [index, id] of entry.photos.entries()) {
      const photo = await this.photo(id);
      if (photo) body.append("photos", photo, `photo-${index + 1}.jpg`);
    }
    return body;
  }
}

export const waits = (entry) => entry.state === "waiting" || entry.state === "sending";

/* For browsers and addresses without crypto.randomUUID. */
const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};
