/** My work by keyboard: "n" for a new case; and deciding on more time. */
const [{ t, all, call, el, announce }] = await Promise.all(
  ['core', 'searching'].map((name) => import(`./${name}.js${new URL(import.meta.url).search}`)),
);

const editable = 'input, textarea, select, [contenteditable]';

document.addEventListener('keydown', (event) => {
  if (event.target.matches(editable) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === 'n') document.getElementById('new').click();
});
/** Decide on a request; its line then says what became of it. */
async function decide(line, decision) {
  const buttons = all('button', line);
  for (const button of buttons) button.disabled = true;
  try {
    await call('extensions.decide', { case: line.dataset.case, request: line.dataset.request, decision }, true);
  } catch (error) {
    for (const button of buttons) button.disabled = false;
    line.querySelector('[role=alert]')?.remove();
    line.append(el('p', { role: 'alert', class: 'alert red' }, error.message));
    return;
  }
  const text = decision === 'Approved' ? t('Approved') : t('Refused');
  line.querySelector('[role=alert]')?.remove();
  line.querySelector('.acts').replaceChildren(el('span', { class: `pill ${decision === 'Approved' ? 'green' : 'grey'}` }, text));
  announce(text);
}

for (const button of all('[data-decision]')) {
  button.addEventListener('click', () => decide(button.closest('.line'), button.dataset.decision));
}
document.body.dataset.ready = '1';
