/** Logging in again without leaving the page, so that nothing typed is lost. */
import { openDialog } from './dialog.js';
import { all, el, one, t } from './dom.js';

/** @type {Promise<boolean>|null} */
let running = null;

/** Ask for the password; resolves with whether there is a session again. @returns {Promise<boolean>} */
export function logInAgain() {
  running ||= ask().finally(() => { running = null; });
  return running;
}

async function ask() {
  const name = one('.menu-title small')?.textContent || '';
  const problem = el('p', { class: 'alert alert-red', role: 'alert', hidden: true });
  const password = el('input', { type: 'password', id: 'again', autocomplete: 'current-password' });
  const code = el('input', { type: 'text', id: 'again-code', autocomplete: 'one-time-code', maxlength: 20 });
  const second = el('div', { class: 'field', hidden: true }, el('label', { for: 'again-code' }, t('Code')), code);
  let pending = '';
  const body = [
    el('p', {}, t('Your session has ended. Log in again; what you typed stays here.')),
    problem,
    el('div', { class: 'field' }, el('label', { for: 'again' }, t('Password of {0}', name)), password),
    second,
  ];
  const onAction = async () => {
    const response = await fetch('/api/method/login', {
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: JSON.stringify(pending ? { tmp_id: pending, otp: code.value.trim() } : { usr: name, pwd: password.value }),
    }).catch(() => null);
    const given = response?.ok ? await response.json().catch(() => null) : null;
    if (given && !given.tmp_id) return renewToken();
    problem.hidden = true;
    if (given) {
      pending = given.tmp_id;
      second.hidden = false;
      code.focus();
      return false;
    }
    problem.textContent = pending ? t('This did not work. Check the code.') : t('This did not work. Check the password.');
    problem.hidden = false;
    return false;
  };
  return Boolean(await openDialog({ title: t('Log in'), body, action: t('Log in'), onAction }));
}

/** Each session has a token of its own: take the new one from a page. */
async function renewToken() {
  const page = await (await fetch('/app')).text();
  takeToken(new DOMParser().parseFromString(page, 'text/html'));
  return true;
}

/** Take what belongs to the session from a page that was loaded anew. @param {Document} page */
export function takeToken(page) {
  for (const name of ['csrf-token', 'draft-key']) {
    const fresh = all(`meta[name="${name}"]`, page)[0]?.content;
    if (fresh) one(`meta[name="${name}"]`).content = fresh;
  }
}
