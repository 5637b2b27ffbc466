/** Asking for more time for a referral: sent at once or not at all, because somebody has to decide. */
const version = new URL(import.meta.url).search;
const [{ t, call }, view] = await Promise.all([import(`./core.js${version}`), import(`./cards.js${version}`)]);

/** @param {HTMLElement} card @param {HTMLFormElement} form with the hours and the reason @param {() => void} [asked] */
export async function askForMore(card, form, asked) {
  const button = form.querySelector('button.primary');
  const values = {
    referral: card.dataset.name,
    hours: form.querySelector('input').value,
    reason: form.querySelector('textarea').value.trim(),
  };
  button.disabled = true;
  try {
    await call('extensions.ask_for_referral', values, true);
    view.closeReplies(card);
    view.say(card, 'green', t('Asked. You are told of the decision.'));
    form.reset();
    asked?.();
  } catch (error) {
    view.say(card, 'red', t('Not accepted: {0}', error.message));
  } finally {
    button.disabled = false;
  }
}
