/** One breach: every form sends itself to its act; the words for telling somebody are proposed. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, call, data, announce }, { filled, send }, { keepDraft }] = await Promise.all(
  ['core', 'act_form', 'form_draft'].map((name) => import(`./${name}.js${version}`)),
);

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;
/** What was proposed: it is replaced by another proposal only as long as nobody has changed it. */
let proposed = '';

for (const form of all('form[data-act]')) prepare(form);
for (const id of ['who', 'letter-language']) $(id)?.addEventListener('change', propose);
$('copy')?.addEventListener('click', copy);
document.body.dataset.ready = '1';

function prepare(form) {
  const draft = keepDraft(form, 'breach', [data.name, form.dataset.act, form.dataset.fixed].join(':'));
  if (draft.found) form.closest('details')?.setAttribute('open', '');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (form.reportValidity()) send(form, form.dataset.act, values(form), draft.drop);
  });
}

function values(form) {
  const inside = form.dataset.inside;
  // What was emptied is meant to be empty where a whole set of fields is stored.
  const written = inside ? Object.fromEntries(new FormData(form)) : filled(form);
  for (const [name, value] of Object.entries(written)) {
    if (MOMENT.test(value)) written[name] = `${value.replace('T', ' ')}:00`;
  }
  return { ...(inside ? { [inside]: written } : written), ...JSON.parse(form.dataset.fixed) };
}

async function propose() {
  const who = $('who').value;
  if (!who || ($('letter').value && $('letter').value !== proposed)) return;
  const language = $('letter-language').value;
  const words = await call('breaches.letter', { name: data.name, who, language }, true).catch(() => '');
  if (who !== $('who').value || language !== $('letter-language').value) return;
  proposed = words;
  $('letter').value = words;
  $('letter').dispatchEvent(new Event('input', { bubbles: true }));
}

async function copy() {
  $('letter').select();
  await navigator.clipboard?.writeText($('letter').value).catch(() => null);
  announce(t('Copied.'));
}
