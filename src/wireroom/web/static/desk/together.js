/* Working together: who is here, who took what, notes, collections, sending. What holds comes from the room; others' acts come by the wire. */
import { addAction } from "./actions.js";
import { addBadge } from "./row.js";
import { addSection } from "./pane.js";
import { keep, kept } from "./store.js";
import { toMinute } from "./times.js";

const OURS = new Set(["take", "note", "mark", "open_collection", "collect", "send"]);
const PLACES = new Set(["split_chain", "join_chains", "spare"]);
const held = new Map(); /* chain -> decisions, newest first */
const done = new Map(); /* id -> decision, to say what an undo undid */
let desk = null, who = [], collections = [], channels = [], shown = null, place = null;

const $ = (id) => document.getElementById(id);
const ofChain = (chain) => held.get(chain) || [];
const taken = (chain) => ofChain(chain).find((one) => one.kind === "take") || null;
const named = (by) => by.desk ? by.name + ", " + by.desk : by.name;
const isMe = (by) => by.name === desk.settings.editor && (by.desk || null) === (desk.settings.editor_desk || null);
const others = () => who.filter((one) => !isMe(one));
const readers = (chain) => others().filter((one) => one.chain === chain);

function made(tag, properties = {}, ...children) {
  const el = Object.assign(document.createElement(tag), properties);
  el.append(...children);
  return el;
}

/* --- what the room says --- */
async function ask(path, body) {
  const answer = await fetch(path, body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }).catch(() => null);
  if (!answer) { desk.say("The room cannot be reached now."); return null; }
  const found = await answer.json().catch(() => null);
  if (!answer.ok) { desk.cry((found && found.detail) || "The room answered " + answer.status + "."); return null; }
  return found;
}
async function load(chain) {
  const found = await ask("/api/v1/desk/together" + (chain ? "?chain=" + encodeURIComponent(chain) : ""));
  if (!found) return;
  if (chain) held.delete(chain); else held.clear();
  for (const one of found.decisions) {
    if (!held.has(one.chain)) held.set(one.chain, []);
    held.get(one.chain).push(one);
    done.set(one.id, one);
  }
  ({ collections, channels } = found);
  redraw();
}
const waiting = new Set();
let turn = 0;
/* several events at once are one question */
function loadSoon(chain) {
  waiting.add(chain || "");
  if (!turn) turn = setTimeout(() => { turn = 0; const asked = [...waiting]; waiting.clear(); if (asked.includes("") || asked.length > 8) load(); else asked.forEach(load); }, 60);
}
function redraw() { desk.redraw(); draw(); }

/* --- what others do --- */
function hear({ kind, chain, data = {} }) {
  if (kind !== "edited") return;
  if (PLACES.has(data.kind)) { loadSoon(); return; }
  const undone = data.kind === "undo" ? done.get(data.target) : null;
  if (!OURS.has(data.kind) && !(data.kind === "undo" && !(undone && !OURS.has(undone.kind)))) return;
  loadSoon(chain);
  const row = desk.rows.get(chain), by = { name: data.by, desk: data.desk };
  if (isMe(by) || !row) return;
  const words = {
    take: () => named(by) + " has taken " + row.headline, note: () => named(by) + " on " + row.headline + ": " + data.text,
    undo: () => undone && undone.kind === "take" ? named(by) + " has put back " + row.headline : "", collect: () => named(by) + " put " + row.headline + " into " + data.name, send: () => named(by) + " sent " + row.headline + " by " + data.channel,
  }[data.kind];
  if (words && words()) desk.say(words());
}
function meet(here) {
  who = here;
  const here_ = others().map(named);
  $("here").textContent = here_.length ? "here: " + here_.join("; ") : "";
  redraw();
}

/* --- who we are and what we read --- */
async function tell(isGone) {
  const now = JSON.stringify(isGone ? { gone: true } : { item: shown ? shown.item : null, chain: shown ? shown.chain : null });
  await fetch("/api/v1/desk/presence", { method: "POST", keepalive: true, headers: { "content-type": "application/json" }, body: now }).catch(() => null);
}

