// Shared by every explorer: controls, readout, plots, reset, and a link that keeps the state.
// An explorer is mount(compute); compute(data, state) returns {readout, plots}, and in words a
// {note} on the state, what the numbers {rest} on, a {file} that holds the state, and {actions}:
// buttons that lead from here to another state. A plot may have {handles} to be dragged.

const { behind, digits, drawn, hold, make, picture, raised, written } = plots;

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
