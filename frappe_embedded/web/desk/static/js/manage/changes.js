/** The history of the set-up: taking a change back. */
import { request } from '../api.js';
import { confirmDanger } from '../dialog.js';
import { all, t } from '../dom.js';
import { refresh } from '../navigate.js';
import { showRefusal } from '../refusal.js';
import { toast, withProgress } from '../toast.js';

export function start() {
  for (const button of all('[data-undo]')) button.addEventListener('click', () => undo(button));
}

/** @param {HTMLButtonElement} button */
async function undo(button) {
  const count = Number(button.dataset.count);
  if (count > 1) {
    const text = t('{0} records were changed together and go back together. That can be undone, too.', count);
    if (!await confirmDanger(t('Take all of it back?'), text, t('Undo'))) return;
  }
  button.disabled = true;
  try {
    const { message } = await withProgress(request('POST', '/app/history/undo', { batch: button.dataset.undo }));
    toast(t('Undone: {0} records are as they were.', message));
    await refresh();
  } catch (error) {
    button.disabled = false;
    showRefusal(error);
  }
}
