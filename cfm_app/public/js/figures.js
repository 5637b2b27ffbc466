/** Figures: own days are asked for where they are chosen; what is shown is printed and taken along. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, data, announce }, { save }] = await Promise.all(['core', 'answered_file'].map((name) => import(`./${name}.js${version}`)));

$('print')?.addEventListener('click', () => print());
$('period')?.addEventListener('change', ({ target }) => {
  $('own-days').hidden = target.value !== 'days';
  if (target.value === 'days') $('first').focus();
});
for (const button of all('[data-file]')) button.addEventListener('click', () => load(button));
document.body.dataset.ready = '1';

async function load(button) {
  const result = $('file-result');
  button.disabled = true;
  try {
    await save('figures.file', { question: data.query, kind: button.dataset.file }, `figures.${button.dataset.file}`);
    announce(t('The file is in your downloads.'));
    result.hidden = true;
  } catch (error) {
    result.textContent = error.message;
    result.hidden = false;
  }
  button.disabled = false;
}
