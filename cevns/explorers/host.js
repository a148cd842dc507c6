// Shared by every explorer: controls, readout, plots, reset, and a link that keeps the state.
// An explorer is mount(compute); compute(data, state) returns {readout, plots}, and in words a
// {note} on the state, what the numbers {rest} on, a {file} that holds the state, and {actions}:
// buttons that lead from here to another state. A plot may have {handles} to be dragged.

const SVG = "http://www.w3.org/2000/svg";

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

function draw(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** Makes a tree like a wanted one, and touches only what differs: to lay out text anew is slow. */
function become(node, wanted) {
  if (node.nodeName !== wanted.nodeName) {
    node.replaceWith(wanted);
  } else if (node.nodeType === Node.TEXT_NODE) {
    if (node.data !== wanted.data) node.data = wanted.data;
  } else {
    for (const { name } of [...node.attributes]) {
      if (!wanted.hasAttribute(name)) node.removeAttribute(name);
    }
    for (const { name, value } of wanted.attributes) {
      if (node.getAttribute(name) !== value) node.setAttribute(name, value);
    }
    hold(node, ...wanted.childNodes);
  }
}

/** Gives an element these children and no others. */
function hold(node, ...wanted) {
  const there = [...node.childNodes];
  const children = wanted.map((child) =>
    typeof child === "string" ? document.createTextNode(child) : child,
  );
  for (const old of there.slice(children.length)) old.remove();
  children.forEach((child, i) => {
    if (there[i]) become(there[i], child);
    else node.append(child);
  });
}

/** Text in which "_" lowers the letter after it, for a page or, with its own maker, for a drawing. */
function written(text, lowered = (letter) => [make("sub", {}, letter)]) {
  const whole = text.replaceAll("|Λ", "|\u2060Λ"); // no line break inside a modulus
  return whole.split(/_(\S)/).flatMap((part, i) => (i % 2 ? lowered(part) : [part]));
}

/** A word in a drawing; a lowered letter takes the base line back up behind it. */
function drawn(attributes, text) {
  const small = { dy: "0.3em", "font-size": "75%" };
  const parts = written(text, (letter) => [
    draw("tspan", small, letter),
    draw("tspan", { dy: "-0.225em" }, "\u200b"),
  ]);
  return draw("text", attributes, ...parts);
}

const SUPERSCRIPT = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
  9: "⁹",
};
const raised = (text) => [...String(text)].map((c) => SUPERSCRIPT[c] ?? c).join("");
const power = (n) => `10${raised(n)}`;

/** Three significant digits, as everywhere in the book. */
function digits(value, significant = 3) {
  if (value === Infinity) return "unbounded";
  if (!Number.isFinite(value)) return "none";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size >= 1e5 || size < 1e-3) {
    const [mantissa, exponent] = size.toExponential(significant - 1).split("e");
    return `${sign}${mantissa} × ${power(Number(exponent))}`;
  }
  const rounded = size.toPrecision(significant);
  return sign + (rounded.includes("e") ? String(Math.round(size)) : rounded);
}

// --- what several explorers compute -----------------------------------------------------

/** Where a function goes through zero between two places, by false position after Illinois. */
function zero(f, from, to, within = 1e-13) {
  let [a, b, f_a, f_b] = [from, to, f(from), f(to)];
  for (let i = 0; i < 50 && Math.abs(b - a) > within * Math.abs(b) && f_b !== 0; i += 1) {
    const c = b - (f_b * (b - a)) / (f_b - f_a);
    const f_c = f(c);
    if (f_c * f_b < 0) [a, f_a] = [b, f_b];
    else f_a /= 2;
    [b, f_b] = [c, f_c];
  }
  return b;
}

/** Sum of Chebyshev polynomials, after Clenshaw. */
function chebyshev(coefficients, x) {
  let [b1, b2] = [0, 0];
  for (let k = coefficients.length - 1; k > 0; k -= 1)
    [b1, b2] = [coefficients[k] + 2 * x * b1 - b2, b1];
  return coefficients[0] + x * b1 - b2;
}

/** A table in even steps between its entries: the cubic through the four around. */
function cubic(values, place) {
  const first = Math.min(Math.max(Math.floor(place) - 1, 0), values.length - 4);
  const t = place - first;
  const a = t - 1;
  const b = t - 2;
  const c = t - 3;
  return (
    (-a * b * c * values[first]) / 6 +
    (t * b * c * values[first + 1]) / 2 -
    (t * a * c * values[first + 2]) / 2 +
    (t * a * b * values[first + 3]) / 6
  );
}

