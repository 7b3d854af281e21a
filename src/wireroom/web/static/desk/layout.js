/* The layout: which columns, in which order. In the address, in this browser, and with the room under the editor's name. */
import { keep, kept } from "./store.js";

export const toAddress = (columns) => "/desk?" + new URLSearchParams(columns.map(({ name, query }) => ["c", name + "|" + query]));

/* the address wins, then what this browser had, then what the room keeps */
export function find(room) {
  const asked = new URLSearchParams(location.search).getAll("c").map((text) => {
    const at = text.indexOf("|");
    return at < 0 ? { name: text || "All wire", query: text } : { name: text.slice(0, at) || "All wire", query: text.slice(at + 1) };
  });
  if (asked.length) return asked;
  const had = kept("layout", null);
  return had && had.length ? had : room;
}

let timer = 0;
export function save(columns) {
  history.replaceState(null, "", toAddress(columns) + location.hash);
  keep("layout", columns);
  clearTimeout(timer);
  timer = setTimeout(() => {
    fetch("/api/v1/desk/layout", { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ columns }) }).catch(() => { /* this browser has it */ });
  }, 800);
}

/* the item that is read stands in the address, too: a reload, or the way back from its page, finds it open */
const READ = "#item=";
export function reading(item) {
  const hash = item ? READ + encodeURIComponent(item) : "";
  if (location.hash !== hash) history.replaceState(null, "", location.pathname + location.search + hash);
}
export function wasReading() {
  try { return location.hash.startsWith(READ) ? decodeURIComponent(location.hash.slice(READ.length)) : null; } catch (malformed) { return null; }
}
