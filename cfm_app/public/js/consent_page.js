/** The consent of a case that is there: the text is read, the questions are answered by key. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, call, data, announce, newKey }, { consent }, { keepDraft, onlyHere }, { faultsOf }, { saving }, { showUnreached }] = await Promise.all(
  ['core', 'consent', 'form_draft', 'faults', 'saving', 'unreached'].map((name) => import(`./${name}.js${version}`)),
);

const form = $('case');
const marks = faultsOf(form);
const consentForm = consent(() => {});
// The same key again if no answer came: it is recorded once.
const requestId = newKey();
// Of a restricted case nothing stays in the browser.
const draft = data.restricted ? null : keepDraft(form, 'consent', data.name);
if (data.restricted) onlyHere(form);

function faults() {
  const isAnswered = Object.keys(consentForm.values()).length > 0;
  return isAnswered ? consentForm.faults() : { 'purpose-1': t('Ask the person at least one of the questions.') };
}

const save = saving({ marks, faults, send, refused });

async function send() {
  await call('cases.record_consent', { case: data.name, consent: consentForm.values(), ...consentForm.bestHour(), request_id: requestId }, true);
  draft?.drop();
  announce(t('Saved.'));
  location.assign(data.case + encodeURIComponent(data.name));
}

function refused(error) {
  $('errors').textContent = error.message;
  $('errors').hidden = false;
  if (error.status === 0) {
    const kept = t('What you typed is kept here: send it again when the connection is back.');
    showUnreached($('errors'), error.message, kept, { label: t('Send again'), send: save });
  }
  $('errors').focus();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  save();
});
for (const kind of ['input', 'change']) form.addEventListener(kind, (event) => {
  const field = event.target.closest('.invalid');
  if (field) marks.mend(field);
});
form.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && event.target.tagName === 'INPUT' && !event.ctrlKey && !event.metaKey) event.preventDefault();
});
document.addEventListener('keydown', (event) => {
  const isSaved = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
  if (!isSaved && !(event.altKey && event.code === 'KeyK')) return;
  event.preventDefault();
  if (isSaved) save();
  else consentForm.begin();
});
$('language').addEventListener('change', consentForm.load);

// Who speaks for whom was told with the case; a draft knows better.
if (draft?.found) consentForm.notes();
else $('speaker_relation').dispatchEvent(new Event('change'));
await consentForm.load();
// What is hidden takes no focus.
document.body.dataset.ready = '1';
if (!all('#consent input:checked').length) consentForm.begin();
