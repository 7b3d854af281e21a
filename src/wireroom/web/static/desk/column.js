/* A column: rows in the order they rose, newest first, of which only those in sight are in the page.

   Nothing moves under the pointer or the reading eye: while the column is scrolled, pointed at, focused or paused, rows that
   rise wait behind a count. What a row says (a kill, a correction) is put right where it stands, at once. */
import { makeRow, fillRow, isKilled } from "./row.js";

const form = document.getElementById("column-form").content.firstElementChild;
const SPARE = 8, HOUR = 36e5;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Column {
  /* room: {seen, rows, ask(column, before), select(column, chain), counted(column, n)} */
  constructor(spec, room) {
    this.spec = spec;
    this.room = room;
    this.order = [];                /* chains, as they stand */
    this.rose = new Map();          /* chain -> seq */
    this.waiting = new Map();       /* chain -> seq: rises when the column is let go */
    this.elements = new Map();
    this.current = null;            /* the chain the keyboard stands on */
    this.nextBefore = undefined;    /* undefined: nothing asked yet; null: no more */
    this.meant = "";                /* the search in words */
    this.isPaused = false; this.isOver = false; this.isFlashOnly = false; this.isAsking = false; this.isStale = false;
    this.el = form.cloneNode(true);
    const $ = (name) => this.el.querySelector(name);
    this.title = $("h2"); this.rate = $(".rate"); this.rowsEl = $(".rows"); this.space = $(".rows-space");
    this.waitEl = $(".waiting"); this.emptyEl = $(".column-empty"); this.onlyEl = $(".column-only"); this.pauseEl = $(".column-pause");
    this.menuEl = $(".column-menu");
    this.id = "column-" + Column.n++;
    this.title.id = this.id;
    this.rowsEl.setAttribute("aria-labelledby", this.id);
    this.el.setAttribute("aria-labelledby", this.id);
    this.listen();
    this.named();
  }

  named() {
    this.title.textContent = this.spec.name;
    this.title.title = this.meant || this.spec.query;
    this.pauseEl.setAttribute("aria-label", "Pause " + this.spec.name);
    this.menuEl.setAttribute("aria-label", "Change " + this.spec.name);
  }

  means(words) { this.meant = words; this.named(); }

  listen() {
    let frame = 0;
    this.rowsEl.addEventListener("scroll", () => {
      if (!frame) frame = requestAnimationFrame(() => { frame = 0; this.draw(); this.letGo(); });
    }, { passive: true });
    this.rowsEl.addEventListener("pointerenter", (event) => { this.isOver = event.pointerType === "mouse"; });
    this.rowsEl.addEventListener("pointerleave", () => { this.isOver = false; this.letGo(); });
    this.rowsEl.addEventListener("focusout", () => setTimeout(() => this.letGo()));
    this.rowsEl.addEventListener("focus", () => { if (!this.current && this.shown().length) this.go(0); else if (this.current) this.focusRow(); });
    this.rowsEl.addEventListener("click", (event) => {
      const el = event.target.closest(".row");
      if (!el || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      this.room.select(this, el.dataset.chain);
    });
    this.waitEl.addEventListener("click", () => this.latest());
    this.pauseEl.addEventListener("click", () => this.pause());
    this.onlyEl.querySelector("button").addEventListener("click", () => this.flashOnly());
    this.observer = new ResizeObserver(() => { this.measure(); this.draw(); });
    this.observer.observe(this.rowsEl);
  }

  close() { this.observer.disconnect(); this.el.remove(); }

  /* the rows that are shown: all, or those with a rank */
  shown() {
    if (!this.isFlashOnly) return this.order;
    return this.order.filter((chain) => { const row = this.room.rows.get(chain); return row && (row.rank || isKilled(row)); });
  }

  get isHolding() {
    return this.isPaused || this.isOver || this.rowsEl.scrollTop > 2 || this.rowsEl.contains(document.activeElement);
  }

  /* rows from the archive of the column, oldest last */
  fill(risen, nextBefore) {
    const known = new Set(this.order);
    for (const { row, rose } of risen) {
      if (known.has(row.chain)) continue;
      this.order.push(row.chain);
      this.rose.set(row.chain, rose);
    }
    this.order.sort((a, b) => this.rose.get(b) - this.rose.get(a));
    this.nextBefore = nextBefore;
    this.draw();
  }

  async more() {
    if (this.isAsking || this.nextBefore === null) return false;
    this.isAsking = true;
    this.rowsEl.setAttribute("aria-busy", "true");
    try { await this.room.ask(this, this.nextBefore); } finally { this.isAsking = false; this.rowsEl.setAttribute("aria-busy", "false"); }
    return true;
  }

  /* a chain rises here: when all of a message is known (`settle`), or when the column is let go */
  rise(chain, seq) { if ((this.rose.get(chain) || 0) < seq) this.waiting.set(chain, seq); }

  settle() {
    if (!this.isHolding) this.letGo();
    else if (this.waiting.size) this.count();
  }

  /* the waiting rows take their places: cheap for one, whatever the number of rows */
  release() {
    if (!this.waiting.size) return;
    const risen = [...this.waiting].sort((a, b) => a[1] - b[1]);
    this.waiting.clear();
    for (const [chain, seq] of risen) {
      if (this.rose.has(chain)) this.order.splice(this.order.indexOf(chain), 1);
      this.rose.set(chain, seq);
      this.order.unshift(chain);
    }
    this.count();
    this.draw();
    this.fresh(risen.map(([chain]) => chain));
  }

  fresh(chains) {
    if (still.matches) return;
    for (const chain of chains) {
      const el = this.elements.get(chain);
      if (el) el.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 200, easing: "ease-out" });
    }
  }

  letGo() {
    if (this.isHolding) return;
    if (this.waiting.size) this.release();
    else if (this.isStale) this.draw();
  }

  latest() {
    this.rowsEl.scrollTop = 0;
    this.release();
    if (!this.shown().length) return;
    this.stand(this.shown()[0], 0);
    this.focusRow();
  }

  count() {
    const chains = [...this.waiting.keys()].filter((chain) => !this.isFlashOnly || (this.room.rows.get(chain) || {}).rank);
    this.waitEl.hidden = !chains.length;
    const words = chains.length + " new, press .";
    if (this.waitEl.textContent !== words) this.waitEl.textContent = words;
    if (chains.length) this.room.counted(this, chains.length);
  }

  pause() {
    this.isPaused = !this.isPaused;
    this.pauseEl.setAttribute("aria-pressed", String(this.isPaused));
    this.pauseEl.textContent = this.isPaused ? "Paused" : "Pause";
    this.letGo();
  }

  flashOnly() {
    this.isFlashOnly = !this.isFlashOnly;
    this.onlyEl.hidden = !this.isFlashOnly;
    this.rowsEl.scrollTop = 0;
    this.count();
    this.draw();
  }

  /* a chain that is no more: its heir takes its place */
  forget(chain, heir) {
    this.waiting.delete(chain);
    if (!this.rose.has(chain)) return;
    const at = this.order.indexOf(chain), seq = this.rose.get(chain);
    this.rose.delete(chain);
    if (heir && !this.rose.has(heir)) { this.order[at] = heir; this.rose.set(heir, seq); } else this.order.splice(at, 1);
    if (this.current === chain) this.current = heir || null;
  }

  /* a row that the column does not look for any more: it goes, unless somebody stands on it */
  leave(chain) {
    this.waiting.delete(chain);
    if (!this.rose.has(chain) || chain === this.current) return;
    this.order.splice(this.order.indexOf(chain), 1);
    this.rose.delete(chain);
    this.isStale = true;
  }

  /* every row is as high as the next: by the width of the column one line or two, by the reader's own text size */
  measure() {
    const probe = this.space.firstElementChild || this.space.appendChild(makeRow());
    this.height = probe.getBoundingClientRect().height || this.height;
    if (!probe.row) probe.remove();
    this.view = this.rowsEl.clientHeight;
  }

  /* put the rows in sight into the page */
  draw() {
    if (!this.height) this.measure();
    if (!this.height) return;           /* not in the page yet */
    const rows = this.shown(), top = this.rowsEl.scrollTop;
    const first = Math.max(0, Math.floor(top / this.height) - SPARE);
    const last = Math.min(rows.length, Math.ceil((top + this.view) / this.height) + SPARE);
    const wanted = rows.slice(first, last);
    if (this.current && this.elements.has(this.current) && this.elements.get(this.current).contains(document.activeElement) && !wanted.includes(this.current)) wanted.push(this.current);
    const keep = new Set(wanted);
    for (const [chain, el] of this.elements) if (!keep.has(chain)) { el.remove(); this.elements.delete(chain); }
    let at = this.space.firstElementChild;
    for (const chain of wanted) {
      let el = this.elements.get(chain);
      if (!el) { el = makeRow(); this.elements.set(chain, el); }
      this.fill_row(el, chain);
      if (el === at) at = at.nextElementSibling; else this.space.insertBefore(el, at);
    }
    this.isStale = false;
    const standing = this.elements.get(this.current);
    if (standing) standing.tabIndex = 0;
    this.rowsEl.tabIndex = standing ? -1 : 0;   /* Tab leads to one place in a column: the row, or the column while it has none */
    this.space.style.paddingTop = first * this.height + "px";
    this.space.style.paddingBottom = Math.max(0, rows.length - last) * this.height + "px";
    const isEmpty = !rows.length && this.nextBefore !== undefined;
    if (this.emptyEl.hidden === isEmpty) { this.emptyEl.hidden = !isEmpty; this.el.classList.toggle("is-empty", isEmpty); }
    if (isEmpty) this.emptyEl.textContent = this.isFlashOnly ? "No flash, bulletin or urgent here." : this.spec.query ? "Nothing fits yet. This column looks for: " + (this.meant || this.spec.query) : "The wire is quiet: no copy has come in yet. Take some in with “wireroom ingest FILE…”, or see a whole day go by with “wireroom demo”.";
    if (this.nextBefore && last > rows.length - 30 && top > 0) this.more();
  }

  fill_row(el, chain) {
    const row = this.room.rows.get(chain), seen = this.room.seen;
    fillRow(el, row, { isSeen: seen.isSeen(row), isNewer: seen.isNewer(row) });
    el.classList.toggle("is-current", chain === this.current);
  }

  /* a row says something else: where it stands */
  renew(chain) {
    const el = this.elements.get(chain);
    if (el) this.fill_row(el, chain);
  }

  /* the rate: how many rose in the last hour, and a bar for each five minutes of it */
  showRate() {
    const now = Date.now(), bars = new Array(12).fill(0);
    let n = 0;
    for (const chain of this.order) {
      const age = now - Date.parse(this.room.rows.get(chain).at);
      if (age > HOUR * 1.5) break;
      if (age >= 0 && age < HOUR) { n += 1; bars[11 - Math.floor(age / HOUR * 12)] += 1; }
    }
    const most = Math.max(1, ...bars);
    this.rate.textContent = n ? n + "/h " + bars.map((one) => "▁▂▃▄▅▆▇█"[Math.round(one / most * 7)]).join("") : "";
    this.rate.setAttribute("role", "img");
    this.rate.setAttribute("aria-label", n + " lines in the last hour");
  }

  /* keyboard */
  go(step) {
    const rows = this.shown();
    if (!rows.length) return null;
    const at = this.current ? rows.indexOf(this.current) : -1;
    const next = Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step));
    this.stand(rows[next], next);
    this.focusRow();
    if (next > rows.length - 10 && this.nextBefore) this.more();
    return rows[next];
  }

  stand(chain, at = this.shown().indexOf(chain)) {
    const before = this.elements.get(this.current);
    this.current = chain;
    if (before) { before.classList.remove("is-current"); before.tabIndex = -1; }
    const top = at * this.height, port = this.rowsEl;
    if (top < port.scrollTop) port.scrollTop = top;
    else if (top + this.height > port.scrollTop + this.view) port.scrollTop = top + this.height - this.view;
    this.draw();
    const el = this.elements.get(chain);
    if (el) { el.setAttribute("aria-posinset", at + 1); el.setAttribute("aria-setsize", this.nextBefore ? -1 : this.shown().length); }
  }

  focusRow() {
    const el = this.elements.get(this.current);
    if (el) el.focus({ preventScroll: true });
  }
}
Column.n = 0;
