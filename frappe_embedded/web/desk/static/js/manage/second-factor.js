/** Which roles need a second factor; who is asked at the next log-in is told while ticking. */
import { request } from '../api.js';
import { all, el, icon, one, pageData, t } from '../dom.js';
import { guardLeaving, pageSignal, refresh } from '../navigate.js';
import { showRefusal } from '../refusal.js';
import { toast, withProgress } from '../toast.js';

export function start() {
  const data = pageData();
  const before = JSON.stringify(chosen());
  const dirty = () => JSON.stringify(chosen()) !== before;
  const change = () => {
    one('#save').disabled = !dirty();
    one('#unsaved').hidden = !dirty();
    one('#asked').replaceChildren(...asked(data));
  };
  for (const input of all('.second-factor input')) input.addEventListener('input', change);
  one('#save').addEventListener('click', () => save(data));
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    if (dirty()) save(data);
  }, { signal: pageSignal() });
  guardLeaving(() => !dirty());
  change();
}

const chosen = () => ({
  roles: all('input[name="role"]:checked').map((input) => input.value),
  method: one('input[name="method"]:checked')?.value || 'OTP App',
  issuer: one('#issuer').value.trim(),
});

/** @param {any} data @returns {Node[]} */
function asked(data) {
  const { roles, method } = chosen();
  const users = [...new Set(data.roles.filter(({ name }) => roles.includes(name)).flatMap(({ people }) => people))]
    .sort((one_, other) => data.people[one_].name.localeCompare(data.people[other].name));
  if (!users.length) return [el('p', { class: 'muted' }, t('Nobody: the password alone is enough.'))];
  const byApp = method === 'OTP App';
  return [
    users.includes(data.me) && byApp && !data.people[data.me].set_up ? el('p', { class: 'alert alert-amber' }, icon('triangle-alert'), el('span', {}, t('You are among them: have your phone with an authenticator app at hand when you next log in.'))) : null,
    el('p', {}, t('{0} people are asked at the next log-in:', users.length)),
    el('ul', { class: 'seen-list' }, ...users.map((user) => el('li', {}, el('span', {}, data.people[user].name), byApp ? el('small', {}, data.people[user].set_up ? t('has set it up') : t('sets it up then')) : null))),
  ].filter(Boolean);
}

/** @param {any} data */
async function save(data) {
  try {
    await withProgress(request('POST', data.address, chosen()));
  } catch (error) {
    showRefusal(error);
    return;
  }
  guardLeaving(() => true);
  await refresh();
  toast(t('Saved. It holds from the next log-in on.'));
}
