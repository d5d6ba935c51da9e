/* The checks themselves, in the order of the file; each says by a code what is wrong. Nothing here touches the page. */
const proof = (() => {
  const FORMAT = "gongzhi-proof/1";
  const LIMITS = { file: 16_000_000, facts: 5_000, entry: 65_535, note: 100_000, lines: 64, path: 53 };
  const OPENED = "loops.opened";
  const USED = "people.data_used";
  const STATED = "people.uses_stated";
  const ROTATED = "ledger.key_rotated";
  const TOLERANCE = 300; // seconds by which clocks may differ
  const ED25519 = 1;
  const COSIGNATURE = 4;
  const SM2 = "ff736d322d736d33"; // 0xff and "sm2-sm3", in hex
  const TOP = ["format", "about", "number", "made_at", "origin", "keys", "policy", "checkpoint", "rotations", "facts", "waiting"];
  const ENTRY = ["v", "id", "node", "kind", "subject", "actor", "at", "data", "blind"];
  const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/;

  const { readJson, isText, isObject, has, bytes, fromHex, toHex, same, fromBase64, natural } = reading;
  const { sha256, hmac, joined } = hashes;
  const need = (good, code) => {
    if (!good) throw new Wrong(code);
  };
  const plain = (text) => text.normalize("NFKC").replace(/\s+/g, "");

  /* Ed25519 by the browser where it has it, by the vendored code where it has not. */
  let own = null;
  const verifySignature = async (key, message, signature) => {
    const subtle = globalThis.crypto?.subtle;
    if (own === null) {
      own = !subtle;
      if (subtle) await subtle.importKey("raw", key, "Ed25519", true, ["verify"]).catch(() => (own = true));
    }
    if (signature.length !== 64) return false;
    if (own) {
      noble.hashes.sha512 = hashes.sha512;
      try {
        return noble.verify(signature, message, key, { zip215: false });
      } catch {
        return false;
      }
    }
    try {
      const imported = await subtle.importKey("raw", key, "Ed25519", true, ["verify"]);
      return await subtle.verify("Ed25519", imported, signature, message);
    } catch {
      return false;
    }
  };

  const readKey = (text, code) => {
    const parts = isText(text) && text.length <= 10_000 ? /^([^\s+]+)\+([0-9a-f]{8})\+([^]+)$/.exec(text) : null;
    need(parts, code);
    const raw = fromBase64(parts[3], code);
    const [algorithm, key] = [raw[0], raw.slice(1)];
    const right = toHex(sha256(joined(bytes(`${parts[1]}\n`), raw))).slice(0, 8);
    const known = algorithm === ED25519 || algorithm === COSIGNATURE;
    need(key.length && (!known || (key.length === 32 && right === parts[2])), code);
    const second = toHex(raw).startsWith(SM2);
    return { name: parts[1], id: parts[2], algorithm, key, hex: toHex(key), text, second };
  };

  /* Thirty digits by which people compare a key or a policy. */
  const fingerprint = (text) => {
    const digest = toHex(sha256(bytes(`gongzhi-fingerprint/1\n${text}`)));
    const groups = digest.slice(0, 60).match(/.{10}/g);
    return groups.map((each) => String(parseInt(each, 16) % 100_000).padStart(5, "0")).join(" ");
  };

  const ensureDistinct = (keys) => need(new Set(keys.map((each) => each.hex)).size === keys.length, "policy.key_twice");

  const readPolicy = (text) => {
    const code = "policy.form";
    const lines = text.split("\n").map((each) => each.replace(/^[ \t]+|[ \t]+$/g, ""));
    const said = lines.filter((each) => each && !each.startsWith("#")).map((each) => each.split(/[ \t]+/));
    need(text.length <= LIMITS.note && said.length <= 256 && !/[\x00-\x08\x0b-\x1f\x7f]/.test(text), code);
    const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: "" };
    const taken = (name) => name === "none" || policy.witnesses.has(name) || policy.groups.has(name);
    const used = new Set();
    for (const [word, ...more] of said) {
      if (word === "log" && (more.length === 1 || more.length === 2)) policy.logs.push(readKey(more[0], code));
      else if (word === "witness" && (more.length === 2 || more.length === 3)) {
        const key = readKey(more[1], code);
        need(!taken(more[0]) && key.algorithm === COSIGNATURE, code);
        policy.witnesses.set(more[0], key);
      } else if (word === "group" && more.length >= 3) {
        const [name, least, ...members] = more;
        need(!taken(name) && new Set(members).size === members.length, code);
        need(members.every((each) => each !== "none" && taken(each) && !used.has(each)), code);
        members.forEach((each) => used.add(each));
        const number = least === "all" ? members.length : least === "any" ? 1 : natural(least, code);
        need(number >= 1 && number <= members.length, code);
        policy.groups.set(name, { least: number, members });
      } else {
        need(word === "quorum" && more.length === 1 && !policy.quorum && taken(more[0]), code);
        policy.quorum = more[0];
      }
    }
    need(policy.quorum, code);
    ensureDistinct([...policy.logs, ...policy.witnesses.values()]);
    return policy;
  };

  /* The time by which the quorum had signed; null where no witness is asked for. */
  const witnessedAt = (policy, times) => {
    if (policy.quorum === "none") return null;
    const reached = (name, at) => {
      const witness = policy.witnesses.get(name);
      if (witness) return times.has(witness.hex) && times.get(witness.hex) <= at;
      const { least, members } = policy.groups.get(name);
      return members.filter((each) => reached(each, at)).length >= least;
    };
    const found = [...times.values()].sort((a, b) => a - b).find((at) => reached(policy.quorum, at));
    need(found !== undefined, "policy.quorum");
    return found;
  };

  const checkSignature = async (key, body, raw) => {
    let [message, signature, when] = [bytes(body), raw.slice(4), 0];
    if (key.algorithm === COSIGNATURE) {
      need(signature.length === 72, "witness.signature");
      const stated = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
      message = joined(bytes(`cosignature/v1\ntime ${stated}\n`), message);
      signature = signature.slice(8);
      when = Number(stated);
    }
    const good = await verifySignature(key.key, message, signature);
    need(good, key.algorithm === ED25519 ? "note.signature" : "witness.signature");
    return when;
  };

  const openNote = async (note, origin, logs, policy, now) => {
    const code = "note.form";
    need(isText(note) && note && note.length <= LIMITS.note && !/[\x00-\x09\x0b-\x1f]/.test(note), code);
    const at = note.lastIndexOf("\n\n");
    const body = note.slice(0, at + 1);
    const lines = note.slice(at + 2).split("\n");
    need(at > 0 && lines.pop() === "" && lines.length >= 1 && lines.length <= LIMITS.lines, code);
    const said = body.slice(0, -1).split("\n");
    need(said.length >= 3 && said.every(Boolean), code);
    const size = natural(said[1], code);
    const root = fromBase64(said[2], code);
    need(root.length === 32, code);
    need(said[0] === origin, "note.origin");
    const known = new Map([...logs, ...policy.witnesses.values()].map((each) => [`${each.name} ${each.id}`, each]));
    const times = new Map();
    const signed = new Set();
    for (const line of lines) {
      const found = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/.exec(line);
      const raw = found ? fromBase64(found[2], code) : [];
      need(raw.length >= 5, code);
      const key = known.get(`${found[1]} ${toHex(raw.slice(0, 4))}`);
      if (!key || (key.algorithm !== ED25519 && key.algorithm !== COSIGNATURE)) continue;
      const when = await checkSignature(key, body, raw);
      if (key.algorithm === ED25519) signed.add(key.text);
      else times.set(key.hex, Math.min(when, times.get(key.hex) ?? when));
    }
    need(signed.size, "note.unsigned");
    need([...times.values()].every((each) => each <= now + TOLERANCE), "witness.future");
    return { size, root, witnessedAt: witnessedAt(policy, times) };
  };

  /* RFC 9162, section 2.1.3.2. */
  const rootFrom = (leaf, index, size, path) => {
    need(index < size, "proof.index");
    const half = (each) => Math.floor(each / 2);
    let [here, last, found] = [index, size - 1, leaf];
    for (const neighbour of path) {
      need(last, "proof.length");
      if (here % 2 || here === last) {
        found = sha256(joined([1], neighbour, found));
        while (here && here % 2 === 0) [here, last] = [half(here), half(last)];
      } else found = sha256(joined([1], found, neighbour));
      [here, last] = [half(here), half(last)];
    }
    need(!last, "proof.length");
    return found;
  };

  const readProof = (text) => {
    const code = "proof.form";
    const parted = isText(text) && text.length <= LIMITS.note ? text.indexOf("\n\n") : -1;
    need(parted >= 0, code);
    const lines = text.slice(0, parted).split("\n");
    need(lines.shift() === "c2sp.org/tlog-proof@v1", code);
    if (lines[0]?.startsWith("extra ")) lines.shift();
    need(lines[0]?.startsWith("index ") && lines.length <= LIMITS.path + 1, code);
    const index = natural(lines.shift().slice(6), code);
    const path = lines.map((each) => fromBase64(each, code));
    need(path.every((each) => each.length === 32), code);
    return { index, path, note: text.slice(parted + 2) };
  };

  const readFact = (item, names) => {
    need(has(item, names), "file.form");
    const { entry: text, openings } = item;
    need(isText(text) && isObject(openings) && bytes(text).length <= LIMITS.entry, "entry.form");
    const { value: entry, canonical } = readJson(text, "entry");
    need(canonical && has(entry, ENTRY) && entry.v === 1 && isObject(entry.data), "entry.form");
    need(entry.subject === null || isText(entry.subject), "entry.form");
    need([entry.kind, entry.id, entry.at].every(isText) && INSTANT.test(entry.at), "entry.form");
    const at = Date.parse(entry.at) / 1000;
    // Some read the 30th of February as a day of March, and 24 o'clock as the next day.
    need(at >= 0 && new Date(entry.at).toISOString().slice(0, 13) === entry.at.slice(0, 13), "entry.form");
    const promised = new Map();
    for (const [name, each] of Object.entries(entry.data)) {
      if (has(each, ["commitment"]) && isText(each.commitment)) promised.set(name, each.commitment);
    }
    for (const [name, opening] of Object.entries(openings)) {
      need(promised.has(name), "opening.unknown");
      const good = Array.isArray(opening) && opening.length === 2 && opening.every(isText);
      need(good && /^[0-9a-f]{64}$/.test(opening[0]), "opening.form");
      need(toHex(hmac(fromHex(opening[0]), bytes(opening[1]))) === promised.get(name), "opening.wrong");
    }
    const opened = Object.entries(openings).map(([name, [, words]]) => ({ name, words }));
    return { text, entry, at, opened, closed: [...promised.keys()].filter((name) => !(name in openings)) };
  };

  const provenFact = async (item, open) => {
    const fact = readFact(item, ["entry", "openings", "proof"]);
    const { index, path, note } = readProof(item.proof);
    const head = await open(note);
    const leaf = sha256(joined([0], bytes(item.entry)));
    need(same(rootFrom(leaf, index, head.size, path), head.root), "proof.root");
    return { ...fact, index, head };
  };

  /* Trust a new key where a record says so that stands under a key that is trusted already. */
  const takeUpKeys = async (rotations, keys, logs, open) => {
    for (const item of rotations) {
      let entry = null;
      try {
        entry = (await provenFact(item, open)).entry;
      } catch (wrong) {
        if (wrong.code !== "note.unsigned") throw wrong;
        continue;
      }
      need(entry.kind === ROTATED, "file.form");
      logs.push(...keys.filter((each) => each.text === entry.data.new && !logs.includes(each)));
    }
  };

  const readFile = (raw) => {
    need(raw.length <= LIMITS.file, "file.size");
    let text = "";
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
    } catch {
      throw new Wrong("file.json");
    }
    const { value } = readJson(text, "file");
    need(isObject(value) && value.format === FORMAT, "file.format");
    const texts = [value.number, value.origin, value.policy, value.checkpoint];
    need(has(value, TOP) && texts.every(isText), "file.form");
    const lists = [value.keys, value.rotations, value.facts, value.waiting];
    need(lists.every((each) => Array.isArray(each) && each.length <= LIMITS.facts), "file.form");
    need(value.keys.length <= LIMITS.lines, "file.form");
    return value;
  };

  const untilSeen = ({ at, head }) => (head.witnessedAt === null ? 0 : head.witnessedAt - at);

  /* Whether a line by a key for SM2 stands under a checkpoint: no browser checks one, and neither does this page. */
  const hasSecond = (notes, keys) =>
    keys.some(
      ({ name, id, second }) =>
        second && notes.some((note) => note.split("\n").some((line) => line.startsWith(`— ${name} `) && toHex(fromBase64(line.split(" ")[2], "note.form")).startsWith(id))),
    );

  /* How many uses of a person's data the file tells of, and which of their numbers are missing or doubled; a statement
     at the end of a month says how many there were by then. A file that does not tell the story from its beginning, but
     of a line or two, has no gaps. */
  const numbering = (facts) => {
    const whole = new Set(facts.filter(({ entry }) => entry.kind === OPENED).map(({ entry }) => entry.subject));
    const found = new Map();
    const stated = new Map();
    for (const { entry } of facts) {
      const { lines } = entry.data;
      if (entry.kind === STATED && whole.has(entry.subject) && Number.isInteger(lines)) {
        stated.set(entry.subject, Math.max(lines, stated.get(entry.subject) ?? 0));
        found.set(entry.subject, found.get(entry.subject) ?? []);
      }
      const { seq, sealed_until: sealed } = entry.data;
      if (entry.kind !== USED || !whole.has(entry.subject) || (sealed ?? null) !== null || !Number.isInteger(seq)) continue;
      found.set(entry.subject, [...(found.get(entry.subject) ?? []), seq]);
    }
    const amiss = new Set();
    for (const [subject, numbers] of found) {
      const known = new Set(numbers);
      numbers.filter((each, at) => numbers.indexOf(each) !== at || each < 1).forEach((each) => amiss.add(each));
      const last = Math.min(Math.max(...known, stated.get(subject) ?? 0, 0), LIMITS.facts);
      for (let each = 1; each <= last; each++) if (!known.has(each)) amiss.add(each);
    }
    const uses = [...found.values()].reduce((sum, each) => sum + each.length, 0);
    return { uses, amiss: [...amiss].sort((one, other) => one - other) };
  };

  /* Check the bytes of a file. `given`: the key on paper (30 digits, or the whole key), or nothing. `now`: seconds. */
  const check = async (raw, { given = "", now }) => {
    const value = readFile(raw);
    const keys = value.keys.map((each) => readKey(each, "key.form"));
    const policy = readPolicy(value.policy);
    ensureDistinct([...keys, ...policy.witnesses.values()]);
    const asked = plain(given);
    const matched = keys.filter((each) => asked && [each.text, plain(fingerprint(each.text))].includes(asked));
    need(!asked || matched.length, "key.other");
    const logs = asked ? [...matched] : keys;

    const heads = new Map();
    const roots = new Map();
    const open = async (note) => {
      if (!heads.has(note)) {
        const head = await openNote(note, value.origin, logs, policy, now);
        need(same(roots.get(head.size) ?? head.root, head.root), "note.fork");
        roots.set(head.size, head.root);
        heads.set(note, head);
      }
      return heads.get(note);
    };
    await takeUpKeys(value.rotations, keys, logs, open);
    const facts = [];
    const places = new Set();
    const names = new Set();
    for (const [at, item] of value.facts.entries()) {
      try {
        const fact = await provenFact(item, open);
        need(!facts.length || fact.entry.subject === facts[0].entry.subject, "fact.other");
        need(!places.has(fact.index) && !names.has(fact.entry.id), "fact.twice");
        places.add(fact.index);
        names.add(fact.entry.id);
        const { kind, data } = fact.entry;
        need(kind !== OPENED || data.number === value.number, "fact.number");
        facts.push(fact);
      } catch (wrong) {
        throw wrong instanceof Wrong ? new Wrong(wrong.code, at + 1) : wrong;
      }
    }
    const waiting = value.waiting.map((item) => readFact(item, ["entry", "openings"]));
    need(facts.length, "nothing");
    need(waiting.every(({ entry }) => entry.subject === facts[0].entry.subject), "fact.other");
    const head = await open(value.checkpoint);
    need(facts.every((each) => each.head.size <= head.size), "note.older");
    facts.sort((one, other) => one.index - other.index);
    return {
      number: value.number,
      origin: value.origin,
      keys: logs.filter((each) => each.algorithm === ED25519).map((each) => fingerprint(each.text)),
      matched: Boolean(asked),
      numbered: facts.some(({ entry }) => entry.kind === OPENED),
      witnesses: fingerprint(value.policy),
      head,
      facts,
      waiting,
      second: hasSecond([...heads.keys()], keys),
      ...numbering(facts),
      late: facts.filter((each) => untilSeen(each) > TOLERANCE).length,
      early: facts.filter((each) => untilSeen(each) < -TOLERANCE).length,
    };
  };

  return { check, fingerprint, verifySignature };
})();
