// Answers to exercises: how a number and its unit are read and judged, and what is kept of it. The
// page and the notebook judge alike. It is one name, so that a page can load it beside other scripts.

const answers = (() => {
  const STORE = "cevns.answers";

  function remembered() {
    try {
      return JSON.parse(localStorage.getItem(STORE)) ?? {};
    } catch {
      return {}; // no storage here, or nothing of ours in it
    }
  }

  function remember(all) {
    try {
      localStorage.setItem(STORE, JSON.stringify(all));
    } catch {
      // it works without, until the page is left
    }
  }

  function noted(name, said, right) {
    const all = remembered();
    const before = all[name];
    const again = before?.said === said;
    all[name] = {
      said,
      right,
      tries: (before?.tries ?? 0) + (again ? 0 : 1),
      on: again ? before.on : new Date().toISOString().slice(0, 10),
    };
    remember(all);
  }

  const decoded = (text) =>
    JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0))));

  // --- numbers and units ------------------------------------------------------------------

  const YEAR = 365.25 * 86400;
  /** What each unit measures, and how large it is; areas and rates are made of these. */
  const UNITS = {
    eV: ["energy", 1],
    keV: ["energy", 1e3],
    MeV: ["energy", 1e6],
    GeV: ["energy", 1e9],
    TeV: ["energy", 1e12],
    meV: ["energy", 1e-3],
    fm: ["length", 1e-15],
    nm: ["length", 1e-9],
    μm: ["length", 1e-6],
    mm: ["length", 1e-3],
    cm: ["length", 1e-2],
    m: ["length", 1],
    km: ["length", 1e3],
    ns: ["time", 1e-9],
    μs: ["time", 1e-6],
    us: ["time", 1e-6],
    ms: ["time", 1e-3],
    s: ["time", 1],
    min: ["time", 60],
    h: ["time", 3600],
    hour: ["time", 3600],
    d: ["time", 86400],
    day: ["time", 86400],
    yr: ["time", YEAR],
    year: ["time", YEAR],
    g: ["mass", 1e-3],
    kg: ["mass", 1],
    t: ["mass", 1e3],
    ton: ["mass", 1e3],
    tonne: ["mass", 1e3],
    μ_B: ["moment", 1],
    mu_B: ["moment", 1],
    μB: ["moment", 1],
    muB: ["moment", 1],
    N_A: ["amount", 1],
    rad: ["", 1],
    deg: ["", Math.PI / 180],
    "°": ["", Math.PI / 180],
    π: ["", Math.PI],
    pi: ["", Math.PI],
    "%": ["", 1e-2],
    event: ["", 1],
    count: ["", 1],
    toy: ["", 1],
    sigma: ["", 1],
    σ: ["", 1],
  };

  const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  /** One way to write what can be written in several: signs, dots, raised numbers. */
  function simple(text) {
    return text
      .normalize("NFC")
      .replace(/[−–—]/g, "-")
      .replace(/µ/g, "μ")
      .replace(/[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (run) => {
        const plain = [...run].map((c) => (c === "⁻" ? "-" : c === "⁺" ? "" : RAISED.indexOf(c)));
        return `^${plain.join("")}`;
      })
      .replace(/\*\*/g, "^")
      .replace(/[\u00a0\u2009\u202f]/g, " ")
      .trim();
  }

  /** A number, and what follows it: {values, unit}. Two values where a comma may be either. */
  function read(typed) {
    const text = simple(typed).replace(/^[≈~=]\s*/, "");
    const found = text.match(
      /^([+-]?\s*(?:\d+(?:[.,]\d+)*(?:[.,])?|[.,]\d+))(?:[eE]([+-]?\d+)|\s*(?:[×·*]|x(?=\s*10))\s*10\s*\^?\s*\(?([+-]?\d+)\)?)?\s*(.*)$/,
    );
    const ten = text.match(/^([+-]?)10\s*\^\s*\(?([+-]?\d+)\)?\s*(.*)$/);
    if (ten) return { values: [Number(`${ten[1]}1e${ten[2]}`)], unit: ten[3] };
    if (!found) return undefined;
    const digits = found[1].replace(/\s/g, "");
    const power = Number(found[2] ?? found[3] ?? 0);
    const thousands = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(digits);
    const written = [digits.replace(",", ".")];
    if (thousands) written.push(digits.replaceAll(",", ""));
    const values = written.map((w) => Number(`${w}e${power}`)).filter((v) => Number.isFinite(v));
    return values.length ? { values, unit: found[4] } : undefined;
  }

  function unitCalled(name) {
    const single = name.replace(/s$/, "");
    for (const known of [name, single]) if (Object.hasOwn(UNITS, known)) return UNITS[known];
    const near = Object.keys(UNITS).filter((u) => u.toLowerCase() === name.toLowerCase());
    return near.length === 1 ? UNITS[near[0]] : undefined;
  }

  /** What a unit measures, by powers, and how large it is; undefined if a part is not known. */
  function measure(text) {
    const powers = {};
    let [size, sign] = [1, 1];
    for (const part of simple(text)
      .replace(/[()]/g, " ")
      .replace(/\//g, " / ")
      .split(/[\s·*×]+/)) {
      if (part === "" || part === "1") continue;
      if (part === "/" || part === "per") {
        sign = -1;
        continue;
      }
      const found = part.match(/^(.*?[^\d^+-])(?:\^?([+-]?\d+))?$/);
      const unit = found ? unitCalled(found[1]) : undefined;
      if (unit === undefined) return undefined;
      const power = sign * Number(found[2] ?? 1);
      if (unit[0]) powers[unit[0]] = (powers[unit[0]] ?? 0) + power;
      size *= unit[1] ** power;
    }
    const dimension = Object.entries(powers)
      .filter(([, power]) => power !== 0)
      .sort()
      .join(" ");
    return { dimension, size };
  }

  /** What to say to an answer: {verdict, text}. */
  function judge(key, typed) {
    const given = read(typed);
    if (!given)
      return { verdict: "unread", text: "That is not a number I can read, such as 1.2e-3." };
    const [unit, wanted] = [measure(given.unit), measure(key.unit)];
    if (!unit) return { verdict: "unread", text: `I do not know the unit “${given.unit}”.` };
    if (given.unit === "" && wanted.dimension !== "")
      return { verdict: "unit", text: "A number needs its unit here." };
    if (unit.dimension !== wanted.dimension)
      return {
        verdict: "unit",
        text: "Wrong unit: it measures something else than what is asked.",
      };
    const near = (x, y) => Math.abs(x / y - 1) <= key.tolerance * (1 + 1e-9);
    const scale = unit.size / wanted.size;
    const is = (y) => given.values.some((value) => near(value * scale, y));
    if (is(key.value)) return { verdict: "right", text: "Right." };
    for (const [value, sentence] of key.slips)
      if (is(value)) return { verdict: "slip", text: `Not yet. ${sentence}` };
    if (Math.abs(scale - 1) > 1e-9 && given.values.some((value) => near(value, key.value)))
      return { verdict: "unit", text: "The number is right, but in another unit." };
    if (is(2 * key.value) || is(key.value / 2))
      return { verdict: "two", text: "Not yet: a factor of 2 is off." };
    if (is(-key.value)) return { verdict: "sign", text: "Not yet: look at the sign." };
    const off = Math.log10(Math.abs((given.values[0] * scale) / key.value));
    const tens = Math.round(off);
    if (tens !== 0 && is(key.value * 10 ** tens))
      return { verdict: "power", text: "The digits are right, the power of ten is not." };
    return { verdict: "no", text: `Not yet: too ${off > 0 ? "large" : "small"}.` };
  }

  /** Let a form take an answer: judged when it is sent, and kept. */
  function take(form, title) {
    const [input, output] = [form.querySelector("input"), form.querySelector("output")];
    const key = decoded(form.dataset.key);
    const name = `${form.dataset.exercise}/${form.dataset.part ?? 1}`;
    output.setAttribute("aria-live", "polite");
    if (title) {
      title.id ||= `${form.dataset.exercise}-title`;
      form.setAttribute("aria-labelledby", title.id);
    }
    const show = () => {
      const { verdict, text } = judge(key, input.value);
      output.textContent = text;
      output.className = verdict;
      return verdict;
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const verdict = show();
      if (verdict !== "unread") noted(name, input.value.trim(), verdict === "right");
    });
    const before = remembered()[name];
    if (before) {
      input.value = before.said;
      show();
    }
    form.hidden = false;
  }

  return { decoded, judge, noted, remember, remembered, take };
})();
