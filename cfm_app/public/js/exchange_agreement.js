/** One agreement on exchange: its acts, its files, the partner's files, and the secret that is shown once. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, data, call, announce }, { prepareAll }, { save }] = await Promise.all(
  ['core', 'act_form', 'answered_file'].map((name) => import(`./${name}.js${version}`)),
);

prepareAll();
for (const button of all('[data-file]')) button.addEventListener('click', () => load(button));
$('make-secret')?.addEventListener('click', makeSecret);
$('take')?.addEventListener('submit', take);
document.body.dataset.ready = '1';

function tell(id, words) {
  $(id).className = 'result alert red';
  $(id).textContent = words;
  $(id).hidden = false;
}

async function load(button) {
  const { file, format } = button.dataset;
  button.disabled = true;
  try {
    await save('agencies.download', { file, format }, `${file}.${format}`);
    announce(t('The file is in your downloads.'));
  } catch (error) {
    tell('file-result', error.message);
  }
  button.disabled = false;
}

async function makeSecret() {
  $('make-secret').disabled = true;
  try {
    const { secret } = await call('agencies.make_secret', { name: data.name }, true);
    $('secret').textContent = secret;
    $('secret-shown').hidden = false;
    announce($('secret-shown').textContent);
  } catch (error) {
    tell('secret-result', error.message);
  }
  $('make-secret').disabled = false;
}

/** The bytes of a file as Base64. @param {File} file @returns {Promise<string>} */
const asBase64 = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result).split(',')[1] ?? ''));
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(file);
  });

async function take(event) {
  event.preventDefault();
  const result = $('take').querySelector('.result');
  const content = await asBase64($('file').files[0]).catch(() => '');
  try {
    const { unknown } = await call('agencies.take', { name: data.name, content }, true);
    announce(t('Saved.'));
    if (!unknown.length) location.reload();
    result.className = 'result alert amber';
    result.textContent = t('Columns that are not known here were left out: {0}', unknown.join(', '));
  } catch (error) {
    result.className = 'result alert red';
    result.textContent = error.message;
  }
  result.hidden = false;
}
