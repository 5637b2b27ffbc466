/** The cards: what they show in each state of a decision. */
const version = new URL(import.meta.url).search;
const { t, $, all, el } = await import(`./core.js${version}`);

const LABELS = { accept: t('Accepted'), answer: t('Done'), return_referral: t('Returned'), hand_over: t('Handed over') };
const LEAVING = ['answer', 'return_referral', 'hand_over'];

export const cards = () => all('article[data-name]');
export const cardOf = (name) => cards().find((card) => card.dataset.name === name);


export function openReply(card, action) {
  showReply(card, action).querySelector('select, textarea').focus();
}

/** @returns {HTMLFormElement} */
export function showReply(card, action) {
  closeReplies(card);
  card.querySelector('.actions').hidden = true;
  const form = card.querySelector(`[data-reply="${action}"]`);
  form.hidden = false;
  return form;
}

export function closeReplies(card) {
  for (const form of all('.reply', card)) form.hidden = true;
  card.querySelector('.actions').hidden = false;
}

/** Show the decision as taken, before the server has said so. */
export function decide(card, action) {
  closeReplies(card);
  card.dataset.decided = action;
  if (action === 'accept') card.dataset.accepted = '';
  else card.querySelector('.actions').hidden = true;
  const state = card.querySelector('[data-state]');
  state.dataset.before ??= state.textContent;
  state.textContent = LABELS[action];
  state.className = `pill ${action === 'accept' || action === 'answer' ? 'green' : 'grey'}`;
  count();
}

/** Take a decision back that the server refused or the user undid. */
export function undecide(card) {
  const state = card.querySelector('[data-state]');
  if (card.dataset.decided === 'accept') delete card.dataset.accepted;
  delete card.dataset.decided;
  if (state.dataset.before) state.textContent = state.dataset.before;
  state.className = `pill ${'accepted' in card.dataset ? 'green' : 'blue'}`;
  card.querySelector('.actions').hidden = false;
  count();
}

/** One line under the card. @param {'grey'|'green'|'amber'|'red'} tone */
export function say(card, tone, text, actions = {}) {
  const status = card.querySelector('[data-status]');
  status.className = `status ${tone}`;
  status.replaceChildren(el('span', {}, text));
  for (const [label, task] of Object.entries(actions)) {
    const button = el('button', { type: 'button' }, label);
    button.addEventListener('click', task);
    status.append(button);
  }
  status.hidden = false;
}

export function hush(card) {
  card.querySelector('[data-status]').hidden = true;
}

/** How many still wait for the user. */
export function count() {
  const open = cards().filter((card) => !LEAVING.includes(card.dataset.decided));
  $('count').textContent = String(open.length + Number($('count').dataset.beyond));
  $('empty').hidden = open.length > 0 || cards().length > 0;
}
