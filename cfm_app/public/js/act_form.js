/** A form that is an act: it sends itself, says why it was refused, and the page then shows what became of it. */
const version = new URL(import.meta.url).search;
const [{ t, all, call, announce, newKey }, { keepDraft }, { showUnreached }] = await Promise.all(
  ['core', 'form_draft', 'unreached'].map((name) => import(`./${name}.js${version}`)),
);

const PATIENCE_MS = 1000;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** What was filled in. @param {HTMLFormElement} form */
export const filled = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));

/** Have each form of the page send itself to its act, and keep what is typed until that is done. */
export function prepareAll() {
  for (const form of all('form[data-act]')) {
    // The same key again if no answer came: the act is carried out once.
    if (form.dataset.once) form.dataset.key = newKey();
    const draft = keepDraft(form, 'act', [form.dataset.act, form.dataset.fixed].join(':'));
    if (draft.found) form.closest('details')?.setAttribute('open', '');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (form.reportValidity()) send(form, form.dataset.act, values(form), draft.drop);
    });
  }
}

function values(form) {
  const { inside } = form.dataset;
  // What was emptied is meant to be empty where a whole set of fields is stored.
  const written = inside ? Object.fromEntries(new FormData(form)) : filled(form);
  for (const [name, value] of Object.entries(written)) {
    if (MOMENT.test(value)) written[name] = `${value.replace('T', ' ')}:00`;
  }
  const sent = inside ? { [inside]: written } : written;
  return { ...sent, ...JSON.parse(form.dataset.fixed), ...(form.dataset.key && { request_id: form.dataset.key }) };
}

/**
 * Carry out an act, and show the page anew, or whatever comes then. A refusal leaves what was typed where it is.
 * @param {HTMLElement} place with the buttons @param {string} method @param {object} given @param {() => void} [done]
 * @param {(answer: any) => void} [then] with what the server answered
 * @returns {Promise<boolean>} whether it was carried out
 */
export async function send(place, method, given, done, then = () => location.reload()) {
  const result = place.querySelector('.result') ?? place.parentElement.querySelector('.result');
  const buttons = all('button', place);
  for (const button of buttons) button.disabled = true;
  const patience = setTimeout(() => say(result, 'result alert', t('One moment: this takes a little longer.')), PATIENCE_MS);
  try {
    const answer = await call(method, given, true);
    if (result) result.hidden = true;
    done?.();
    announce(t('Saved.'));
    then(answer);
    return true;
  } catch (error) {
    say(result, 'result alert red', error.message);
    if (error.status === 0) sayUnreached(place, result, error);
    for (const button of buttons) button.disabled = false;
    return false;
  } finally {
    clearTimeout(patience);
  }
}

function say(result, look, words) {
  result.className = look;
  result.textContent = words;
  result.hidden = false;
  announce(words);
}

/** What was typed stays; a tick or a move is made again by hand. */
function sayUnreached(place, result, error) {
  const isTyped = place.tagName === 'FORM';
  const kept = isTyped ? t('What you typed is kept here: send it again when the connection is back.') : '';
  showUnreached(result, error.message, kept, isTyped ? { label: t('Send again'), send: () => place.requestSubmit() } : null);
}
