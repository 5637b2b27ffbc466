/** Naming people in a comment: @ and a few letters offer those who may read the document. */
import { calmed, el, t } from './dom.js';
import { findText, keepText } from './draft.js';
import { Options } from './options.js';

const BEGUN = /(^|[\s(])@([\p{L}\p{N}][\p{L}\p{N}.'’ -]{0,40})?$/u;
/** What may be a name behind @, as far as it can be told from the words that follow it. */
const TYPED = /(?:^|[\s(])@([\p{L}\p{N}][\p{L}\p{N}.'’-]*(?: [\p{L}\p{N}.'’-]+){0,2})/gu;
const PART = 'mentions';
const alike = new Intl.Collator(undefined, { sensitivity: 'base' });

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
    const people = await this.find(words);
    if (turn !== this.latest || !people || document.activeElement !== this.area) return;
    // Words that go on behind a name are a sentence, not a search.
    if (!people.length && words.includes(' ')) return this.options.close();
    this.options.show(people.map(({ user, name }) => ({ user, label: name, note: user })), t('Nobody of this name may read this.'));
  }

  /** Who may be named by some words; null if the server does not say. @param {string} words */
  async find(words) {
    const slug = this.data.doctype.toLowerCase().replaceAll(' ', '-');
    const address = `/app/mentions/${slug}/${encodeURIComponent(this.data.name)}?txt=${encodeURIComponent(words)}`;
    const answer = await fetch(address, { headers: { Accept: 'application/json' } }).catch(() => null);
    return answer?.ok ? answer.json() : null;
  }

  /** Name whom somebody typed and did not choose, where one person alone is meant. @returns {Promise<string[]>} the others */
  async settle() {
    const unknown = [];
    for (const [, words] of this.area.value.matchAll(TYPED)) {
      const isNamed = Object.keys(this.named).some((name) => name.startsWith(words) || words.startsWith(name));
      if (!isNamed && !(await this.resolve(words.split(' ')))) unknown.push(words.split(' ')[0]);
    }
    return unknown;
  }

  /** The longest of the words that are a whole part of one name. @param {string[]} words */
  async resolve(words) {
    for (let length = words.length; length; length -= 1) {
      const typed = words.slice(0, length).join(' ').replace(/[.'’-]+$/, '');
      const people = ((await this.find(typed)) ?? []).filter(({ name }) => isPart(typed, name));
      if (people.length > 1) return false;
      if (people.length) {
        this.named[typed] = people[0].user;
        return true;
      }
    }
    return false;
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

/** Whether words are whole words of a name, in their order. @param {string} typed @param {string} name */
function isPart(typed, name) {
  const [wanted, parts] = [typed.split(' '), name.split(' ')];
  return parts.some((_part, at) => wanted.every((word, place) => alike.compare(word, parts[at + place] ?? '') === 0));
}
