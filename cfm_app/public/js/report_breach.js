/** Reporting a breach: first what contains it, then the entry in the register. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, el, call, data, announce, newKey }, { faultsOf }, { keepDraft }, { showUnreached }] = await Promise.all(
  ['core', 'faults', 'form_draft', 'unreached'].map((name) => import(`./${name}.js${version}`)),
);

const form = $('report');
const faults = faultsOf(form);
const draft = keepDraft(form, 'breach', 'report');
// The same key again if no answer came: it is entered once.
const requestId = newKey();
const steps = () => data.steps[$('breach_kind').value] || [];

function showSteps() {
  $('first').hidden = !steps().length;
  $('first-steps').replaceChildren(...steps().map((step) => el('li', {}, step)));
}

function values() {
  const written = ['breach_kind', 'description', 'persons_count', 'concerns'];
  const given = Object.fromEntries(written.map((name) => [name, $(name)?.value.trim() || '']));
  const moment = $('discovered_on').value;
  return {
    ...given,
    data_concerned: all('[name=data]:checked').map((box) => box.value).join(', '),
    discovered_on: moment ? `${moment.replace('T', ' ')}:00` : '',
  };
}

function wrong() {
  return $('description').value.trim() ? {} : { description: t('Write in a few words what happened.') };
}

async function report() {
  const found = wrong();
  faults.show(found);
  if (Object.keys(found).length) return;
  $('save').disabled = true;
  try {
    const noticedAt = $('with_case')?.checked ? new URLSearchParams(location.search).get('case') : null;
    const { name } = await call('breaches.report', { values: values(), case: noticedAt, request_id: requestId }, true);
    draft.drop();
    thank(name);
  } catch (error) {
    $('errors').textContent = error.message;
    $('errors').hidden = false;
    if (error.status === 0) {
      showUnreached($('errors'), error.message, t('What you typed is kept here: send it again when the connection is back.'), { label: t('Send again'), send: () => form.requestSubmit() });
    }
    $('errors').focus();
    $('save').disabled = false;
  }
}

function thank(name) {
  $('number').textContent = name;
  $('done-steps').replaceChildren(...steps().map((step) => el('li', {}, step)));
  $('done-steps').previousElementSibling.hidden = !steps().length;
  form.hidden = true;
  $('done').hidden = false;
  $('done').focus();
  announce(t('Saved.'));
}

$('breach_kind').addEventListener('change', showSteps);
form.addEventListener('input', (event) => event.target.closest('.invalid') && faults.mend(event.target.closest('.invalid')));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  report();
});
form.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
showSteps();
$('breach_kind').focus();
document.body.dataset.ready = '1';
