/** Approvals on a phone: decisions show at once, and are honest about whether they were sent. */
const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);
const [{ t, $, all, call, language }, view, queue, { handOver }, { askForMore }, { keepDraft }, { writeMessage }, { lookAgain }] = await Promise.all(
  ['core', 'cards', 'queue', 'hand_over', 'more_time', 'form_draft', 'write', 'bell', 'push'].map(load),
);

const user = document.querySelector('meta[name=cfm-user]').content;
const AGAIN_AFTER = 30000;
const KIND = 'approval';
/** @type {Map<HTMLFormElement, {found: number, keep: () => void, drop: () => void}>} */
const drafts = new Map();
let isSending = false;

/** Take a decision: show it, keep it, send it. */
async function take(card, action, text = '') {
  view.decide(card, action, text);
  view.say(card, 'grey', t('Sending…'));
  await queue.keep({ name: card.dataset.name, action, text, user, at: Date.now() }, !isRestricted(card));
  for (const form of all('.reply', card)) drafts.get(form)?.drop();
  card.focus({ preventScroll: true });
  await send();
}

/** Send what is kept, one after the other. */
async function send() {
  if (isSending) return;
  isSending = true;
  try {
    for (const decision of await queue.pending()) {
      if (!(await sendOne(decision))) break;
    }
  } finally {
    isSending = false;
    await showNetwork();
  }
}

/** @returns {Promise<boolean>} whether the server was reached */
async function sendOne({ name, action, text }) {
  const card = view.cardOf(name);
  const values = { name };
  if (action === 'answer') values.response = text;
  if (action === 'return_referral') values.reason = text;
  try {
    await call(`approvals.${action}`, values, true);
    await queue.drop(name);
    if (card) view.say(card, 'green', t('Sent'));
    lookAgain();
    return true;
  } catch (error) {
    if (error.status === 0 || error.status >= 500) return wait(card, name);
    if (error.status === 401) return renew(card, error);
    await queue.drop(name);
    if (card) refuse(card, error, action, text);
    return true;
  }
}

function wait(card, name) {
  if (card) {
    view.say(card, 'amber', t('Not yet sent: no connection. It is sent as soon as there is one.'), {
      [t('Undo')]: () => undo(card, name),
    });
  }
  return false;
}

function renew(card, error) {
  if (card) view.say(card, 'amber', error.message, { [t('Log in')]: () => location.reload() });
  return false;
}

async function undo(card, name) {
  await queue.drop(name);
  view.undecide(card);
  view.hush(card);
  await showNetwork();
}

/** The server said no: nothing was changed, and the words are still there. */
function refuse(card, error, action, text) {
  view.undecide(card);
  const area = card.querySelector(`[data-reply="${action}"] textarea`);
  if (area) {
    area.value = text;
    drafts.get(area.form)?.keep();
  }
  view.say(card, 'red', t('Not accepted: {0}', error.message), { [t('Reload')]: () => location.reload() });
}

async function showNetwork() {
  const unsent = (await queue.pending()).length;
  const text = unsent
    ? t('{0} not yet sent. Leave this page open, or come back later.', unsent)
    : t('No connection. What you decide is sent later.');
  $('network').hidden = navigator.onLine && !unsent;
  $('network').lastElementChild.textContent = text;
}

const isRestricted = (card) => 'restricted' in card.dataset;

/** Keep what is typed of an answer, and open the one that was kept. Of a restricted case nothing stays on the phone. */
function holdReplies(card) {
  if (isRestricted(card)) return;
  for (const form of all('.reply', card)) {
    const draft = keepDraft(form, KIND, `${card.dataset.name}:${form.dataset.reply}`);
    drafts.set(form, draft);
    if (!draft.found || form.dataset.reply === 'hand_over') continue;
    const time = new Date(draft.found).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
    view.showReply(card, form.dataset.reply);
    view.say(card, 'grey', t('Not sent: your words of {0} are here.', time));
  }
}

// --- hearing ----------------------------------------------------------------------------------
function listen(card) {
  for (const button of all('[data-act]', card)) {
    const action = button.dataset.act;
    button.addEventListener('click', () => (action === 'accept' ? take(card, action) : view.openReply(card, action)));
  }
  handOver(card, () => all('.reply', card).forEach((form) => drafts.get(form)?.drop()));
  for (const form of all('.reply:not([data-reply=hand_over])', card)) {
    const area = form.querySelector('textarea');
    form.noValidate = true;
    form.querySelector('[data-cancel]').addEventListener('click', () => view.closeReplies(card));
    for (const quick of all('[data-quick]', form)) {
      quick.addEventListener('click', () => {
        area.value = quick.textContent;
        area.focus();
      });
    }
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = area.value.trim();
      complain(form, text ? '' : t('Please write why, or what you answer.'));
      if (!text) return;
      const drop = () => drafts.get(form)?.drop();
      if (form.dataset.reply === 'more_time') askForMore(card, form, drop);
      else if (form.dataset.reply === 'write') writeMessage(card, form, drop);
      else take(card, form.dataset.reply, text);
    });
  }
}

function complain(form, text) {
  const note = form.querySelector('.field-error');
  note.textContent = text;
  note.hidden = !text;
  if (text) form.querySelector('textarea').focus();
}

for (const card of view.cards()) {
  listen(card);
  holdReplies(card);
}
addEventListener('online', send);
addEventListener('offline', showNetwork);
setInterval(async () => navigator.onLine && (await queue.pending()).length && send(), AGAIN_AFTER);

await queue.keepOnlyOf(user);
for (const decision of await queue.pending()) {
  const card = view.cardOf(decision.name);
  if (card) view.decide(card, decision.action, decision.text);
}
document.body.dataset.ready = '1';
await send();
