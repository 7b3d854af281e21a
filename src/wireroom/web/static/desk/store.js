/* What this browser remembers: the layout, what was seen, whether keys are on. Nothing here must be kept for the desk to work. */
export function keep(key, value) { try { localStorage.setItem("desk." + key, JSON.stringify(value)); } catch (refused) { /* not kept, still done */ } }
export function kept(key, otherwise) {
  try { const found = JSON.parse(localStorage.getItem("desk." + key)); return found === null ? otherwise : found; } catch (refused) { return otherwise; }
}

/* which version of a chain was seen last; the newest 4,000 chains are remembered */
const MOST = 4000;
export class Seen {
  constructor() { this.items = new Map(kept("seen", [])); this.timer = 0; }
  isSeen(row) { return this.items.get(row.chain) === row.item + stateOf(row); }
  /* an earlier version was seen: "new since you looked" */
  isNewer(row) { return this.items.has(row.chain) && !this.isSeen(row); }
  mark(row, isSeen) {
    this.items.delete(row.chain);
    if (isSeen) this.items.set(row.chain, row.item + stateOf(row));
    if (this.items.size > MOST) this.items.delete(this.items.keys().next().value);
    if (!this.timer) this.timer = setTimeout(() => { this.timer = 0; keep("seen", [...this.items]); }, 500);
  }
}
/* a kill makes a row new again, for everybody who looked before it */
const stateOf = (row) => (row.states || []).some((state) => state.shape === "killed") ? " killed" : "";
