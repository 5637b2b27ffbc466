/** A person's access: links, sessions, second factor, keys, and leaving with what is left to do. */
import { request } from '../api.js';
import { openDialog } from '../dialog.js';
import { all, el, t } from '../dom.js';
import { bindLink } from '../link.js';
import { refresh } from '../navigate.js';
import { toast, withProgress } from '../toast.js';

/** @param {any} form */
export function start(form) {
  const data = form.data.panels['manage/user-access'];
  if (!data?.user) return;
  const access = new Access(form, data);
  for (const button of all('[data-person]')) button.addEventListener('click', () => access.act(button.dataset.person));
}

class Access {
  /** @param {any} form @param {any} data */
  constructor(form, data) {
    this.form = form;
    this.data = data;
  }

  /** @param {string} action @param {any} [values] @returns {Promise<any>} */
  async ask(action, values = {}) {
    return (await withProgress(request('POST', `${this.data.address}/do/${action}`, values))).message;
  }

  /** @param {string} action */
  async act(action) {
    const own = {
      invite: () => this.invite(), link: () => this.showLink(), 'make-keys': () => this.makeKeys(), disable: () => this.keepOut(), work: () => this.showWork(),
    }[action];
    try {
      if (own) await own();
      else await this.settle(action);
    } catch (error) {
      if (!error.messages) throw error;
      toast(error.messages.join(' '));
    }
  }

  /** Something that is done at once, or after a question. @param {string} action */
  async settle(action) {
    const { name } = this.data;
    const questions = {
      'reset-second-factor': [t('Set the second factor of {0} up anew?', name), t('The app on the phone is worth nothing any more. At the next log-in the page shows a new picture to scan. Make sure that it is really {0} who asks.', name), t('Set up anew')],
      'remove-keys': [t('Take the key away?'), t('Programs that act for {0} get in no more.', name), t('Take the key away')],
    };
    const question = questions[action];
    if (question && !await openDialog({ title: question[0], body: [el('p', {}, question[1])], action: question[2], danger: true, onAction: () => true })) return;
    await this.ask(action);
    const done = {
      'end-sessions': t('{0} is logged out everywhere.', name), 'reset-second-factor': t('{0} sets the second factor up at the next log-in.', name),
      'remove-keys': t('The key is gone.'), enable: t('{0} may log in.', name),
    };
    await refresh();
    toast(done[action] || t('Done'));
  }

  async invite() {
    toast(t('The link went to {0}.', await this.ask('invite')));
  }

  async showLink() {
    const link = await this.ask('link');
    await openDialog({
      title: t('A link for {0}', this.data.name),
      body: [el('p', {}, t('Whoever has this link chooses the password. It works once. Give it only to {0}.', this.data.name)), copyable(t('Link'), link)],
    });
  }

  async makeKeys() {
    const { name } = this.data;
    const text = this.data.api_key ? t('A new secret is made. Programs with the old one get in no more.') : t('A program with this key may do everything that {0} may do, without a password.', name);
    if (!await openDialog({ title: t('Make a key for {0}?', name), body: [el('p', {}, text)], action: t('Make a key'), onAction: () => true })) return;
    const { key, secret } = await this.ask('make-keys');
    await openDialog({ title: t('Key for {0}', name), body: [el('p', {}, t('The secret is shown only now. Store it safely.')), copyable(t('Key'), key), copyable(t('Secret'), secret)] });
    await refresh();
  }

  async keepOut() {
    const { lines } = await this.ask('work');
    const body = [
      el('p', {}, t('{0} is logged out at once and cannot log in until you let the person in again. What the person wrote stays.', this.data.name)),
      ...(lines.length ? [el('p', {}, t('This still waits for the person:')), list(lines)] : []),
    ];
    if (!await openDialog({ title: t('Keep {0} out?', this.data.name), body, action: t('Keep out'), danger: true, onAction: () => true })) return;
    await this.ask('disable');
    await refresh();
    if (lines.length) await this.showWork(lines);
    else toast(t('{0} may not log in any more.', this.data.name));
  }

  /** What waits, with the tasks to give to somebody else. @param {any[]} [known] */
  async showWork(known) {
    const lines = known || (await this.ask('work')).lines;
    if (!lines.length) {
      toast(t('Nothing waits for {0}.', this.data.name));
      return;
    }
    const tasks = lines.find((line) => line.tasks);
    const input = el('input', { id: 'hand-to', type: 'text', class: 'link-input', role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', autocomplete: 'off' });
    let chosen = '';
    const error = el('p', { class: 'field-error', role: 'alert', hidden: true }, t('Choose who takes the tasks over.'));
    const body = [list(lines), ...(tasks ? [el('div', { class: 'field' }, el('label', { for: 'hand-to' }, t('Hand the tasks over to')), el('div', { class: 'link-box' }, input), error)] : [])];
    bindLink(input, { doctype: () => 'User', reference: 'ToDo', creatable: [], choose: (value, label) => { chosen = value || ''; input.value = label || ''; } });
    const answer = await openDialog({
      title: t('What waits for {0}', this.data.name), body, action: tasks ? t('Hand over') : undefined,
      onAction: () => {
        error.hidden = Boolean(chosen);
        return chosen ? this.ask('hand-over', { to: chosen }) : false;
      },
    });
    if (!answer?.lines) return;
    const left = answer.lines.find((line) => line.tasks)?.count || 0;
    toast(left ? t('{0} handed over; {1} stay, because the other person may not see them.', answer.given, left) : t('{0} handed over.', answer.given));
  }
}

/** @param {any[]} lines */
const list = (lines) => el('ul', { class: 'problem-list' }, ...lines.map(({ label, count, url }) => el('li', {}, url ? el('a', { href: url }, t('{0}: {1}', label, count)) : t('{0}: {1}', label, count))));

/** A text to copy, with a button. @param {string} label @param {string} text */
function copyable(label, text) {
  const id = `copy-${label}`;
  const input = el('input', { id, type: 'text', readonly: true, value: text, dir: 'ltr', class: 'code' });
  input.addEventListener('focus', () => input.select());
  const copy = el('button', { type: 'button', class: 'button' }, t('Copy'));
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = t('Copied');
  });
  return el('div', { class: 'field' }, el('label', { for: id }, label), el('div', { class: 'with-button' }, input, copy));
}
