/** Handing a referral over to a colleague: chosen from those who are competent, online only. */
const version = new URL(import.meta.url).search;
const [{ t, el, call }, view, { lookAgain }] = await Promise.all(['core', 'cards', 'bell'].map((name) => import(`./${name}.js${version}`)));

/** @param {HTMLElement} card @param {() => void} [done] */
export function handOver(card, done) {
  const form = card.querySelector('[data-reply="hand_over"]');
  const choice = form.querySelector('select');
  const name = card.dataset.name;

  card.querySelector('[data-hand-over]').addEventListener('click', async () => {
    view.openReply(card, 'hand_over');
    choice.replaceChildren(el('option', { value: '' }, t('choose…')));
    complain(form, '');
    try {
      const found = await call('approvals.colleagues', { name });
      choice.append(...found.map((each) => el('option', { value: each.user }, each.name)));
      // What is said of a choice that was not made stays while the names arrive.
      if (!found.length) complain(form, t('Nobody else is competent for this. Return it to the office instead.'));
    } catch (error) {
      complain(form, error.message);
    }
    choice.focus();
  });
  choice.addEventListener('change', () => complain(form, ''));
  form.querySelector('[data-cancel]').addEventListener('click', () => view.closeReplies(card));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!choice.value) return complain(form, t('Choose a colleague.'));
    const to = choice.selectedOptions[0].textContent;
    try {
      await call('approvals.hand_over', { name, to: choice.value, note: form.querySelector('textarea').value.trim() }, true);
    } catch (error) {
      return complain(form, error.message);
    }
    done?.();
    view.decide(card, 'hand_over');
    view.say(card, 'green', t('Handed over to {0}', to));
    lookAgain();
  });
}

function complain(form, text) {
  const note = form.querySelector('.field-error');
  note.textContent = text;
  note.hidden = !text;
}
