/** Registering what a person asks about their data: kind, words, whose it is. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, call, data, announce, newKey }, { faultsOf }, { keepDraft }, { showUnreached }] = await Promise.all(
  ['core', 'faults', 'form_draft', 'unreached'].map((name) => import(`./${name}.js${version}`)),
);

const form = $('request');
const faults = faultsOf(form);
const draft = keepDraft(form, 'person-request', 'register');
// The same key again if no answer came: it is entered once.
const requestId = newKey();

const chosen = () => all('[name=kind]:checked')[0]?.value || '';

async function register() {
  const found = chosen() ? {} : { kind: t('Choose what the person asks for.') };
  faults.show(found);
  if (Object.keys(found).length) return;
  $('save').disabled = true;
  try {
    const values = { kind: chosen(), words: $('words').value.trim(), received_via: $('received_via').value, language: $('language').value };
    const subject = $('subject')?.value.trim() || null;
    const conversation = new URLSearchParams(location.search).get('conversation');
    const { name } = await call('person_requests.register', { values, subject, conversation: subject ? null : conversation, request_id: requestId }, true);
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
  $('go-on').href = `${data.entry}?name=${encodeURIComponent(name)}${location.search.match(/_lang=\w+/) ? `&${location.search.match(/_lang=\w+/)[0]}` : ''}`;
  form.hidden = true;
  $('done').hidden = false;
  $('done').focus();
  announce(t('Saved.'));
}

form.addEventListener('input', (event) => event.target.closest('.invalid') && faults.mend(event.target.closest('.invalid')));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  register();
});
form.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
all('[name=kind]')[0].focus();
document.body.dataset.ready = '1';
