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
  const { moved } = button.dataset;
  if (count > 1 || moved) {
    const together = count > 1 ? t('{0} records were changed together and go back together. That can be undone, too.', count) : '';
    const stay = moved ? t('{0} They stay where they are now: only the set-up goes back.', moved) : '';
    if (!await confirmDanger(t('Take all of it back?'), [together, stay].filter(Boolean).join(' '), t('Take it back'))) return;
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
