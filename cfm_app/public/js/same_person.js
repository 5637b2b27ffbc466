/** Records that may be of the same person: making one of both, or keeping two. */
const version = new URL(import.meta.url).search;
const [{ all, call, t }, { hideFailure, showFailure }] = await Promise.all(['core', 'failure'].map((name) => import(`./${name}.js${version}`)));

const buttons = all('[data-keep], [data-apart]');

async function decide(button) {
  const { keep, drop, apart } = button.dataset;
  if (keep && !confirm(t('Make one record of both? Nobody can take this back.'))) return;
  const [one, other] = (apart || '').split(' ');
  for (const each of buttons) each.disabled = true;
  hideFailure();
  try {
    if (keep) await call('loop.merge_people', { keep, drop }, true);
    else await call('loop.tell_people_apart', { one, other }, true);
    location.reload();
  } catch (error) {
    for (const each of buttons) each.disabled = false;
    showFailure(error.message);
  }
}

for (const button of buttons) button.addEventListener('click', () => decide(button));
document.body.dataset.ready = '1';