// --- controls ---------------------------------------------------------------------------

/** A unit behind a number: 3 × 10⁻¹⁰ μ_B, but 3 keV. */
const behind = (unit) => (unit.startsWith("10") ? `× ${unit}` : unit);

function shown(spec, value) {
  const text = typeof value === "number" ? digits(value, spec.digits ?? 3) : value;
  return spec.unit ? `${text} ${behind(spec.unit)}` : text;
}

/** A number as one would type it: 7 digits, a point, no thousands, 8.7e20 where it is long. */
function plain(value) {
  const short = Number(value.toPrecision(7));
  const long = Math.abs(short) >= 1e6 || (short !== 0 && Math.abs(short) < 1e-3);
  return long ? short.toExponential().replace("e+", "e") : String(short);
}

/** A typed number: the point may be a comma, and spaces do not matter. */
function typedNumber(text) {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() === "" || !Number.isFinite(value) ? undefined : value;
}

/** A slider, and a box to type in what lies between its stops. */
function rangeControl(spec, id, change) {
  const input = make("input", { type: "range", id, name: spec.name });
  const stepped = spec.values !== undefined;
  const range = stepped ? [0, spec.values.length - 1, 1] : [spec.min, spec.max, spec.step];
  [input.min, input.max, input.step] = range;
  const [low, high] = stepped ? [spec.values[0], spec.values.at(-1)] : [spec.min, spec.max];
  const inside = (value) => Math.min(Math.max(value, low), high);
  const typed = make("input", {
    type: "text",
    inputmode: "decimal",
    class: "typed",
    "aria-label": `${spec.label}${spec.unit ? ` in ${spec.unit}` : ""}, typed`,
    title: `from ${plain(low)} to ${plain(high)}`,
  });
  typed.addEventListener("change", () => {
    const value = typedNumber(typed.value);
    if (value !== undefined) change(inside(value));
    else typed.value = typed.dataset.last;
  });
  const nearest = (value) =>
    spec.values.reduce(
      (best, v, i) => (Math.abs(v - value) < Math.abs(spec.values[best] - value) ? i : best),
      0,
    );
  input.addEventListener("input", () =>
    change(stepped ? spec.values[Number(input.value)] : Number(input.value)),
  );
  const unit = make("span", { class: "unit" }, ...written(spec.unit ? behind(spec.unit) : ""));
  return {
    nodes: [
      make("label", { for: id }, ...written(spec.label)),
      input,
      make("span", { class: "number" }, typed, " ", unit),
    ],
    inputs: [input, typed],
    show(value) {
      input.value = stepped ? nearest(value) : value;
      typed.value = plain(value);
      typed.dataset.last = typed.value;
      input.setAttribute("aria-valuetext", shown(spec, value));
    },
    told: (value) => shown(spec, value),
    read(text) {
      const value = Number(text);
      return text.trim() === "" || !Number.isFinite(value) ? undefined : inside(value);
    },
  };
}

function choiceControl(spec, id, change) {
  const options = spec.options.map(([value, label]) => make("option", { value }, label));
  const changed = make("option", { value: "", hidden: "", disabled: "" }, "your own");
  const select = make("select", { id, name: spec.name }, ...options, changed);
  select.addEventListener("change", () => change(select.value));
  return {
    nodes: [make("label", { for: id }, ...written(spec.label)), select],
    inputs: [select],
    show(value, state) {
      // a point of departure says so once another control has left it
      const left = Object.entries(spec.departs ? spec.presets[value] : {}).some(
        ([name, v]) => state[name] !== v,
      );
      select.value = left ? "" : value;
    },
    told: () => select.selectedOptions[0]?.textContent ?? "",
    read: (text) => (spec.options.some(([value]) => value === text) ? text : undefined),
  };
}

/** What of a choice remains: none that holds the same as one chosen later. */
function apart(spec, names) {
  const clash = (a, b) =>
    [spec.excludes?.[a], spec.excludes?.[b]].flat().some((n) => n === a || n === b);
  return names.filter((name, i) => !names.slice(i + 1).some((later) => clash(name, later)));
}

