/* How the desk looks to this editor: light or dark, headlines on one line or on two. */
import { addAction } from "./actions.js";
import { keep, kept } from "./store.js";

const $ = (id) => document.getElementById(id);
let desk = null;

function theme() {
  const root = document.documentElement, isDark = (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  root.dataset.theme = isDark ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch (refused) { /* for this page */ }
  $("theme-word").textContent = isDark ? "Dark page" : "Light page";
}

/* a phone has few letters in a line: there headlines stand on two until somebody says otherwise */
function lines(isTwo) {
  document.body.classList.toggle("two-lines", isTwo);
  for (const one of desk.columns) { one.measure(); one.draw(); }
}

export function start(given) {
  desk = given;
  lines(kept("two-lines", matchMedia("(max-width: 40rem)").matches));
  $("theme").addEventListener("click", theme);
  addAction({ name: "theme", key: "", label: "Light or dark page", run: theme });
  addAction({ name: "lines", key: "", label: "Headlines on one line, or on two", run: () => {
    const isTwo = !document.body.classList.contains("two-lines");
    keep("two-lines", isTwo);
    lines(isTwo);
    desk.say(isTwo ? "Headlines on two lines" : "Headlines on one line");
  } });
}
