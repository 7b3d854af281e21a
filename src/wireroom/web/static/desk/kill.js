/* Killing copy by hand from the reading pane, and taking such a kill back: the forms of the pane, without leaving the desk. */
import { addAction } from "./actions.js";
import * as pane from "./pane.js";

const body = document.getElementById("pane-body");
let desk = null;

async function post(path, said) {
  const answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(said) }).catch(() => null);
  if (!answer) { desk.cry("The room cannot be reached now: nothing was done."); return false; }
  if (answer.ok) return true;
  const found = await answer.json().catch(() => null);
  desk.cry("Not done: " + ((found && found.detail) || "the room answered " + answer.status));
  return false;
}

async function act(form) {
  const item = pane.shown.item, row = pane.shown.row, fields = new FormData(form), button = form.querySelector("button");
  const isKill = Boolean(form.dataset.kill), isSpare = Boolean(form.dataset.spare);
  button.disabled = true;
  const isDone = isKill
    ? await post("/api/v1/items/" + encodeURIComponent(form.dataset.kill) + "/kill", { why: fields.get("why"), whole: fields.get("whole") === "yes" })
    : isSpare ? await post("/api/v1/items/" + encodeURIComponent(form.dataset.spare) + "/spare", { why: fields.get("why") })
    : await post("/api/v1/decisions/" + encodeURIComponent(form.dataset.decision) + "/undo", {});
  button.disabled = false;
  if (!isDone) return;
  desk.say(isKill ? "Killed. Whoever had it is being told." : isSpare ? "It stands again. The order is an alarm until somebody says what it means." : "The kill is taken back.");
  if (pane.shown.item === item) await pane.show(item, row, { focus: true });
}

export function start(given) {
  desk = given;
  body.addEventListener("submit", (event) => {
    if (!event.target.matches(".kill-form, .kill-back")) return;
    event.preventDefault();
    act(event.target);
  });
  addAction({ name: "kill", key: "", label: "Kill what you read", inPane: true, run: () => {
    const more = body.querySelector("details.kill");
    if (!more || more.querySelector(".spare-form")) { desk.say("Open copy that stands; then it can be killed."); return; }
    more.open = true;
    more.querySelector("input[name=why]").focus();
  } });
}
