/**
 * A case that is made of a conversation or a call: what is known is filled in, and saving links the two.
 *
 * The address names the source behind the "#", so that it comes back with the page and reaches no log.
 */
const version = new URL(import.meta.url).search;
const { t, $, el, call } = await import(`./core.js${version}`);

const CONVERSATION = 'conversation';
const CALL = 'call';
// What tells how the form begins, and what stores the case.
const METHODS = {
  [CONVERSATION]: { begin: 'inbox.for_case', make: 'inbox.make_case' },
  [CALL]: { begin: 'calls.for_case', make: 'calls.make_case' },
};

/** What the case is made of: its kind and its name; nothing where it is made of nothing. */
function source() {
  const given = new URLSearchParams(location.hash.slice(1));
  const kind = Object.keys(METHODS).find((each) => given.get(each));
  return kind ? { kind, name: given.get(kind) } : null;
}

const inbox = (name) => `/cfm/inbox${location.search}#${name}`;

export function caseSource() {
  let found = null;

  /** The name by which a draft of this case is known: that of the conversation or the call. */
  const named = () => (source() ? `${source().kind}=${source().name}` : null);

  /** Say what the case comes of, and lead back to a conversation. */
  const show = () => {
    const of = source();
    $('source').hidden = of?.kind !== CONVERSATION;
    $('of-call').hidden = of?.kind !== CALL;
    if (of?.kind === CONVERSATION) $('source').lastElementChild.href = inbox(of.name);
  };
  show();

  return {
    named,
    isRestricted: () => Boolean(found?.restricted),
    /** What the form begins with; nothing where no source is named. */
    async fetch() {
      const of = source();
      if (!of) return null;
      found = await call(METHODS[of.kind].begin, { name: of.name }, of.kind === CALL);
      return found;
    },
    /** The method that stores the case, with what it is given. */
    request(values) {
      const of = source();
      if (!of) return ['console.new_case', values];
      const { request_id, ...given } = values;
      return [METHODS[of.kind].make, { name: of.name, values: given, request_id }];
    },
    /** Go on with the case of a source, or with one that came of none. @param {string} [name] as `named` gives it */
    resume(name) {
      if ((name || null) === named()) return;
      found = null;
      history.replaceState(null, '', name ? `#${name}` : location.pathname + location.search);
      show();
    },
    /** The source has its case. @param {object} [made] what was stored, if anything was */
    end(made) {
      const of = source();
      this.resume('');
      if (made?.conversation_open) $('result').append(wayBack(of.name));
    },
  };
}

function wayBack(name) {
  return el('p', { class: 'row' }, el('a', { href: inbox(name) }, t('Back to the conversation')));
}
