// Columns of a table of numbers sort when their head is pressed: up, down, and as they were printed.
// The head says which to who cannot see the arrow (aria-sort).
const NEXT = { none: "ascending", ascending: "descending", descending: "none" };

function value(row, column) {
  const text = row.cells[column].textContent.trim();
  if (text === "–" || text === "") return Number.NaN;
  const bare = text.replace(/\s*±.*/, "").replace(/[,%]/g, "");
  const number = Number(bare.replace("∞", "Infinity").replace("−", "-"));
  return Number.isNaN(number) ? text : number;
}

// Numbers before words, what is missing last, whichever way round.
function order(a, b, sign) {
  const missing = [a, b].map(Number.isNaN);
  if (missing[0] || missing[1]) return missing[0] - missing[1];
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  if (typeof a === "number") return sign * (a === b ? 0 : a - b);
  return sign * a.localeCompare(b);
}

// Of a head as it is written, before its formulas are typeset: \(\Lambda_1\) is Lambda_1.
function letters(text) {
  return text.replace(/[\\(){}$|]/g, "").trim();
}

function sortable(table) {
  const body = table.tBodies[0];
  const printed = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    // who cannot see a formula hears its letters
    const formula = head.querySelector(".math");
    if (formula) button.ariaLabel = letters(head.textContent);
    button.classList.toggle("symbol", formula?.textContent.trim() === head.textContent.trim());
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const way = NEXT[head.getAttribute("aria-sort")];
      for (const other of heads) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", way);
      const sign = way === "descending" ? -1 : 1;
      const rows =
        way === "none"
          ? printed
          : printed.toSorted((a, b) => order(value(a, column), value(b, column), sign));
      body.append(...rows);
    });
  });
}

document.addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("table.data")) sortable(table);
});
