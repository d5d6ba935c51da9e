// Checks proofs by the verifier of npm's package signatures, @sigstore/verify: the same rules as src/gongzhi/ledger,
// by other people, in another language. It knows the checkpoint's signature and the proof of inclusion, and nothing of
// tiles, bundles and consistency. Each argument is a folder; a line of JSON says which checks each of them fails.
"use strict";
const { createPublicKey } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { verifyTLogInclusion } = require("@sigstore/verify/dist/tlog");

const ED25519 = Buffer.from("302a300506032b6570032100", "hex"); // what stands before the 32 bytes in a DER key
const WRONG = new Set(["TLOG_INCLUSION_PROOF_ERROR"]);

function authority(vkey) {
  const [, name, id, key] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey.trim());
  const der = Buffer.concat([ED25519, Buffer.from(key, "base64").subarray(1)]);
  return {
    baseURL: name,
    logID: Buffer.from(id, "hex"),
    publicKey: createPublicKey({ key: der, format: "der", type: "spki" }),
    validFor: { start: new Date(0), end: new Date(8.64e15) },
  };
}

function failed(folder) {
  const text = (name) => readFileSync(join(folder, name), "utf8");
  const proof = text("entry.tlog-proof");
  const end = proof.indexOf("\n\n");
  const [, index, ...hashes] = proof.slice(0, end).split("\n");
  const entry = {
    canonicalizedBody: readFileSync(join(folder, "entry")),
    inclusionProof: {
      logIndex: index.replace("index ", ""),
      hashes: hashes.map((hash) => Buffer.from(hash, "base64")),
      checkpoint: { envelope: proof.slice(end + 2) },
    },
  };
  try {
    verifyTLogInclusion(entry, [authority(text("vkey"))]);
  } catch (error) {
    if (!WRONG.has(error.code)) throw error; // a mistake in this program is no verdict
    return [error.message === "invalid checkpoint signature" ? "signature" : "inclusion"];
  }
  return [];
}

console.log(JSON.stringify(Object.fromEntries(process.argv.slice(2).map((folder) => [folder, failed(folder)]))));
