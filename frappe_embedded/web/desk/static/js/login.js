/** The log-in form. */
import { one, plain, t } from './dom.js';

const form = one('#login');
const error = one('#login-error');
let pending = '';
/** @type {any} what a passkey is asked that may stand for the code */
let question;

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  error.hidden = true;
  if (pending && !form.elements.otp.value.trim()) {
    say(form.elements.otp.maxLength > 6 ? t('Type a recovery code.') : t('Type the six digits.'), form.elements.otp);
    return;
  }
  const missing = ['usr', 'pwd'].map((name) => form.elements[name]).find((input) => !input.value);
  if (missing) {
    say(t('Fill in both your name and your password.'), missing);
    return;
  }
  await logIn();
});

/** @param {string} [code] in place of the one that was typed */
async function logIn(code) {
  const button = one('button[type="submit"]', form);
  button.disabled = true;
  const answer = await send(code);
  button.disabled = false;
  if (!answer) say(t('The server cannot be reached. Try again in a moment.'), form.elements.usr);
  else if (answer.body?.verification) askForCode(answer.body);
  else if (answer.ok) window.location.assign(target(answer.body));
  else if (pending) refuseCode(answer);
  else say(sentence(answer), form.elements.pwd);
}

/** @param {string} [code] */
async function send(code) {
  const values = pending ? { tmp_id: pending, otp: code ?? form.elements.otp.value.trim(), ...trust() }
    : { usr: form.elements.usr.value.trim(), pwd: form.elements.pwd.value };
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: JSON.stringify(values),
    });
    return { ok: response.ok, status: response.status, body: await response.json().catch(() => null) };
  } catch {
    return null;
  }
}

/** Whether no code is asked at the next log-ins on this device. */
const trust = () => (form.elements.trust_device.checked ? { trust_device: 1 } : {});

/** The code of the second step; whoever has no app for it yet sets it up first. @param {any} body */
function askForCode({ tmp_id: id, verification }) {
  pending = id;
  for (const part of ['#login-names', '#login-password', '#forgot']) one(part).hidden = true;
  one('#login-code').hidden = false;
  one('#login-setup').hidden = !verification.qr;
  if (verification.qr) {
    one('#login-qr').src = verification.qr;
    one('#login-secret').textContent = verification.secret;
  }
  if (verification.prompt) {
    one('#login-note').textContent = verification.prompt;
    one('#login-note').hidden = false;
  }
  const days = verification.trust_days ?? 0;
  one('#login-trust').hidden = !days;
  one('#login-trust span').textContent = t('Ask no code on this device for {0} days. Only where nobody else uses it.', days);
  question = verification.passkey;
  one('#login-passkey').hidden = !question || !globalThis.PublicKeyCredential;
  form.elements.otp.focus();
}

one('#login-passkey').addEventListener('click', async (event) => {
  const button = event.currentTarget;
  error.hidden = true;
  const { usePasskey } = await import('./passkey.js');
  const code = await usePasskey(question).catch(() => '');
  // Each question is answered once; whoever refused may still be asked.
  if (code) {
    button.hidden = true;
    await logIn(code);
  } else {
    say(t('No passkey was given. Try again, or type a code.'), form.elements.otp);
  }
});

const recovery = document.getElementById('recovery');
recovery?.addEventListener('click', () => {
  const code = form.elements.otp;
  code.inputMode = 'text';
  code.maxLength = 20;
  code.dir = 'ltr';
  one('#otp-help').textContent = t('One of the recovery codes that you wrote down. Each counts once.');
  recovery.hidden = true;
  error.hidden = true;
  code.focus();
});

/** A wrong code can be typed again; a log-in that took too long begins anew. @param {any} answer */
function refuseCode(answer) {
  form.elements.otp.value = '';
  if (answer.status === 401 && answer.body?.message === one('#login-code').dataset.wrong) {
    say(answer.body.message, form.elements.otp);
    return;
  }
  pending = '';
  for (const part of ['#login-code', '#login-setup', '#login-note', '#login-trust', '#login-passkey']) one(part).hidden = true;
  for (const part of ['#login-names', '#login-password', '#forgot']) one(part).hidden = false;
  say(answer.status === 401 ? t('That took too long, or there were too many wrong codes. Log in again.') : sentence(answer), form.elements.pwd);
}

/** Where to go: what was asked for, else what the server names; never another site. */
function target(body) {
  const wanted = form.dataset.next || '';
  const inside = wanted.startsWith('/') && new URL(wanted, location.origin).origin === location.origin;
  return inside ? wanted : body?.home_page || '/app';
}

function sentence({ status, body }) {
  if (status === 429 || body?.exc_type === 'SecurityException') {
    return t('Too many attempts. For your safety this account is locked for a while; try again later or ask your manager.');
  }
  if (status === 401) return body?.message || t('Name or password is wrong. Check capital letters and try again.');
  return serverWords(body) || t('This did not work. Try again in a moment.');
}

/** What the server says itself, for instance that a code could not be sent. @param {any} body */
function serverWords(body) {
  try {
    return JSON.parse(body?._server_messages || '[]').map((text) => plain(JSON.parse(text).message)).join(' ');
  } catch {
    return '';
  }
}

/** @param {string} text @param {HTMLElement} control */
function say(text, control) {
  error.textContent = text;
  error.hidden = false;
  control.focus();
}

one('#show-password').addEventListener('click', (event) => {
  const shown = form.elements.pwd.type === 'text';
  form.elements.pwd.type = shown ? 'password' : 'text';
  event.currentTarget.setAttribute('aria-pressed', String(!shown));
  event.currentTarget.textContent = shown ? t('Show') : t('Hide');
});

one('#forgot').addEventListener('click', async () => {
  const user = form.elements.usr.value.trim();
  if (!user) {
    say(t('Fill in your e-mail first.'), form.elements.usr);
    return;
  }
  error.hidden = true;
  const response = await fetch('/api/method/frappe.core.doctype.user.user.reset_password', {
    method: 'POST',
    headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
    body: JSON.stringify({ user }),
  }).catch(() => null);
  if (response?.ok) {
    one('#login-note').textContent = t('If there is an account with this address, a link for a new password was sent to it.');
    one('#login-note').hidden = false;
  } else {
    say(t('This did not work. Try again in a moment, or ask your manager for a new password.'), form.elements.usr);
  }
});

for (const link of document.querySelectorAll('[data-language]')) {
  link.addEventListener('click', () => {
    document.cookie = `preferred_language=${link.dataset.language}; path=/; max-age=31536000; samesite=lax`;
  });
}
