// The button that prints the sheet; without script the browser's own does it.
const button = document.getElementById("print");
button.hidden = false;
document.getElementById("by-hand").hidden = true;
button.addEventListener("click", () => window.print());
