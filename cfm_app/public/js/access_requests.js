/** Changes that wait for a second person: agreeing, refusing, taking back. */
const { $, all, call } = await import(`./core.js${new URL(import.meta.url).search}`);

const buttons = all('[data-do]');

async function decide(button) {
  for (const each of buttons) each.disabled = true;
  $('failure').hidden = true;
  try {
    await call(`access_requests.${button.dataset.do}`, { doc: { name: button.dataset.request } }, true);
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
