// The editor gets better with this: it counts while one types, keeps what is typed, and says who else is there.
const form = document.getElementById("editor");
const status = document.getElementById("kept");
const there = document.getElementById("there");
const reach = document.getElementById("reach");
const doubts = document.getElementById("doubts");
const counting = JSON.parse(form.dataset.counting);
const SOON = 1500; // milliseconds after the last key
const STILL = 45_000; // between two signs of being there
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const LIGHT = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]]; // what counts 1 on X

document.documentElement.classList.add("scripted");

/* Counters: as digests.sharing.intents counts. */

const measures = {
  characters: (text) => [...text].length,
  graphemes: (text) => [...graphemes.segment(text)].length,
  weighted: (text) => [...text].reduce((sum, sign) => {
    const point = sign.codePointAt(0);
    return sum + (LIGHT.some(([low, high]) => low <= point && point <= high) ? 1 : 2);
  }, 0),
};

function whole(text, disclosure) {
  const plain = text.replaceAll("\r\n", "\n").trim();
  const said = plain.toLowerCase().split(/\s+/).includes(disclosure.toLowerCase());
  return said ? plain : `${plain} ${disclosure}`.trim();
}

function one(name) {
  return form.elements.namedItem(name)?.value ?? "";
}

function networksOf(row, texts) {
  const own = one(`text:${row}:network`);
  if (own) return counting.networks.filter((network) => network.network === own);
  const language = one(`text:${row}:language`);
  const theirs = new Set(texts.filter((other) => one(`text:${other}:language`) === language && one(`text:${other}:text`).trim())
    .map((other) => one(`text:${other}:network`)));
  const chosen = [...form.querySelectorAll('input[name="networks"]:checked')].map((box) => box.value);
  return counting.networks.filter((network) =>
    !theirs.has(network.network) && (chosen.length ? chosen.includes(network.network) : network.limit <= 500));
}

function count() {
  const rows = [...form.querySelectorAll("[data-text]")];
  const texts = rows.map((row) => row.dataset.text);
  const disclosure = (one("disclosure") || counting.disclosure).trim();
  for (const row of rows) {
    const list = row.querySelector("[data-counters]");
    if (!one(`text:${row.dataset.text}:text`).trim()) {
      list.replaceChildren();
      continue;
    }
    const text = whole(one(`text:${row.dataset.text}:text`), disclosure);
    list.replaceChildren(...networksOf(row.dataset.text, texts).map((network) => {
      const used = measures[network.measure](text) + 1 + network.link;
      const chip = document.createElement("li");
      const over = used > network.limit;
      chip.className = over ? "chip over" : "chip";
      chip.textContent = over
        ? form.dataset.over.replace("{network}", network.title).replace("{used}", used).replace("{limit}", network.limit)
        : `${network.title} ${used}/${network.limit}`;
      return chip;
    }));
  }
}

/* Keeping: what is typed goes to the server by itself, and what there is to say of it comes back. */

let timer = 0;
let running = null;
let dirty = false;

async function send(look) {
  running?.abort();
  const mine = (running = new AbortController());
  const body = new URLSearchParams(new FormData(form));
  if (look) body.set("look", "yes");
  try {
    const answer = await fetch(form.dataset.keep, { method: "POST", body, signal: mine.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.json(), look);
    if (!look) dirty = false;
  } catch (error) {
    if (error.name !== "AbortError" && !look) {
      status.textContent = form.dataset.lost;
      timer = setTimeout(send, 10 * SOON);
    }
  }
}

function show(told, look) {
  if (!look) status.textContent = told.kept || form.dataset.lost;
  say(there, [told.there, told.moved ? form.dataset.moved : ""].filter(Boolean).join(" "));
  if (reach.textContent !== told.reach) reach.textContent = told.reach;
  doubts.replaceChildren(...(told.doubts.length ? told.doubts.map(doubt) : [nothing()]));
}

function say(place, sentence) {
  place.hidden = !sentence;
  if (place.textContent !== sentence) place.textContent = sentence;
}

function doubt(told) {
  const line = document.createElement("li");
  line.append(told.sentence, " ");
  if (told.href) {
    const link = document.createElement("a");
    link.href = told.href;
    link.textContent = told.title;
    line.append(link);
  } else if (told.title) line.append(told.title);
  if (told.words) {
    const quoted = document.createElement("q");
    quoted.textContent = told.words;
    line.append(quoted);
  }
  return line;
}

function nothing() {
  const line = document.createElement("li");
  line.className = "quiet";
  line.textContent = doubts.dataset.none;
  return line;
}

function typed() {
  dirty = true;
  count();
  clearTimeout(timer);
  timer = setTimeout(send, SOON);
}

form.addEventListener("input", typed);
form.addEventListener("change", (event) => {
  typed();
  if (event.target.matches("[data-at-once]") && event.target.value) form.requestSubmit(form.querySelector('[value="look"]'));
});
form.addEventListener("submit", () => {
  clearTimeout(timer);
  running?.abort();
  dirty = false;
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches('[name^="add:"]')) return;
  event.preventDefault();
  form.requestSubmit(event.target.closest(".adding").querySelector("button"));
});
addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector('[value="save"]'));
});
addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && dirty) {
    const body = new URLSearchParams(new FormData(form));
    navigator.sendBeacon(form.dataset.keep, body);
  }
});
setInterval(() => {
  if (document.visibilityState === "visible" && !dirty) send(true);
}, STILL);

/* An address that is pasted into an empty form is looked up at once. */

document.getElementById("f-url").addEventListener("paste", (event) => {
  const pasted = event.clipboardData?.getData("text").trim() ?? "";
  const written = [...form.querySelectorAll('[name^="title:"]')].some((field) => field.value.trim());
  if (written || one("url").trim() || !/^https:\/\/\S+$/.test(pasted)) return;
  event.preventDefault();
  form.elements.namedItem("url").value = pasted;
  form.requestSubmit(form.querySelector('[value="fetch"]'));
});

/* Values of an audience: offered while one types. */

for (const field of form.querySelectorAll('[name^="add:"]')) {
  field.addEventListener("input", async () => {
    const sought = new URLSearchParams({ key: field.dataset.key, q: field.value });
    if (field.dataset.key !== "person" || field.value.trim().length < 2) return;
    const answer = await fetch(`/newsroom/reach/values?${sought}`);
    if (!answer.ok) return;
    const found = await answer.json();
    field.list.replaceChildren(...found.map(({ value, label }) => new Option(label, value)));
  });
}

count();
status.textContent = form.dataset.keeps;
document.querySelector("#problems a")?.focus();
