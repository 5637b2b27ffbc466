/** Keys and sealed reports: passphrases are sent and forgotten, long work goes on batch by batch. */
const version = new URL(import.meta.url).search;
const [{ t, all, call, data, announce }, { prepareAll, filled }] = await Promise.all(
  ['core', 'act_form'].map((name) => import(`./${name}.js${version}`)),
);

prepareAll();
for (const form of all('form[data-secret]')) prepare(form, () => send(form));
for (const form of all('form[data-batches]')) prepare(form, () => goThrough(form));
document.body.dataset.ready = '1';

/** No draft is kept of these: a passphrase stays in nobody's browser. */
function prepare(form, work) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    const button = form.querySelector('button');
    button.disabled = true;
    try {
      await work();
    } catch (error) {
      say(form, error.message, 'red');
      button.disabled = false;
    }
  });
}

async function send(form) {
  say(form, t('One moment…'), '');
  try {
    await call(form.dataset.secret, filled(form), true);
  } finally {
    for (const field of all('input', form)) field.value = '';
  }
  if (form.dataset.secret === 'sealing.unlock' && data.next) location.assign(data.next);
  else location.reload();
}

async function goThrough(form) {
  const given = JSON.parse(form.dataset.fixed);
  const total = Number(form.dataset.total);
  let [done, unreadable, after] = [0, 0, ''];
  do {
    // One batch after the other: whoever leaves the page goes on later where it stopped.
    const batch = await call(form.dataset.batches, { ...given, after }, true);
    // Keepers are not told how many there are.
    done += batch.done ?? 0;
    unreadable += batch.unreadable ?? 0;
    after = batch.after;
    say(form, total ? t('{0} of {1}', done, total) : t('One moment…'), '');
  } while (after);
  if (unreadable) {
    say(form, t('{0} done. {1} are sealed for keys that are not at hand: another handler gives them, or two keepers recover them.', done, unreadable), 'amber');
    return;
  }
  announce(t('Saved.'));
  location.reload();
}

function say(form, text, tone) {
  const result = form.querySelector('.result');
  result.className = tone ? `result alert ${tone}` : 'result';
  result.textContent = text;
  result.hidden = false;
  announce(text);
}