function manyControl(spec, id, change) {
  let chosen = [];
  const boxes = spec.options.map(([value, label], i) => {
    const box = make("input", { type: "checkbox", id: `${id}-${i}`, value });
    box.addEventListener("change", () => {
      const others = chosen.filter((name) => name !== value);
      const kept = box.checked ? apart(spec, [...others, value]) : others;
      change(spec.options.map(([name]) => name).filter((name) => kept.includes(name)));
    });
    return { box, label: make("label", { for: `${id}-${i}` }, box, ` ${label}`) };
  });
  const groups = (spec.groups ?? []).map(([label, names]) => {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", () => change(names));
    return button;
  });
  const labels = Object.fromEntries(spec.options);
  const told = (value) => value.map((name) => labels[name]).join("; ") || "none";
  const summary = make("summary");
  const each = make("div", { class: "each" }, ...boxes.map(({ label }) => label));
  const parts = [make("legend", {}, spec.label), ...groups, make("details", {}, summary, each)];
  return {
    nodes: [make("fieldset", {}, ...parts)],
    inputs: [...groups, ...boxes.map(({ box }) => box)],
    show(value) {
      chosen = value;
      for (const { box } of boxes) box.checked = value.includes(box.value);
      hold(summary, told(value));
    },
    told,
    read(text) {
      const names = text ? text.split(",") : [];
      const known = names.filter((name) => spec.options.some(([value]) => value === name));
      return known.length === names.length ? apart(spec, known) : undefined;
    },
  };
}

/** Whether a control has an effect: `when` names the values of others for which it has. */
function matters(spec, state) {
  return Object.entries(spec.when ?? {}).every(([name, values]) =>
    [state[name]].flat().some((value) => values.includes(value)),
  );
}

const CONTROLS = { range: rangeControl, choice: choiceControl, many: manyControl };

// --- plots ------------------------------------------------------------------------------

const HEIGHT = 340; // unless a plot has its own
const BOX = { left: 68, right: 18, top: 12, bottom: 48 };

function logTicks(min, max) {
  const [first, last] = [Math.ceil(Math.log10(min) - 1e-9), Math.floor(Math.log10(max) + 1e-9)];
  const every = Math.max(1, Math.ceil((last - first) / 6));
  const decades = [];
  for (let n = first; n <= last; n += every) decades.push([10 ** n, power(n)]);
  return decades;
}

function linearTicks(min, max) {
  const rough = (max - min) / 5;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((k) => k * unit).find((s) => s >= rough);
  const ticks = [];
  for (let i = Math.ceil(min / step - 1e-9); i * step <= max * (1 + 1e-9); i += 1) {
    ticks.push([i * step, String(Number((i * step).toPrecision(6))).replace(/^-/, "−")]);
  }
  return ticks;
}

function axis({ min, max, log }, from, to) {
  const f = log ? Math.log : (v) => v;
  const scale = (to - from) / (f(max) - f(min));
  const at = (v) => from + (f(v) - f(min)) * scale;
  const of = (place) => {
    const value = f(min) + (place - from) / scale;
    return log ? Math.exp(value) : value;
  };
  return { at, of, ticks: log ? logTicks(min, max) : linearTicks(min, max) };
}

function path(xs, ys, x, y, log) {
  let text = "";
  let pen = "M";
  xs.forEach((value, i) => {
    const good = Number.isFinite(value) && Number.isFinite(ys[i]) && !(log && ys[i] <= 0);
    if (good) {
      // far outside the frame the numbers only have to stay outside
      const [px, py] = [x.at(value), y.at(ys[i])].map((p) => Math.max(-2e3, Math.min(2e3, p)));
      text += `${pen}${px.toFixed(1)},${py.toFixed(1)}`;
    }
    pen = good ? "L" : "M";
  });
  return text;
}

/** Room for both axes on one scale: the one with more of it shows more. */
function alike({ x, y }, width, height) {
  const perPixel = Math.max((x.max - x.min) / width, (y.max - y.min) / height);
  const widened = ({ min, max, ...more }, length) => {
    const [middle, half] = [(min + max) / 2, (perPixel * length) / 2];
    return { ...more, min: middle - half, max: middle + half };
  };
  return { x: widened(x, width), y: widened(y, height) };
}

/** The axes of a plot, and the corners of its frame. */
function scales(spec, width) {
  const height = spec.height ?? HEIGHT;
  const [right, bottom] = [width - BOX.right, height - BOX.bottom];
  const ends = spec.equal ? alike(spec, right - BOX.left, bottom - BOX.top) : spec;
  const [x, y] = [axis(ends.x, BOX.left, right), axis(ends.y, bottom, BOX.top)];
  return { height, right, bottom, x, y };
}

