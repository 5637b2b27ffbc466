/** Why the server did not do what a page asked of it, in the place for that on top. */
import { el, icon, one } from './dom.js';

/** @param {any} error a ServerError; any other is a fault of the program and goes on */
export function showRefusal(error) {
  if (!error.messages) throw error;
  showReason(error.messages.join(' '));
}

/** @param {string} text */
export function showReason(text) {
  const place = one('#form-errors');
  place.replaceChildren(el('div', { class: 'alert alert-red', role: 'alert' }, icon('circle-alert'), el('span', {}, text)));
  place.focus();
  place.scrollIntoView({ block: 'nearest' });
}
