/* What this telephone keeps, sealed. Each account has a key of its own: made here, wrapped by PIN and device together.
   Without WebCrypto or storage the same shelves stand in memory and end with the page. */
const NAME = "gongzhi-field";
const SHELVES = { accounts: "id", entries: "key", photos: "id", work: "account" };
const ROUNDS = 310000; // of PBKDF2; a default of this project that a cheap telephone does in about a second
const FREE_TRIES = 3;
const FIRST_WAIT = 30 * 1000;
const LONGEST_WAIT = 60 * 60 * 1000;

export const sealing = Boolean(window.isSecureContext && window.crypto && crypto.subtle);

const inMemory = () => {
  const shelves = Object.fromEntries(Object.keys(SHELVES).map((name) => [name, new Map()]));
  return {
    lasting: false,
    get: async (shelf, key) => shelves[shelf].get(key),
    put: async (shelf, value) => void shelves[shelf].set(value[SHELVES[shelf]], value),
    remove: async (shelf, key) => void shelves[shelf].delete(key),
    all: async (shelf) => [...shelves[shelf].values()],
  };
};

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const opened = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(SHELVES)) request.result.createObjectStore(name, { keyPath });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });

const inDatabase = (base) => {
  const change = (shelf, act, strict) =>
    new Promise((resolve, reject) => {
      const work = base.transaction(shelf, "readwrite", { durability: strict ? "strict" : "default" });
      act(work.objectStore(shelf));
      work.oncomplete = () => resolve();
      work.onabort = work.onerror = () => reject(work.error || new Error("not kept"));
    });
  const read = (shelf) => base.transaction(shelf).objectStore(shelf);
  return {
    lasting: true,
    get: (shelf, key) => asked(read(shelf).get(key)),
    put: (shelf, value, strict = false) => change(shelf, (store) => store.put(value), strict),
    remove: (shelf, key) => change(shelf, (store) => store.delete(key), true),
    all: (shelf) => asked(read(shelf).getAll()),
  };
};

/* Return the shelves: in the database of the browser where things can be sealed, else in memory. */
export const shelves = async () => {
  if (!sealing) return inMemory();
  try {
    const base = await opened();
    base.onversionchange = () => base.close();
    return inDatabase(base);
  } catch {
    return inMemory();
  }
};

const AES = { name: "AES-GCM", length: 256 };
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

/* The key that wraps: what the PIN gives, mixed by a key that cannot leave this device. */
const wrapping = async (account, pin) => {
  const typed = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: account.salt, iterations: account.rounds };
  const stretched = await crypto.subtle.deriveBits(how, typed, 256);
  const mixed = await crypto.subtle.sign("HMAC", account.device, stretched);
  return crypto.subtle.importKey("raw", mixed, AES, false, ["wrapKey", "unwrapKey"]);
};

/* Seals and opens for one account while its key is in memory. */
class Seal {
  constructor(key, plain = false) {
    Object.assign(this, { key, plain });
  }

  async shut(bytes) {
    if (this.plain) return { iv: null, data: bytes };
    if (!this.key) throw new Error("locked"); // a write that comes after the lock must not go out in clear
    const iv = random(12);
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, bytes) };
  }

  async bytes({ iv, data }) {
    return this.plain ? data : crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, data);
  }

  shutValue(value) {
    return this.shut(new TextEncoder().encode(JSON.stringify(value)));
  }

  async value(sealed) {
    return JSON.parse(new TextDecoder().decode(await this.bytes(sealed)));
  }
}

export const unsealed = () => new Seal(null, true);

/* Make the key of an account and wrap it by a PIN. */
export const begin = async (shelf, { id, name }, pin) => {
  const device = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const account = { id, name, salt: random(16), rounds: ROUNDS, device, wrong: 0, until: 0, iv: random(12) };
  const fresh = await crypto.subtle.generateKey(AES, true, ["encrypt", "decrypt"]);
  const wrapper = await wrapping(account, pin);
  account.wrapped = await crypto.subtle.wrapKey("raw", fresh, wrapper, { name: "AES-GCM", iv: account.iv });
  await shelf.put("accounts", account, true);
  return open(shelf, id, pin);
};

/* Return the seal of an account, or until when it stays shut. A try counts before it is made. */
export const open = async (shelf, id, pin) => {
  const account = await shelf.get("accounts", id);
  if (account.until > Date.now()) return { wait: account.until };
  account.wrong += 1;
  const over = account.wrong - FREE_TRIES;
  account.until = over >= 0 ? Date.now() + Math.min(FIRST_WAIT * 2 ** over, LONGEST_WAIT) : 0;
  // Where there is no room to count, whoever wrote here still gets at it.
  await shelf.put("accounts", account, true).catch(() => undefined);
  try {
    const wrapper = await wrapping(account, pin);
    const how = { name: "AES-GCM", iv: account.iv };
    const key = await crypto.subtle.unwrapKey("raw", account.wrapped, wrapper, how, AES, false, ["encrypt", "decrypt"]);
    await shelf.put("accounts", { ...account, wrong: 0, until: 0 }, true).catch(() => undefined);
    return { seal: new Seal(key) };
  } catch {
    return { wrong: true, wait: account.until };
  }
};

/* Remove all that is sealed for an account. */
export const forget = async (shelf, id) => {
  for (const name of ["photos", "entries"])
    for (const each of await shelf.all(name))
      if (each.account === id) await shelf.remove(name, each[SHELVES[name]]);
  for (const account of [id, `${id}/forms`]) await shelf.remove("work", account);
  await shelf.remove("accounts", id);
};
