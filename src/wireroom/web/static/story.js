/* The story page, live: what is new since the reader last looked, and what comes in now. Without it `?since=` does the first. */
"use strict";
/* the clock below the timeline in the reader's zone, with the day where a new one begins */
(() => {
  const form = (options) => new Intl.DateTimeFormat("en-GB", { hourCycle: "h23", ...options });
  const clock = form({ hour: "2-digit", minute: "2-digit" }), date = form({ day: "numeric", month: "short" });
  function tell(within) {
    let day = null;
    within.querySelectorAll("[data-clock]").forEach((text) => {
      const at = new Date(text.dataset.clock), its = date.format(at);
      if (!text.textContent.includes(":")) return;
      text.textContent = (day ? its !== day : text.textContent.includes(" ")) ? its + " " + clock.format(at) : clock.format(at);
      day = its;
    });
  }
  tell(document);
  document.addEventListener("fresh", (event) => tell(event.target));
})();
(() => {
  const story = document.getElementById("story");
  if (!story || document.documentElement.dataset.asOf) return; /* the past does not move */
  const id = story.dataset.story, key = "story:" + id;
  const kept = () => { try { return localStorage.getItem(key); } catch (refused) { return null; } };
  const keep = (seq) => { try { localStorage.setItem(key, seq); } catch (refused) { /* not kept, still shown */ } };
  const say = document.getElementById("story-say"), news = document.getElementById("story-news");
  const words = document.getElementById("story-news-words");
  let seq = Number(story.dataset.seq), last = null;

  async function ask(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }
  /* what came in since the last visit, from the same page without script */
  const seen = Number(kept());
  if (seen && seen < seq && !new URLSearchParams(location.search).has("since")) {
    ask("/story/" + encodeURIComponent(id) + "?since=" + seen).then((page) => {
      const since = page.getElementById("since");
      if (!since || !since.querySelector(".line")) return;
      document.getElementById("since").replaceWith(since);
      since.dispatchEvent(new CustomEvent("fresh", { bubbles: true }));
    }).catch(() => {});
  }
  keep(seq);

  if (!window.EventSource) return;
  let source = null;
  function connect() {
    if (source) source.close();
    source = new EventSource("/api/v1/wire?after=" + seq + "&q=" + encodeURIComponent("story:" + id));
    source.onmessage = (message) => take(Number(message.lastEventId), JSON.parse(message.data));
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) setTimeout(connect, 3000); };
  }
  function take(at, event) {
    seq = at;
    if (event.kind === "killed") { location.reload(); return; } /* killed words leave the page at once */
    if (event.kind !== "filed" && event.kind !== "released") return;
    last = seq;
    const text = "New from " + (event.agency_name || "an agency") + ": " + (event.label ? event.label + ": " : "") + (event.headline || "");
    words.textContent = text;
    say.textContent = text;
    news.hidden = false;
  }
  document.getElementById("story-show").addEventListener("click", () => {
    location.href = "/story/" + encodeURIComponent(id) + "?since=" + story.dataset.seq;
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) source.close(); else connect(); });
  addEventListener("pagehide", () => { if (last === null) keep(seq); });
  connect();
})();
