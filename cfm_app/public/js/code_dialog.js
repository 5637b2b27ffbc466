/** Asks for a fresh code of the second factor over the page, so that nothing typed there is lost. */
const version = new URL(import.meta.url).search;
const { t, el, announce } = await import(`./core.js${version}`);

/** @type {Promise<boolean> | null} */
let running = null;

/**
 * @param {string} why what the server said @param {(code: string) => Promise<any>} give
 * @param {(() => Promise<object>) | null} question what a passkey is asked that may stand for a code
 * @returns {Promise<boolean>} whether a code was taken
 */
export function askForCode(why, give, question = null) {
  running ||= ask(why, give, question).finally(() => { running = null; });
  return running;
}

async function ask(why, give, question) {
  const before = document.activeElement;
  const field = el('input', {
    id: 'step-up-code', type: 'text', autocomplete: 'one-time-code', autocapitalize: 'characters',
    spellcheck: 'false', dir: 'auto', maxlength: '20', required: true, 'aria-describedby': 'step-up-help',
  });
  const problem = el('p', { class: 'result alert red', role: 'alert', hidden: true });
  const send = el('button', { type: 'submit', class: 'button primary' }, t('Confirm'));
  const byPasskey = el('button', { type: 'button', class: 'button', hidden: !question || !globalThis.PublicKeyCredential }, t('Use a passkey'));
  const leave = el('button', { type: 'button', class: 'button' }, t('Cancel'));
  const form = el('form', { class: 'step-up', autocomplete: 'off' },
    el('div', { class: 'field' }, el('label', { for: 'step-up-code' }, t('Code')), field),
    el('p', { id: 'step-up-help', class: 'help' }, t('The six digits that your authenticator app shows now, or one of your recovery codes.')),
    problem,
    el('div', { class: 'buttons' }, leave, byPasskey, send));
  const dialog = el('dialog', { id: 'step-up', 'aria-labelledby': 'h-step-up' },
    el('h2', { id: 'h-step-up' }, t('Confirm that it is you')), el('p', {}, why), form);
  let taken = false;
  leave.addEventListener('click', () => dialog.close());
  /** @param {() => Promise<string>} code */
  const offer = async (code) => {
    send.disabled = byPasskey.disabled = true;
    problem.hidden = true;
    try {
      await give(await code());
      taken = true;
      dialog.close();
    } catch (error) {
      problem.textContent = error instanceof DOMException ? t('No passkey was given. Try again, or type a code.') : error.message;
      problem.hidden = false;
      field.select();
      field.focus();
    }
    send.disabled = byPasskey.disabled = false;
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    offer(async () => field.value);
  });
  byPasskey.addEventListener('click', () => offer(async () => {
    const { usePasskey } = await import(`./passkey.js${version}`);
    return usePasskey(await question());
  }));
  document.body.append(dialog);
  dialog.showModal();
  await new Promise((done) => { dialog.addEventListener('close', done, { once: true }); });
  dialog.remove();
  if (before instanceof HTMLElement) before.focus();
  if (taken) announce(t('Confirmed.'));
  return taken;
}
