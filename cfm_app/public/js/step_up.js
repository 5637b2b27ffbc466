/** A fresh code, and on to what it was asked for. */
const { $, call, data, announce } = await import(`./core.js${new URL(import.meta.url).search}`);

const form = $('confirm');
form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  const result = form.querySelector('.result');
  button.disabled = true;
  result.hidden = true;
  try {
    await call('second_factor.confirm', { code: form.elements.code.value }, true);
    location.replace(data.next);
  } catch (error) {
    result.className = 'result alert red';
    result.textContent = error.message;
    result.hidden = false;
    announce(error.message);
    button.disabled = false;
    form.elements.code.select();
    form.elements.code.focus();
  }
});
document.body.dataset.ready = '1';
