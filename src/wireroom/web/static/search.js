/* A search is live: what fits and comes in is put on top, what is killed goes. The page is asked for again, so that it is always whole. */
"use strict";
(() => {
  const results = document.getElementById("results");
  if (!results || !results.dataset.seq || !window.EventSource || document.documentElement.dataset.asOf) return;
  const state = document.getElementById("search-state"), say = document.getElementById("search-say");
  const LEAST_MS = 1000;
  let seq = Number(results.dataset.seq), source = null, due = 0, retry = 0;

  function show(name, words) {
    state.dataset.state = name;
    if (state.textContent !== words) state.textContent = words;
  }
  function ids() {
    return new Set([...document.querySelectorAll("#hits [data-item]")].map((line) => line.dataset.item));
  }
  async function renew() {
    due = 0;
    const before = ids();
    let page;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch (failed) {
      due = setTimeout(renew, 5000);
      return;
    }
    const fresh = page.querySelector(".found"), old = document.querySelector(".found");
    const focused = document.activeElement && document.activeElement.closest("#hits [data-item]");
    if (!fresh || !old || old.querySelector(".facets :focus")) return;
    old.querySelectorAll("details").forEach((group, at) => {
      const same = fresh.querySelectorAll("details")[at];
      if (same) same.open = group.open;
    });
    old.replaceWith(fresh);
    fresh.dispatchEvent(new CustomEvent("fresh", { bubbles: true }));
    if (focused) {
      const again = fresh.querySelector('[data-item="' + CSS.escape(focused.dataset.item) + '"] a');
      if (again) again.focus({ preventScroll: true });
    }
    const added = [...ids()].filter((id) => !before.has(id));
    added.forEach((id) => fresh.querySelector('[data-item="' + CSS.escape(id) + '"]').classList.add("is-new"));
    if (added.length) say.textContent = added.length === 1 ? "One new item fits" : added.length + " new items fit";
  }
  function connect() {
    if (source) source.close();
    clearTimeout(retry);
    const asked = new URLSearchParams({ after: seq });
    if (results.dataset.query) asked.set("q", results.dataset.query);
    source = new EventSource("/api/v1/wire?" + asked);
    source.onopen = () => show("live", "live");
    source.onmessage = (message) => {
      seq = Number(message.lastEventId);
      if (!due) due = setTimeout(renew, document.hidden ? 0 : LEAST_MS / 4);
    };
    source.onerror = () => {
      show("cut", "cut off, trying again");
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, 3000);
    };
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { clearTimeout(retry); source.close(); } else connect();
  });
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  addEventListener("pagehide", () => source.close());
  connect();
})();
