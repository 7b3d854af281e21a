/* The desk: columns, one wire, one pane. Here the parts are put together; each is in a file of its own. */
import { Column } from "./column.js";
import { Wire } from "./wire.js";
import { Seen, keep } from "./store.js";
import { badgesChanged, isKilled } from "./row.js";
import { addAction, allActions, areKeysOn, listen, run, switchKeys } from "./actions.js";
import { openPalette } from "./palette.js";
import { span, toMinute, toSecond } from "./times.js";
import * as layout from "./layout.js";
import * as pane from "./pane.js";
import * as together from "./together.js";
import * as alarms from "./alarms.js";
import * as kill from "./kill.js";
import * as correct from "./correct.js";
import * as looks from "./looks.js";
import * as rings from "./rings.js";

const $ = (id) => document.getElementById(id);
const settings = JSON.parse($("floor").dataset.settings);
const phone = matchMedia("(max-width: 40rem)");
const columns = [], rows = new Map(), seen = new Seen();
let active = 0, asOf = 0, missed = null, heardSeq = 0;

/* what is said aloud stands at the foot of the page, too: for seconds, and what was cried for a minute */
let toldTimer = 0;
function showTold(words, isLoud) {
  clearTimeout(toldTimer);
  $("told").textContent = words;
  $("told").classList.toggle("is-loud", isLoud);
  toldTimer = setTimeout(() => { $("told").textContent = ""; }, isLoud ? 60000 : 8000);
}
/* for what the page shows anyhow */
const whisper = (words) => { $("say").textContent = ""; requestAnimationFrame(() => { $("say").textContent = words; }); };
const say = (words) => { showTold(words, false); whisper(words); };
const cry = (words) => { showTold(words, true); $("say-now").textContent = ""; requestAnimationFrame(() => { $("say-now").textContent = words; }); };
const column = () => columns[active];
const rowNow = () => (column() && column().current ? rows.get(column().current) : null) || null;

/* --- columns --- */
let countedAt = 0;
const room = {
  rows, seen, select,
  /* rows wait: said at most three times a minute */
  counted(one, n) {
    if (Date.now() - countedAt < 20000) return;
    countedAt = Date.now();
    whisper(n + " new in " + one.spec.name);
  },
  async ask(one, before) {
    const asked = new URLSearchParams({ q: one.spec.query, limit: 500, ...(before ? { before } : {}) });
    const answer = await fetch("/api/v1/desk/rows?" + asked);
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.detail || answer.statusText);
    for (const { row } of found.rows) if (!rows.has(row.chain) || rows.get(row.chain).seq <= row.seq) rows.set(row.chain, row);
    one.means(found.meant);
    one.fill(found.rows, found.next_before);
    return found.seq;
  },
};

function makeColumn(spec) {
  const made = new Column(spec, room);
  made.menuEl.addEventListener("click", () => change(made));
  made.rowsEl.addEventListener("focusin", () => activate(columns.indexOf(made)));
  return made;
}

function activate(n) {
  active = Math.max(0, Math.min(columns.length - 1, n));
  columns.forEach((one, at) => one.el.classList.toggle("is-active", at === active));
  [...$("tabs").children].forEach((tab, at) => tab.toggleAttribute("aria-current", at === active));
  if (phone.matches && column()) column().el.scrollIntoView({ block: "nearest", inline: "start" });
}

function showTabs() {
  $("tabs").replaceChildren(...columns.map((one, at) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.textContent = one.spec.name;
    tab.addEventListener("click", () => { activate(at); one.el.scrollIntoView({ block: "nearest", inline: "nearest" }); one.rowsEl.focus({ preventScroll: true }); });
    return tab;
  }));
  activate(active);
}

const specs = () => columns.map((one) => one.spec);
/* a search that cannot be understood must not cost the other columns their wire */
const NOTHING = "words<0";
/* the columns as the wire numbers them: while one is being added, lines still come by the old numbers */
let wired = [];
function openWire(seq) {
  wired = [...columns];
  wire.open(columns.map((one) => one.isBroken ? NOTHING : one.spec.query), seq);
}

