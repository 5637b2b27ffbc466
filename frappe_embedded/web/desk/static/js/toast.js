/** Short notes at the foot of the page, and the bar of a running request. */
import { el, one, t } from './dom.js';

const STAYS = 6000;

/**
 * @param {string} text
 * @param {{label: string, run: () => void}} [action] for instance to undo
 */
export function toast(text, action) {
  const note = el('div', { class: 'toast' }, el('span', {}, text));
  const close = () => note.remove();
  if (action) {
    note.append(el('button', { type: 'button', onclick: () => { close(); action.run(); } }, action.label));
  } else {
    note.append(el('button', { type: 'button', 'aria-label': t('Close'), onclick: close }, '×'));
  }
  one('#toasts').replaceChildren(note);
  setTimeout(close, STAYS);
}

/** Shows a bar if the work takes longer than a moment. @template T @param {Promise<T>} work @returns {Promise<T>} */
export async function withProgress(work) {
  const bar = el('div', { class: 'progress', role: 'progressbar', 'aria-label': t('Working…') });
  const timer = setTimeout(() => document.body.append(bar), 300);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    bar.remove();
  }
}
