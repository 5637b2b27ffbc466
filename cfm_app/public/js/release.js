/** One release: every form sends itself to its act; workbooks are loaded as files. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, data, announce }, { prepareAll }, { save }] = await Promise.all(['core', 'act_form', 'answered_file'].map((name) => import(`./${name}.js${version}`)));

prepareAll();
for (const button of all('[data-workbook]')) button.addEventListener('click', () => load(button));
document.body.dataset.ready = '1';

async function load(button) {
  const result = $('workbook-result');
  const language = button.dataset.workbook;
  button.disabled = true;
  try {
    await save('releases.workbook', { name: data.name, language }, `${data.name}-${language}.xlsx`);
    announce(t('The file is in your downloads.'));
    result.hidden = true;
  } catch (error) {
    result.textContent = error.message;
    result.hidden = false;
  }
  button.disabled = false;
}
