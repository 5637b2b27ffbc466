/** Whoever logs out while something is not saved is told how much, and chooses. */
const { t, el } = await import(`./core.js${new URL(import.meta.url).search}`);

const LOSE = 'lose';

/** @param {number} count how many entries would be lost @returns {Promise<boolean>} whether to log out */
export async function asked(count) {
  const dialog = el('dialog', { id: 'unsaved', 'aria-labelledby': 'h-unsaved' },
    el('h2', { id: 'h-unsaved' }, t('Not saved: {0} entries', count)),
    el('p', {}, t('Logging out deletes what was typed there from this computer.')),
    el('form', { method: 'dialog', class: 'buttons' },
      el('button', { class: 'button', value: LOSE }, t('Log out and lose it')),
      el('button', { class: 'button primary', value: '', autofocus: true }, t('Stay and save'))));
  document.body.append(dialog);
  dialog.showModal();
  await new Promise((done) => { dialog.addEventListener('close', done, { once: true }); });
  dialog.remove();
  return dialog.returnValue === LOSE;
}
