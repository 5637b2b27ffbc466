/** A test message through an e-mail account or the gateway for text messages. */
import { request } from '../api.js';
import { el, icon, one, t } from '../dom.js';
import { withProgress } from '../toast.js';

/** @param {any} form */
export function start(form) {
  const button = one('#try-send');
  button.addEventListener('click', async () => {
    const to = one('#try-to').value.trim();
    const { isNew, name: known } = form.data;
    if ((form.dirty || isNew) && !await form.save()) return;
    // Saving shows the form anew.
    const field = one('#try-to');
    if (field) field.value = to;
    const name = isNew ? decodeURIComponent(window.location.pathname.split('/').pop() || '') : known;
    button.disabled = true;
    try {
      const { message } = await withProgress(request('POST', `/app/try-${button.dataset.kind}`, { name, to }));
      tell(message.failure, to);
    } catch (error) {
      tell(/** @type {Error} */ (error).message, to);
    }
    button.disabled = false;
  });
}

function tell(failure, to) {
  const place = one('#try-sent');
  const text = failure || t('Sent to {0}. Look whether it arrives.', to);
  place.replaceChildren(el('p', { class: `finding finding-${failure ? 'error' : 'good'}` }, icon(failure ? 'circle-alert' : 'check'), el('span', {}, text)));
}
