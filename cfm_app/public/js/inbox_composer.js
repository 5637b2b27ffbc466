/**
 * The answer: words, an approved template or the neutral text of the office, whichever may be sent now.
 *
 * What is typed stays in this tab until it is sent; of a restricted conversation nothing does.
 */
const version = new URL(import.meta.url).search;
const [{ t, $, all, el, call, data, debounce, newKey, announce }, store, { outcome }, { titleOf, factsOf }, { openImprovement }] =
  await Promise.all(['core', 'store', 'inbox_outcome', 'answer_facts', 'improve'].map((name) => import(`./${name}.js${version}`)));

const KIND = 'inbox';
const WAYS = ['words', 'template', 'neutral'];
// Whoever writes has the conversation in hand for ten minutes from their last act.
const STILL_HERE = 180000;

/** @param {{sent: (made: object) => void, refused: (error: Error) => void, lastWords: () => string}} page */
export function composer(page) {
  const form = $('composer');
  const text = $('text');
  let thread = null;
  let key = { of: '', id: '' };
  let heardOn = 0;
  let isUnderWay = false;
  /** @type {object | null} the standard answer that was put in last */
  let taken = null;
  const told = outcome(() => focus());

  const way = () => {
    if (!thread?.may_answer) return 'closed';
    if (thread.only_text) return 'neutral';
    if (!thread.needs_template) return 'words';
    return thread.templates.length ? 'template' : 'closed';
  };

  /** Show what may be written in a conversation that the user has in hand. */
  function show(found) {
    const isOther = thread?.name !== found.name;
    if (isOther) leave();
    thread = found;
    if (found.restricted) store.drop(KIND, found.name);
    if (isOther) begin();
    form.dataset.way = way();
    for (const part of all('[data-of]', form)) part.hidden = part.dataset.of !== way();
    $('only-text').textContent = found.only_text || '';
    const reason = whyNot();
    $('why-not').textContent = reason;
    $('why-not').hidden = !reason;
    $('send').hidden = !WAYS.includes(way());
    offerTemplates();
  }

  function begin() {
    const kept = thread.restricted ? null : store.kept(KIND).find((each) => each.id === thread.name);
    text.value = kept?.text || '';
    $('kept').textContent = kept ? t('Not sent: your words are still here.') : '';
    $('answers').open = false;
    told.stop();
    taken = null;
    $('template').replaceChildren();
    heardOn = Date.now();
    refuse('');
    grow();
  }

  /** Why no free words may be sent, and what to do instead. */
  function whyNot() {
    if (thread.why_not) return thread.why_not;
    if (!thread.needs_template) return '';
    const over = t('The person wrote more than 24 hours ago: the provider takes nothing but an approved template until they write again.');
    if (thread.templates.length) return over;
    return `${over} ${t('There is none yet: ask a manager to add one to the account {0}, or call the person.', thread.account)}`;
  }

  // --- templates ----------------------------------------------------------------------------
  const template = () => thread.templates.find((each) => each.name === $('template').value);

  function offerTemplates() {
    if (way() !== 'template' || $('template').options.length === thread.templates.length) return;
    $('template').replaceChildren(...thread.templates.map((each) => el('option', { value: each.name }, each.name)));
    askPlaces();
  }

  function askPlaces() {
    const numbers = new Set([...template().body.matchAll(/\{\{(\d+)\}\}/g)].map((found) => Number(found[1])));
    $('places').replaceChildren(...[...numbers].sort((one, other) => one - other).map((number) =>
      el('div', { class: 'field' },
        el('label', { for: `place-${number}` }, t('What stands at place {0}', number)),
        el('input', { id: `place-${number}`, type: 'text', dir: 'auto', maxlength: '200' }))));
    preview();
  }

  const values = () => all('input', $('places')).map((each) => each.value.trim());

  function preview() {
    const given = values();
    $('preview').textContent = template().body.replace(/\{\{(\d+)\}\}/g, (place, number) => given[number - 1] || place);
  }

  // --- sending ------------------------------------------------------------------------------
  function drafted() {
    if (way() === 'template') return { template: template().name, values: values() };
    return { text: way() === 'neutral' ? thread.only_text : text.value.trim() };
  }

  function fault(draft) {
    if (draft.template) return draft.values.every(Boolean) ? '' : t('Fill in every place of the template.');
    if (!draft.text) return t('Write an answer first.');
    if (draft.text.length > data.longest) return t('Too long by {0} characters. Write it shorter, or call the person.', draft.text.length - data.longest);
    return '';
  }

  function refuse(sentence) {
    $('refusal').textContent = sentence;
    $('refusal').hidden = !sentence;
  }

  async function send() {
    if (isUnderWay || !WAYS.includes(way())) return;
    const draft = drafted();
    const wrong = fault(draft);
    refuse(wrong);
    if (wrong) return focus();
    // The same key again if no answer came: the message is sent once.
    const of = JSON.stringify([thread.name, draft, told.values()]);
    if (key.of !== of) key = { of, id: newKey() };
    const { name } = thread;
    busy(true);
    try {
      const made = await call(`inbox.${told.method()}`, { name, ...draft, ...told.values(), ...takenFrom(draft), request_id: key.id }, true);
      key = { of: '', id: '' };
      store.drop(KIND, name);
      if (thread?.name === name) emptied();
      announce(t('Sent'));
      page.sent(made);
    } catch (error) {
      const advice = error.status === 0 ? t('Press Send again when the connection is back; the message is sent once.') : '';
      if (thread?.name === name) refuse([error.message, advice].filter(Boolean).join(' '));
      if (error.status) page.refused(error);
    } finally {
      busy(false);
    }
  }

  function busy(isBusy) {
    isUnderWay = isBusy;
    text.readOnly = isBusy;
    $('send').setAttribute('aria-busy', String(isBusy));
  }

  /** The standard answer that the words began as, if they still hold it. */
  const takenFrom = (draft) => (taken && told.method() === 'answer' && draft.text?.includes(taken.answer_text) ? { standard_answer: taken.name } : {});

  function emptied() {
    taken = null;
    told.stop();
    text.value = '';
    $('kept').textContent = '';
    for (const each of all('input', $('places'))) each.value = '';
    grow();
  }

  // --- what is typed ------------------------------------------------------------------------
  function keep() {
    if (!thread || thread.restricted) return;
    if (text.value.trim()) store.keep(KIND, thread.name, { text: text.value });
    else store.drop(KIND, thread.name);
  }
  const later = debounce(keep, 300);

  function leave() {
    keep();
    thread = null;
  }

  function typed() {
    $('kept').textContent = '';
    refuse('');
    grow();
    later();
    if (!thread || Date.now() - heardOn < STILL_HERE) return;
    heardOn = Date.now();
    call('inbox.take', { name: thread.name }, true).catch((error) => error.status && page.refused(error));
  }

  /** As high as its words, up to a third of the window. */
  function grow() {
    text.style.blockSize = 'auto';
    text.style.blockSize = `${Math.min(text.scrollHeight + 2, innerHeight / 3)}px`;
  }

  function put(words) {
    if (way() !== 'words') return;
    const lead = text.selectionStart && !/\s$/.test(text.value.slice(0, text.selectionStart)) ? '\n' : '';
    text.setRangeText(lead + words, text.selectionStart, text.selectionEnd, 'end');
    typed();
    focus();
  }

  function focus() {
    const first = { words: text, template: $('places').querySelector('input') || $('template'), neutral: $('send') }[way()];
    first?.focus();
  }

  // --- standard answers ---------------------------------------------------------------------
  const search = debounce(async () => {
    const asked = $('answer-search').value.trim();
    const of = thread;
    const words = (asked || page.lastWords()).slice(0, 200);
    const found = words ? await call('loop.find_answers', { text: words, language: $('language').value }, true).catch(() => []) : [];
    if (of !== thread || asked !== $('answer-search').value.trim()) return;
    $('answer-list').replaceChildren(...(found.length ? found.map(answer) : [el('li', { class: 'muted' }, asked ? t('Nothing found') : t('Type what the answer is about.'))]));
  }, 200);

  function answer(found) {
    const words = el('span', { dir: 'auto', class: 'muted' }, found.answer_text);
    const button = el('button', { type: 'button' }, el('b', { dir: 'auto' }, titleOf(found)), words, el('span', { class: 'facts' }, factsOf(found)));
    button.addEventListener('click', () => {
      $('answers').open = false;
      taken = found;
      put(found.answer_text);
    });
    const unhelpful = el('button', { type: 'button', class: 'unhelpful' }, t('Did not help'));
    unhelpful.addEventListener('click', () => openImprovement(found));
    return el('li', {}, button, unhelpful);
  }

  // --- hearing ------------------------------------------------------------------------------
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    } else if (event.key === 'Enter' && event.target.tagName === 'INPUT') event.preventDefault();
  });
  text.addEventListener('input', typed);
  addEventListener('pagehide', keep);
  $('template').addEventListener('change', askPlaces);
  $('places').addEventListener('input', preview);
  $('answers').addEventListener('toggle', () => {
    if (!$('answers').open) return;
    $('answer-search').value = '';
    search();
    $('answer-search').focus();
  });
  $('answers').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    $('answers').open = false;
    focus();
  });
  $('answer-search').addEventListener('input', search);

  return {
    show,
    leave,
    put,
    focus,
    /** Say in the answer what came of a case, with the words that are proposed. */
    tellOutcome(each, question) {
      if (!['words', 'template'].includes(way())) return;
      told.begin(each, question, way() === 'words');
      if (way() === 'words' && !text.value.trim()) put(each.to_tell);
      focus();
    },
    /** A conversation that is others' now: nothing of its answer stays. @param {string} name */
    forget(name) {
      if (thread?.name === name) thread = null;
      text.value = '';
      store.drop(KIND, name);
    },
    /** Write once more what did not leave. */
    again(message) {
      if (way() === 'template' && thread.templates.some((each) => each.name === message.template)) {
        $('template').value = message.template;
        askPlaces();
      } else if (way() === 'words' && !text.value.trim()) {
        text.value = message.text;
        typed();
      }
      focus();
    },
  };
}
