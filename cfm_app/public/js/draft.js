/**
 * The draft of a case: kept until the server said yes, one a call, offered and never filled in unasked.
 *
 * Before the category is known the words may be those of a sensitive case: no device without a network keeps them. A
 * sensitive case is kept nowhere.
 */
const version = new URL(import.meta.url).search;
const [{ t, $, all, el, announce, language }, store] = await Promise.all(['core', 'store'].map((name) => import(`./${name}.js${version}`)));

const KIND = 'new-case';
const FIRST_WORDS = 60;
const ANSWER_MS = 200;

/** @typedef {{id: string, at: number, values: Object<string, any>, choices: Object<string, any>}} Draft */

export const drop = (id) => store.drop(KIND, id);

/** @param {string} id of the call @param {HTMLFormElement} form @param {'open' | 'unknown' | 'restricted'} kind */
export function keep(id, form, kind, choices) {
  if (kind === 'restricted') return drop(id);
  const values = {};
  for (const field of controls(form)) {
    if (field.type === 'radio') {
      if (field.checked) values[field.name] = field.value;
    } else values[key(field)] = field.type === 'checkbox' ? field.checked : field.value;
  }
  return store.keep(KIND, id, { values, choices }, kind === 'open');
}

/** The draft of the case that is made of a conversation. @param {string} name @returns {Draft | undefined} */
export const ofConversation = (name) => store.kept(KIND).find(({ choices }) => choices.conversation === name);

/** Fill the form from a draft. @param {HTMLFormElement} form @param {Draft} draft */
export function fill(form, draft) {
  for (const field of controls(form)) {
    const value = draft.values[field.type === 'radio' ? field.name : key(field)];
    if (value === undefined) continue;
    if (field.type === 'radio') field.checked = field.value === value;
    else if (field.type === 'checkbox') field.checked = value;
    else field.value = value;
  }
  form.dispatchEvent(new Event('filled'));
}

const key = (field) => field.id || field.name;
// The known caller is asked for again; the category and the place are kept as choices.
const controls = (form) =>
  all('input, select, textarea', form).filter((each) => each.name !== 'person' && each.getAttribute('role') !== 'combobox');

/**
 * Offer the calls that were not saved, but none that another tab is at.
 * @param {{current: () => string, take: (draft: Draft) => void}} form
 */
export function offers(form) {
  const box = $('drafts');
  const again = $('show-drafts');
  const elsewhere = new Set();
  let isPutAway = false;

  // Tabs tell one another which call they are at, so that no two go on with the same.
  const channel = new BroadcastChannel('cfm-new-case');
  const tell = () => channel.postMessage({ id: form.current() });
  channel.addEventListener('message', ({ data }) => {
    if (data.ask) return tell();
    elsewhere.add(data.id);
    return show();
  });

  const open = () => store.kept(KIND).filter(({ id }) => id !== form.current() && !elsewhere.has(id));

  function show() {
    const found = open();
    box.hidden = isPutAway || !found.length;
    again.hidden = !isPutAway || !found.length;
    again.textContent = t('Calls not saved: {0}', found.length);
    box.replaceChildren(el('p', { class: 'strong' }, t('Not saved yet')),
      el('div', { class: 'kept', tabindex: '0', role: 'group', 'aria-label': t('Calls not saved: {0}', found.length) }, ...found.map(line)),
      button(t('Start new'), '', startNew));
  }

  function line(draft) {
    const time = new Date(draft.at).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
    return el('p', { class: 'row' },
      el('bdi', {}, told(draft)),
      button(t('Continue the call of {0}', time), 'primary', () => go(draft)),
      button(t('Discard'), '', () => {
        drop(draft.id);
        show();
      }));
  }

  function go(draft) {
    form.take(draft);
    tell();
    quiet();
  }

  /** Leave the offers behind a button: another call is being typed. */
  function quiet() {
    if (isPutAway) return;
    isPutAway = true;
    show();
  }

  function startNew() {
    quiet();
    $('phone').focus();
  }

  // It lies over the page: whoever goes on in the form must see where they are.
  document.addEventListener('focusin', ({ target }) => {
    if (target.matches('form#case :is(input, select, textarea):not(#phone)')) quiet();
  });

  addEventListener('drafts-opened', show);
  again.addEventListener('click', () => {
    isPutAway = false;
    show();
    box.querySelector('button')?.focus();
  });

  return {
    show,
    /** Look for what other tabs are at, then offer the rest. */
    async begin() {
      channel.postMessage({ ask: true });
      await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
      show();
      if (!box.hidden) announce(box.textContent);
    },
    quiet,
  };
}

/** What a call holds, so that two of the same minute are told apart. */
function told({ values, choices }) {
  const channel = all('input[name=channel]').find((radio) => radio.value === values.channel)?.nextElementSibling.textContent;
  const words = (values.description || values.information_given || '').trim().replace(/\s+/g, ' ');
  const first = words.length > FIRST_WORDS ? `${words.slice(0, FIRST_WORDS)}…` : words;
  return [values.phone, values.full_name, choices.category?.label, choices.place?.label || values.place_details, channel, first].filter(Boolean).join(' · ');
}

function button(text, kind, task) {
  const made = el('button', { type: 'button', class: `button ${kind}` }, text);
  made.addEventListener('click', task);
  return made;
}
