/** Asking for a fresh code of the second factor without leaving the page, so that nothing typed is lost. */
import { openDialog } from './dialog.js';
import { el, t } from './dom.js';

/** @type {Promise<boolean>|null} */
let running = null;

/**
 * Ask for a code; resolves with whether one was taken.
 * @param {string} why what the server said
 * @param {(code: string) => Promise<string>} give says why a code was not taken; nothing if it was
 * @returns {Promise<boolean>}
 */
export function giveCode(why, give) {
  running ||= ask(why, give).finally(() => { running = null; });
  return running;
}

async function ask(why, give) {
  const problem = el('p', { class: 'alert alert-red', role: 'alert', hidden: true });
  const code = el('input', {
    type: 'text', id: 'fresh-code', autocomplete: 'one-time-code', autocapitalize: 'characters', spellcheck: 'false', dir: 'ltr', maxlength: 20,
  });
  const body = [
    el('p', {}, why),
    problem,
    el('div', { class: 'field' }, el('label', { for: 'fresh-code' }, t('Code')), code,
      el('p', { class: 'help' }, t('The six digits that your authenticator shows now, or a recovery code.'))),
  ];
  const onAction = async () => {
    const refusal = await give(code.value.trim());
    if (!refusal) return true;
    problem.textContent = refusal;
    problem.hidden = false;
    code.select();
    return false;
  };
  return Boolean(await openDialog({ title: t('Confirm that it is you'), body, action: t('Confirm'), onAction }));
}
