/** A fresh code, and on to what it was asked for. */
const version = new URL(import.meta.url).search;
const [{ $, t, call, data }, { filled, send }] = await Promise.all(['core', 'act_form'].map((name) => import(`./${name}.js${version}`)));

const form = $('confirm');
form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (await give(filled(form))) return;
  form.elements.code.select();
  form.elements.code.focus();
});
const passkey = $('passkey');
if (passkey) passkey.hidden = !globalThis.PublicKeyCredential;
passkey?.addEventListener('click', async () => {
  const result = form.querySelector('.result');
  try {
    const { usePasskey } = await import(`./passkey.js${version}`);
    await give({ code: await usePasskey(await call('second_factor.passkey_question', {}, true)) });
  } catch (error) {
    result.className = 'result alert red';
    result.textContent = error instanceof DOMException ? t('No passkey was given. Try again, or type a code.') : error.message;
    result.hidden = false;
  }
});

const give = (given) => send(form, 'second_factor.confirm', given, undefined, () => location.replace(data.next));
document.body.dataset.ready = '1';
