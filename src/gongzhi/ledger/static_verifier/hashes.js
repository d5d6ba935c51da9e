/* SHA-256, SHA-512 and HMAC-SHA-256: a browser offers its own on safe origins only, and a file may come from anywhere.
   The constants are worked out as FIPS 180-4 defines them: fractions of roots of the first primes. */
const hashes = (() => {
  const primes = [];
  for (let n = 2; primes.length < 80; n++) if (primes.every((each) => n % each)) primes.push(n);
  /* The first 64 bits behind the point of the root of a prime. */
  const fraction = (prime, degree) => {
    const wanted = BigInt(prime) << BigInt(64 * degree);
    let low = 0n;
    for (let bit = 1n << 70n; bit; bit >>= 1n) if ((low + bit) ** BigInt(degree) <= wanted) low += bit;
    return BigInt.asUintN(64, low);
  };
  const K512 = primes.map((each) => fraction(each, 3));
  const H512 = primes.slice(0, 8).map((each) => fraction(each, 2));
  const upper = (each) => Number(each >> 32n) | 0;
  const K256 = Int32Array.from(K512.slice(0, 64), upper);
  const H256 = H512.map(upper);

  /* The message with its 1, its zeros and its length in bits, up to a multiple of the block. */
  const padded = (message, block) => {
    const size = Math.ceil((message.length + 1 + block / 8) / block) * block;
    const bytes = new Uint8Array(size);
    bytes.set(message);
    bytes[message.length] = 0x80;
    new DataView(bytes.buffer).setBigUint64(size - 8, BigInt(message.length) * 8n);
    return new DataView(bytes.buffer);
  };

  const turn = (x, by) => (x >>> by) | (x << (32 - by));
  const sha256 = (message) => {
    const data = padded(message, 64);
    const state = Int32Array.from(H256);
    const w = new Int32Array(64);
    for (let at = 0; at < data.byteLength; at += 64) {
      for (let i = 0; i < 16; i++) w[i] = data.getInt32(at + 4 * i);
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15];
        const y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K256[i] + w[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((each, i) => (state[i] += each));
    }
    const out = new DataView(new ArrayBuffer(32));
    state.forEach((each, i) => out.setInt32(4 * i, each));
    return new Uint8Array(out.buffer);
  };

  const long = (x) => BigInt.asUintN(64, x);
  const turn64 = (x, by) => long((x >> BigInt(by)) | (x << BigInt(64 - by)));
  const sha512 = (message) => {
    const data = padded(message, 128);
    const state = H512.slice();
    const w = [];
    for (let at = 0; at < data.byteLength; at += 128) {
      for (let i = 0; i < 16; i++) w[i] = data.getBigUint64(at + 8 * i);
      for (let i = 16; i < 80; i++) {
        const x = w[i - 15];
        const y = w[i - 2];
        const small = turn64(x, 1) ^ turn64(x, 8) ^ (x >> 7n);
        w[i] = long(w[i - 16] + w[i - 7] + small + (turn64(y, 19) ^ turn64(y, 61) ^ (y >> 6n)));
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 80; i++) {
        const some = turn64(e, 14) ^ turn64(e, 18) ^ turn64(e, 41);
        const one = h + some + ((e & f) ^ (long(~e) & g)) + K512[i] + w[i];
        const two = (turn64(a, 28) ^ turn64(a, 34) ^ turn64(a, 39)) + ((a & b) ^ (a & c) ^ (b & c));
        [h, g, f, e, d, c, b, a] = [g, f, e, long(d + one), c, b, a, long(one + two)];
      }
      [a, b, c, d, e, f, g, h].forEach((each, i) => (state[i] = long(state[i] + each)));
    }
    const out = new DataView(new ArrayBuffer(64));
    state.forEach((each, i) => out.setBigUint64(8 * i, each));
    return new Uint8Array(out.buffer);
  };

  const joined = (...parts) => {
    const out = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0));
    let at = 0;
    for (const each of parts) {
      out.set(each, at);
      at += each.length;
    }
    return out;
  };

  /* Salts have 32 bytes, so a key is never longer than a block. */
  const hmac = (key, message) => {
    const inner = new Uint8Array(64).fill(0x36);
    const outer = new Uint8Array(64).fill(0x5c);
    key.forEach((each, i) => {
      inner[i] ^= each;
      outer[i] ^= each;
    });
    return sha256(joined(outer, sha256(joined(inner, message))));
  };

  return { sha256, sha512, hmac, joined };
})();
