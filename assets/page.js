// What the theme and the bibliography tell a screen reader and a printer is put right here.
document.addEventListener("DOMContentLoaded", () => {
  // Buttons are named by the text they show, so that who speaks what is on the screen can press them.
  const misnamed = "summary[aria-label], .search-button-field[aria-label], .theme-switch-button";
  for (const element of document.querySelectorAll(misnamed)) element.removeAttribute("aria-label");
  // What unfolds the pages below another shows an arrow only.
  for (const summary of document.querySelectorAll("nav li > details > summary")) {
    const page = summary.closest("li").querySelector("a").textContent.trim();
    summary.ariaLabel = `Pages below ${page}`;
  }
  // References stand in paragraphs, not in list items.
  for (const list of document.querySelectorAll(".citation-list")) list.removeAttribute("role");

  // Paper is white: a page that is read in the dark is printed in the light.
  const page = document.documentElement.dataset;
  let readIn;
  window.addEventListener("beforeprint", () => {
    readIn = page.theme;
    page.theme = "light";
  });
  window.addEventListener("afterprint", () => {
    page.theme = readIn;
  });
});
