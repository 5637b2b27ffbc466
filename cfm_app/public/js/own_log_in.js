/** The user's own log-in: recovery codes, shown once; sessions; trusted devices; a new phone. */
const version = new URL(import.meta.url).search;
const [{ $, t, all, el, call, announce }] = await Promise.all(['core', 'push'].map((name) => import(`./${name}.js${version}`)));

const RESET = 'second_factor.reset_own';
const acts = { make, print: () => print(), copy, done: () => location.reload(), end, others, reset, forget, trust, distrust, addPasskey, removePasskey };

for (const button of all('[data-do]')) button.addEventListener('click', () => act(button));
document.body.dataset.ready = '1';

async function act(button) {
  button.disabled = true;
  try {
    await acts[button.dataset.do](button);
  } catch (error) {
    say(button, error.message, 'red');
  }
  button.disabled = false;
}

async function make() {
  const codes = await call('second_factor.make_recovery_codes', {}, true);
  $('code-list').replaceChildren(...codes.map((code) => el('li', {}, code)));
  $('new-codes').hidden = false;
  $('make-codes').hidden = true;
  document.querySelector('#codes .left').hidden = true;
  $('code-list').focus();
}

async function copy(button) {
  const text = all('#code-list li').map((each) => each.textContent).join('\n');
  const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  if (!copied) getSelection().selectAllChildren($('code-list'));
  say(button, copied ? t('Copied.') : t('The text is marked: copy it with Ctrl+C.'), '');
}

async function end(button) {
  await call('second_factor.end_session', { mark: button.dataset.mark }, true);
  location.reload();
}

async function others() {
  await call('second_factor.end_other_sessions', {}, true);
  location.reload();
}

async function forget(button) {
  await call('push.remove', { mark: button.dataset.mark }, true);
  location.reload();
}

async function addPasskey() {
  const { knowsPasskeys, makePasskey } = await import(`./passkey.js${version}`);
  if (!knowsPasskeys()) throw new Error(t('This browser knows no passkeys.'));
  const invitation = await call('second_factor.new_passkey', {}, true);
  const answer = await makePasskey(invitation).catch((error) => { throw new Error(whyNot(error)); });
  await call('second_factor.add_passkey', { answer, title: $('passkey-title').value }, true);
  location.reload();
}

const whyNot = ({ name }) => (name === 'InvalidStateError' ? t('This passkey is on the list already.') : t('No passkey was made. Try again.'));

async function removePasskey(button) {
  await call('second_factor.remove_passkey', { mark: button.dataset.mark }, true);
  location.reload();
}

async function trust() {
  await call('second_factor.trust_device', {}, true);
  location.reload();
}

async function distrust(button) {
  await call('second_factor.end_trust', { mark: button.dataset.mark }, true);
  location.reload();
}

async function reset() {
  await call(RESET, {}, true);
  location.reload();
}

function say(button, text, tone) {
  const result = button.closest('.card, details').querySelector(':scope > .result') ?? button.closest('.card').querySelector('.result');
  result.className = tone ? `result alert ${tone}` : 'result';
  result.textContent = text;
  result.hidden = false;
  announce(text);
}
