/* The strip of alarms over the columns: kills that matched nothing, embargoes that could not be read, sources that fail or are
   silent. It stands until somebody has seen to it; then it goes from every desk. */
import { addAction } from "./actions.js";
import { toMinute } from "./times.js";
import * as pane from "./pane.js";

const $ = (id) => document.getElementById(id);
const LINES = 3, AGAIN_MS = 60000;
let desk = null, open = { alarms: [], sources: [], orders: [] }, isAsking = false, timer = 0;
/* sources this desk has seen to; forgotten when they are well again */
const hushed = new Set();

function made(tag, properties = {}, ...children) {
  const el = Object.assign(document.createElement(tag), properties);
  el.append(...children);
  return el;
}
function button(words, about, does) {
  const el = made("button", { type: "button" }, words, made("span", { className: "unseen" }, ": " + about));
  el.addEventListener("click", does);
  return el;
}

async function ask() {
  clearTimeout(timer);
  timer = setTimeout(ask, AGAIN_MS);
  if (isAsking || document.hidden) return;
  isAsking = true;
  const answer = await fetch("/api/v1/desk/alarms").catch(() => null);
  isAsking = false;
  if (!answer || !answer.ok) return;
  open = await answer.json();
  const known = new Set(open.sources.map((one) => one.name));
  for (const name of hushed) if (!known.has(name)) hushed.delete(name);
  draw();
}

async function seenTo(alarm) {
  const answer = await fetch("/api/v1/alarms/" + alarm.seq + "/acknowledge", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }).catch(() => null);
  /* 404: somebody else was quicker, and so it is seen to */
  if (!answer || (!answer.ok && answer.status !== 404)) { desk.cry("The room did not take it: the alarm is still open."); return; }
  open.alarms = open.alarms.filter((one) => one.seq !== alarm.seq);
  goOn("Seen to");
}
function hush(source) {
  hushed.add(source.name);
  goOn("Noted. " + source.name + " is shown again when it has been well and is not any more");
}
/* the button that was pressed is gone: the next one has the focus, or the columns */
function goOn(words) {
  draw();
  desk.say(words);
  const next = $("alarm-strip").querySelector("button");
  if (next) next.focus(); else desk.toRows();
}

function alarmLine(alarm) {
  const line = made("li", { className: "alarm-line" }, made("b", { className: "alarm-word" }, "Alarm"), " ", made("time", { dateTime: alarm.at }, toMinute(new Date(alarm.at))), " ");
  line.append(made("span", { className: "alarm-text", dir: "auto" }, alarm.text));
  if (alarm.item) line.append(" ", button("Read it", alarm.text, () => pane.show(alarm.item, desk.rows.get(alarm.chain) || null, { focus: true })));
  if (open.orders.includes(alarm.seq)) line.append(" ", made("a", { href: "/admin/alarms/" + alarm.seq }, "Kill what it means", made("span", { className: "unseen" }, ": " + alarm.text)));
  line.append(" ", button("Seen to", alarm.text, () => seenTo(alarm)));
  return line;
}
function sourceLine(source) {
  const link = made("a", { href: "/admin#sources" }, "look at it");
  return made("li", { className: "alarm-line" }, made("b", { className: "alarm-word" }, source.kind === "failing" ? "Source fails" : "Source is quiet"), " ", made("bdi", {}, source.name), ": ", made("span", { className: "alarm-text" }, source.says), " ", link, " ", button("Noted", source.name, () => hush(source)));
}

function draw() {
  const strip = $("alarm-strip"), sources = open.sources.filter((one) => !hushed.has(one.name));
  const lines = [...open.alarms.map((one) => () => alarmLine(one)), ...sources.map((one) => () => sourceLine(one))];
  const words = JSON.stringify([open.alarms.map((one) => one.seq), sources]);
  $("alarms").textContent = open.alarms.length ? "alarms: " + open.alarms.length + " open" : "alarms";
  $("alarms").classList.toggle("is-loud", open.alarms.length > 0);
  strip.hidden = !lines.length;
  if (strip.dataset.words === words) return; /* a line that is being read, or has the focus, stays as it is */
  strip.dataset.words = words;
  const held = strip.contains(document.activeElement) ? document.activeElement.textContent : null;
  $("alarm-list").replaceChildren(...lines.slice(0, LINES).map((make) => make()));
  const more = lines.length - LINES;
  $("alarm-more").hidden = more <= 0;
  $("alarm-more").textContent = "and " + more + " more: all alarms";
  if (held === null) return;
  const buttons = [...strip.querySelectorAll("button")], same = buttons.find((one) => one.textContent === held) || buttons[0];
  if (same) same.focus(); else desk.toRows();
}

export function start(given) {
  desk = given;
  addAction({ name: "alarms", key: "!", label: "Go to the open alarms", run: () => {
    const first = $("alarm-strip").querySelector("button");
    if ($("alarm-strip").hidden || !first) desk.say("No alarm is open."); else first.focus();
  } });
  document.addEventListener("wire", ({ detail: told }) => {
    if (told.kind === "alarm" || (told.kind === "edited" && ["acknowledge", "kill", "undo"].includes((told.data || {}).kind))) ask();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  ask();
}
