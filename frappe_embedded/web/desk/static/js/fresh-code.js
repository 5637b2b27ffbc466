/** Asking for a fresh code of the second factor without leaving the page, so that nothing typed is lost. */
import { openDialog } from './dialog.js';
import { el, t } from './dom.js';
import { knowsPasskeys, usePasskey } from './passkey.js';

/** @type {Promise<boolean>|null} */
let running = null;

/**
 * Ask for a code; resolves with whether one was taken.
 * @param {string} why what the server said
 * @param {(code: string) => Promise<string>} give says why a code was not taken; nothing if it was
 * @param {(() => Promise<any>) | null} question what a passkey is asked that may stand for a code
 * @returns {Promise<boolean>}
 */
export function giveCode(why, give, question = null) {
  running ||= ask(why, give, question).finally(() => { running = null; });
  return running;
}

async function ask(why, give, question) {
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
  /** @param {string} text @returns {boolean} that the dialog stays */
  const say = (text) => {
    problem.textContent = text;
    problem.hidden = false;
    code.select();
    return false;
  };
  let answered = '';
  const passkey = el('button', { type: 'button', class: 'button', hidden: !question || !knowsPasskeys() }, t('Use a passkey'));
  passkey.addEventListener('click', async () => {
    answered = await question().then(usePasskey).catch(() => '');
    if (answered) passkey.form.requestSubmit();
    else say(t('No passkey was given. Try again, or type a code.'));
  });
  body.push(passkey);
  const onAction = async () => {
    const refusal = await give(answered || code.value.trim());
    answered = '';
    return refusal ? say(refusal) : true;
  };
  return Boolean(await openDialog({ title: t('Confirm that it is you'), body, action: t('Confirm'), onAction }));
}
