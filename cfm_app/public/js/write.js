/** Writing to the office about a referral: sent at once or not at all, since somebody may wait for it. */
const version = new URL(import.meta.url).search;
const [{ t, el, call, newKey }, view] = await Promise.all(['core', 'cards'].map((name) => import(`./${name}.js${version}`)));

/** @param {HTMLElement} card @param {HTMLFormElement} form @param {() => void} drop forgets the draft */
export async function writeMessage(card, form, drop) {
  const button = form.querySelector('button.primary');
  const text = form.querySelector('textarea').value.trim();
  // The same key again if no answer came: the message is stored once.
  form.dataset.key ??= newKey();
  button.disabled = true;
  try {
    await call('cases.write', { referral: card.dataset.name, text, request_id: form.dataset.key }, true);
    delete form.dataset.key;
    drop();
    card.querySelector('.messages').append(el('li', {}, el('span', { class: 'muted' }, t('You')), el('span', { dir: 'auto' }, text)));
    view.closeReplies(card);
    view.say(card, 'green', t('Sent'));
    form.reset();
  } catch (error) {
    view.say(card, 'red', t('Not accepted: {0}', error.message));
  } finally {
    button.disabled = false;
  }
}
