// Looks through the text of the book, which lies in window.BOOK, as it is printed. There is no index:
// a query becomes a pattern for every way its letters are written (Λ_1, Λ₁, Lambda_1, \Lambda_1), and
// some milliseconds of reading find them all, with the sentences they stand in.
// biome-ignore format: a table
const GREEK = {
  alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", zeta: "ζ", eta: "η", theta: "θ",
  kappa: "κ", lambda: "λ", mu: "μ", nu: "ν", xi: "ξ", pi: "π", rho: "ρ", sigma: "σ", tau: "τ",
  phi: "ϕ", chi: "χ", psi: "ψ", omega: "ω",
};
const NAMES = Object.fromEntries(Object.entries(GREEK).map(([name, letter]) => [letter, name]));
const VARIANTS = { ε: "εϵ", ϕ: "ϕφ", φ: "ϕφ", ϵ: "εϵ", θ: "θϑ", µ: "μ" };
const ACCENTED = { a: "áàäâã", c: "ç", e: "éèêë", i: "íîï", n: "ñ", o: "óôöõø", u: "úûü", s: "š" };
const LOW = "₀₁₂₃₄₅₆₇₈₉";
const HIGH = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const FILLERS = new Set(
  "a an and are at by can do does find for from get how i in is it me my of on or the this to what where which with".split(
    " ",
  ),
);
const LETTER = /[\p{L}\p{N}]/u;
const START = "(?<![\\p{L}\\p{N}])";
const ENDING = "(?:ing|ed|s)?(?![\\p{L}\\p{N}])";
const BETWEEN = "[^\\p{L}\\p{N}]{0,3}";

/** A letter in either case, with or without accent. */
const either = (letter) => {
  const accented = ACCENTED[letter.toLowerCase()] ?? "";
  return `[${letter.toLowerCase()}${letter.toUpperCase()}${accented}${accented.toUpperCase()}]`;
};
const latin = (word) => [...word].map(either).join("");

/** A Greek letter, or its name where no other letter follows; a capital is meant if it is written. */
function greek(letter, capital) {
  const small = VARIANTS[letter] ?? letter;
  const large = letter.toUpperCase();
  const letters = capital ? `[${large}]` : `[${small}${large}]`;
  return `(?:${letters}|${START}${latin(NAMES[letter])}(?!\\p{L}))`;
}

/** How a piece of a word may be written: digits low and high, Greek letters by name. */
function written(piece, start) {
  if (/^\d+$/.test(piece)) {
    return start + [...piece].map((d) => `[${d}${LOW[d]}${HIGH[d]}]`).join("");
  }
  const small = piece.toLowerCase();
  const capital = piece[0] !== small[0];
  if (NAMES[small]) return greek(small, capital);
  if (GREEK[small]) return greek(GREEK[small], capital);
  const plain = start + latin(piece);
  if (small[0] === "d" && GREEK[small.slice(1)]) {
    const letter = greek(GREEK[small.slice(1)], piece[1] !== small[1]);
    return `(?:${plain}|${start}[dD]${letter})`; // dsigma/dT
  }
  const name = Object.keys(GREEK).find((n) => small.startsWith(n));
  if (!name) return plain;
  return `(?:${plain}|${greek(GREEK[name], capital)}[_^]?${latin(piece.slice(name.length))})`; // deltaCP
}

/** The pattern of a word: what separates its pieces may be written or not, its end may go on. */
function pattern(word) {
  const stem = /^\p{L}+$/u.test(word) ? word.replace(/(?<=\p{L}{4})(?:ing|ed|s)$/u, "") : word;
  const pieces = stem.match(
    /\p{Script=Greek}|\p{N}+|(?:(?!\p{Script=Greek})\p{L})+|[^\p{L}\p{N}]+/gu,
  );
  const inner = pieces.filter((piece, i) => i > 0 || LETTER.test(piece));
  let text = "";
  for (const [i, piece] of inner.entries()) {
    if (LETTER.test(piece)) {
      const touching = i > 0 && LETTER.test(inner[i - 1]);
      text += (touching ? "[_^]?" : "") + written(piece, i ? "" : START);
    } else if (i < inner.length - 1) {
      const ratio = /^d/.test(inner[0]) && /^d\p{Lu}/u.test(inner[i + 1]); // dsigma_dT
      text += /^[_^]$/.test(piece) && !ratio ? "[_^]?" : BETWEEN;
    }
  }
  return word.endsWith("+") ? `${text}\\+` : text; // CONUS+
}

/** A differential, d\sigma or dσ, is written dsigma. */
function differential(_, letter) {
  const name = letter && NAMES[letter.toLowerCase()];
  if (!name) return `d${letter ?? ""}`;
  return `d${letter === letter.toLowerCase() ? name : name[0].toUpperCase() + name.slice(1)}`;
}

