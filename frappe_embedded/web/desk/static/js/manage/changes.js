/** The history of the set-up: taking a change back, after what that means was said. */
import { request } from '../api.js';
import { openDialog } from '../dialog.js';
import { all, el, icon, one, t } from '../dom.js';
import { refresh } from '../navigate.js';
import { showRefusal } from '../refusal.js';
import { toast, withProgress } from '../toast.js';
import { chosenMoves, moveFields } from './state_moves.js';

/**
 * @typedef {Object} Plan what taking a change back would do
 * @property {number} count records @property {string[]} lost what does not come back @property {string[]} blocked why it cannot be done
 * @property {{user: string, moment: string, url: string}[]} later changes of the same values that would go back as well
 * @property {(import('./state_moves.js').Removal & {workflow: string})[]} moves @property {boolean} retire
 */

export function start() {
  for (const button of all('[data-undo]')) button.addEventListener('click', () => undo(button));
}

/** @param {HTMLButtonElement} button */
async function undo(button) {
  const batch = button.dataset.undo;
  button.disabled = true;
  try {
    const { message: plan } = await withProgress(request('POST', '/app/history/undo-plan', { batch }));
    const choices = await asked(plan);
    if (!choices) return;
    const { message } = await withProgress(request('POST', '/app/history/undo', { batch, choices }));
    toast(t('Undone: {0} records are as they were.', message));
    await refresh();
  } catch (error) {
    showRefusal(error);
  } finally {
    button.disabled = false;
  }
}

/** Say what happens and ask what must be chosen; null if it is not to be done. @param {Plan} plan @returns {Promise<any>} */
async function asked(plan) {
  const { count, lost, blocked, later, moves } = plan;
  const choices = { with_later: later.length ? 1 : 0, retire: plan.retire ? 1 : 0 };
  if (count === 1 && ![lost, blocked, later, moves].some((each) => each.length)) return choices;
  if (blocked.length) {
    await openDialog({ title: t('This change cannot be undone by itself'), body: [listed(blocked, 'circle-alert')] });
    return null;
  }
  const workflows = [...new Set(moves.map(({ workflow }) => workflow))];
  const body = [
    count > 1 ? el('p', {}, t('{0} records were changed together and go back together. That can be undone, too.', count)) : null,
    later.length ? el('p', {}, t('The same was changed again since. These later changes go back as well:')) : null,
    later.length ? el('ul', {}, ...later.map(laterChange)) : null,
    lost.length ? listed(lost, 'info') : null,
    ...workflows.map((workflow) => el('div', { 'data-workflow': workflow }, ...moveFields(moves.filter((each) => each.workflow === workflow)))),
  ].filter(Boolean);
  return openDialog({
    title: t('Take all of it back?'), body, action: t('Put all of it back'), danger: true,
    onAction: (dialog) => {
      const chosen = workflows.map((workflow) => [workflow, chosenMoves(one(`[data-workflow="${CSS.escape(workflow)}"]`, dialog))]);
      return chosen.every(([, targets]) => targets) && { ...choices, moves: Object.fromEntries(chosen) };
    },
  });
}

/** @param {string[]} lines @param {string} name of an icon */
const listed = (lines, name) => el('div', {}, ...lines.map((line) => el('p', { class: 'help' }, icon(name), ' ', line)));

/** @param {{user: string, moment: string, url: string}} change */
const laterChange = ({ user, moment, url }) => el('li', {}, el('a', { href: url, target: '_blank' }, t('{0}: {1}', user, moment)));
