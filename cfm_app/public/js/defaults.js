/** Shipped defaults: filters that apply at once, rows by arrow keys, and taking or keeping. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, call, data }, { hideFailure, showFailure }] = await Promise.all(['core', 'failure'].map((name) => import(`./${name}.js${version}`)));

for (const select of all('#filter select')) {
  select.addEventListener('change', () => $('filter').requestSubmit());
}

const rows = all('#lines .row');
document.addEventListener('keydown', (event) => {
  if (event.target.matches('select, input, dialog, dialog *') || event.ctrlKey || event.altKey) return;
  if (event.key === 'Escape') return void $('back')?.click();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !rows.length) return;
  event.preventDefault();
  const here = rows.indexOf(document.activeElement);
  rows[Math.max(0, Math.min(rows.length - 1, here + step))].focus();
});

const buttons = all('[data-do]');

/** Ask first where something is lost. */
async function isSure(button) {
  const dialog = $('sure');
  if (button.dataset.do === 'keep' || !data.losing) return true;
  $('h-sure').textContent = t('{0}: are you sure?', button.textContent.trim());
  $('do-it').textContent = button.textContent.trim();
  dialog.returnValue = '';
  dialog.showModal();
  await new Promise((done) => { dialog.addEventListener('close', done, { once: true }); });
  return dialog.returnValue === 'yes';
}

async function act(button) {
  if (!(await isSure(button))) return;
  for (const each of buttons) each.disabled = true;
  hideFailure();
  try {
    await call(`defaults.${button.dataset.do}`, { doc: { name: data.line } }, true);
  } catch (error) {
    for (const each of buttons) each.disabled = false;
    showFailure(error.message);
    return;
  }
  const address = new URL($('back').href);
  address.searchParams.set(button.dataset.deed, data.line);
  location.assign(address);
}

for (const button of buttons) button.addEventListener('click', () => act(button));
document.body.dataset.ready = '1';
