/** Naming people in a comment: @ and a few letters offer those who may read the document. */
import { calmed, el, t } from './dom.js';
import { findText, keepText } from './draft.js';
import { Options } from './options.js';

const BEGUN = /(^|[\s(])@([\p{L}\p{N}][\p{L}\p{N}.'’ -]{0,40})?$/u;
const PART = 'mentions';

export class Mentions {
  /** @param {HTMLTextAreaElement} area @param {any} data the page's data */
  constructor(area, data) {
    this.area = area;
    this.data = data;
    this.latest = 0;
    /** @type {Object<string, string>} users by the name that is written */
    this.named = JSON.parse(findText(data, PART) || '{}');
    this.options = new Options(/** @type {any} */ (area), null, (choice) => this.take(choice));
    this.options.takesOnTab = true;
    area.addEventListener('input', calmed(() => this.offer(), 150));
  }

  begun() {
    const found = this.area.value.slice(0, this.area.selectionStart).match(BEGUN);
    return found ? found[2] || '' : null;
  }

  async offer() {
    const words = this.begun();
    const turn = ++this.latest;
    if (words === null) return this.options.close();
    const slug = this.data.doctype.toLowerCase().replaceAll(' ', '-');
    const address = `/app/mentions/${slug}/${encodeURIComponent(this.data.name)}?txt=${encodeURIComponent(words)}`;
    const answer = await fetch(address, { headers: { Accept: 'application/json' } }).catch(() => null);
    if (turn !== this.latest || !answer?.ok || document.activeElement !== this.area) return;
    const people = await answer.json();
    // Words that go on behind a name are a sentence, not a search.
    if (!people.length && words.includes(' ')) return this.options.close();
    this.options.show(people.map(({ user, name }) => ({ user, label: name, note: user })), t('Nobody of this name may read this.'));
  }

  take({ user, label }) {
    const at = this.area.selectionStart;
    const before = this.area.value.slice(0, at).replace(BEGUN, `$1@${label} `);
    this.area.value = before + this.area.value.slice(at);
    this.area.setSelectionRange(before.length, before.length);
    this.named[label] = user;
    keepText(this.data, PART, JSON.stringify(this.named));
    this.area.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** A line as text and marks of the people named in it. @param {string} line @returns {(string|Node)[]} */
  marked(line) {
    const names = Object.keys(this.named).sort((one, other) => other.length - one.length);
    if (!names.length) return [line];
    const any = new RegExp(`(@(?:${names.map((name) => RegExp.escape?.(name) ?? name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')}))`, 'u');
    return line.split(any).map((part) => {
      const user = part.startsWith('@') && this.named[part.slice(1)];
      return user ? el('span', { class: 'mention', 'data-id': user, 'data-value': part.slice(1) }, part) : part;
    });
  }

  forget() {
    this.named = {};
    keepText(this.data, PART, '');
  }
}
