/* Times as a wire room has them: the editor's own zone, 24 hours, to the second. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
const form = (options) => new Intl.DateTimeFormat("en-GB", { hourCycle: "h23", ...options });
const second = form({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const minute = form({ hour: "2-digit", minute: "2-digit" });
const day = form({ day: "numeric", month: "short" });
const year = form({ day: "numeric", month: "short", year: "numeric" });
const full = form({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const isRecent = (at) => Math.abs(Date.now() - at) < 20 * 36e5;

const toDay = (at) => (Math.abs(Date.now() - at) < 300 * 864e5 ? day : year).format(at);
const dated = (at) => toDay(at) + " " + minute.format(at);
export const toSecond = (at) => (isRecent(at) ? second.format(at) : dated(at));
export const toMinute = (at) => (isRecent(at) ? minute.format(at) : dated(at));
export const whole = (at) => full.format(at) + " (" + zone.replace(/_/g, " ") + ")";

/* how long, in the words people use */
export function span(ms) {
  const s = Math.max(1, Math.round(ms / 1000)), m = Math.round(s / 60), h = Math.round(m / 60);
  const many = (n, word) => n + " " + word + (n === 1 ? "" : "s");
  return s < 90 ? many(s, "second") : m < 90 ? many(m, "minute") : many(h, "hour");
}

/* <time> elements that came as HTML from the room, in UTC */
export function localise(within) {
  for (const time of within.querySelectorAll("time[data-time]")) {
    const at = new Date(time.dateTime);
    if (isNaN(at)) continue;
    time.textContent = time.dataset.time === "full" ? toDay(at) + " " + second.format(at) : toMinute(at);
    time.title = whole(at);
  }
}
