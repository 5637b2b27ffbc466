/** Moments of the server: its time has no zone, and its clock is not that of this computer. */
const version = new URL(import.meta.url).search;
const { t, language } = await import(`./core.js${version}`);

const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const speech = `${language}-u-nu-latn`;
let ahead = 0;

export const read = (moment) => new Date(String(moment).slice(0, 23).replace(' ', 'T'));

/** Learn what time it is at the server. @param {string} now */
export function set(now) {
  ahead = read(now) - Date.now();
}

const serverNow = () => Date.now() + ahead;

/** How long ago, in words. */
export function ago(moment) {
  const span = Math.max(0, serverNow() - read(moment));
  if (span < HOUR) return t('{0} min', Math.max(1, Math.floor(span / MINUTE)));
  if (span < 2 * DAY) return t('{0} h', Math.floor(span / HOUR));
  return t('{0} days', Math.floor(span / DAY));
}

export const isOver = (moment) => Boolean(moment) && read(moment) < serverNow();

export const time = (moment) => read(moment).toLocaleTimeString(speech, { hour: '2-digit', minute: '2-digit' });

export const day = (moment) => read(moment).toLocaleDateString(speech, { weekday: 'long', day: 'numeric', month: 'long' });
