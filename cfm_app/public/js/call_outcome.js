/** When to try again: a moment in the office's day, as a date field takes it. */
const OPENS = 8;
const CLOSES = 17;

/** @param {number} hours from now; before opening or after closing the next morning is meant */
export function next(hours, now = new Date()) {
  const moment = new Date(now.getTime() + hours * 3600000);
  if (moment.getHours() >= CLOSES) moment.setDate(moment.getDate() + 1);
  if (moment.getHours() >= CLOSES || moment.getHours() < OPENS) moment.setHours(OPENS + 1, 0);
  moment.setMinutes(Math.ceil(moment.getMinutes() / 15) * 15, 0, 0);
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60000);
  return local.toISOString().slice(0, 16);
}