async function addColumn(spec, at = columns.length) {
  const made = makeColumn(spec);
  let since;
  try {
    columns.splice(at, 0, made);
    $("columns").insertBefore(made.el, columns[at + 1] ? columns[at + 1].el : null);
    /* what came since the rows were read is told again: nothing is missing in the new column, and twice is once */
    since = Math.min(await room.ask(made), wire.seq);
  } catch (failed) {
    columns.splice(columns.indexOf(made), 1);
    made.close();
    say(failed.message);
    return failed.message;
  }
  active = columns.indexOf(made);
  changed(since);
  made.rowsEl.focus({ preventScroll: true });
  made.el.scrollIntoView({ block: "nearest", inline: "nearest" });
  return null;
}

function changed(since) { layout.save(specs()); showTabs(); openWire(since); }

let changing = null;
function change(one) {
  changing = one;
  $("column-name").value = one.spec.name;
  $("column-query").value = one.spec.query;
  $("column-problem").textContent = "";
  $("column-meant").textContent = one.meant ? "In words: " + one.meant : "";
  $("column-watch").hidden = !one.spec.query;
  $("column-watch").href = "/watches/new?" + new URLSearchParams({ q: one.spec.query });
  $("column-dialog").showModal();
}
$("column-dialog").addEventListener("click", async (event) => {
  const does = event.target.value;
  if (event.target.tagName !== "BUTTON") return;
  event.preventDefault();
  const at = columns.indexOf(changing);
  if (does === "keep") {
    const preset = { name: $("column-name").value.trim(), query: $("column-query").value.trim() };
    const answer = await fetch("/api/v1/desk/presets", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(preset) }).catch(() => null);
    if (!answer || !answer.ok) { $("column-problem").textContent = answer ? (await answer.json()).detail || "It could not be kept." : "The room cannot be reached now."; return; }
    await presetsAgain();
    say("Kept: " + preset.name + " is among the presets of all editors.");
    $("column-dialog").close();
    return;
  }
  if (does === "save") {
    const spec = { name: $("column-name").value.trim() || "Column", query: $("column-query").value.trim() };
    if (spec.query === changing.spec.query) { changing.spec = spec; changing.named(); changed(); $("column-dialog").close(); return; }
    const problem = await addColumn(spec, at + 1);
    if (problem) { $("column-problem").textContent = problem; return; }
    remove(at);
  } else if (does === "remove") remove(at);
  else if (does === "left" || does === "right") {
    const to = at + (does === "left" ? -1 : 1);
    if (to >= 0 && to < columns.length) {
      columns.splice(to, 0, ...columns.splice(at, 1));
      $("columns").append(...columns.map((each) => each.el));
      active = to;
      changed();
    }
  }
  $("column-dialog").close();
});
async function presetsAgain() { const answer = await fetch("/api/v1/desk/presets"); if (answer.ok) settings.presets = await answer.json(); }
async function forgetPreset(name) {
  const answer = await fetch("/api/v1/desk/presets?" + new URLSearchParams({ name }), { method: "DELETE" }).catch(() => null);
  await presetsAgain();
  say(answer && answer.ok ? "The preset " + name + " is kept no longer." : "That could not be done.");
}
function remove(at) {
  columns[at].close();
  columns.splice(at, 1);
  active = Math.max(0, Math.min(active, columns.length - 1));
  changed();
}

/* --- choosing and reading --- */
function select(one, chain) {
  activate(columns.indexOf(one));
  one.stand(chain);
  one.focusRow();
  read(rows.get(chain), phone.matches);
}
function read(row, focus) {
  if (!row) return;
  look(row, true);
  pane.show(row.item, row, { focus });
}
function look(row, isSeen) { seen.mark(row, isSeen); for (const one of columns) one.renew(row.chain); }
function step(n) {
  const one = column(), at = document.activeElement;
  if (!one) return;
  const chain = one.go(n);
  if (at && at.closest(".pane-do")) at.focus();
  if (chain && pane.isOpen()) read(rows.get(chain));
}

/* --- the wire --- */
const wire = new Wire({ message: take, state: showState, back });

