/** The case that was closed just now, taken up again while its person is on the line. */
const version = new URL(import.meta.url).search;
const { t, el, call, announce } = await import(`./core.js${version}`);

/** @param {{name: string}} closed @param {(made: object) => void} done */
export function wayBack(closed, done) {
  const opener = el('button', { type: 'button', class: 'button', 'aria-expanded': 'false' }, t('Take {0} up again', closed.name));
  const reason = el('textarea', { rows: 2, dir: 'auto', id: `reopen-${closed.name}`, name: 'reopen_reason' });
  const appeal = el('input', { type: 'checkbox', name: 'reopen_appeal' });
  const send = el('button', { type: 'button', class: 'button primary' }, t('Take it up again'));
  const refusal = el('p', { class: 'field-error', role: 'alert', hidden: true });
  const asked = el('div', { class: 'reopen', hidden: true },
    el('div', { class: 'field' }, el('label', { for: reason.id }, t('Why the case is taken up again')), reason, refusal),
    el('label', { class: 'check' }, appeal, ' ', t('The person appeals against the outcome')),
    el('p', { class: 'row' }, send));

  opener.addEventListener('click', () => {
    asked.hidden = !asked.hidden;
    opener.setAttribute('aria-expanded', String(!asked.hidden));
    if (!asked.hidden) reason.focus();
  });
  send.addEventListener('click', async () => {
    send.disabled = true;
    refusal.hidden = true;
    try {
      const made = await call('loop.reopen', { case: closed.name, reason: reason.value.trim(), is_appeal: Number(appeal.checked) }, true);
      done(made);
    } catch (error) {
      refusal.textContent = error.message;
      refusal.hidden = false;
      announce(error.message);
      reason.focus();
    } finally {
      send.disabled = false;
    }
  });
  // What is typed here is no part of the new case: it makes no draft and saves nothing.
  for (const kind of ['input', 'change']) asked.addEventListener(kind, (event) => event.stopPropagation());
  return el('div', { class: 'way-back' }, opener, asked);
}
