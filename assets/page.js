// The theme names some buttons by something else than the text they show, so that a reader who
// speaks what is on the screen cannot press them.
document.addEventListener("DOMContentLoaded", () => {
  const misnamed = "summary[aria-label], .search-button-field[aria-label], .theme-switch-button";
  for (const element of document.querySelectorAll(misnamed)) element.removeAttribute("aria-label");
});
