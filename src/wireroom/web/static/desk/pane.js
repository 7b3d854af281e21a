/* The reading pane: HTML from the room, put beside the columns. */
import { localise, toMinute } from "./times.js";

const $ = (id) => document.getElementById(id);
const pane = $("pane"), body = $("pane-body"), news = $("pane-news"), beside = $("pane-beside");
const sections = [];
/* what others show below the copy: a function of (row, place) that fills the place; see together.js */
export const addSection = (fill) => { sections.push(fill); };

let asked = 0, tell = null, isFocusDue = false;
export const shown = { item: null, chain: null, story: null, row: null };

/* given: {opened(id), failed(words), closed()} */
export function start(given) {
  tell = given;
  body.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const open = event.target.closest("[data-open]"), against = event.target.closest("[data-against]"), tab = event.target.closest("[role=tab]");
    if (open) { event.preventDefault(); show(open.dataset.open, shown.row); }
    else if (against) { event.preventDefault(); show(shown.item, shown.row, { against: against.dataset.against, part: "diff" }); }
    else if (tab) part(tab.id.slice(4));
  });
  body.addEventListener("keydown", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (!tab) return;
    const tabs = [...body.querySelectorAll("[role=tab]")], at = tabs.indexOf(tab);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const chosen = tabs[(next + tabs.length) % tabs.length];
    part(chosen.id.slice(4));
    chosen.focus();
  });
}

export const isOpen = () => !pane.hidden;

/* show an item; `row` is what the columns know of its chain */
export async function show(item, row, { against, part: wanted, focus } = {}) {
  const mine = ++asked;
  const isSame = item === shown.item;
  /* a kill shows the item anew while it is being fetched: who wanted the focus here still does */
  isFocusDue = Boolean(focus) || (isSame && isFocusDue);
  pane.hidden = false;
  document.body.classList.add("has-pane");
  shown.item = item;
  shown.row = row;
  shown.chain = row ? row.chain : shown.chain;
  if (!isSame) { news.hidden = true; body.setAttribute("aria-busy", "true"); }
  try {
    const answer = await fetch("/desk/pane/" + encodeURIComponent(item) + (against ? "?against=" + encodeURIComponent(against) : ""));
    if (!answer.ok) throw new Error(answer.status === 401 ? "You are signed out: sign in again." : answer.status === 404 ? "This item is not here any more." : "The room answered " + answer.status + ".");
    const html = await answer.text();
    if (mine !== asked) return;
    const copy = new DOMParser().parseFromString(html, "text/html").querySelector(".copy");
    body.replaceChildren(copy);
    localise(body);
    shown.chain = copy.dataset.chain;
    shown.story = copy.dataset.story;
    if (!isSame) body.scrollTop = 0;
    part(wanted || (isSame && pane.dataset.part) || "copy");
    if (beside) { if (beside.dataset.chain !== shown.chain) beside.replaceChildren(); beside.dataset.chain = shown.chain; for (const fill of sections) fill({ item, chain: shown.chain, story: shown.story, row }, beside); }
    if (isFocusDue) body.focus({ preventScroll: true });
    isFocusDue = false;
    tell.opened(item, shown.chain);
  } catch (failed) {
    if (mine !== asked) return;
    const words = document.createElement("p");
    words.className = "notice is-garbled";
    words.textContent = failed instanceof TypeError ? "The room cannot be reached now." : failed.message;
    body.replaceChildren(words);
    tell.failed(words.textContent);
  } finally {
    if (mine === asked) body.removeAttribute("aria-busy");
  }
}

/* choose a part: copy, versions, diff, story, marks, raw */
export function part(name) {
  const tab = $("tab-" + name);
  if (!tab) return;
  pane.dataset.part = name;
  for (const one of body.querySelectorAll("[role=tab]")) {
    const isIt = one === tab;
    one.setAttribute("aria-selected", String(isIt));
    one.tabIndex = isIt ? 0 : -1;
    $(one.getAttribute("aria-controls")).hidden = !isIt;
  }
  const raw = $("part-" + name);
  if (raw.dataset.raw && !raw.firstChild) load(raw);
}

async function load(place) {
  place.textContent = "…";
  try {
    const answer = await fetch(place.dataset.raw);
    if (!answer.ok) throw new Error();
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...found.body.childNodes);
    localise(place);
  } catch (failed) { place.textContent = "The dispatch could not be fetched."; }
}

/* the chain that is being read has moved on: say so, and where it matters, show it */
export function moved(row, isKilled) {
  if (!isOpen() || row.chain !== shown.chain) return;
  if (isKilled) { show(shown.item, row); }
  if (row.item !== shown.item) {
    const link = document.createElement("button");
    link.type = "button";
    link.textContent = "Open it";
    link.addEventListener("click", () => show(row.item, row));
    news.replaceChildren("A newer version came at " + toMinute(new Date(row.at)) + ": " + (row.mark ? row.mark.text + " " : "") + row.headline + " ", link);
    news.hidden = false;
  }
  shown.row = row;
}

/* the words as they may be set: headline and text, nothing of ours */
export function cleanText() {
  const copy = body.querySelector(".copy");
  if (!copy) return null;
  if (copy.querySelector("#killed")) return "";
  const words = [...copy.querySelectorAll("#part-copy .body > *")].map((block) => block.tagName === "DIV" || block.querySelector("table") ? [...block.querySelectorAll("tr")].map((line) => [...line.cells].map((cell) => cell.textContent.trim()).join("\t")).join("\n") || block.textContent : block.textContent);
  return [copy.querySelector(".copy-title").textContent, ...words.filter((text) => !/^\s*$/.test(text))].map((text) => text.trim()).join("\n\n") + "\n";
}

export function close() {
  pane.hidden = true;
  document.body.classList.remove("has-pane");
  shown.item = shown.chain = shown.story = shown.row = null;
  asked += 1;
}
