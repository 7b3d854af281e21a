/* Putting right where copy stands, from the desk: chains split and joined, items pinned, stories named, held copy freed.
   Each is asked once, with a reason if there is one, says what it did, and can be undone from the list of actions. */
import { addAction, allActions } from "./actions.js";
import { openPalette } from "./palette.js";
import { toMinute } from "./times.js";
import * as pane from "./pane.js";

const $ = (id) => document.getElementById(id);
const dialog = $("ask"), field = $("ask-field"), problem = $("ask-problem");
let desk = null, does = null, last = null;

async function post(path, said) {
  const answer = await fetch("/api/v1/" + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(said) }).catch(() => null);
  if (!answer) return { problem: "The room cannot be reached now: nothing was done." };
  const found = await answer.json().catch(() => ({}));
  return answer.ok ? { decision: found } : { problem: "Not done: " + (found.detail || "the room answered " + answer.status + ".") };
}
const at = (...parts) => parts.map(encodeURIComponent).join("/");

/* what it is about: the item that is read, else the line that the keyboard stands on */
function subject() {
  const row = desk.rowNow();
  if (pane.isOpen() && pane.shown.item) return { item: pane.shown.item, chain: pane.shown.chain, story: pane.shown.story, title: ($("copy-title") || {}).textContent || "", agency: row ? row.agency : "" };
  return row && { item: row.item, chain: row.chain, story: row.story, title: row.headline, agency: row.agency };
}

function ask({ title, words, label = "Why, if you like", value = "", run }) {
  $("ask-title").textContent = title;
  $("ask-words").textContent = words;
  $("ask-label").textContent = label;
  field.value = value;
  problem.textContent = "";
  does = run;
  dialog.showModal();
  field.focus();
  field.select();
}
dialog.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const run = does;
  if (!run) return;
  does = null; /* Enter twice is once */
  const words = await run(field.value.trim());
  does = run;
  problem.textContent = words || "";
  if (!words) dialog.close();
});
$("ask-no").addEventListener("click", () => dialog.close());

async function act(path, said, done) {
  const { decision, problem: words } = await post(path, said);
  if (words) return words;
  last = decision.id;
  desk.say(done + " To undo it: Ctrl-K, “undo”.");
  if (pane.isOpen() && pane.shown.item) pane.show(pane.shown.item, pane.shown.row);
  return null;
}
const why = (words) => (words ? { why: words } : {});

/* one of the lines that this desk has */
function choose(title, fits, then) {
  const found = [...desk.rows.values()].filter(fits).sort((a, b) => b.seq - a.seq);
  if (!found.length) { desk.say("There is no other line that it could be: give the address on the item's page."); return; }
  openPalette(found.map((row) => ({
    label: row.headline, hint: [row.agency, row.slug, toMinute(new Date(row.at))].filter(Boolean).join(" · "), find: row.agency + " " + (row.slug || ""), run: () => then(row),
  })), "", title);
}

const WORK = [
  ["split-out", "take this version out of its chain", ({ item, chain, title }) => ask({
    title: "Take this version out", words: "“" + title + "” becomes a chain of its own; the versions after it stay.",
    run: (words) => act(at("chains", chain, "split"), { item, alone: true, ...why(words) }, "Taken out."),
  })],
  ["split", "take this version and all later ones out", ({ item, chain, title }) => ask({
    title: "Split the chain here", words: "“" + title + "” and all later versions become a chain of their own.",
    run: (words) => act(at("chains", chain, "split"), { item, ...why(words) }, "Split."),
  })],
  ["join", "join another chain to this one …", ({ chain, title, agency }) => choose("Which line is the same running story?", (row) => row.chain !== chain && row.agency === agency, (row) => ask({
    title: "Join two chains", words: "“" + row.headline + "” goes on in the chain of “" + title + "”.",
    run: (words) => act(at("chains", chain, "join"), { other: row.chain, ...why(words) }, "Joined."),
  }))],
  ["pin", "pin it to the story of another line …", ({ item, story, title }) => choose("To the story of which line?", (row) => row.story !== story, (row) => ask({
    title: "Pin it to that story", words: "“" + title + "” belongs to the story of “" + row.headline + "”, and stays there.",
    run: (words) => act(at("stories", row.story, "pin"), { items: [item], ...why(words) }, "Pinned."),
  }))],
  ["story-out", "take it out of its story", ({ item, story, title }) => ask({
    title: "Take it out of its story", words: "“" + title + "” becomes a story of its own.",
    run: (words) => act(at("stories", story, "split"), { items: [item], ...why(words) }, "Taken out of its story."),
  })],
  ["story-join", "its story and another are one event …", ({ story, title }) => choose("Which line is of the same event?", (row) => row.story !== story, (row) => ask({
    title: "Join two stories", words: "The story of “" + row.headline + "” goes on in that of “" + title + "”.",
    run: (words) => act(at("stories", story, "join"), { other: row.story, ...why(words) }, "Joined."),
  }))],
  ["story-name", "call its story …", ({ story, title }) => ask({
    title: "Call this story", words: "Without a name its newest line names it.", label: "Name of the story", value: title,
    run: (words) => act(at("stories", story, "rename"), { name: words || null }, words ? "Called so." : "Its newest line names it again."),
  })],
  ["free", "free held copy now", ({ item, title }) => {
    const held = $("pane-body").querySelector(".notice.is-held"), row = desk.rowNow();
    if (!(pane.isOpen() ? held : row && (row.states || []).some((state) => state.shape === "held"))) { desk.say("This copy is not held."); return; }
    ask({
      title: "Free it now", words: "Readers see “" + title + "” at once. Freed copy cannot be held again.",
      run: (words) => act(at("items", item, "release"), why(words), "Freed: readers see it."),
    });
  }],
];

async function undo() {
  if (!last) { desk.say("Nothing to undo from this desk: older decisions stand under “who did what”."); return; }
  const { problem: words } = await post(at("decisions", last, "undo"), {});
  if (words) { desk.cry(words); return; }
  last = null;
  desk.say("Undone.");
  if (pane.isOpen() && pane.shown.item) pane.show(pane.shown.item, pane.shown.row);
}

export function start(given) {
  desk = given;
  for (const [name, label, run] of WORK) addAction({ name, key: "", label: "Correct: " + label, run: () => { const about = subject(); if (about) run(about); else desk.say("Open a line first."); } });
  addAction({ name: "undo", key: "", label: "Undo what you corrected last", run: undo });
  addAction({ name: "correct", key: "i", label: "Correct where it stands: split, join, pin, name, free", run: () => {
    if (!subject()) { desk.say("Open a line first."); return; }
    openPalette(allActions().filter((one) => one.name === "undo" || WORK.some(([name]) => name === one.name)).map((one) => ({ label: one.label, run: one.run })), "", "Correct where it stands");
  } });
}
