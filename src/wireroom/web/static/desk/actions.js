/* What an editor can do: one list for the keys, the buttons, the list of actions and the help card. */
import { keep, kept } from "./store.js";

const actions = [];
/* {name, key, label, run, needs: "item" | undefined, inPane: true} ; key "" = only by the list */
export const addAction = (action) => { actions.push(action); };
export const allActions = () => actions;

let isOn = kept("keys", true);
export const areKeysOn = () => isOn;
export const switchKeys = () => { isOn = !isOn; keep("keys", isOn); return isOn; };

export function run(name) {
  const action = actions.find((one) => one.name === name);
  if (action) action.run();
}

const WRITES = /^(INPUT|TEXTAREA|SELECT)$/;
export function listen() {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") { event.preventDefault(); run("palette"); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    const at = event.target;
    if (event.key === "Escape") { if (WRITES.test(at.tagName)) run(at.closest("#pane") ? "to-copy" : "to-lines"); else run("back"); return; }
    if (WRITES.test(at.tagName) || at.isContentEditable) return;
    const inRows = at.closest && at.closest(".rows");
    if (inRows) {
      const name = { Enter: "open", ArrowDown: "next", ArrowUp: "previous", Home: "first", End: "last", PageDown: "page-down", PageUp: "page-up", ArrowRight: "column-right", ArrowLeft: "column-left" }[event.key];
      if (name) { event.preventDefault(); run(name); return; }
    }
    if (!isOn) return;
    const action = actions.find((one) => one.key && one.key === event.key);
    if (action) { event.preventDefault(); action.run(); }
  });
}