function take(message) {
  if (message.is_behind) $("state-word").textContent = "behind by " + span(Date.now() - Date.parse(message.at));
  for (const [chain, heir] of Object.entries(message.gone || {})) {
    const next = heir && message.rows && message.rows.some(({ row }) => row.chain === heir) ? heir : null;
    for (const one of columns) one.forget(chain, next);
    rows.delete(chain);
  }
  for (const { row, rose, into = [], out_of = [] } of message.rows || []) {
    const before = rows.get(row.chain);
    rows.set(row.chain, row);
    for (const n of into) wired[n].rise(row.chain, rose);
    for (const n of out_of) wired[n].leave(row.chain);
    for (const one of columns) one.renew(row.chain);
    if (before) pane.moved(row, isKilled(row));
    if (row.rank === "flash" && into.length && (!before || before.item !== row.item)) cry("FLASH: " + row.headline + ", " + row.agency);
  }
  for (const one of columns) one.settle();
  if (Object.keys(message.gone || {}).length) { for (const one of columns) one.draw(); document.dispatchEvent(new CustomEvent("moved")); }
  if (pane.isOpen() && pane.shown.chain in (message.gone || {})) pane.show(pane.shown.item, rows.get(message.gone[pane.shown.chain]) || null);
  for (const told of message.told || []) if (told.seq > heardSeq) { heardSeq = told.seq; hear(told); }
  if (missed) { missed.n += (message.rows || []).length; if (!message.is_behind) sayAway(); }
}

function hear(told) {
  document.dispatchEvent(new CustomEvent("wire", { detail: told }));
  const row = rows.get(told.chain), data = told.data || {};
  if (told.kind === "killed") {
    const how = data.was_withdrawn ? "Withdrawn before, and now killed: " : data.is_withdrawn ? "Withdrawn: " : "Killed: ";
    cry(how + (row ? row.headline + ", " + row.agency : "an item"));
    if (told.item === pane.shown.item) pane.show(told.item, row);
  } else if (told.kind === "corrected" && row) say("Corrected: " + row.headline + ", " + row.agency);
  else if (told.kind === "alarm") cry("Alarm: " + (data.text || "look at the alarms"));
}

const STATES = { live: "live", behind: "catching up", cut: "cut off", out: "signed out", starting: "starting" };
function showState(name, since) {
  const place = $("state"), words = STATES[name] + (since ? " since " + toMinute(since) : "");
  if (place.dataset.state === name && $("state-word").textContent === words) return;
  const wasCut = place.dataset.state === "cut";
  place.dataset.state = name;
  $("state-word").textContent = words;
  if (name === "cut" && !wasCut) cry("Cut off from the wire since " + toMinute(since));
  if (name === "out") { const link = document.createElement("a"); link.href = "/login?next=" + encodeURIComponent(location.pathname + location.search); link.textContent = "signed out: sign in"; $("state-word").replaceChildren(link); }
}
function back(awayMs, from) {
  missed = { awayMs, from, n: 0 };
  setTimeout(sayAway, 1500);
}
function sayAway() {
  if (!missed) return;
  const { awayMs, from, n } = missed;
  missed = null;
  if (!n && awayMs < 10000) return;
  const words = "Away for " + span(awayMs) + ", since " + toMinute(new Date(from)) + ". " + (n ? n + (n === 1 ? " line" : " lines") + " came meanwhile; nothing is missing." : "Nothing came meanwhile.");
  $("away-words").textContent = words;
  $("away").hidden = false;
  whisper(words);
}
$("away-seen").addEventListener("click", () => { $("away").hidden = true; });

/* --- actions --- */
const part = (name) => () => { if (!pane.isOpen()) read(rowNow()); if (pane.isOpen()) waitFor(() => pane.part(name)); };
const waitFor = (then) => { const body = $("pane-body"); if (!body.hasAttribute("aria-busy")) { then(); return; } const watch = new MutationObserver(() => { if (!body.hasAttribute("aria-busy")) { watch.disconnect(); then(); } }); watch.observe(body, { attributes: true }); };

