/** Why the server did not do what a page asked of it, in the place for that on top. */
import { el, icon, one } from './dom.js';

/** @param {any} error a ServerError; any other is a fault of the program and goes on */
export function showRefusal(error) {
  if (!error.messages) throw error;
  showReason(error.messages.join(' '), error.links);
}

/** @param {string} text @param {{href: string, text: string}[]} [links] */
export function showReason(text, links = []) {
  const place = one('#form-errors');
  place.replaceChildren(el('div', { class: 'alert alert-red', role: 'alert' }, icon('circle-alert'), el('span', {}, text, ...links.map(({ href, text: name }) => el('a', { href, class: 'alert-link' }, name)))));
  place.focus();
  place.scrollIntoView({ block: 'nearest' });
}
