/** My work by keyboard: "n" for a new case; deciding on more time; taking a case, in the view that was chosen last. */
const [{ t, all, call, el, announce }] = await Promise.all(
  ['core', 'searching'].map((name) => import(`./${name}.js${new URL(import.meta.url).search}`)),
);

const YEAR_S = 365 * 24 * 3600;
const chosen = new URLSearchParams(location.search).get('whose');
if (chosen) document.cookie = `whose=${encodeURIComponent(chosen)}; path=/; max-age=${YEAR_S}; samesite=lax`;

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

/** Take a case; its line then says whose it is. */
async function take(button) {
  const line = button.closest('.line');
  button.disabled = true;
  line.querySelector('[role=alert]')?.remove();
  try {
    const owner = await call('cases.take', { case: button.dataset.take }, true);
    const told = t('Assigned to {0}').replace('{0}', owner.name);
    line.querySelector('.owner')?.remove();
    button.replaceWith(el('abbr', { class: 'owner', title: told }, owner.initials));
    announce(told);
    line.querySelector('.acts > a:last-child').focus();
  } catch (error) {
    button.disabled = false;
    line.append(el('p', { role: 'alert', class: 'alert red' }, error.message));
  }
}

for (const button of all('[data-take]')) button.addEventListener('click', () => take(button));
for (const button of all('[data-decision]')) {
  button.addEventListener('click', () => decide(button.closest('.line'), button.dataset.decision));
}
document.body.dataset.ready = '1';