async function copy() {
  if (!pane.isOpen()) { if (!rowNow()) return; read(rowNow()); }
  waitFor(async () => {
    const text = pane.cleanText();
    if (text === "") { cry("This copy is killed: it is not copied."); return; }
    if (text === null) return;
    try { await navigator.clipboard.writeText(text); say("Copied: headline and text."); } catch (refused) { say("The browser did not allow it: select the text and copy it."); }
  });
}
async function watch() {
  const row = pane.isOpen() ? pane.shown.row : rowNow();
  if (!row) return;
  const words = (row.slug || row.headline).slice(0, 110), query = "story:" + row.story;
  if (settings.watches.some((one) => one.query === query)) { say("Watched already: " + words + "."); return; }
  const answer = await fetch("/api/v1/watches", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ id: "", name: words, query }) }).catch(() => null);
  if (answer && answer.ok) settings.watches.push({ name: words, query, group: "Watches" });
  say(answer && answer.ok ? "Watched: " + words + ". It rings when more comes on this story." : "The watch could not be made.");
}
function forms() {
  if (!pane.isOpen()) { if (!rowNow()) return; read(rowNow()); }
  waitFor(() => {
    const links = [...$("pane-body").querySelectorAll("[data-form]")].map((link) => link.cloneNode(true));
    $("forms-list").replaceChildren(...(links.length ? links : ["Killed and held copy is not given out."]));
    $("forms").showModal();
  });
}
function hold() {
  const row = rowNow();
  if (!row) return;
  look(row, !seen.isSeen(row));
  say(seen.isSeen(row) ? "Seen" : "Kept as not seen");
}
function back_() {
  if (pane.isOpen()) { pane.close(); layout.reading(null); if (column()) column().focusRow(); }
}
function keysSwitch() { const on = switchKeys(); $("keys-switch").setAttribute("aria-pressed", String(on)); $("keys-switch").textContent = on ? "Keys are on" : "Keys are off"; say(on ? "Single keys are on" : "Single keys are off"); }
function help() {
  $("help-keys").replaceChildren(...allActions().filter((one) => one.key).flatMap((one) => {
    const key = document.createElement("dt"), words = document.createElement("dd"), cap = document.createElement("kbd");
    cap.textContent = one.key;
    key.append(cap);
    words.textContent = one.label;
    return [key, words];
  }));
  $("help").showModal();
}
function palette(start) {
  const offered = [...settings.watches, ...settings.presets, ...settings.agencies.map((name) => ({ name, group: "Agency", query: "agency:\"" + name.replace(/"/g, "") + "\"" }))];
  openPalette([
    ...allActions().filter((one) => one.name !== "palette").map((one) => ({ label: one.label, hint: one.key || "", run: one.run })),
    ...offered.map((one) => ({ label: "Column: " + one.name, hint: [one.group, one.says].filter(Boolean).join(" · "), run: () => addColumn({ name: one.name, query: one.query }) })),
    ...settings.presets.filter((one) => one.is_kept).map((one) => ({ label: "Forget the preset " + one.name, hint: one.group, run: () => forgetPreset(one.name) })),
    ...columns.map((one, at) => ({ label: "Go to " + one.spec.name, run: () => { activate(at); one.rowsEl.focus(); } })),
  ], typeof start === "string" ? start : "");
}
const page = (n) => () => step(n * Math.max(1, Math.floor(column().view / column().height) - 1));
const side = (n) => () => { activate(active + n); column().rowsEl.focus({ preventScroll: true }); column().el.scrollIntoView({ block: "nearest", inline: "nearest" }); };

for (const [name, key, label, does] of [
  ["next", "j", "Next line", () => step(1)], ["previous", "k", "Previous line", () => step(-1)],
  ["open", "o", "Open the line (also Enter)", () => { const row = rowNow(); if (row) read(row, true); }], ["back", "", "Close the reading pane (Esc)", back_],
  ["to-copy", "", "Go to the copy", () => { if (pane.isOpen()) $("pane-body").focus({ preventScroll: true }); }], ["to-lines", "", "Go to the lines", () => desk.toRows()],
  ["find", "/", "Search the wire", () => $("find").focus()],
  ["versions", "v", "Versions", part("versions")], ["diff", "d", "What changed since the version before", part("diff")], ["story", "s", "The story: other agencies", part("story")],
  ["marks", "m", "Marks and their evidence", part("marks")], ["raw", "r", "As received", part("raw")], ["copy-part", "t", "The copy itself", part("copy")],
  ["watch", "w", "Watch this story", watch], ["copy", "c", "Copy clean text", copy], ["forms", "x", "Download as …", forms],
  ["hold", "h", "Seen, or keep as not seen", hold], ["latest", ".", "Latest: let waiting lines in and go to the top", () => column() && column().latest()],
  ["flash", "f", "Flash only, in this column", () => { if (column()) { column().flashOnly(); say(column().isFlashOnly ? "Flash only" : "All lines"); } }],
  ["pause", "p", "Pause this column", () => { if (column()) { column().pause(); say(column().isPaused ? "Paused" : "Running"); } }],
  ["column-left", "[", "Column to the left", side(-1)], ["column-right", "]", "Column to the right", side(1)],
  ["add", "a", "Add a column", () => palette("column: ")], ["change", "", "Change this column", () => column() && change(column())], ["watch-column", "", "Watch what this column looks for", () => { if (column() && column().spec.query) location.href = "/watches/new?" + new URLSearchParams({ q: column().spec.query }); else say("This column looks for everything: a watch wants a search."); }],
  ["first", "", "First line (Home)", () => step(-1e9)], ["last", "", "Last line (End)", () => step(1e9)], ["page-down", "", "A page down", () => page(1)()], ["page-up", "", "A page up", () => page(-1)()],
  ["keys", "", "Turn single keys on or off", keysSwitch], ["help", "?", "Keys", help], ["palette", "", "List of actions (Ctrl-K)", palette],
]) addAction({ name, key, label, run: does });

/* --- buttons and fields --- */
for (const [name, label] of [["copy", "Copy text"], ["watch", "Watch"], ["forms", "Download"]]) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.do = name;
  button.textContent = label;
  $("pane-actions").append(button, " ");
}
$("pane").addEventListener("click", (event) => {
  const does = event.target.closest("[data-do]");
  if (does) run({ up: "previous", down: "next" }[does.dataset.do] || does.dataset.do);
});
$("add").addEventListener("click", () => run("add"));
$("do").addEventListener("click", () => run("palette"));
$("keys-switch").addEventListener("click", keysSwitch);
$("help-open").addEventListener("click", help);
if (!areKeysOn()) { $("keys-switch").setAttribute("aria-pressed", "false"); $("keys-switch").textContent = "Keys are off"; }
$("find").addEventListener("input", () => $("find").setCustomValidity(""));
$("find-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = $("find"), query = field.value.trim(), problem = query && await addColumn({ name: query, query });
  if (query && !problem) { field.value = ""; showTold("", false); }
  if (problem) { field.setCustomValidity(problem); field.reportValidity(); }
});

