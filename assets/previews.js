// Shows the equation or the definition that a link leads to, before it is followed.
// The popover is the theme's own (Bootstrap), and a child of its link, so that the pointer can move
// onto it. Escape closes it. A finger cannot hover: it follows the link.
document.addEventListener("DOMContentLoaded", () => {
  if (matchMedia("(pointer: coarse)").matches) return;
  let open;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") open?.hide();
  });
  for (const template of document.querySelectorAll("template[data-preview]")) {
    const address = CSS.escape(template.dataset.preview);
    for (const link of document.querySelectorAll(`article a.reference[href="${address}"]`)) {
      const popover = new window.bootstrap.Popover(link, {
        animation: false,
        container: link,
        content: () => {
          const shown = document.createElement("div");
          shown.append(template.content.cloneNode(true));
          for (const element of shown.querySelectorAll(".headerlink")) element.remove();
          for (const element of shown.querySelectorAll("[id]")) element.removeAttribute("id");
          return shown;
        },
        customClass: "preview",
        delay: { show: 300, hide: 100 },
        html: true,
        placement: "auto",
        popperConfig: (usual) => ({ ...usual, strategy: "fixed" }),
        sanitize: false,
        trigger: "hover focus",
      });
      link.addEventListener("inserted.bs.popover", async () => {
        open = popover;
        await window.MathJax?.typesetPromise([link.querySelector(".preview")]);
        popover.update();
      });
    }
  }
});
