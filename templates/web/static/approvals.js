// Keys for whoever has many to decide on; they can be turned off, and never work while something is typed.
const box = document.querySelector("#keys");
const NAME = "approval-keys";

if (box) {
  box.closest("[hidden]").hidden = false;
  box.checked = localStorage.getItem(NAME) !== "off";
  box.addEventListener("change", () => localStorage.setItem(NAME, box.checked ? "on" : "off"));
}

const links = [...document.querySelectorAll(".waiting ol a")];
const here = links.findIndex((link) => link.hasAttribute("aria-current"));

const acts = {
  a: () => document.querySelector("#approve").requestSubmit(),
  c: () => {
    document.querySelector("#change").open = true;
    document.querySelector("#f-reason").focus();
  },
  j: () => links[here + 1]?.click(),
  k: () => links[here - 1]?.click(),
};

addEventListener("keydown", (event) => {
  if (!box?.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