pane.start({ opened: (item) => { layout.reading(item); for (const one of columns) one.draw(); }, failed: cry });
const tick = () => { $("clock").textContent = toSecond(new Date()); };
setInterval(tick, 1000);
setInterval(() => columns.forEach((one) => one.showRate()), 10000);
tick();
listen();

/* --- start --- */
async function begin() {
  const found = layout.find(settings.layout.columns);
  for (const spec of found) { const made = makeColumn(spec); columns.push(made); $("columns").append(made.el); }
  const seqs = await Promise.all(columns.map((one) => room.ask(one).catch((failed) => { one.nextBefore = null; one.draw(); one.emptyEl.hidden = false; one.emptyEl.textContent = failed.message; one.isBroken = true; return Infinity; })));
  asOf = Math.min(...seqs);
  showTabs();
  for (const one of columns) one.showRate();
  openWire(asOf === Infinity ? 0 : asOf);
  readAgain(layout.wasReading());
}
function readAgain(item) {
  const row = item && [...rows.values()].find((one) => one.item === item), at = row ? columns.findIndex((one) => one.rose.has(row.chain)) : -1;
  if (at >= 0) select(columns[at], row.chain); else if (item) pane.show(item, row || null);
}

/* for what is built beside the desk: presence, notes, collections (together.js) */
export const desk = { rows, columns, settings, say, cry, look, rowNow: () => (pane.isOpen() && pane.shown.row) || rowNow(), redraw() { badgesChanged(); for (const one of columns) one.draw(); }, toRows() { if (column()) column().rowsEl.focus({ preventScroll: true }); }, keep };
together.start(desk);
alarms.start(desk);
kill.start(desk);
correct.start(desk);
looks.start(desk);
rings.start(desk);
begin();