/** A frame with axes, and in it regions, lines, bars, arrows, points and words. */
function drawing(spec, width, clip) {
  const { height, right, bottom, x, y } = scales(spec, width);
  const frame = { x: BOX.left, y: BOX.top, width: right - BOX.left, height: bottom - BOX.top };
  const inside = draw("g", { "clip-path": `url(#${clip})` });
  const around = draw("g", { class: "axes" });
  for (const [value, label] of spec.x.names ? [] : x.ticks) {
    const px = x.at(value);
    around.append(draw("line", { x1: px, x2: px, y1: BOX.top, y2: bottom, class: "grid" }));
    around.append(drawn({ x: px, y: bottom + 18, "text-anchor": "middle" }, label));
  }
  (spec.x.names ?? []).forEach((name, i) => {
    name.split(" ").forEach((word, line) => {
      const at = { x: x.at(i + 0.5), y: bottom + 18 + 16 * line, class: "name" };
      around.append(drawn(at, word));
    });
  });
  for (const [value, label] of y.ticks) {
    const py = y.at(value);
    around.append(draw("line", { x1: BOX.left, x2: right, y1: py, y2: py, class: "grid" }));
    around.append(drawn({ x: BOX.left - 6, y: py + 4, "text-anchor": "end" }, label));
  }
  for (const region of spec.regions ?? []) {
    inside.append(
      draw("path", { d: `${path(region.x, region.y, x, y)}Z`, class: `region s${region.series}` }),
    );
  }
  for (const line of spec.lines ?? []) {
    inside.append(
      draw("path", { d: path(line.x, line.y, x, y, spec.y.log), class: `line s${line.series}` }),
    );
  }
  (spec.bars ?? []).forEach((bar, i) => {
    const top = Math.max(BOX.top, Math.min(bottom, y.at(bar.value)));
    const half = 0.3 * (x.at(1) - x.at(0));
    const size = { x: x.at(i + 0.5) - half, y: top, width: 2 * half, height: bottom - top };
    inside.append(draw("rect", { ...size, class: `bar s${bar.series}` }));
  });
  for (const arrow of spec.arrows ?? []) {
    const [x1, y1, x2, y2] = [
      x.at(arrow.from[0]),
      y.at(arrow.from[1]),
      x.at(arrow.to[0]),
      y.at(arrow.to[1]),
    ];
    inside.append(draw("line", { x1, y1, x2, y2, class: `line s${arrow.series}` }));
    inside.append(draw("circle", { cx: x2, cy: y2, r: 4, class: `point s${arrow.series}` }));
  }
  for (const point of spec.points ?? []) {
    inside.append(
      draw("circle", {
        cx: x.at(point.x),
        cy: y.at(point.y),
        r: 5,
        class: `point s${point.series ?? 6}`,
      }),
    );
  }
  for (const word of spec.words ?? []) {
    inside.append(
      drawn(
        {
          x: x.at(word.x),
          y: y.at(word.y) + (word.below ?? -6),
          "text-anchor": word.anchor ?? "start",
        },
        word.text,
      ),
    );
  }
  return draw(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": spec.title },
    draw("title", {}, spec.title),
    draw("clipPath", { id: clip }, draw("rect", frame)),
    around,
    draw("rect", { ...frame, class: "frame" }),
    inside,
    drawn({ x: (BOX.left + right) / 2, y: height - 8, "text-anchor": "middle" }, spec.x.label),
    drawn(
      {
        x: 16,
        y: (BOX.top + bottom) / 2,
        transform: `rotate(-90 16 ${(BOX.top + bottom) / 2})`,
        "text-anchor": "middle",
      },
      spec.y.label,
    ),
  );
}

