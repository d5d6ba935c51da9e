/* The page: takes a file, shows what the checks say. Words go in as text, never as markup. */
(() => {
  const id = (name) => document.getElementById(name);
  const root = document.documentElement;
  let speaks = /^zh/i.test(navigator.language || "zh") ? "zh" : "en";
  let raw = null;
  let fromPaper = false;

  const say = (pair, details = {}) =>
    pair[speaks === "zh" ? 0 : 1].replace(/\{(\w+)\}/g, (all, name) => details[name] ?? all).trim().replace(/^·\s*/, "");
  const make = (tag, className, ...inside) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...inside.filter((each) => each !== null));
    return made;
  };
  const list = (sentences) => make("ul", "", ...sentences.filter(Boolean).map((each) => make("li", "", each)));
  const when = (seconds) =>
    new Date(seconds * 1000).toLocaleString(speaks === "zh" ? "zh-CN" : "en-GB", { dateStyle: "long", timeStyle: "short" });
  const digits = (text) => text.normalize("NFKC").replace(/\D/g, "");
  const grouped = (text) => text.match(/.{1,5}/g)?.join(" ") ?? "";
  const kindOf = (entry) => (KINDS[entry.kind] ? say(KINDS[entry.kind]) : entry.kind);

  const record = (fact) => {
    const made = make("li", "", make("b", "", kindOf(fact.entry)), ` · ${when(fact.at)}`);
    const place = fact.head ? [say(WORDS.number, { index: fact.index })] : [];
    if (fact.head && fact.head.witnessedAt !== null) place.push(say(WORDS.seen, { at: when(fact.head.witnessedAt) }));
    if (fact.entry.kind === "people.data_used" && Number.isInteger(fact.entry.data.seq)) place.push(say(WORDS.use, { seq: fact.entry.data.seq }));
    if (place.length) made.append(make("span", "muted", place.join(" · ")));
    fact.opened.filter((each) => each.words).forEach((each) => made.append(make("q", "", each.words)));
    if (fact.closed.length) made.append(make("span", "muted", say(WORDS.closed, { count: fact.closed.length })));
    made.append(make("details", "", make("summary", "", say(WORDS.raw)), make("p", "raw", fact.text)));
    return made;
  };
  const records = (heading, facts) =>
    facts.length ? make("section", "", make("h2", "", heading), make("ol", "records", ...facts.map(record))) : null;

  /* A file that brings its own key proves nothing about whose log it is: no green before the key was compared. */
  const verdictOf = (report) => {
    const { matched, number, numbered, facts, keys } = report;
    const verdict = make("div", `verdict ${matched ? "good" : "care"}`, make("h2", "", say(matched ? WORDS.good : WORDS.goodIf)));
    verdict.append(make("p", "", say(numbered ? WORDS.goodFor : WORDS.goodForSome, { number, count: facts.length })));
    if (matched) verdict.append(make("p", "", say(WORDS.keyGood)));
    else {
      const digitsOf = keys.map((each) => make("p", "digits", each));
      verdict.append(make("p", "", say(WORDS.keyCompare)), ...digitsOf, make("p", "", say(WORDS.keyWhy)));
    }
    return verdict;
  };

  const showGood = (report, milliseconds) => {
    const { origin, late, early, head, uses, amiss } = report;
    const seen = head.witnessedAt !== null;
    const gap = amiss.length ? say(SAID.gap, { numbers: amiss.slice(0, 20).join(", ") }) : "";
    id("result").replaceChildren(verdictOf(report), ...(gap ? [make("div", "verdict bad", make("p", "", gap))] : []));
    const proven = list([say(SAID.bytes, { origin }), say(SAID.words), seen && say(SAID.witnessed, { at: when(head.witnessedAt) }), uses && !gap && say(SAID.uses, { count: uses })]);
    const open = list([
      !seen && say(SAID.unwitnessed),
      late && say(SAID.late, { count: late }),
      early && say(SAID.early, { count: early }),
      !report.numbered && say(SAID.number),
      report.second && say(SAID.second),
      say(SAID.left_out),
      say(SAID.true),
      say(SAID.newer),
      seen && say(SAID.witnesses, { key: report.witnesses }),
    ]);
    const parts = [
      make("h2", "", say(SAID.proven)),
      proven,
      make("h2", "", say(SAID.open)),
      open,
      records(say(WORDS.records), report.facts),
      records(say(WORDS.waiting), report.waiting),
      make("p", "muted", say(WORDS.took, { milliseconds })),
    ];
    id("detail").replaceChildren(...parts.filter(Boolean));
  };

  /* A picture, a letter, another page: nothing is wrong with it, it was only the wrong one to choose. */
  const isOther = (code) => ["file.size", "file.format"].includes(code) || (code === "file.json" && raw[0] !== "{".charCodeAt(0));

  const showBad = (wrong) => {
    const waits = wrong.code === "nothing", other = isOther(wrong.code);
    const heading = waits ? WORDS.wait : other ? WORDS.other : WORDS.bad;
    const box = make("div", `verdict ${waits || other ? "care" : "bad"}`, make("h2", "", say(heading)));
    if (waits) box.append(make("p", "", say(SAID.nothing)));
    else if (other) box.append(make("p", "", say(WORDS.otherNext)));
    else {
      const place = wrong.at ? say(WORDS.badRecord, { at: wrong.at }) : say(WORDS.badFile);
      const space = speaks === "en" ? " " : "";
      box.append(make("p", "", make("b", "", place + space + say(WRONG[wrong.code]))), make("p", "", say(WORDS.badNext)));
    }
    id("result").replaceChildren(box);
    id("detail").replaceChildren();
  };

  const show = async () => {
    const key = digits(id("key").value);
    const short = key.length > 0 && key.length !== 30;
    id("key").setAttribute("aria-invalid", String(short));
    if (short) {
      id("result").replaceChildren(make("div", "verdict care", make("p", "", say(WORDS.keyShort, { count: key.length }))));
      id("detail").replaceChildren();
      return;
    }
    if (raw === null) {
      const said = fromPaper && key ? [make("p", "", say(WORDS.keyFrom, { key: grouped(key) }))] : [];
      id("result").replaceChildren(...said);
      id("detail").replaceChildren();
      return;
    }
    const began = performance.now();
    try {
      const report = await proof.check(raw, { given: key, now: Date.now() / 1000 });
      const took = performance.now() - began;
      root.dataset.milliseconds = took.toFixed(1);
      root.dataset.code = "";
      showGood(report, took.toFixed(0));
    } catch (wrong) {
      if (wrong instanceof Wrong) {
        root.dataset.code = wrong.code;
        showBad(wrong);
      } else {
        root.dataset.code = "broken";
        id("result").replaceChildren(make("div", "verdict care", make("p", "", say(WORDS.broken))));
        id("detail").replaceChildren();
      }
    }
  };

  const speak = (language) => {
    speaks = language;
    root.dataset.speaks = language;
    root.lang = language === "zh" ? "zh-Hans-CN" : "en";
    document.title = say(WORDS.title);
    for (const each of ["zh", "en"]) id(`speak-${each}`).setAttribute("aria-pressed", String(each === language));
    show();
  };

  const take = async (file) => {
    if (!file) return;
    id("chosen").textContent = file.name;
    id("chosen").hidden = false;
    raw = new Uint8Array(await file.slice(0, 16_000_001).arrayBuffer());
    await show();
    id("result").focus();
  };

  const readFragment = () => {
    const key = digits(new URLSearchParams(location.hash.slice(1)).get("k") ?? "");
    if (!key) return;
    fromPaper = true;
    id("key").value = grouped(key);
    show();
  };

  id("file").addEventListener("change", async ({ target }) => {
    await take(target.files[0]);
    target.value = ""; // a file downloaded anew has the same name, and is to be looked at anew
  });
  id("key").addEventListener("input", show);
  id("speak-zh").addEventListener("click", () => speak("zh"));
  id("speak-en").addEventListener("click", () => speak("en"));
  id("larger").addEventListener("click", () => {
    const on = root.toggleAttribute("data-larger");
    id("larger").setAttribute("aria-pressed", String(on));
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    addEventListener(name, (event) => {
      event.preventDefault();
      id("drop").classList.toggle("over", name === "dragenter" || name === "dragover");
      if (name === "drop") take(event.dataTransfer?.files[0]);
    });
  }
  addEventListener("hashchange", readFragment);
  id("no-script").remove();
  document.querySelectorAll(".tools, #drop, #key-box").forEach((each) => (each.hidden = false));
  speak(speaks);
  readFragment();
})();
