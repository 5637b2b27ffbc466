/**
 * A case that is made of a conversation: its words are filled in, and saving links the two.
 *
 * The address names the conversation behind the "#", so that it comes back with the page and reaches no log.
 */
const version = new URL(import.meta.url).search;
const { t, $, el, call } = await import(`./core.js${version}`);

const WHERE = 'conversation';

const named = () => new URLSearchParams(location.hash.slice(1)).get(WHERE);
const inbox = (name) => `/cfm/inbox${location.search}#${name}`;

export function fromConversation() {
  let found = null;

  /** Say that the case comes of a conversation, and lead back to it. */
  const show = () => {
    const name = named();
    $('source').hidden = !name;
    if (name) $('source').lastElementChild.href = inbox(name);
  };
  show();

  return {
    named,
    isRestricted: () => Boolean(found?.restricted),
    /** What the form begins with; nothing where no conversation is named. */
    async fetch() {
      if (!named()) return null;
      found = await call('inbox.for_case', { name: named() });
      return found;
    },
    /** The method that stores the case, with what it is given. */
    request(values) {
      if (!named()) return ['console.new_case', values];
      const { request_id, ...given } = values;
      return ['inbox.make_case', { name: named(), values: given, request_id }];
    },
    /** Go on with the case of a conversation, or with one that came of none. @param {string} [name] */
    resume(name) {
      if ((name || null) === named()) return;
      found = null;
      history.replaceState(null, '', name ? `#${WHERE}=${name}` : location.pathname + location.search);
      show();
    },
    /** The conversation has its case. @param {object} [made] what was stored, if anything was */
    end(made) {
      const name = named();
      this.resume('');
      if (made?.conversation_open) $('result').append(wayBack(name));
    },
  };
}

function wayBack(name) {
  return el('p', { class: 'row' }, el('a', { href: inbox(name) }, t('Back to the conversation')));
}
