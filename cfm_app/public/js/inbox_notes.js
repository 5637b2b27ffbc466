/** What the inbox says in words: about the conversation that is open, and about the page as a whole. */
const version = new URL(import.meta.url).search;
const { t, $, el } = await import(`./core.js${version}`);

/** @param {string} tone @param {[string, () => void]} [action] a button behind the sentence: its words, and what it does */
function fill(box, sentence, tone, action) {
  const button = action && el('button', { type: 'button', class: 'plain' }, action[0]);
  button?.addEventListener('click', action[1]);
  box.className = `alert ${tone}`;
  box.replaceChildren(sentence, ' ', ...(button ? [button] : []));
  box.hidden = false;
}

/** What came of an act stands with the conversation. */
export const tell = (sentence, tone, action) => fill($('told'), sentence, tone, action);

export const hush = () => {
  $('told').hidden = true;
};

/** What concerns the page as a whole stands above the list. */
export function note(sentence, tone = 'amber', action = undefined) {
  $('network').dataset.about = '';
  fill($('network'), sentence, tone, action);
}

export function lost() {
  note(t('No connection. What you type is kept here; new messages come when it is back.'));
  $('network').dataset.about = 'line';
}

export function found() {
  if ($('network').dataset.about === 'line') $('network').hidden = true;
}

export function ended(error) {
  note(error.message, 'red', [t('Log in'), () => location.reload()]);
}
