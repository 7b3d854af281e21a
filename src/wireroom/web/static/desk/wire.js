/* The one connection of the desk. It says live, resuming, behind or cut off since when, and how long it was away. */
const DEAF_MS = 16000;

export class Wire {
  /* tell: {message(message), state(name, since), back(awayMs, from)} */
  constructor(tell) {
    this.tell = tell;
    this.seq = 0;
    this.heardAt = Date.now();
    this.cutAt = null;
    this.source = null;
    this.queries = [];
    addEventListener("online", () => this.check());
    addEventListener("pageshow", () => this.check());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.check(); });
    this.watch = setInterval(() => this.check(), 2000);
  }

  open(queries, seq) {
    this.queries = queries;
    if (seq !== undefined) this.seq = seq;
    if (this.source) this.source.close();
    const asked = new URLSearchParams([["after", this.seq], ...queries.map((query) => ["q", query])]);
    const source = this.source = new EventSource("/api/v1/desk/wire?" + asked);
    source.addEventListener("beat", () => { if (source === this.source) this.heard(false); });
    source.addEventListener("who", (event) => { if (source === this.source) document.dispatchEvent(new CustomEvent("who", { detail: JSON.parse(event.data) })); });
    source.onmessage = (event) => {
      if (source !== this.source) return;
      const message = JSON.parse(event.data);
      this.seq = message.seq;
      this.heard(message.is_behind);
      this.tell.message(message);
    };
    source.onerror = () => { if (source === this.source) this.lost(source.readyState === 2); };
  }

  heard(isBehind) {
    const from = this.cutAt;
    this.heardAt = Date.now();
    this.cutAt = null;
    if (from) this.tell.back(this.heardAt - from, from);
    this.tell.state(isBehind ? "behind" : "live");
  }

  lost(isRefused) {
    if (!this.cutAt) this.cutAt = this.heardAt;
    this.tell.state("cut", new Date(this.cutAt));
    if (isRefused && !this.again) this.again = setTimeout(() => { this.again = 0; this.refused(); }, 3000);
  }

  /* the room answered something else than the wire: signed out, or it is being restarted */
  async refused() {
    try {
      const answer = await fetch("/api/v1/desk/layout");
      if (answer.status === 401) { this.tell.state("out"); return; }
    } catch (cut) { /* still cut off */ }
    this.open(this.queries);
  }

  /* a connection that was asleep may look open for ever: whoever hears nothing asks anew */
  check() {
    if (!this.source || Date.now() - this.heardAt < DEAF_MS || this.checking) return;
    this.checking = true;
    setTimeout(() => { this.checking = false; }, 5000);
    this.lost(false);
    this.open(this.queries);
  }

  close() { clearInterval(this.watch); if (this.source) this.source.close(); }
}