/** A name of the package or a key of a file is meant: two words joined, no Greek letter. */
function isName(query) {
  const [, first] = /^([a-z]{2,})[a-z\d]*[_.][a-z]{2,}[\w.]*$/i.exec(query) ?? [];
  return first !== undefined && !GREEK[first.toLowerCase().replace(/^d(?=sigma$)/, "")];
}

/** What a query asks for: its words as patterns, and all of it as one. */
function asked(query) {
  const plain = query
    .normalize("NFC")
    .replaceAll("µ", "μ")
    .replace(/CE[vν]NS/gi, "CEvNS")
    .replace(/\\[td]?frac\{([^{}]*)\}\{([^{}]*)\}/g, "$1/$2")
    .replace(/(?<!\p{L})d\\?(?=\\?\p{L})(\p{Script=Greek})?/gu, differential)
    .replace(/\p{Lm}/gu, (letter) => letter.normalize("NFKC")) // νₑ
    .replace(/(?<![₀-₉])(?=[₀-₉])/g, "_")
    .replace(/(?<![⁰¹²³⁴-⁹])(?=[⁰¹²³⁴-⁹])/g, "^")
    .replace(/[₀-₉]/g, (d) => LOW.indexOf(d))
    .replace(/[⁰¹²³⁴-⁹]/g, (d) => HIGH.indexOf(d));
  const all = plain.split(/[\s,;()|"“”<>=]+/).filter((word) => LETTER.test(word));
  const kept = all.filter((word) => !FILLERS.has(word.toLowerCase()));
  const words = (kept.length ? kept : all).map(pattern);
  const phrase = words.map((p) => p + ENDING).join(BETWEEN);
  return {
    query: query.trim(),
    words: words.map((p) => new RegExp(p, "gu")),
    whole: words.map((p) => new RegExp(p + ENDING, "u")),
    everything: all.map((word) => new RegExp(pattern(word) + ENDING, "u")),
    phrase: new RegExp(phrase, "u"),
    exact: new RegExp(`^[^\\p{L}\\p{N}]*${phrase}[^\\p{L}\\p{N}]*$`, "u"),
  };
}

const count = (text, regex) => (text.match(regex) ?? []).length;

/** Points for what a passage is headed with: the very thing that is asked for, or its name. */
function called(heading, kind, { query, exact }) {
  if (kind === "name" || kind === "key") {
    if (![heading, heading.split(".").at(-1)].includes(query)) return 0;
    return isName(query) ? 150 : 20;
  }
  const parts = [heading, ...heading.split(/[,;(]/)];
  return parts.some((part) => exact.test(part)) ? (kind === "word" ? 40 : 20) : 0;
}

/** A passage as far as it answers: which words it has, and its points without their weights. */
function looked([anchor, heading, text, code, kind], ask) {
  const counts = ask.words.map((word) => count(text, word) + count(code, word) / 4);
  const points = ask.words.map((word, i) => {
    const headed = ask.whole[i].test(heading) ? 10 : heading.search(word) >= 0 ? 5 : 0;
    return headed + (4 * counts[i]) / (counts[i] + 3);
  });
  if (!points.some(Boolean)) return undefined;
  let extra = called(heading, kind, ask);
  if (ask.words.length > 1 && ask.phrase.test(heading)) extra += 10;
  if (ask.words.length > 1 && ask.phrase.test(text)) extra += 5;
  return { anchor, heading, text, code, kind, counts, points, extra };
}

/** Points of a title for a word, or for all of the query: what stands before its colon counts. */
function titled(title, ask) {
  const points = ask.words.map((word, i) =>
    ask.whole[i].test(title) ? 8 : title.search(word) >= 0 ? 4 : 0,
  );
  const short = title.replace(/^[\d. ]*(The |A )?/, "").split(":")[0];
  const said = ask.everything.length > 1 && ask.everything.every((word) => word.test(title));
  return { points, extra: ask.exact.test(short) || said ? 40 : 0 };
}

/** The pages that answer a query, best first, and as in the book where they answer as well. */
function search(book, query) {
  const ask = asked(query);
  if (!ask.words.length) return { pages: [], ask };
  const found = book.map((page) => ({
    ...page,
    titled: titled(page.title, ask),
    hits: page.passages.map((passage) => looked(passage, ask)).filter(Boolean),
  }));
  const has = (page, i) => page.titled.points[i] > 0 || page.hits.some((hit) => hit.points[i] > 0);
  const weights = ask.words.map((_, i) => {
    const n = found.filter((page) => has(page, i)).length;
    return n ? Math.log(1 + book.length / n) : 0;
  });
  const weighed = (points) => points.reduce((sum, p, i) => sum + weights[i] * p, 0);
  const complete = found.filter((page) => weights.every((_, i) => has(page, i)));
  const some = found.filter((page) => weights.some((_, i) => has(page, i)));
  const all = complete.length > 0;
  const pages = (all ? complete : some).map((page) => {
    const rank = page.page.includes("/api/") ? 0.5 : 1; // a chapter tells more
    const hits = page.hits.map((hit) => {
      const together = hit.points.length > 1 && hit.points.every(Boolean) ? 4 : 0;
      const aside = hit.kind === "name" || hit.kind === "key" ? 0.4 : rank;
      return { ...hit, score: aside * (weighed(hit.points) + together + hit.extra) };
    });
    hits.sort((a, b) => b.score - a.score);
    const total = weights.map((_, i) => hits.reduce((sum, hit) => sum + hit.counts[i], 0));
    const often = weighed(total.map((n) => (6 * n) / (n + 15)));
    const title = rank * (weighed(page.titled.points) + page.titled.extra);
    return { ...page, hits, score: title + rank * often + (hits[0]?.score ?? 0) };
  });
  return { pages: pages.sort((a, b) => b.score - a.score), ask, all };
}

/** The sentence around the hit that has most of the words beside it, with the words marked. */
function excerpt(text, words) {
  const places = words.flatMap((word) =>
    [...text.matchAll(word)].map((m) => [m.index, m[0].length]),
  );
  if (!places.length) return text.length > 200 ? [`${text.slice(0, 200)} …`] : [text];
  const near = (at) => words.filter((word) => text.slice(at, at + 180).search(word) >= 0).length;
  const tried = places.slice(0, 60).map(([at]) => at);
  const best = tried.reduce((a, b) => (near(b) > near(a) ? b : a));
  const before = text.slice(Math.max(0, best - 140), best);
  const sentence = before.search(/(?<=[.!?:] )(?!.*[.!?:] )/su);
  const from = best - before.length + (sentence >= 0 ? sentence : before.indexOf(" ") + 1);
  const after = text.slice(best + 60, best + 260);
  const stop = after.search(/[.!?] /);
  const to =
    stop >= 0
      ? best + 61 + stop
      : Math.min(text.length, best + 60 + (after.lastIndexOf(" ") + 1 || 200));
  const pieces = [from > 0 && sentence < 0 ? "… " : ""];
  let at = from;
  for (const [start, length] of places.sort(([a], [b]) => a - b)) {
    if (start < at || start + length > to) continue;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, start + length);
    pieces.push(text.slice(at, start), mark);
    at = start + length;
  }
  return [...pieces, text.slice(at, to), stop < 0 && to < text.length ? " …" : ""];
}

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const address = (page, { anchor }) => (anchor ? `${page.page}#${anchor}` : page.page);

/** A page among the results: its title, the passage that answers best, and others that answer. */
function shown(page, words) {
  const [best, ...others] = page.hits;
  const link = element("a", { href: page.page }, page.title);
  const item = element("li", {}, element("h2", {}, link));
  if (page.part) item.append(element("p", { className: "part" }, page.part));
  if (!best) return item;
  const top = best.heading === page.title.replace(/^\d+\. /, "");
  const source = words.some((word) => best.text.search(word) >= 0)
    ? best.text
    : best.code || best.text;
  const said = element("p", {}, ...excerpt(source, words));
  if (!top) said.prepend(element("a", { href: address(page, best) }, best.heading), ": ");
  item.append(said);
  const more = others.filter((hit) => hit.score > 0.3 * best.score).slice(0, 3);
  if (more.length) {
    const links = more.map((hit) =>
      element("li", {}, element("a", { href: address(page, hit) }, hit.heading)),
    );
    item.append(element("ul", { ariaLabel: `More in ${page.title}` }, ...links));
  }
  return item;
}

/** What was found, in words. */
function told(query, n, all) {
  if (n === 0) return `Nothing has “${query}”.`;
  const many = n === 1 ? "1 page" : `${n} pages`;
  return all ? `${many}, best first` : `No page has all of these words; ${many} with some of them:`;
}

function begin() {
  const field = document.getElementById("book-query");
  const status = document.getElementById("book-status");
  const list = document.getElementById("book-hits");
  const answer = () => {
    const query = field.value.trim();
    const { pages, ask, all } = search(window.BOOK, query);
    list.replaceChildren(...pages.slice(0, 30).map((page) => shown(page, ask.words)));
    status.textContent = query ? told(query, pages.length, all) : "";
    const here = new URL(location.href);
    here.search = query ? new URLSearchParams({ q: query }) : "";
    history.replaceState(null, "", here);
  };
  let wait;
  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(answer, 150);
  });
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(wait);
    answer();
  });
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.focus();
  answer();
}

begin();
