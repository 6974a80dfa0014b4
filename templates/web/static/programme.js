// Shows only what belongs to the chosen rhythm; without this everything stands there and works.
for (const box of document.querySelectorAll("[data-rhythm]")) {
  const show = () => {
    const chosen = box.querySelector("[name=rhythm]:checked")?.value;
    for (const one of box.querySelectorAll("[data-of]")) one.hidden = one.dataset.of !== chosen;
    for (const one of box.querySelectorAll("[data-at]")) one.hidden = chosen === "cron";
  };
  box.addEventListener("change", show);
  show();
}
