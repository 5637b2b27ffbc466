/** Calls: one form a person; what is saved stays visible until the page is left. */
const version = new URL(import.meta.url).search;
const [{ t, all, call, data, announce, newKey, language }, { INFORMED, NO_WAY, answersOf, showQuestions }, { keepDraft }, { lookAgain }, { showUnreached }] = await Promise.all(
  ['core', 'contact_form', 'form_draft', 'bell', 'unreached'].map((name) => import(`./${name}.js${version}`)),
);

const CLOSED = 'Closed';
/** @type {Map<HTMLFormElement, {found: number, drop: () => void}>} */
const drafts = new Map();

for (const box of all('.call')) prepare(box);
// One call at a time: a number of somebody else must not stay in sight.
document.addEventListener('toggle', ({ target }) => {
  if (!target.open || !target.matches('.call')) return;
  for (const other of all('.call[open]')) if (other !== target) other.open = false;
}, true);
const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (wanted?.matches('.call')) wanted.open = true;
document.body.dataset.ready = '1';

for (const button of all('[data-reached]')) button.addEventListener('click', () => settle(button));

/** A missed call needs no call-back any more. */
async function settle(button) {
  button.disabled = true;
  try {
    await call('calls.reached', { name: button.dataset.reached }, true);
    button.closest('li').replaceChildren(t('Settled'));
    announce(t('Settled'));
    lookAgain();
  } catch (error) {
    button.disabled = false;
    announce(error.message);
    button.after(error.message);
  }
}

function prepare(box) {
  const form = box.querySelector('form');
  form.addEventListener('change', () => show(form));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    save(box, form);
  });
  if (!('restricted' in box.dataset)) holdOutcome(box, form);
  show(form);
}

/** Keep what is typed of an outcome, and say where one was kept. Of a restricted case nothing stays here. */
function holdOutcome(box, form) {
  const draft = keepDraft(form, 'call-back', box.dataset.case);
  drafts.set(form, draft);
  if (!draft.found) return;
  const time = new Date(draft.found).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
  const note = document.createElement('span');
  note.className = 'pill amber';
  note.textContent = t('Not saved, {0}', time);
  box.querySelector('.pills').append(note);
  form.addEventListener('submit', () => note.remove());
}

function show(form) {
  showQuestions(form);
  form.querySelector('[type=submit]').disabled = !form.elements.outcome.value;
}

async function save(box, form) {
  // The same key again if no answer came: the attempt is stored once.
  form.dataset.key ??= newKey();
  const values = { case: box.dataset.case, ...answersOf(form), request_id: form.dataset.key, seen_on: data.seen_on };
  await send(box, form, 'loop.record_contact', values);
}

/** Say what is stored and offer what may follow; a refusal leaves the form as it is. */
async function send(box, form, method, values) {
  const result = form.querySelector('.result');
  const buttons = all('button', form);
  for (const button of buttons) button.disabled = true;
  try {
    const made = await call(method, values, true);
    form.dataset.saved = '1';
    drafts.get(form)?.drop();
    say(result, 'green', said(made), follow(box, form, made));
    for (const each of all('fieldset, .field, [type=submit]', form)) each.hidden = true;
    box.classList.add('done');
    lookAgain();
  } catch (error) {
    say(result, 'red', error.message, []);
    if (error.status === 0) {
      const kept = t('What you typed is kept here: send it again when the connection is back.');
      showUnreached(result, error.message, kept, { label: t('Send again'), send: () => send(box, form, method, values) });
    }
    for (const button of buttons) button.disabled = false;
  }
}

/** Where the case stands now, and why an attempt more may count for nothing. */
function said(made) {
  return [t('Saved. State of the case: {0}.', made.state_label), made.how_counted].filter(Boolean).join(' ');
}

function follow(box, form, made) {
  if (made.phase === CLOSED) return [];
  const name = box.dataset.case;
  const later = [];
  if ([INFORMED, NO_WAY].includes(form.elements.outcome.value)) {
    later.push([t('Close the case'), 'loop.close', { case: name }]);
  } else if (made.may_give_up) {
    later.push([t('Give up after {0} attempts', made.failed), 'loop.give_up', { case: name, close: 1 }]);
  }
  return later.map(([label, method, values]) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    button.textContent = label;
    button.addEventListener('click', () => send(box, form, method, values));
    return button;
  });
}

function say(result, tone, text, buttons) {
  result.className = `result wide alert ${tone}`;
  result.replaceChildren(text, ' ', ...buttons);
  result.hidden = false;
  announce(text);
}
