/** A log-in in two steps: the password, then a code unless the device is trusted. */
const version = new URL(import.meta.url).search;
const [{ $, t, all, call, data }, { filled }] = await Promise.all(['core', 'act_form'].map((name) => import(`./${name}.js${version}`)));

const form = $('own-log-in');
const result = form.querySelector('.result');
let question;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (form.reportValidity()) logIn(async () => ({}));
});
$('passkey').addEventListener('click', () => logIn(async () => {
  const { usePasskey } = await import(`./passkey.js${version}`);
  return { code: await usePasskey(question) };
}));

/** @param {() => Promise<object>} more what goes in place of what was typed */
async function logIn(more) {
  const buttons = all('button', form);
  for (const each of buttons) each.disabled = true;
  result.hidden = true;
  try {
    const asked = await call('second_factor.log_in', { ...filled(form), ...await more() }, true);
    if (asked.asks_code) askForCode(asked);
    else location.assign(asked.new_password_at ?? data.next);
  } catch (error) {
    result.className = 'result alert red';
    result.textContent = error instanceof DOMException ? t('No passkey was given. Try again, or type a code.') : error.message;
    result.hidden = false;
    // Each question is answered once.
    $('passkey').hidden = true;
  }
  for (const each of buttons) each.disabled = false;
}
document.body.dataset.ready = '1';

function askForCode({ trust_days: days, passkey }) {
  question = passkey;
  for (const part of all('[data-step="1"]')) part.hidden = true;
  for (const part of all('[data-step="2"]')) part.hidden = false;
  $('trust').hidden = !days;
  $('trust').querySelector('span').textContent = t('Ask no code on this device for {0} days. Only where nobody else uses it.', days);
  $('passkey').hidden = !passkey || !globalThis.PublicKeyCredential;
  form.elements.code.required = true;
  form.elements.code.focus();
}
