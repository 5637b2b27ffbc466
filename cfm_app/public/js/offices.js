/** Cases between two offices: files that are made and saved, files that come, and how far each is. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, call, announce, language, sentence }, { prepareAll }, { save }] = await Promise.all(
  ['core', 'act_form', 'answered_file'].map((name) => import(`./${name}.js${version}`)),
);

const LOOK_AGAIN = 1500;
const ADDRESS = `/api/method/upload_file?_lang=${language}`;
const TAKES = 'cfm_app.api.offices.take';

prepareAll();
for (const button of all('[data-file]')) button.addEventListener('click', () => load(button));
for (const form of all('form.take')) form.addEventListener('submit', (event) => take(event, form));
const waiting = all('[data-waits]').map((line) => line.dataset.waits);
if (waiting.length) setTimeout(look, LOOK_AGAIN);
document.body.dataset.ready = '1';

async function load(button) {
  button.disabled = true;
  try {
    await save('offices.download', { name: button.dataset.file }, 'cases.cfm');
    announce(t('The file is in your downloads.'));
  } catch (error) {
    tell($('file-result'), error.message);
  }
  button.disabled = false;
}

function tell(result, words) {
  result.className = 'result alert red';
  result.textContent = words;
  result.hidden = false;
}

async function take(event, form) {
  event.preventDefault();
  const [button] = all('button', form);
  const body = new FormData();
  const [file] = form.querySelector('input').files;
  body.append('is_private', '1');
  body.append('method', TAKES);
  body.append('file', file, file.name);
  button.disabled = true;
  const headers = { Accept: 'application/json', 'X-Frappe-CSRF-Token': document.querySelector('meta[name=csrf-token]').content };
  const answer = await fetch(ADDRESS, { method: 'POST', headers, body }).catch(() => null);
  if (answer?.ok) {
    location.reload();
    return;
  }
  const told = answer ? sentence(await answer.json().catch(() => ({})), answer.status) : t('The server cannot be reached.');
  tell(form.querySelector('.result'), told);
  button.disabled = false;
}

/** Show the page anew once a file that was under way is not any more. */
async function look() {
  const states = await Promise.all(waiting.map((name) => call('offices.state', { name }).catch(() => null)));
  if (states.some((each) => each && each.state !== 'Waiting' && each.state !== 'Running')) location.reload();
  else setTimeout(look, LOOK_AGAIN);
}
