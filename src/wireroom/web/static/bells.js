/* Bells, as the old machines had them: 3 for an Urgent, 5 for a bulletin, 10 for a FLASH. Off until somebody turns them on; each
   ring is also a line of text at the foot of the page, in a live region. */
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const kept = (key) => { try { return localStorage.getItem(key); } catch (refused) { return null; } };
  const keep = (key, value) => { try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch (refused) { /* only for this page */ } };
  const STROKE_S = 0.22, LATE_MS = 120000;
  const isDesk = Boolean(document.querySelector("[data-wire]")); /* there what rings is always shown, and the switch is for its sound */
  let audio = null, isOn = kept("bells") === "on", last = null, source = null, isAsking = false, isAskedAgain = false;

  /* one stroke: a struck bell is a few partials that die away */
  function stroke(at) {
    [[1, 0.5], [2.4, 0.25], [3.9, 0.12]].forEach(([partial, loud]) => {
      const tone = audio.createOscillator(), gain = audio.createGain();
      tone.frequency.value = 1250 * partial;
      gain.gain.setValueAtTime(loud, at);
      gain.gain.exponentialRampToValueAtTime(0.001, at + STROKE_S * 0.9);
      tone.connect(gain).connect(audio.destination);
      tone.start(at);
      tone.stop(at + STROKE_S);
    });
  }
  function sound(bells) {
    if (!isOn || !window.AudioContext || !bells) return;
    audio = audio || new AudioContext();
    const ring = () => { for (let n = 0; n < bells; n++) stroke(audio.currentTime + 0.02 + n * STROKE_S); };
    /* a browser is silent until the page was touched; the text stands there meanwhile */
    if (audio.state === "suspended") audio.resume().then(ring, () => {}); else ring();
  }

  /* the text: a line for each ring, newest first, until it is read or all are seen */
  const LINES = 3;
  let rung = [];
  function banner() {
    let found = $("rung");
    if (found) return found;
    found = document.createElement("div");
    found.id = "rung";
    found.className = "rung";
    found.hidden = true;
    const words = document.createElement("div"), list = document.createElement("ol"), more = document.createElement("a"), does = document.createElement("div"), seen = document.createElement("button");
    list.id = "rung-lines";
    words.setAttribute("role", "alert");
    words.setAttribute("aria-atomic", "false"); /* only the line that is new is said */
    words.append(list);
    more.id = "rung-more";
    more.href = "/admin/deliveries?channel=desk";
    seen.type = "button";
    seen.textContent = "Seen";
    seen.addEventListener("click", () => drop(() => false));
    does.append(more, " ", seen);
    found.append(words, does);
    document.body.append(found);
    return found;
  }
  const see = (key) => fetch("/api/v1/alerts/" + encodeURIComponent(key) + "/seen", { method: "POST", keepalive: true }).catch(() => {});
  const strokes = (n) => n === 0 ? "quiet hours" : n === 1 ? "1 bell" : n + " bells";

  function lineOf(alert) {
    const line = document.createElement("li"), by = document.createElement("span"), link = document.createElement("a");
    link.href = "/item/" + encodeURIComponent(alert.item);
    link.textContent = (alert.label ? alert.label + ": " : "") + alert.headline;
    link.addEventListener("click", () => drop((one) => one.alert.key !== alert.key));
    by.className = "rung-by";
    by.textContent = [alert.watch, alert.agency, strokes(alert.bells)].join(" · ");
    line.append(alert.kind === "corrected" ? "Corrected: " : "", link, " ", by);
    return line;
  }
  /* who reads a ring, or says so, has seen it */
  function drop(stays) {
    rung.filter((one) => !stays(one)).forEach((one) => { one.line.remove(); one.keys.forEach(see); });
    rung = rung.filter(stays);
    draw();
  }
  function draw() {
    const place = banner(), more = rung.length - LINES;
    rung.forEach((one, n) => { one.line.hidden = n >= LINES; });
    place.hidden = !rung.length;
    $("rung-more").hidden = more <= 0;
    $("rung-more").textContent = "and " + more + " more";
  }
  function tell(alerts) {
    banner().hidden = false; /* a live region says only what changes while it is there */
    for (const alert of alerts) {
      /* a kill takes the words of the copy that rang away, and stands for its rings */
      const gone = alert.kind === "killed" ? rung.filter((one) => one.alert.item === alert.item) : [], line = lineOf(alert);
      gone.forEach((one) => one.line.remove());
      rung = [{ alert, line, keys: [alert.key, ...gone.flatMap((one) => one.keys)] }, ...rung.filter((one) => !gone.includes(one))];
      $("rung-lines").prepend(line);
    }
    draw();
  }

  async function ask() {
    if (isAsking) { isAskedAgain = true; return; }
    isAsking = true;
    try {
      do {
        isAskedAgain = false;
        const answer = await fetch("/api/v1/alerts" + (last === null ? "" : "?after=" + last));
        if (answer.status === 401) { stop("Sign in, and the bells ring here."); return; }
        if (!answer.ok) return;
        const found = await answer.json();
        last = found.last;
        const fresh = found.alerts.filter((one) => Date.parse(found.at) - Date.parse(one.at) < LATE_MS || one.kind === "killed");
        if (fresh.length) {
          tell(fresh);
          /* of several pages that are open, the one in front rings */
          if (!document.hidden) sound(Math.max(...fresh.map((one) => one.bells)));
        }
      } while (isAskedAgain);
    } catch (cut) { /* the next line of the wire asks again */ } finally { isAsking = false; }
  }
  const onWire = (event) => { if (event.kind === "rung") ask(); };
  const onPage = (event) => onWire(event.detail);

  function start() {
    ask();
    if ($("box") || isDesk) { document.addEventListener("wire", onPage); return; }
    if (source || !window.EventSource) return;
    source = new EventSource("/api/v1/wire");
    source.onmessage = (message) => onWire(JSON.parse(message.data));
    source.onopen = () => { if (last !== null) ask(); };
  }
  function stop(words) {
    document.removeEventListener("wire", onPage);
    if (source) source.close();
    source = null;
    if (words && $("bells-state")) $("bells-state").textContent = words;
  }
  if (isOn || isDesk) start();

  /* the desk: one switch at its foot */
  const here = $("bells-here");
  if (here) {
    const tellHere = () => { here.setAttribute("aria-pressed", String(isOn)); here.textContent = isOn ? "Bells are on" : "Bells are off"; };
    here.addEventListener("click", () => { isOn = !isOn; keep("bells", isOn ? "on" : null); tellHere(); sound(1); });
    tellHere();
  }

  /* the page of watches: turn them on and off, try them */
  const place = $("bells");
  if (!place) return;
  const toggle = $("bells-switch");
  function show() {
    $("bells-state").textContent = isOn ? "Bells are on: this device rings on every page of the room that is open." : "Bells are off on this device.";
    toggle.setAttribute("aria-pressed", String(isOn));
    toggle.textContent = isOn ? "Turn bells off" : "Turn bells on";
  }
  place.hidden = false;
  show();
  toggle.addEventListener("click", () => {
    isOn = !isOn;
    keep("bells", isOn ? "on" : null);
    show();
    if (isOn) { sound(1); start(); } else { stop(""); rung.splice(0).forEach((one) => one.line.remove()); draw(); }
  });
  $("bells-try").addEventListener("click", () => { const was = isOn; isOn = true; sound(10); isOn = was; });

  /* push: rings also while no page is open */
  const push = $("push-switch"), said = $("push-state");
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !window.isSecureContext) return;
  push.hidden = false;
  push.addEventListener("click", async () => {
    try {
      const answer = await fetch("/api/v1/push/key"), found = await answer.json();
      if (!answer.ok) throw new Error(found.detail || answer.statusText);
      if (await Notification.requestPermission() !== "granted") throw new Error("the browser does not allow notifications from this room");
      await navigator.serviceWorker.register("/push.js");
      const worker = await navigator.serviceWorker.ready; /* registered is not running yet: subscribing then fails */
      const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: found.key });
      const taken = await fetch("/api/v1/push/subscriptions", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(subscription) });
      const channel = await taken.json();
      if (!taken.ok) throw new Error(channel.detail || taken.statusText);
      said.textContent = "This browser is the channel " + channel.name + " now; choose it in your watches.";
    } catch (failed) {
      said.textContent = "That did not work: " + (failed.name === "AbortError"
        ? "this browser has no push service, or does not reach it. Try another browser, or take another channel for your watches."
        : failed.message);
    }
  });
})();