/** What the lines of a plot are, those without a name left out. */
function legend(spec) {
  const entries = [...(spec.regions ?? []), ...(spec.lines ?? []), ...(spec.arrows ?? [])];
  return entries
    .filter((entry) => entry.label)
    .map((entry) => {
      const line = draw("path", { d: "M0,5L28,5", class: `line s${entry.series}` });
      const swatch = draw("svg", { viewBox: "0 0 28 10", "aria-hidden": "true" }, line);
      return make("li", {}, swatch, " ", ...written(entry.label));
    });
}

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** A point of a picture that can be dragged, or moved by the arrow keys a hundredth of an axis. */
function grip(name, change) {
  const node = draw("g", { class: "handle", tabindex: 0, role: "slider", "data-name": name });
  node.append(draw("circle", { r: 16, class: "reach" }), draw("circle", { r: 7, class: "knob" }));
  let [at, spec, held] = [undefined, undefined, false];
  const move = (x, y) => change(at.move(x, y));
  node.addEventListener("pointerdown", (event) => {
    held = true;
    node.setPointerCapture(event.pointerId);
    node.focus({ preventScroll: true });
    event.preventDefault();
  });
  node.addEventListener("pointermove", (event) => {
    if (!held) return;
    const overlay = node.ownerSVGElement;
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(
      overlay.getScreenCTM().inverse(),
    );
    move(spec.x.of(place.x), spec.y.of(place.y));
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    node.addEventListener(kind, () => {
      held = false;
    });
  }
  node.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    const [dx, dy] = [spec.of.x, spec.of.y].map(({ min, max }) => (max - min) / 100);
    move(at.x + way[0] * dx, at.y + way[1] * dy);
  });
  return {
    node,
    show(handle, where) {
      [at, spec] = [handle, where];
      node.setAttribute("transform", `translate(${where.x.at(at.x)} ${where.y.at(at.y)})`);
      node.setAttribute("class", `handle s${at.series}`);
      node.setAttribute("aria-label", at.label);
      node.setAttribute("aria-valuenow", at.now.toPrecision(4));
      node.setAttribute("aria-valuetext", at.text);
    },
  };
}

/** A picture: its parts are drawn anew, but what can be dragged stays in the hand. */
function picture(clip, change) {
  const caption = make("figcaption");
  const list = make("ul", { class: "legend" });
  const svg = draw("svg");
  const figure = make("figure", {}, caption, svg, list);
  const overlay = draw("svg", { class: "handles", role: "group" });
  overlay.setAttribute("aria-label", "Points that can be dragged, or moved by arrow keys");
  const grips = {};
  return {
    figure,
    show(spec, width) {
      hold(caption, ...written(spec.title));
      become(svg, drawing(spec, width, clip));
      hold(list, ...legend(spec));
      list.hidden = list.childElementCount === 0;
      if (!spec.handles) return;
      overlay.setAttribute("viewBox", svg.getAttribute("viewBox"));
      for (const handle of spec.handles) {
        if (!grips[handle.name]) {
          grips[handle.name] = grip(handle.name, change);
          overlay.append(grips[handle.name].node);
        }
        grips[handle.name].show(handle, { ...scales(spec, width), of: spec });
      }
      if (!overlay.parentNode) svg.after(overlay);
    },
  };
}

// --- the state in the address -------------------------------------------------------------

/** What the address says of an explorer, and whether all of it could be used. */
function readAddress(key, controls, built) {
  const [given, query] = window.location.hash.slice(1).split("?");
  if (given !== key || query === undefined) return null;
  const asked = [...new URLSearchParams(query)];
  const state = {};
  let complete = true;
  for (const [name, text] of asked) {
    const value = built[name]?.read(text);
    complete &&= value !== undefined && String(value) === text;
    if (value !== undefined) state[name] = value;
  }
  const presets = controls.map((spec) => spec.presets?.[state[spec.name]] ?? {});
  return { state: Object.assign({}, ...presets, state), complete };
}

function writeAddress(key, state) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) query.set(key, value);
  return `#${key}?${query}`;
}

/** A number with a bar behind it, as long as its share of the longest. */
const barred = (share) => share && `--share: ${(100 * share).toFixed(1)}%`;

/** The answer in a line, to stand below a picture: names, values, and their unit once. */
function briefly(main) {
  const last = main.findLastIndex(([{ value }]) => Number.isFinite(value));
  const parts = main.map(([{ brief, label, unit }, row], i) => {
    const behindIt = i === last && unit ? ` ${behind(unit)}` : "";
    return `${brief ?? label} ${row.cells[1].textContent}${behindIt}`;
  });
  return written(parts.join(", "));
}

// --- the page around ------------------------------------------------------------------------

/** The number of a figure as the page prints it where it refers to it, or above its caption. */
function numberOf(figure) {
  const link = document.querySelector(`a.reference[href$="#${figure}"] .std-numref`);
  const caption = document.querySelector(`#${CSS.escape(figure)} .caption-number`);
  return (link ?? caption)?.textContent.trim();
}

