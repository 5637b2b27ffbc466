/** One mission: every form sends itself to its act; the register is loaded as a file. */
const version = new URL(import.meta.url).search;
const [{ t, $, data, announce }, { prepareAll }, { save }] = await Promise.all(['core', 'act_form', 'answered_file'].map((name) => import(`./${name}.js${version}`)));

prepareAll();
$('register-file')?.addEventListener('click', load);
document.body.dataset.ready = '1';

async function load() {
  const result = $('register-result');
  $('register-file').disabled = true;
  try {
    await save('missions.register_file', { name: data.name }, `${data.name}.xlsx`);
    announce(t('The file is in your downloads.'));
    result.hidden = true;
  } catch (error) {
    result.textContent = error.message;
    result.hidden = false;
  }
  $('register-file').disabled = false;
}
