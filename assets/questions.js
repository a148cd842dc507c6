// Questions that a page answers: numbers of exercises, and predictions before the text goes on.
// What was said stays in this browser; the list of all exercises gives it out as a file.

// --- predictions ------------------------------------------------------------------------

/** A question with what it takes for an answer, and a button: {form, output}. */
function form(question, ...parts) {
  const legend = plots.make("legend", {}, ...question.childNodes);
  const output = plots.make("output", { "aria-live": "polite" });
  question.remove();
  const whole = plots.make(
    "form",
    {},
    plots.make("fieldset", {}, legend, ...parts),
    plots.make("button", { type: "submit" }, "See what happens"),
    output,
  );
  return { whole, output };
}

/** Choices, one of which is right: what a prediction does with its list. */
function choosing(box, question, list) {
  const right = answers.decoded(box.dataset.key);
  const choices = [...list.children].map((item, n) => {
    const text = item.children.length === 1 ? item.firstElementChild : item;
    const radio = plots.make("input", { type: "radio", name: box.id, value: n, required: "" });
    const label = plots.make("label", {}, radio, plots.make("span", {}, ...text.childNodes));
    return { radio, label };
  });
  const { whole, output } = form(question, ...choices.map(({ label }) => label));
  list.replaceWith(whole);
  return {
    whole,
    said: () => String(choices.findIndex(({ radio }) => radio.checked) + 1),
    say(said) {
      const n = Number(said) - 1;
      if (!choices[n]) return undefined;
      choices[n].radio.checked = true;
      output.textContent = n === right ? "Yes, as you said." : "No: it is the one that is marked.";
      output.className = n === right ? "right" : "no";
      choices[right].label.classList.add("true");
      return n === right;
    },
  };
}

/** A curve to be drawn: what a prediction does with its picture. */
function sketching(box, question, place) {
  const key = answers.decoded(place.dataset.key);
  const pad = sketches.pad(key, box.id);
  const help = plots.make(
    "small",
    {},
    "Draw in the picture, or drag its points; with a keyboard, Tab goes to a point and arrows move it.",
  );
  place.append(pad.figure, help);
  const { whole, output } = form(question, place);
  const remark = (text, kind = "") => plots.make("span", { class: `remark ${kind}` }, text);
  box.prepend(whole);
  place.hidden = false;
  return {
    whole,
    said() {
      if (pad.drawn())
        return pad
          .heights()
          .map((v) => v.toFixed(3))
          .join(" ");
      output.replaceChildren("Draw your curve first: it is flat as it stands.");
      return "";
    },
    say(said) {
      const heights = said.split(" ").map(Number);
      if (heights.length !== key.points || !heights.every(Number.isFinite)) return undefined;
      const { right, head, remarks } = sketches.compare(key, heights);
      pad.set(heights);
      pad.reveal();
      output.replaceChildren(
        remark(head),
        ...remarks.map(({ text, right: so }) =>
          remark(text, so === undefined ? "" : so ? "met" : "missed"),
        ),
      );
      output.className = right ? "right" : "no";
      return right;
    },
  };
}

function predictable(box) {
  const [question, place, reason] = box.children;
  const kind = place.matches(".sketch") ? sketching : choosing;
  const { whole, said, say } = kind(box, question, place);
  /** Say what there is to say to an answer; undefined if it is none. */
  const show = (given) => {
    const right = say(given);
    if (right === undefined) return undefined;
    reason.hidden = false;
    reason.open = true;
    return right;
  };
  whole.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = said();
    const right = given ? show(given) : undefined;
    if (right !== undefined) answers.noted(box.id, given, right);
  });
  reason.hidden = true;
  const before = answers.remembered()[box.id];
  if (before) show(before.said);
}

// --- the list of all exercises ----------------------------------------------------------

/** What was answered, as a table that spreadsheets read. */
function table(all, titles) {
  const quoted = (text) => `"${String(text).replaceAll('"', '""')}"`;
  const rows = Object.entries(all).map(([name, { said, right, tries, on }]) => {
    const [number, title] = titles[name.split("/")[0]] ?? ["", name];
    return [number, title, name, said, right ? "right" : "not yet", tries, on];
  });
  const head = ["exercise", "title", "name", "answer", "state", "tries", "on"];
  return `${[head, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`;
}

function progress(list) {
  const titles = {};
  const marks = [];
  for (const row of list.tBodies[0].rows) {
    const label = row.querySelector("a").getAttribute("href").split("#")[1];
    titles[label] = [row.cells[0].textContent.trim(), row.cells[1].textContent.trim()];
    const place = row.querySelector("[data-answers]");
    if (place) marks.push([label, place, Number(place.dataset.answers), place.textContent]);
  }
  const said = plots.make("p", { role: "status" });
  const save = plots.make(
    "a",
    { download: "cevns-answers.csv", class: "save" },
    "Save my answers (CSV)",
  );
  const forget = plots.make("button", { type: "button" }, "Forget them");
  const show = () => {
    const all = answers.remembered();
    let right = 0;
    for (const [label, place, parts, text] of marks) {
      const mine = Object.entries(all).filter(([name]) => name.split("/")[0] === label);
      const done = mine.filter(([, { right: so }]) => so).length >= parts;
      right += done;
      place.textContent = done ? "right" : mine.length ? "begun" : text;
    }
    const guesses = Object.entries(all).filter(([name]) => name.startsWith("predict-"));
    const met = guesses.filter(([, { right: so }]) => so).length;
    said.textContent = `You have answered ${right} of the ${marks.length} exercises that take a number${
      guesses.length ? `, and predicted ${met} of ${guesses.length} answers of the text` : ""
    }.`;
    const nothing = Object.keys(all).length === 0;
    [save.hidden, forget.hidden] = [nothing, nothing];
    URL.revokeObjectURL(save.href);
    save.href = URL.createObjectURL(new Blob([table(all, titles)], { type: "text/csv" }));
  };
  forget.addEventListener("click", () => {
    if (window.confirm("Forget all answers in this browser?")) answers.remember({});
    show();
  });
  show();
  const place = list.closest(".pst-scrollable-table-container") ?? list;
  place.before(plots.make("div", { class: "my-answers" }, said, save, " ", forget));
}

document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form.answer"))
    answers.take(form, form.closest(".exercise")?.querySelector(".admonition-title"));
  for (const box of document.querySelectorAll("div.predict")) predictable(box);
  for (const list of document.querySelectorAll("table.exercises")) progress(list);
});
