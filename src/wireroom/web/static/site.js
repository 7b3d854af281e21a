/* Wireroom, the reading site, with script: live lines, the reader's own clock, colours and text size. Without it all is there, and still. */
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch (refused) { /* not kept, still done */ } };
  const kept = (key) => { try { return localStorage.getItem(key); } catch (refused) { return null; } };

  /* times in the reader's zone, 24-hour clock, as a wire room has it */
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "local time";
  const form = (options) => new Intl.DateTimeFormat("en-GB", { hourCycle: "h23", ...options });
  const forms = {
    clock: form({ hour: "2-digit", minute: "2-digit" }),
    day: form({ day: "numeric", month: "short" }),
    year: form({ day: "numeric", month: "short", year: "numeric" }),
    full: form({ day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" }),
  };
  const DAY = 864e5;
  function localise(time) {
    const at = new Date(time.dateTime), age = Math.abs(Date.now() - at), style = time.dataset.time;
    if (isNaN(at)) return;
    time.title = forms.full.format(at) + " (" + zone + ")";
    if (style === "full") time.textContent = forms.full.format(at);
    else if (style === "hour" || age < DAY / 24 * 20) time.textContent = forms.clock.format(at);
    else {
      const isOld = age >= 300 * DAY, date = forms[isOld ? "year" : "day"].format(at);
      time.textContent = style === "stamp" || (style === "line" && !isOld) ? date + " " + forms.clock.format(at) : date;
    }
  }
  const localiseAll = (within) => within.querySelectorAll("time[data-time]").forEach(localise);
  localiseAll(document);
  /* what other scripts put into the page says so, and has its times written like the rest */
  document.addEventListener("fresh", (event) => localiseAll(event.target));
  document.querySelectorAll("[data-zone]").forEach((place) => { place.textContent = zone.replace(/_/g, " "); });

  /* colours */
  const theme = $("theme"), night = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || (night.matches ? "dark" : "light")) === "dark";
  const sayTheme = () => { $("theme-word").textContent = isDark() ? "Light page" : "Dark page"; };
  theme.hidden = false;
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    keep("theme", root.dataset.theme);
    sayTheme();
  });
  night.addEventListener("change", sayTheme);
  sayTheme();

  /* text size: five steps, the second is the normal one */
  const sizes = $("sizes");
  if (sizes) {
    const size = () => Number(root.dataset.size || 1);
    const show = () => {
      sizes.querySelector('[data-size="-1"]').disabled = size() === 0;
      sizes.querySelector('[data-size="+1"]').disabled = size() === 4;
    };
    sizes.hidden = false;
    sizes.addEventListener("click", (event) => {
      const step = event.target.dataset.size;
      if (step === undefined) return;
      root.dataset.size = step === "0" ? 1 : Math.min(4, Math.max(0, size() + Number(step)));
      keep("size", root.dataset.size);
      show();
    });
    show();
  }

  /* what changed, in place: the same page is asked for, and its part shown here */
  const changes = $("changes");
  if (changes) {
    document.querySelector(".versions").addEventListener("click", async (event) => {
      const link = event.target.closest("[data-against]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      try {
        const answer = await fetch(link.href);
        if (!answer.ok) throw new Error(answer.status);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        changes.replaceChildren(...page.getElementById("changes").childNodes);
      } catch (failed) {
        location.href = link.href;
        return;
      }
      localiseAll(changes);
      history.replaceState(null, "", link.href);
      document.querySelectorAll("[data-against]").forEach((other) => other.toggleAttribute("aria-current", other === link));
      changes.focus({ preventScroll: true });
      changes.scrollIntoView({ block: "nearest" });
    });
  }

  /* a reader who comes back to a running story is told what to compare with */
  const item = $("item");
  if (item && item.dataset.chain) {
    const key = "read:" + item.dataset.chain, last = (kept(key) || "").split(" ");
    const link = last[0] && last[0] !== item.dataset.item && document.querySelector('[data-against="' + CSS.escape(last[0]) + '"]');
    if (link) {
      const told = document.createElement("p"), again = link.cloneNode(true);
      again.textContent = "See what changed since you read it at " + forms.clock.format(new Date(Number(last[1])));
      told.className = "meta since";
      told.append(again);
      again.addEventListener("click", (event) => { event.preventDefault(); link.click(); });
      item.querySelector("header").append(told);
    }
    keep(key, item.dataset.item + " " + Date.now());
  }

  /* the live wire */
  const box = $("box");
  if (!box || !window.EventSource || root.dataset.asOf) return; /* the past does not move */
  const lines = $("lines"), pause = $("pause"), waiting = $("waiting"), state = $("state");
  const LONGEST = 60;
  let seq = Number(box.dataset.seq), source = null, isPaused = false, retry = 0, cutAt = null;
  const held = [];

  function show(name, words) {
    state.dataset.state = name;
    if (state.textContent !== words) state.textContent = words;
  }
  function connect() {
    if (source) source.close();
    clearTimeout(retry);
    source = new EventSource("/api/v1/wire?after=" + seq);
    source.onopen = () => { cutAt = null; show(isPaused ? "paused" : "live", isPaused ? "paused" : "live"); };
    source.onmessage = (message) => {
      seq = Number(message.lastEventId);
      const event = JSON.parse(message.data);
      take(event);
      document.dispatchEvent(new CustomEvent("wire", { detail: event }));
    };
    source.onerror = () => {
      cutAt = cutAt || new Date();
      show("cut", "cut off since " + forms.clock.format(cutAt) + ", trying again");
      /* the browser comes back by itself with Last-Event-ID, unless it was refused */
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, 3000);
    };
  }
  /* a page nobody looks at holds no connection (browsers allow six to a server); it resumes where it was */
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { clearTimeout(retry); source.close(); } else connect();
  });
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  addEventListener("online", () => { if (!document.hidden) connect(); });

  function take(event) {
    aboutThisPage(event);
    if (isPaused && event.kind !== "killed") {
      held.push(event);
      const n = new Set(held.filter((one) => isNews(one) && !isOld(one)).map((one) => one.chain)).size;
      waiting.hidden = !n;
      waiting.textContent = n === 1 ? "1 new line waits" : n + " new lines wait";
    } else {
      apply(event);
      if (!isPaused) announce(event);
    }
  }
  const isNews = (event) => (event.kind === "filed" || event.kind === "released") && !event.is_killed;
  /* copy of another day that was handed in now is no news: it stands where its time has its place */
  const isOld = (event) => Date.now() - new Date(event.at) > DAY / 24 * 20;
  const atOf = (line) => new Date(line.querySelector("time").dateTime);
  const isLoud = (event) => event.rank === "flash" || event.rank === "bulletin";

  function apply(event) {
    if (event.kind === "killed") return forget(event);
    if (!isNews(event)) return;
    const whole = box.dataset.by === "story" && event.story;
    const old = lines.querySelector(whole ? '[data-story="' + CSS.escape(event.story) + '"]' : '[data-chain="' + CSS.escape(event.chain || event.item) + '"]');
    if (old && old.dataset.item === event.item && !old.classList.contains("is-killed")) return; /* a kill taken back stands again */
    if (event.top && event.top !== event.item) return; /* an older version that came late */
    const line = fill(event);
    if (whole) countAgencies(line, event, old);
    const hadFocus = old && old.contains(document.activeElement);
    if (old) old.remove();
    lines.insertBefore(line, isOld(event) ? [...lines.children].find((one) => atOf(one) <= new Date(event.at)) || null : lines.firstElementChild);
    if (hadFocus) line.querySelector("a").focus({ preventScroll: true });
    while (lines.children.length > LONGEST) lines.lastElementChild.remove();
    if ($("empty")) $("empty").remove();
    if ($("newer-stories") && !isOld(event)) $("newer-stories").hidden = false;
  }

  /* one line a story: "3 agencies" */
  function countAgencies(line, event, old) {
    const before = old && old.dataset.agencies ? old.dataset.agencies.split("|") : [];
    const agencies = [...new Set([...before, event.agency_name || "Agency not named"])];
    line.dataset.agencies = agencies.join("|");
    if (agencies.length < 2) return;
    const link = document.createElement("a");
    link.href = "/story/" + encodeURIComponent(event.story);
    link.textContent = agencies.length + " agencies";
    line.querySelector(".line-by").replaceChildren(link);
  }

  function fill(event) {
    const line = $("line").content.firstElementChild.cloneNode(true);
    line.dataset.item = event.item;
    line.dataset.chain = event.chain || event.item;
    if (event.story) line.dataset.story = event.story;
    line.classList.add("is-new");
    if (isLoud(event)) line.classList.add("is-loud");
    const time = line.querySelector("time"), link = line.querySelector("a"), mark = line.querySelector(".badge");
    time.dateTime = event.at;
    time.dataset.time = "line";
    localise(time);
    link.href = "/item/" + encodeURIComponent(event.item);
    const title = line.querySelector(".line-title");
    title.textContent = event.headline || "(no headline)";
    if (event.language) title.lang = event.language;
    if (event.label || event.rank) {
      mark.textContent = event.label || event.rank.toUpperCase();
      mark.classList.add("is-" + shape(event));
    } else {
      mark.remove();
    }
    const n = event.n_versions || 1;
    line.querySelector(".line-by").textContent = (event.agency_name || "Agency not named") + (n > 1 ? " · " + n + " versions" : "");
    return line;
  }
  function shape(event) {
    if (event.rank) return event.rank;
    const actions = event.actions || [];
    if (actions.includes("correction") || actions.includes("refile")) return "corrected";
    return !event.series && !actions.length && event.genre ? "genre" : "lead";
  }

  /* killed words leave the page at once, wherever they stand on it */
  function forget(event) {
    const who = (event.by || "").startsWith("desk-") ? "the newsroom" : event.agency_name || "its agency";
    for (let at = held.length - 1; at >= 0; at--) if (held[at].item === event.item) held.splice(at, 1);
    [$("say"), $("say-now")].forEach((place) => { place.textContent = ""; });
    unsaid = [];
    const lines = document.querySelectorAll('.line[data-item="' + CSS.escape(event.item) + '"]');
    const cards = document.querySelectorAll('.card[data-item="' + CSS.escape(event.item) + '"]');
    const links = document.querySelectorAll('a[href="/item/' + CSS.escape(event.item) + '"]:not(.line-link)');
    lines.forEach((line) => bury(line, who));
    cards.forEach((card) => card.remove());
    links.forEach((link) => {
      link.textContent = "Killed by " + who;
      link.removeAttribute("title");
    });
    /* who read or heard it here is told, without a word of it */
    if (lines.length + cards.length + links.length) {
      const how = event.was_withdrawn ? "An item that was withdrawn is killed now" : event.is_withdrawn ? "An item was withdrawn" : "An item was killed";
      $("say").textContent = how + " by " + who + ": it must not be used.";
    }
  }
  function bury(line, agency) {
    const mark = line.querySelector(".badge") || document.createElement("b"), link = line.querySelector("a");
    mark.className = "badge is-killed";
    mark.textContent = "Killed";
    mark.removeAttribute("title");
    link.prepend(mark);
    line.classList.remove("is-loud");
    line.classList.add("is-killed");
    line.querySelector(".line-title").textContent = "Killed by " + agency;
  }

  /* said politely and not too often; a FLASH at once */
  let unsaid = [], sayLater = 0;
  function announce(event) {
    if (!isNews(event) || isOld(event)) return;
    const words = (event.label ? event.label + ": " : "") + event.headline;
    if (isLoud(event)) { $("say-now").textContent = words; return; }
    unsaid.push(words);
    if (sayLater) return;
    sayLater = setTimeout(() => {
      $("say").textContent = (unsaid.length > 1 ? unsaid.length + " new lines. Newest: " : "") + unsaid[unsaid.length - 1];
      unsaid = [];
      sayLater = 0;
    }, 1500);
  }

  /* the item that is open here */
  function aboutThisPage(event) {
    if (!item) return;
    if (event.kind === "killed" && event.item === item.dataset.item) { location.reload(); return; }
    if (!isNews(event) || event.chain !== item.dataset.chain || event.item === item.dataset.item) return;
    if (event.top && event.top !== event.item) return;
    const told = $("newer"), link = document.createElement("a");
    if (!told) return;
    link.href = "/item/" + encodeURIComponent(event.item);
    link.textContent = event.headline;
    told.replaceChildren("A newer version is in: " + (event.label ? event.label + ": " : ""), link);
    told.hidden = false;
  }

  /* the stories beside the box stand still while they are read; newer ones come when they are asked for */
  const stories = $("stories");
  if (stories) stories.addEventListener("click", async (event) => {
    if (event.target.id !== "newer-stories") return;
    try {
      const answer = await fetch("/");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      stories.replaceChildren(...page.getElementById("stories").childNodes);
      localiseAll(stories);
    } catch (failed) {
      location.reload();
    }
  });

  function setPaused(value) {
    isPaused = value;
    pause.setAttribute("aria-pressed", String(value));
    $("pause-word").textContent = value ? "Go on" : "Pause";
    if (!cutAt) show(value ? "paused" : "live", value ? "paused" : "live");
    if (!value) {
      held.splice(0).forEach(apply);
      waiting.hidden = true;
    }
  }
  pause.hidden = false;
  pause.addEventListener("click", () => setPaused(!isPaused));
  waiting.addEventListener("click", () => { setPaused(false); lines.firstElementChild.querySelector("a").focus({ preventScroll: true }); });
  show("wait", "connecting");
  connect();
})();