/* --- signs in the rows --- */
function badge(row) {
  const found = ofChain(row.chain), signs = [], take = taken(row.chain), here = readers(row.chain), sign = (name, text, title) => signs.push(made("span", { className: "sign-" + name, textContent: text, title }));
  if (here.length) sign("who", here.map((one) => one.name).join(", ") + " reads", here.map(named).join("; ") + " reads this now");
  if (take) sign("taken", "taken: " + (isMe(take.by) ? "you" : take.by.desk || take.by.name), "Taken by " + named(take.by));
  const notes = found.filter((one) => one.kind === "note");
  if (notes.length) sign("note", notes.length === 1 ? "note" : notes.length + " notes", notes.map((one) => one.by.name + ": " + one.text).join("\n"));
  if (found.some((one) => one.kind === "mark" && one.name === "later")) sign("later", "for later", "Kept for later");
  const seen = found.find((one) => one.kind === "mark" && one.name === "seen");
  if (seen) sign("seen", "seen: " + seen.by.name, "Seen to by " + named(seen.by));
  return signs.length ? made("span", { className: "signs-together" }, ...signs.flatMap((one) => [one, " "])) : null;
}

/* --- below the copy --- */
const undo = (one) => ask("/api/v1/decisions/" + encodeURIComponent(one.id) + "/undo", {});
const act = (what, item, body = {}) => ask("/api/v1/items/" + encodeURIComponent(item) + "/" + what, body);
const button = (text, run, about = "") => { const el = made("button", { type: "button", textContent: text }); if (about) el.append(made("span", { className: "unseen", textContent: " " + about })); el.addEventListener("click", run); return el; };
const WORDS = {
  note: (one) => one.text, mark: (one) => one.name === "later" ? "keeps it for later" : "has seen to it",
  collect: (one) => ["in ", made("a", { href: "/collection/" + one.collection, textContent: one.name })], send: (one) => "sent it by " + one.channel,
};
const OFF = { note: "Take off", mark: "Take off", collect: "Take out" };

