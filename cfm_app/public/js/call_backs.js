/** Calls: one form a person; what is saved stays visible until the page is left. */
const version = new URL(import.meta.url).search;
const [{ t, all, call, announce, newKey, language }, { next }, { hold }] = await Promise.all(
  ['core', 'call_outcome', 'halves'].map((name) => import(`./${name}.js${version}`)),
);

const INFORMED = 'Informed';
const AGAIN = 'Reached, to call again';
/** @type {Map<HTMLFormElement, {found: number, drop: () => void}>} */
const halves = new Map();

for (const box of all('.call')) prepare(box);
// One call at a time: a number of somebody else must not stay in sight.
document.addEventListener('toggle', ({ target }) => {
  if (!target.open || !target.matches('.call')) return;
  for (const other of all('.call[open]')) if (other !== target) other.open = false;
}, true);
const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (wanted?.matches('.call')) wanted.open = true;
document.body.dataset.ready = '1';

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

/** Keep half an outcome, and say where one was kept. Of a restricted case nothing stays here. */
function holdOutcome(box, form) {
  const half = hold(form, 'call-back', box.dataset.case);
  halves.set(form, half);
  if (!half.found) return;
  const time = new Date(half.found).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
  const note = document.createElement('span');
  note.className = 'pill amber';
  note.textContent = t('Not saved, {0}', time);
  box.querySelector('.pills').append(note);
  form.addEventListener('submit', () => note.remove());
}

/** Only the questions that the outcome asks for. */
function show(form) {
  const outcome = form.elements.outcome.value;
  for (const part of all('.when-informed', form)) part.hidden = outcome !== INFORMED;
  for (const part of all('.when-again', form)) part.hidden = !outcome || outcome === INFORMED;
  if (outcome && outcome !== INFORMED && !form.elements.next_attempt_on.value) {
    form.elements.next_attempt_on.value = next(outcome === AGAIN ? 2 : 24);
  }
  form.querySelector('[type=submit]').disabled = !outcome;
}

async function save(box, form) {
  const values = Object.fromEntries(new FormData(form));
  const outcome = values.outcome;
  if (outcome === INFORMED) delete values.next_attempt_on;
  else for (const name of ['response_given', 'response_language', 'understood', 'satisfaction']) delete values[name];
  values.next_attempt_on = values.next_attempt_on?.replace('T', ' ');
  // The same key again if no answer came: the attempt is stored once.
  form.dataset.key ??= newKey();
  await send(box, form, 'loop.record_contact', { case: box.dataset.case, ...values, request_id: form.dataset.key });
}

/** Say what is stored and offer what may follow; a refusal leaves the form as it is. */
async function send(box, form, method, values) {
  const result = form.querySelector('.result');
  const buttons = all('button', form);
  for (const button of buttons) button.disabled = true;
  try {
    const made = await call(method, values, true);
    form.dataset.saved = '1';
    halves.get(form)?.drop();
    say(result, 'green', t('Saved. State of the case: {0}.', made.state_label), follow(box, form, made));
    for (const each of all('fieldset, .field, [type=submit]', form)) each.hidden = true;
    box.classList.add('done');
  } catch (error) {
    say(result, 'red', error.message, []);
    for (const button of buttons) button.disabled = false;
  }
}

function follow(box, form, made) {
  const name = box.dataset.case;
  const later = [];
  if (made.phase === INFORMED) {
    later.push([t('Close the case'), 'loop.close', { case: name }]);
  }
  if (made.may_give_up) {
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
