/* JSON in which every value has one meaning. The browser's own reader takes the last of two equal names without a word. */
class Wrong extends Error {
  constructor(code, at = null) {
    super(code);
    this.code = code;
    this.at = at;
  }
}

const reading = (() => {
  const DEEPEST = 500;
  const SHORT = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

  class Reader {
    constructor(text, code) {
      this.text = text;
      this.code = code;
      this.at = 0;
      this.canonical = true; // sorted names, no blanks, no needless escapes
    }

    fail(what = "json") {
      throw new Wrong(`${this.code}.${what}`);
    }

    take(pattern) {
      pattern.lastIndex = this.at;
      const found = pattern.exec(this.text);
      if (found) this.at = pattern.lastIndex;
      return found;
    }

    blanks() {
      if (this.take(/[ \t\n\r]+/y)) this.canonical = false;
    }

    is(letter) {
      if (this.text[this.at] !== letter) return false;
      this.at += 1;
      return true;
    }

    value(depth = 0) {
      if (depth > DEEPEST) this.fail();
      this.blanks();
      const found = this.plain(depth);
      this.blanks();
      return found;
    }

    plain(depth) {
      if (this.is("{")) return this.object(depth);
      if (this.is("[")) return this.list(depth);
      if (this.is('"')) return this.string();
      const word = this.take(/true|false|null/y);
      if (word) return { true: true, false: false, null: null }[word[0]];
      const digits = this.take(/-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y);
      if (!digits) this.fail();
      const number = Number(digits[0]);
      if (digits[1] || digits[2] || !Number.isSafeInteger(number)) this.fail("number");
      if (digits[0] === "-0") this.canonical = false;
      return number;
    }

    list(depth) {
      const found = [];
      this.blanks();
      if (this.is("]")) return found;
      do found.push(this.value(depth + 1));
      while (this.is(","));
      if (!this.is("]")) this.fail();
      return found;
    }

    object(depth) {
      const found = Object.create(null);
      let last = null;
      this.blanks();
      if (this.is("}")) return found;
      do {
        this.blanks();
        if (!this.is('"')) this.fail();
        const name = this.string();
        if (name in found) this.fail("twice");
        if (last !== null && last > name) this.canonical = false;
        this.blanks();
        if (!this.is(":")) this.fail();
        found[name] = this.value(depth + 1);
        last = name;
      } while (this.is(","));
      if (!this.is("}")) this.fail();
      return found;
    }

    string() {
      let found = "";
      for (;;) {
        found += this.take(/[^"\\\u0000-\u001f]*/y)[0];
        if (this.is('"')) break;
        const escape = this.take(/\\(?:(["\\/bfnrt])|u([0-9a-fA-F]{4}))/y);
        if (!escape) this.fail();
        const letter = escape[1] ? SHORT[escape[1]] : String.fromCharCode(parseInt(escape[2], 16));
        if (JSON.stringify(letter) !== `"${escape[0]}"`) this.canonical = false;
        found += letter;
      }
      // Half a letter has no bytes.
      if (/\p{Surrogate}/u.test(found)) this.fail();
      return found;
    }
  }

  /* Return the value, and whether the text is the one way to write it. */
  const readJson = (text, code) => {
    const reader = new Reader(text, code);
    const value = reader.value();
    if (reader.at !== text.length) reader.fail();
    return { value, canonical: reader.canonical };
  };

  const isText = (each) => typeof each === "string";
  const isObject = (each) => each !== null && typeof each === "object" && !Array.isArray(each);
  const has = (value, names) => isObject(value) && Object.keys(value).sort().join() === [...names].sort().join();

  const bytes = (text) => new TextEncoder().encode(text);
  const fromHex = (text) => Uint8Array.from(text.match(/../g), (each) => parseInt(each, 16));
  const toHex = (data) => Array.from(data, (each) => each.toString(16).padStart(2, "0")).join("");
  const same = (one, other) => toHex(one) === toHex(other);

  /* Base64 with one spelling for each value. */
  const fromBase64 = (text, code) => {
    let letters = "";
    try {
      letters = atob(text);
    } catch {
      throw new Wrong(code);
    }
    if (btoa(letters) !== text) throw new Wrong(code);
    return Uint8Array.from(letters, (each) => each.charCodeAt(0));
  };

  const natural = (text, code) => {
    if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text) || !Number.isSafeInteger(Number(text))) throw new Wrong(code);
    return Number(text);
  };

  return { readJson, isText, isObject, has, bytes, fromHex, toHex, same, fromBase64, natural };
})();
