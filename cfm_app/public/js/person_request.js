/** One request of a person: every form sends itself to its act; the copy is loaded as a file. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, call, data, announce }, { prepareAll }, { save }] = await Promise.all(['core', 'act_form', 'answered_file'].map((name) => import(`./${name}.js${version}`)));

/** What was proposed: it is replaced by another proposal only as long as nobody has changed it. */
let proposed = $('letter')?.value;

prepareAll();
$('letter-language')?.addEventListener('change', propose);
for (const button of all('[data-file]')) button.addEventListener('click', () => load(button));
document.body.dataset.ready = '1';

async function propose() {
  if ($('letter').value && $('letter').value !== proposed) return;
  const language = $('letter-language').value;
  const words = await call('person_requests.letter', { name: data.name, language }, true).catch(() => '');
  if (!words || language !== $('letter-language').value) return;
  proposed = words;
  $('letter').value = words;
  $('letter').dispatchEvent(new Event('input', { bubbles: true }));
}

async function load(button) {
  const result = button.parentElement.nextElementSibling;
  button.disabled = true;
  try {
    await save('person_requests.file', JSON.parse(button.dataset.file), `${data.name}.json`);
    announce(t('The file is in your downloads.'));
    result.hidden = true;
  } catch (error) {
    result.className = 'result alert red';
    result.textContent = error.message;
    result.hidden = false;
  }
  button.disabled = false;
}