/** Numbers in sentences of the page that follow an explorer: [2.5]{.follows .NAME-ROW}. */
function followers(name) {
  const nodes = [...document.querySelectorAll(`.follows[class*="${name}-"]`)];
  return nodes.map((node) => ({
    node,
    of: [...node.classList].find((one) => one.startsWith(`${name}-`)).slice(name.length + 1),
  }));
}

// --- the whole ----------------------------------------------------------------------------

function mount(compute) {
  function render({ model, el }) {
    const [name, title, data, controls, figures] = [
      "name",
      "title",
      "data",
      "controls",
      "figures",
    ].map((k) => model.get(k));
    // every explorer is a module of its own: what has to differ is counted by the page
    document.explorers = (document.explorers ?? 0) + 1;
    const id = `explorer-${name}-${document.explorers}`;
    const before = document.querySelectorAll(`.explorer[data-name="${name}"]`).length;
    const key = before ? `${name}-${before + 1}` : name;
    const box = make("section", {
      class: "explorer",
      id,
      "data-name": name,
      "aria-labelledby": `${id}-title`,
      "data-lm-suppress-shortcuts": "true",
    });
    // a notebook would take plain keys for its own commands
    box.addEventListener("keydown", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    });
    const initial = { ...model.get("state") };
    let state = { ...initial };
    const follow = before ? [] : followers(name);
    const sentence = follow[0]?.node.closest("p");
    let waiting = false;
    let saying;
    let width; // kept: to ask for it in the middle of a change lays the page out twice
    const plotWidth = () => (box.clientWidth > 0 && box.clientWidth < 480 ? 350 : 520);

    function schedule() {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(refresh);
    }

    function change(update) {
      state = { ...state, ...update };
      for (const spec of controls) {
        const { row, inputs, show } = built[spec.name];
        const idle = !matters(spec, state);
        show(state[spec.name], state);
        row.classList.toggle("idle", idle);
        for (const input of inputs) input.disabled = idle;
      }
      said.textContent = "";
      schedule();
    }

    /** Buttons to other states, which an explorer offers where it stands. */
    const ways = [];
    function offer(offered = []) {
      offered.forEach(({ label, to }, i) => {
        if (!ways[i]) {
          const button = make("button", { type: "button" });
          button.addEventListener("click", () => change(ways[i].to));
          ways[i] = { button };
          actions.append(button);
        }
        ways[i].to = to;
        hold(ways[i].button, ...written(label));
      });
    }

    const built = {};
    const form = make("form", { class: "controls" });
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const spec of controls) {
      const control = CONTROLS[spec.kind](spec, `${id}-${spec.name}`, (value) =>
        change({ ...(spec.presets?.[value] ?? {}), [spec.name]: value }),
      );
      const row = make("div", { class: `control ${spec.kind}` }, ...control.nodes);
      built[spec.name] = { ...control, row };
      form.append(row);
    }
    const departures = make("div", { class: "buttons figures" });
    for (const figure of new Set(figures.map(([one]) => one))) {
      const number = numberOf(figure);
      const its = make("span", {}, `As in ${number} `);
      for (const [of, told, there] of figures) {
        if (of !== figure) continue;
        const about = { type: "button", "data-figure": figure };
        about["aria-label"] = `${told}, as in ${number}`;
        const button = make("button", about, ...written(told));
        button.addEventListener("click", () => change({ ...initial, ...there }));
        its.append(button, " ");
      }
      if (number) departures.append(its);
    }
    form.prepend(departures);
    const actions = make("div", { class: "buttons" });
    form.append(actions);
    const reset = make("button", { type: "button", class: "reset" }, "Reset");
    reset.addEventListener("click", () => {
      if (readAddress(key, controls, built)) window.history.replaceState(null, "", "#");
      change(initial);
    });
    const link = make("a", { class: "link", href: `#${id}` }, "Link to this state");
    const file = make("a", { class: "file", hidden: "" }, "Download as TOML");
    const said = make("span", { class: "said", role: "status" });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      window.history.replaceState(null, "", link.getAttribute("href"));
      const copied = window.navigator.clipboard?.writeText(window.location.href);
      (copied ?? Promise.reject()).then(
        () => {
          said.textContent = "copied";
        },
        () => {
          said.textContent = "now in the address of the page";
        },
      );
    });
    form.append(make("div", { class: "buttons" }, reset, link, file, said));

    const note = make("p", { class: "note" });
    const readout = make("table", { class: "readout" });
    const spoken = make("p", { class: "spoken", role: "status" });
    const plots = make("div", { class: "plots" });
    const chooser = make("div", { class: "chooser", role: "group", "aria-label": "Picture" });
    const answer = make("p", { class: "answer", "aria-hidden": "true" });
    plots.append(chooser, answer);
    const pictures = [];
    const rest = make("p", { class: "rest" });
    const results = make("div", { class: "results" }, note, readout, rest, spoken);
    const panes = make("div", { class: "panes" }, plots, form, results);
    box.append(make("p", { class: "title", id: `${id}-title` }, title), panes);
    el.replaceChildren(box);

    let specs = [];
    let chosen = 0;
    function show(i) {
      const never = pictures.length > 2 && i !== chosen; // as in the style sheet
      if (specs[i] && !never) pictures[i].show(specs[i], width);
    }

    /** Show one picture where there is no room for all. */
    function choose(which) {
      chosen = which;
      pictures.forEach(({ figure }, i) => {
        figure.classList.toggle("chosen", i === which);
        chooser.children[i].setAttribute("aria-pressed", i === which);
      });
      show(which);
    }

    function add(spec) {
      const i = pictures.length;
      const one = picture(`${id}-clip-${i + 1}`, change);
      const button = make("button", { type: "button" }, ...written(spec.short ?? spec.title));
      button.addEventListener("click", () => choose(i));
      pictures.push(one);
      chooser.append(button);
      answer.before(one.figure);
      plots.dataset.pictures = pictures.length;
      one.show(spec, width);
      choose(0);
    }

    function refresh() {
      waiting = false;
      const found = compute(data, state);
      const rows = found.readout.map((entry) => {
        const known = Number.isFinite(entry.value);
        const text =
          known || !entry.otherwise ? digits(entry.value, entry.digits) : entry.otherwise;
        return make(
          "tr",
          {},
          make("th", { scope: "row" }, ...written(entry.label)),
          make("td", { "data-name": entry.name, style: barred(entry.bar) }, text),
          make("td", {}, ...written(known ? behind(entry.unit ?? "") : "")),
        );
      });
      hold(readout, make("tbody", {}, ...rows));
      hold(note, found.note ?? "");
      hold(rest, found.rest ?? "");
      specs = found.plots;
      specs.slice(pictures.length).forEach(add);
      for (const i of pictures.keys()) show(i);
      offer(found.actions);
      link.setAttribute("href", writeAddress(key, state));
      file.toggleAttribute("hidden", !found.file);
      if (found.file) {
        file.setAttribute("href", `data:application/toml,${encodeURIComponent(found.file.text)}`);
        file.setAttribute("download", found.file.name);
      }
      const main = found.readout.flatMap((entry, i) => (entry.main ? [[entry, rows[i]]] : []));
      const inShort = main
        .map(([, row]) => [...row.cells].map((cell) => cell.textContent).join(" "))
        .join("; ");
      hold(answer, ...briefly(main));
      const told = Object.fromEntries([
        ...controls.map((spec) => [spec.name, built[spec.name].told(state[spec.name])]),
        ...found.readout.map((entry, i) => [entry.name, rows[i].cells[1].textContent]),
      ]);
      for (const { node, of } of follow) hold(node, ...written(told[of]));
      // said once the hand rests, and only what answers the question
      window.clearTimeout(saying);
      saying = window.setTimeout(() => {
        spoken.textContent = sentence?.textContent ?? inShort;
      }, 700);
      model.set("state", state);
      const text = (value) => (Number.isFinite(value) ? value : String(value));
      const values = Object.fromEntries(found.readout.map((e) => [e.name, text(e.value)]));
      model.set("readout", { ...values, rest: found.rest ?? "" });
      model.save_changes();
    }

    const adopt = () => {
      const given = readAddress(key, controls, built);
      if (!given) return false;
      change({ ...initial, ...given.state });
      if (!given.complete) said.textContent = "part of the link could not be used as it stands";
      return true;
    };
    window.addEventListener("hashchange", adopt);
    width = plotWidth();
    change(initial);
    refresh();
    new ResizeObserver(() => {
      const before = width;
      width = plotWidth();
      if (width !== before) schedule();
    }).observe(box);
    if (adopt()) box.scrollIntoView();
  }
  return { render };
}
