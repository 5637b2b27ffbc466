/** Changes that wait for a second person: agreeing, refusing, taking back. */
const version = new URL(import.meta.url).search;
const [{ all, call }, { hideFailure, showFailure }] = await Promise.all(['core', 'failure'].map((name) => import(`./${name}.js${version}`)));

const buttons = all('[data-do]');

async function decide(button) {
  for (const each of buttons) each.disabled = true;
  hideFailure();
  try {
    await call(`access_requests.${button.dataset.do}`, { doc: { name: button.dataset.request } }, true);
    location.reload();
  } catch (error) {
    for (const each of buttons) each.disabled = false;
    showFailure(error.message);
  }
}

for (const button of buttons) button.addEventListener('click', () => decide(button));
document.body.dataset.ready = '1';
