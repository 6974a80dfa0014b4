// The queue gets better with it: filters show at once, and the bar at the foot counts what is ticked.

for (const form of document.querySelectorAll("[data-filters]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    for (const field of form.elements) {
      if (field.name && field.name !== "view" && !field.value) field.disabled = true;
    }
  });
  addEventListener("pageshow", () => {
    for (const field of form.elements) field.disabled = false;
  });
}

const many = document.querySelector("#many");
if (many) {
  const ticks = [...document.querySelectorAll("input[name=item][form=many]")];
  const count = many.querySelector("[data-count]");
  const tell = () => {
    const number = ticks.filter((tick) => tick.checked).length;
    count.textContent = String(number);
    count.hidden = number === 0;
    many.classList.toggle("busy", number > 0);
  };
  for (const tick of ticks) tick.addEventListener("change", tell);
  tell();
}
