/** A log-in with a recovery code; afterwards to where the user begins the day. */
const { $, call, announce } = await import(`./core.js${new URL(import.meta.url).search}`);

const form = $('recovery');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (!form.reportValidity()) return;
  const button = form.querySelector('button');
  const result = form.querySelector('.result');
  button.disabled = true;
  result.hidden = true;
  try {
    await call('second_factor.log_in', Object.fromEntries(new FormData(form)), true);
    location.assign('/cfm');
  } catch (error) {
    result.className = 'result alert red';
    result.textContent = error.message;
    result.hidden = false;
    announce(error.message);
    button.disabled = false;
  }
});
document.body.dataset.ready = '1';
