/* The list of actions (Ctrl-K): everything by a few letters of its name. A combobox with a list, as the ARIA patterns have it. */
const $ = (id) => document.getElementById(id);
const dialog = $("palette"), field = $("palette-find"), list = $("palette-list");
const MOST = 60;
let entries = [], found = [], at = 0;

/* entries: [{label, hint, find, run}]; `find`: words it is found by beside its label */
export function openPalette(given, start = "", title = "What to do") {
  entries = given;
  $("palette-title").textContent = title;
  field.value = start;
  show();
  if (!dialog.open) dialog.showModal();
  field.focus();
}

function fits(label, words) {
  const text = label.toLowerCase();
  return words.every((word) => text.includes(word));
}

function show() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  found = entries.filter((entry) => fits(entry.label + " " + (entry.find || ""), words)).slice(0, MOST);
  at = 0;
  list.replaceChildren(...found.map((entry, n) => {
    const line = document.createElement("li"), label = document.createElement("span");
    line.id = "palette-" + n;
    line.setAttribute("role", "option");
    label.textContent = entry.label;
    line.append(label);
    if (entry.hint) { const hint = document.createElement("span"); hint.className = "hint"; hint.textContent = entry.hint; line.append(" ", hint); }
    return line;
  }));
  choose(0);
}

function choose(n) {
  at = Math.max(0, Math.min(found.length - 1, n));
  [...list.children].forEach((line, place) => line.setAttribute("aria-selected", String(place === at)));
  const line = list.children[at];
  field.setAttribute("aria-activedescendant", line ? line.id : "");
  if (line) line.scrollIntoView({ block: "nearest" });
}

function take() {
  const entry = found[at];
  dialog.close();
  if (entry) entry.run();
}

field.addEventListener("input", show);
field.addEventListener("keydown", (event) => {
  const step = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
  if (step !== undefined) { event.preventDefault(); choose(step); } else if (event.key === "Enter") { event.preventDefault(); take(); }
});
list.addEventListener("click", (event) => {
  const line = event.target.closest("li");
  if (line) { at = [...list.children].indexOf(line); take(); }
});
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
