/* What rang stands at the foot of the desk (bells.js); here it is opened in the pane instead of on a page of its own. */
import { addAction } from "./actions.js";
import * as pane from "./pane.js";

const $ = (id) => document.getElementById(id);
let desk = null;

function read(item) {
  const row = [...desk.rows.values()].find((one) => one.item === item) || null;
  if (row) desk.look(row, true);
  pane.show(item, row, { focus: true });
}

export function start(given) {
  desk = given;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#rung a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.id !== "rung-more") { event.preventDefault(); read(decodeURIComponent(link.pathname.split("/").pop())); }
  }, true); /* before bells.js takes the line away */
  addAction({ name: "rung", key: "g", label: "Read what rang", run: () => {
    const link = $("rung") && !$("rung").hidden && $("rung").querySelector("li a");
    if (link) link.click(); else desk.say("Nothing has rung.");
  } });
  addAction({ name: "bells", key: "", label: "Bells on or off, on this device", run: () => { $("bells-here").click(); desk.say($("bells-here").textContent); } });
}
