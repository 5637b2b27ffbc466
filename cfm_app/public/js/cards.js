/** The cards: what they show in each state of a decision. */
const version = new URL(import.meta.url).search;
const { t, $, all, el, data } = await import(`./core.js${version}`);

// What a card shows after a decision; who hands over leaves the referral in its state.
const STATES = { ...data.states, hand_over: { label: t('Handed over'), tone: 'grey', state: '' } };
const LEAVING = ['answer', 'return_referral', 'hand_over'];

// What each card showed before a decision that may be taken back.
const before = new WeakMap();

export const cards = () => all('article[data-name]');
export const cardOf = (name) => cards().find((card) => card.dataset.name === name);

function put(element, { label, tone, state }) {
  element.textContent = label;
  element.className = `pill ${tone}`;
  element.dataset.state = state;
}

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

/** Show the decision as taken, before the server has said so. @param {string} [words] what was written with it */
export function decide(card, action, words = '') {
  closeReplies(card);
  showGiven(card, words);
  const wasDecided = card.dataset.decided;
  card.dataset.decided = action;
  if (action === 'accept') card.dataset.accepted = '';
  else card.querySelector('.actions').hidden = true;
  const state = card.querySelector('[data-state]');
  if (wasDecided !== action) before.set(card, { label: state.textContent, tone: state.className.replace('pill ', ''), state: state.dataset.state });
  put(state, STATES[action]);
  count();
}

/** What was answered stays in sight: it may have to be read out again. */
function showGiven(card, words) {
  card.querySelector('.given')?.remove();
  if (words) card.querySelector('[data-status]').before(el('p', { class: 'given', dir: 'auto' }, words));
}

/** Take a decision back that the server refused or the user undid. */
export function undecide(card) {
  const state = card.querySelector('[data-state]');
  if (card.dataset.decided === 'accept') delete card.dataset.accepted;
  delete card.dataset.decided;
  showGiven(card, '');
  if (before.has(card)) put(state, before.get(card));
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
