/** A fresh code, and on to what it was asked for. */
const version = new URL(import.meta.url).search;
const [{ $, data }, { filled, send }] = await Promise.all(['core', 'act_form'].map((name) => import(`./${name}.js${version}`)));

const form = $('confirm');
form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (await send(form, 'second_factor.confirm', filled(form), undefined, () => location.replace(data.next))) return;
  form.elements.code.select();
  form.elements.code.focus();
});
document.body.dataset.ready = '1';
