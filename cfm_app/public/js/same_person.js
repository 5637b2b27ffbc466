/** Records that may be of the same person: making one of both, or keeping two. */
const { $, all, call, t } = await import(`./core.js${new URL(import.meta.url).search}`);

const buttons = all('[data-keep], [data-apart]');

async function decide(button) {
  const { keep, drop, apart } = button.dataset;
  if (keep && !confirm(t('Make one record of both? Nobody can take this back.'))) return;
  const [one, other] = (apart || '').split(' ');
  for (const each of buttons) each.disabled = true;
  $('failure').hidden = true;
  try {
    if (keep) await call('loop.merge_people', { keep, drop }, true);
    else await call('loop.tell_people_apart', { one, other }, true);
    location.reload();
  } catch (error) {
    for (const each of buttons) each.disabled = false;
    $('failure').textContent = error.message;
    $('failure').hidden = false;
    $('failure').focus();
  }
}

for (const button of buttons) button.addEventListener('click', () => decide(button));
document.body.dataset.ready = '1';
