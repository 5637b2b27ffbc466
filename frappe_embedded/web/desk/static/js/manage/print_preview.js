/** A printed page beside the form that makes it. */
import { request } from '../api.js';
import { calmed, el, icon, one, t } from '../dom.js';
import { bindLink } from '../link.js';
import { withProgress } from '../toast.js';

/** @param {any} form */
export function start(form) {
  new Preview(form).start();
}

class Preview {
  constructor(form) {
    this.form = form;
    this.name = '';
    this.kind = '';
    this.turn = 0;
  }

  get about() {
    return this.form.scope.doc.doc_type || this.kind;
  }

  start() {
    const entry = one('#preview-entry');
    bindLink(entry, {
      doctype: () => this.about, reference: '', creatable: [],
      choose: (name, label) => {
        this.name = name || '';
        entry.value = name ? label || name : '';
        this.show();
      },
    });
    const kind = one('#preview-about');
    if (kind) {
      bindLink(kind, {
        doctype: () => 'DocType', reference: '', creatable: [],
        choose: (name, label) => {
          this.kind = name || '';
          kind.value = name ? label || name : '';
          this.startAnew();
        },
      });
    }
    one('#preview-lang').addEventListener('change', () => this.show());
    const calm = calmed(() => this.show(), 500);
    this.form.onChange((changed) => {
      if (changed === 'default_print_language') this.speak(this.form.scope.doc.default_print_language);
      if (changed === 'doc_type') this.startAnew();
      else calm();
    });
    this.show();
  }

  /** A page is looked at in the language in which it is printed. @param {string} language */
  speak(language) {
    if (language) one('#preview-lang').value = language;
  }

  startAnew() {
    const kind = one('#preview-kind');
    if (kind) kind.hidden = Boolean(this.form.scope.doc.doc_type);
    this.name = '';
    one('#preview-entry').value = '';
    this.show();
  }

  async show() {
    const turn = ++this.turn;
    if (!this.about) return this.tell(t('Choose a kind of entry to see a page.'), 'info');
    const asked = { doc: { ...this.form.outgoing(), doctype: this.form.data.doctype }, about: this.about, name: this.name, lang: one('#preview-lang').value };
    try {
      const { message } = await this.form.whileShown(withProgress(request('POST', '/app/print-preview', asked)));
      if (turn !== this.turn) return undefined;
      if (!this.name && message.name) {
        this.name = message.name;
        one('#preview-entry').value = message.title || message.name;
      }
      if (message.page) one('#preview-page').srcdoc = message.page;
      return this.tell(message.fault || (message.name ? '' : t('There is no entry yet that could be shown.')), message.fault ? 'error' : 'info');
    } catch (error) {
      return this.tell(/** @type {Error} */ (error).message, 'error');
    }
  }

  /** @param {string} text @param {string} level */
  tell(text, level) {
    one('#preview-fault').replaceChildren(...(text ? [el('p', { class: `finding finding-${level}` }, icon(level === 'error' ? 'circle-alert' : 'info'), el('span', {}, text))] : []));
  }
}