function line(one) {
  const words = WORDS[one.kind](one), el = made("li", {}, made("span", { dir: "auto" }, toMinute(new Date(one.at)) + " ", made("b", { textContent: named(one.by) }), one.kind === "note" ? ": " : " ", ...[].concat(words)));
  if (OFF[one.kind]) el.append(button(OFF[one.kind], () => undo(one), "what " + one.by.name + " did"));
  return el;
}
function takenLine() {
  const take = taken(shown.chain), el = $("together-taken");
  const now = take ? take.id : "";
  if (el.dataset.take === now && el.firstChild) return;
  const hadFocus = el.contains(document.activeElement);
  el.dataset.take = now;
  el.replaceChildren(...(take ? [made("b", { textContent: "Taken by " + named(take.by) }), " " + toMinute(new Date(take.at)) + " ", button("Put it back", () => undo(take)), " ", ...(isMe(take.by) ? [] : [button("Take it over", () => act("take", shown.item, { over: true }))])] : [button("Take it", () => act("take", shown.item))]));
  if (hadFocus) el.querySelector("button").focus();
}
function choices(select, found) {
  const key = JSON.stringify(found);
  if (select.dataset.key === key) return;
  const before = select.value;
  select.dataset.key = key;
  select.replaceChildren(...found.map(([value, text]) => made("option", { value, textContent: text })));
  if (found.some(([value]) => value === before)) select.value = before;
}
function draw() {
  if (!shown || !place || !place.firstChild) return;
  const here = readers(shown.chain).map(named);
  const words = here.length ? "Reading it now: " + here.join("; ") : "";
  if ($("together-who").textContent !== words) $("together-who").textContent = words;
  takenLine();
  const lines = ofChain(shown.chain).filter((one) => WORDS[one.kind]), key = lines.map((one) => one.id).join(" "), list = $("together-lines");
  if (list.dataset.key !== key) { list.dataset.key = key; list.replaceChildren(...lines.map(line)); }
  choices($("together-into"), [...collections.map((one) => [one.id, one.name]), ["", "A new one: name it"]]);
  choices($("together-channel"), channels.map((name) => [name, name]));
  $("together-new").hidden = $("together-into").value !== "";
}
function form(run, ...children) {
  const el = made("form", {}, ...children);
  el.addEventListener("submit", (event) => { event.preventDefault(); run(el); });
  return el;
}
const label = (text, field) => made("label", {}, text, field);
function fill(about, beside) {
  const isSame = shown && shown.chain === about.chain && place === beside && beside.firstChild;
  shown = about;
  place = beside;
  if (!isSame) build();
  draw();
  tell();
}
/* the forms are folded away until they are wanted, and then as this editor left them: the copy has the room */
function more(...forms) {
  const el = made("details", { id: "together-more", open: kept("together", false) }, made("summary", { textContent: "Note, collect, send" }), ...forms);
  el.addEventListener("toggle", () => { if (el.isConnected) keep("together", el.open); });
  return el;
}
function build() {
  const words = made("textarea", { id: "together-text", rows: 1, maxLength: 2000, required: true });
  words.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); words.form.requestSubmit(); } });
  const into = made("select", { id: "together-into" }), name = made("input", { id: "together-name", maxLength: 80, autocomplete: "off" }), channel = made("select", { id: "together-channel" });
  into.addEventListener("change", draw);
  place.append(made("section", { className: "together", id: "together" }, made("h3", { className: "kicker", textContent: "Working together" }), made("p", { id: "together-who", className: "here" }), made("p", { id: "together-taken" }), made("ul", { id: "together-lines" }), more(
    form(async () => { if (await act("note", shown.item, { text: words.value })) { words.value = ""; desk.say("Noted."); } }, label("Note to the other editors", words), made("button", { textContent: "Note it" })),
    form(async () => {
      let to = into.value;
      if (!to) { const opened = await ask("/api/v1/collections", { name: name.value }); if (!opened) return; to = opened.id; }
      if (await act("collect", shown.item, { collection: to })) { name.value = ""; desk.say("Put in."); }
    }, label("Collection", into), made("label", { id: "together-new" }, "Its name", name), made("button", { textContent: "Put it in" })),
    form(async () => { if (await act("send", shown.item, { channel: channel.value })) desk.say("On its way by " + channel.value + "."); }, label("Send to", channel), made("button", { textContent: "Send" })))));
  $("together").setAttribute("aria-label", "Working together");
}

/* --- actions --- */
async function takeOrPutBack() {
  const row = desk.rowNow(), take = row && taken(row.chain);
  if (!row) return;
  if (take && !isMe(take.by)) { desk.cry(named(take.by) + " has taken this. It can be taken over below the copy."); return; }
  if (await (take ? undo(take) : act("take", row.item))) desk.say(take ? "Put back." : "Taken.");
}
const go = (id) => () => { const at = $(id); if (at) { $("together-more").open = true; at.focus(); at.scrollIntoView({ block: "nearest" }); } else desk.say("Open a line first."); };
const markAs = (name, words) => async () => { const row = desk.rowNow(); if (row && await act("mark", row.item, { name })) desk.say(words); };

/* begin; `given` is main.js's desk */
export function start(given) {
  desk = given;
  addBadge(badge);
  addSection(fill);
  for (const [name, key, label_, run] of [
    ["take", "y", "Take it, or put it back", takeOrPutBack], ["note", "n", "Note to the other editors", go("together-text")], ["collect", "b", "Put it into a collection", go("together-into")],
    ["send", "e", "Send to …", go("together-channel")], ["later", "l", "Keep it for later, for all", markAs("later", "Kept for later.")], ["seen-to", "", "Seen to, for all", markAs("seen", "Seen to.")],
  ]) addAction({ name, key, label: label_, run });
  document.addEventListener("wire", (event) => hear(event.detail));
  document.addEventListener("moved", () => loadSoon());
  document.addEventListener("who", (event) => meet(event.detail));
  new MutationObserver(() => { if ($("pane").hidden && shown) { shown = null; if (place) place.replaceChildren(); tell(); } }).observe($("pane"), { attributes: true, attributeFilter: ["hidden"] });
  setInterval(() => { if (!document.hidden) tell(); }, 20000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { tell(); } });
  addEventListener("pagehide", () => tell(true));
  load();
  tell();
}
