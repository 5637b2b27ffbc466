/** A log-in in two steps: the password, then a code unless the device is trusted. */
const version = new URL(import.meta.url).search;
const [{ $, t, all, call, data }, { filled }] = await Promise.all(['core', 'act_form'].map((name) => import(`./${name}.js${version}`)));

const form = $('own-log-in');
const result = form.querySelector('.result');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (!form.reportValidity()) return;
  const button = form.querySelector('[type=submit]');
  button.disabled = true;
  result.hidden = true;
  try {
    const asked = await call('second_factor.log_in', filled(form), true);
    if (asked.asks_code) askForCode(asked);
    else location.assign(data.next);
  } catch (error) {
    result.className = 'result alert red';
    result.textContent = error.message;
    result.hidden = false;
  }
  button.disabled = false;
});
document.body.dataset.ready = '1';

function askForCode({ trust_days: days }) {
  for (const part of all('[data-step="1"]')) part.hidden = true;
  for (const part of all('[data-step="2"]')) part.hidden = false;
  $('trust').hidden = !days;
  $('trust').querySelector('span').textContent = t('Ask no code on this device for {0} days. Only where nobody else uses it.', days);
  form.elements.code.required = true;
  form.elements.code.focus();
}
