/** The form for a new password: it says while somebody types how hard it is to guess. */
import { all, calmed, one, t } from './dom.js';

const form = one('#new-password');
const { new_password: chosen, again } = form.elements;
const refusal = one('#refusal');
const advice = one('#advice');

form.addEventListener('submit', (event) => {
  if (chosen.value === again.value) return;
  event.preventDefault();
  refusal.textContent = t('The two new passwords are not the same.');
  refusal.hidden = false;
  again.focus();
});

one('#show-password').addEventListener('click', (event) => {
  const isShown = chosen.type === 'text';
  for (const input of all('[autocomplete$="password"]', form)) input.type = isShown ? 'password' : 'text';
  event.currentTarget.setAttribute('aria-pressed', String(!isShown));
  event.currentTarget.textContent = isShown ? t('Show') : t('Hide');
});

if (advice) {
  chosen.addEventListener('input', calmed(judge, 300));
  // Whoever types before this runs is answered, too.
  if (chosen.value) judge();
}

async function judge() {
  const password = chosen.value;
  const found = password ? await strengthOf(password) : { score: 0 };
  if (!found || chosen.value !== password) return;
  one('#strength').value = password ? Math.max(found.score, 0.5) : 0;
  if (found.feedback) advice.textContent = sentences(found);
}

/** @param {string} password @returns {Promise<any>} null where the server does not answer */
async function strengthOf(password) {
  const response = await fetch('/api/method/frappe.core.doctype.user.user.test_password_strength', {
    method: 'POST',
    headers: {
      Accept: 'application/json', 'Content-Type': 'application/json', 'X-Frappe-CSRF-Token': form.elements.csrf_token.value,
    },
    body: JSON.stringify({ new_password: password, key: form.elements.key?.value }),
  }).catch(() => null);
  return response?.ok ? (await response.json()).message : null;
}

/** @param {any} found */
function sentences({ feedback }) {
  if (feedback.password_policy_validation_passed) return t('Hard enough to guess.');
  return [t('Too easy to guess.'), feedback.warning, ...feedback.suggestions].filter(Boolean).join(' ');
}
