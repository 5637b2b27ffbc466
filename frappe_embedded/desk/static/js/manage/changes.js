/** The history of the set-up: taking a change back. */
import { request } from '../api.js';
import { all, el, icon, one, t } from '../dom.js';
import { refresh } from '../navigate.js';
import { toast, withProgress } from '../toast.js';

export function start() {
  for (const button of all('[data-undo]')) button.addEventListener('click', () => undo(button));
}

/** @param {HTMLButtonElement} button */
async function undo(button) {
  button.disabled = true;
  try {
    const { message } = await withProgress(request('POST', '/app/history/undo', { batch: button.dataset.undo }));
    toast(message === 1 ? t('Undone.') : t('Undone: {0} records are as they were.', message));
    await refresh();
  } catch (error) {
    button.disabled = false;
    one('#form-errors').replaceChildren(el('div', { class: 'alert alert-red', role: 'alert' }, icon('circle-alert'), el('span', {}, /** @type {Error} */ (error).message)));
    one('#form-errors').focus();
    window.scrollTo({ top: 0 });
  }
}
