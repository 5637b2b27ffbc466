/**
 * The dialog in which an improvement is proposed, and the same form on a page of its own. What is typed on the page below
 * stays, and what is typed here stays until the server has it.
 */
const version = new URL(import.meta.url).search;
const [{ t, $, el, call, announce, newKey, data }, { keepDraft, onlyHere }, { showUnreached }] = await Promise.all(
  ['core', 'form_draft', 'unreached'].map((name) => import(`./${name}.js${version}`)),
);

const ROUTE = '/cfm/improve';
const LIST = '/cfm/improvements';
const DRAFT = 'improvement';
const OF_CASES = ['/cfm/case', '/cfm/consent', '/cfm/case-code', '/cfm/inbox'];
const KINDS = {
  'An answer is wrong': t('An answer is wrong'),
  'A form misses something': t('A form misses something'),
  'A procedure does not work': t('A procedure does not work'),
  'The line is down': t('The line is down'),
  'Something else': t('Something else'),
};
const onPage = $('improve-here');
/** What was begun on this page and not sent, by the page and the answer that it is about. @type {Map<string, HTMLElement>} */
const begun = new Map();

/** The page that it is about; one that opened in a tab of its own is about the page before. */
function address() {
  const isOwnPage = location.pathname === ROUTE;
  if (isOwnPage && !document.referrer.startsWith(`${location.origin}/`)) return '';
  const { pathname, search, hash } = new URL(isOwnPage ? document.referrer : location.href);
  if (!OF_CASES.includes(pathname)) return pathname;
  return pathname + search + (pathname === '/cfm/inbox' ? hash : '');
}

const pathOf = (place) => place.split(/[?#]/, 1)[0];
const isRestricted = () => document.body.classList.contains('restricted') || Boolean(data.restricted) || Boolean($('inbox')?.dataset.restricted);

function field(id, label, control, help = '') {
  const note = help && el('p', { class: 'help', id: `${id}-help` }, help);
  if (help) control.setAttribute('aria-describedby', `${id}-help`);
  return el('div', { class: 'field' }, el('label', { for: id }, label), control, note);
}

const seenField = (rows, required) => el('textarea', { id: 'improve-seen', name: 'seen', rows: String(rows), dir: 'auto', required });

/** @param {{name: string, title: string} | null} answer that did not help, if it is about one @param {string} place */
function formOf(answer, place) {
  const readBy = OF_CASES.includes(pathOf(place))
    ? t('Read by those who see this case or conversation, and by nobody else.')
    : t('Your colleagues read this: write nothing about a person or a case.');
  const form = el('form', { method: 'dialog', class: 'improve' }, el('h2', { id: 'h-improve' }, answer ? t('This answer did not help') : t('Propose an improvement')));
  if (answer) {
    form.append(el('p', { dir: 'auto', class: 'strong' }, answer.title), field('improve-seen', t('Why not? You may leave this empty.'), seenField(2, false), readBy));
  } else {
    const options = Object.entries(KINDS).map(([value, label]) => el('option', { value }, label));
    const kind = el('select', { id: 'improve-kind', name: 'kind', required: true }, el('option', { value: '' }), ...options);
    form.append(field('improve-kind', t('What is to be better?'), kind), field('improve-seen', t('What did you see?'), seenField(3, true), readBy));
  }
  form.append(
    field('improve-proposal', t('What do you propose?'), el('textarea', { id: 'improve-proposal', name: 'proposal', rows: '2', dir: 'auto' })),
    el('p', { class: 'result', role: 'alert', hidden: true }),
    el('p', { class: 'buttons' }, el('button', { type: 'button', class: 'button', 'data-cancel': '1' }, t('Cancel')), el('button', { type: 'submit', class: 'button primary' }, t('Send'), ' ', el('kbd', {}, 'Ctrl+Enter'))),
  );
  return form;
}

/** Prepare the form to send itself, for the page on which it was begun. @param {(sent: boolean) => void} end */
function prepare(form, answer, place, end) {
  const id = [place, answer?.name || ''].join(':');
  const draft = isRestricted() ? onlyHere(form) : keepDraft(form, DRAFT, id);
  // The same key again if no answer came: it is stored once.
  const key = newKey();
  form.querySelector('[data-cancel]').addEventListener('click', () => end(false));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const about = { address: place, request_id: key, ...(answer && { standard_answer: answer.name }) };
    send(form, about, () => {
      draft?.drop();
      end(true);
    });
  });
  // What is pressed here is not for the page below.
  form.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}

async function send(form, about, done) {
  const result = form.querySelector('.result');
  const button = form.querySelector('.primary');
  const given = { ...Object.fromEntries(new FormData(form)), ...about };
  button.disabled = true;
  try {
    await call(about.standard_answer ? 'improvements.did_not_help' : 'improvements.propose', given, true);
    done();
  } catch (error) {
    result.className = 'result alert red';
    result.textContent = error.message;
    result.hidden = false;
    announce(error.message);
    if (error.status === 0) {
      const kept = t('What you typed is kept here: send it again when the connection is back.');
      showUnreached(result, error.message, kept, { label: t('Send again'), send: () => form.requestSubmit() });
    }
  } finally {
    button.disabled = false;
  }
}

function thanks(close) {
  const button = el('button', { type: 'button', class: 'button primary' }, t('Back to the page'));
  button.addEventListener('click', close);
  announce(t('Sent'));
  return [
    el('p', { class: 'strong', role: 'status' }, t('Sent. A manager decides, and you are told.')),
    el('p', { class: 'buttons' }, el('a', { class: 'button', href: LIST, target: '_blank' }, t('See all proposals')), button),
  ];
}

/** A dialog that is out of the page while it is closed, with what was typed into it. */
function begin(answer, place, key) {
  const form = formOf(answer, place);
  const dialog = el('dialog', { id: 'improve-dialog', 'aria-labelledby': 'h-improve' }, form);
  begun.set(key, dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  prepare(form, answer, place, (isSent) => {
    if (!isSent) return dialog.close();
    begun.delete(key);
    dialog.replaceChildren(...thanks(() => dialog.close()));
    return dialog.querySelector('.primary').focus();
  });
  return dialog;
}

/**
 * Open the dialog. Nothing happens while it is open already.
 * @param {{name: string, title: string} | null} answer the standard answer that did not help
 */
export function openDialog(answer = null) {
  if (document.querySelector('#improve-dialog[open]')) return;
  const place = address();
  const key = [place, answer?.name || ''].join(':');
  const dialog = begun.get(key) ?? begin(answer, place, key);
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector('select, textarea').focus();
}

if (onPage) {
  const place = address();
  const form = formOf(null, place);
  onPage.replaceChildren(form);
  prepare(form, null, place, (isSent) => {
    if (isSent) onPage.replaceChildren(...thanks(() => window.close()));
    else location.assign(LIST);
  });
  form.querySelector('select').focus();
}
