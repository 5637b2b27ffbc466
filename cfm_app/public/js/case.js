/** One case: every form sends itself to its act; the page then shows where the case stands. */
const version = new URL(import.meta.url).search;
const [{ t, all, call, data, newKey }, { answersOf, showQuestions }, { keepDraft, onlyHere }, { dropOf }, { filled, send }] = await Promise.all(
  ['core', 'contact_form', 'form_draft', 'store', 'act_form'].map((name) => import(`./${name}.js${version}`)),
);

const RECLASSIFY = 'sensitive.clarify';
const KIND = 'case';
/** What is held of the forms of this page. @type {{drop: () => void}[]} */
const drafts = [];

for (const form of all('form[data-act]')) prepare(form);
for (const box of all('[data-step]')) box.addEventListener('change', () => tick(box));
for (const button of all('[data-move]')) button.addEventListener('click', () => move(button));
document.querySelector('#refer-functional_area')?.addEventListener('change', showReceiver);
document.body.dataset.ready = '1';

function prepare(form) {
  // The same key again if no answer came: the act is carried out once.
  if (form.dataset.once) form.dataset.key = newKey();
  if (form.dataset.contact) {
    form.addEventListener('change', () => showQuestions(form));
    showQuestions(form);
  }
  for (const box of all('[data-all]', form)) tickAll(box, all(`[name=${box.dataset.all}]`, form));
  const draft = draftOf(form);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(form, form.dataset.act, values(form), () => {
      draft?.drop();
      if (form.dataset.act === RECLASSIFY) forgetCase();
    });
  });
}

/** One box for all of a list, which says so when all are ticked one by one. */
function tickAll(box, boxes) {
  box.addEventListener('change', () => {
    for (const each of boxes) each.checked = box.checked;
  });
  for (const each of boxes) each.addEventListener('change', () => {
    box.checked = boxes.every((other) => other.checked);
  });
}

/** What is typed and not sent is there again; of a restricted case, or why it is one, nothing stays in the browser. */
function draftOf(form) {
  if (data.restricted || form.dataset.act === RECLASSIFY) {
    onlyHere(form);
    return null;
  }
  const draft = keepDraft(form, KIND, [data.name, form.dataset.act, form.dataset.fixed].join(':'));
  drafts.push(draft);
  if (draft.found) {
    form.closest('details')?.setAttribute('open', '');
    if (form.dataset.contact) showQuestions(form);
  }
  return draft;
}

function values(form) {
  const written = form.dataset.contact ? answersOf(form) : filled(form);
  if (form.dataset.list) written[form.dataset.list] = new FormData(form).getAll(form.dataset.list);
  const fixed = form.dataset.fixed ? JSON.parse(form.dataset.fixed) : { case: data.name };
  const sent = form.dataset.inside ? { [form.dataset.inside]: written } : written;
  return { ...sent, ...fixed, ...(form.dataset.key && { request_id: form.dataset.key }) };
}

/** What was typed of a case before it became a restricted one. */
function forgetCase() {
  for (const draft of drafts) draft.drop();
  dropOf(KIND, `${data.name}:`);
}

function move(button) {
  send(button.closest('.act'), 'cases.move', { case: data.name, action: button.dataset.move });
}

async function tick(box) {
  const given = { case: data.name, step: box.dataset.step, done: Number(box.checked) };
  box.disabled = true;
  if (await send(box.closest('.steps'), 'cases.tick', given)) return;
  box.checked = !box.checked;
  box.disabled = false;
}

async function showReceiver(event) {
  const place = document.querySelector('[data-receiver]');
  if (!place || !event.target.value) return;
  const found = await call('console.receiver', { functional_area: event.target.value, location: data.location }).catch(() => null);
  place.textContent = found?.focal_point_name || t('Nobody is named for this area and place yet.');
}
