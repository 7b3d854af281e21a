/* One row of a column: filled from a template, never from markup. What it says aloud stands in its label. */
import { toSecond, toMinute, whole } from "./times.js";

const form = document.getElementById("row-form").content.firstElementChild;
const SIGNS = { picture: ["▣", "with picture"], video: ["▷", "with video"], table: ["▦", "with table"] };
const badges = [];
let turn = 0;
/* what others add to a row: a function of the row that gives a node or nothing; and to say that it would give another one now */
export const addBadge = (make) => { badges.push(make); turn += 1; };
export const badgesChanged = () => { turn += 1; };

export const isKilled = (row) => (row.states || []).some((state) => state.shape === "killed");
export const stateWords = (state) => state.shape === "held" ? (state.until ? "Held until " + toMinute(new Date(state.until)) : "Held until freed") : state.text;

export function makeRow() {
  const el = form.cloneNode(true), [time, agency, mark, slug, states, title, news, signs, words, n, together] = el.children;
  el.parts = { time, agency, mark, slug, states, title, news, signs, words, n, together };
  return el;
}

function span(name, text, title) {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = text;
  if (title) made.title = title;
  return made;
}

const setText = (el, text) => { if (el.textContent !== text) el.textContent = text; };

/* say how a row looks now; cheap when nothing changed */
export function fillRow(el, row, { isSeen, isNewer }) {
  const key = (isSeen ? "s" : "") + (isNewer ? "n" : "") + turn;
  if (el.row === row && el.key === key) return;
  const p = el.parts, at = new Date(row.at), killed = isKilled(row), states = row.states || [];
  el.row = row;
  el.key = key;
  el.dataset.chain = row.chain;
  el.className = "row" + (killed ? " is-killed" : "") + (row.rank === "flash" || row.rank === "bulletin" ? " is-loud" : "") + (isSeen ? " is-seen" : "") + (isNewer ? " is-newer" : "");
  setText(p.time, toSecond(at));
  p.time.dateTime = row.at;
  p.time.title = "Came in " + whole(at) + (row.told_at ? "; the agency says " + whole(new Date(row.told_at)) : "");
  setText(p.agency, row.agency);
  p.agency.title = row.agency;
  p.mark.replaceChildren(...(row.mark ? [span("badge is-" + row.mark.shape, row.mark.text, row.mark.meaning)] : []));
  setText(p.slug, row.slug || "");
  p.slug.title = row.slug || "";
  p.states.replaceChildren(...states.map((state) => span("state-sign is-" + state.shape, stateWords(state))));
  const title = document.createElement(killed ? "s" : "span");
  title.textContent = row.headline;
  p.title.replaceChildren(title);
  p.title.href = "/item/" + encodeURIComponent(row.item);
  p.title.title = row.headline;
  p.title.dir = row.dir || "auto";
  p.title.lang = row.lang || "";
  setText(p.news, isNewer ? "new: " + (killed ? "killed" : row.news || "version") : "");
  p.signs.replaceChildren(...(row.signs || []).map((name) => span("sign", SIGNS[name][0], SIGNS[name][1])));
  setText(p.words, row.n_words ? String(row.n_words) : "");
  p.words.title = row.n_words + " words";
  setText(p.n, (row.n_versions || 1) > 1 ? String(row.n_versions) : "");
  p.n.title = (row.n_versions || 1) + " versions";
  p.together.replaceChildren(...badges.map((make) => make(row)).filter(Boolean));
  el.setAttribute("aria-label", spoken(row, isNewer, isSeen));
}

/* a row as it is said: what matters first */
export function spoken(row, isNewer, isSeen) {
  return [
    ...(row.states || []).map(stateWords),
    row.mark && row.mark.text, row.headline, row.agency, toMinute(new Date(row.at)),
    (row.n_versions || 1) > 1 && row.n_versions + " versions",
    ...(row.signs || []).map((name) => SIGNS[name][1]),
    isNewer && "new since you looked" + (row.news ? ": " + row.news : ""), isSeen && "seen",
  ].filter(Boolean).join(", ");
}
