/** A field that finds while one types, complete by keyboard (ARIA combobox with a list box). */
const { t, el, announce, debounce, fold } = await import(`./core.js${new URL(import.meta.url).search}`);

/**
 * @typedef {{value: string, label: string, note?: string}} Choice
 * @param {HTMLInputElement} input
 * @param {(text: string) => Choice[] | Promise<Choice[]>} find
 * @param {(choice: Choice | null) => void} chosen
 * @param {{wait?: number, keep?: (text: string) => void, spare?: (text: string) => void, doubted?: (text: string) => void,
 *   next?: HTMLTextAreaElement}} [more]
 *   `wait` in milliseconds; `keep` takes over a text that is in no list; `spare` gets a sentence that was typed
 *   here and is no choice; `doubted` a word that is none, which stays for whoever typed it; `next` is the text in which one goes on who types behind a choice
 */
export function typeahead(input, find, chosen, { wait = 0, keep, spare, doubted, next } = {}) {
  const list = document.getElementById(input.getAttribute('aria-controls'));
  const state = { choices: [], active: -1, value: null, asked: 0, isPending: false, wanted: null };

  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };

  const mark = (index) => {
    state.active = index;
    [...list.children].forEach((item, place) => {
      item.setAttribute('aria-selected', String(place === index));
      if (place !== index) return;
      item.scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', item.id);
    });
  };

  /** A search that is still under way was for what is chosen now. */
  const endSearch = () => {
    state.asked += 1;
    state.isPending = false;
    state.wanted = null;
  };

  const take = (choice) => {
    if (choice?.told) return keepTold(choice.told);
    endSearch();
    state.value = choice;
    input.value = choice ? choice.label : '';
    close();
    chosen(choice);
  };

  const keepTold = (text) => {
    endSearch();
    input.value = '';
    close();
    keep(text);
  };

  /** The last line keeps what was typed, unless a choice has this very name. */
  const withTold = (choices) => {
    const told = input.value.trim();
    if (!keep || !told || choices.some((each) => fold(each.label) === fold(told))) return choices;
    return [...choices, { value: '', label: t('Keep “{0}” as told', told), told }];
  };

  const show = (choices) => {
    state.choices = choices;
    list.replaceChildren(...choices.map((choice, place) => option(choice, place, take)));
    if (!choices.length) list.append(el('li', { role: 'presentation' }, t('Nothing found')));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    if (choices.length) mark(0);
    announce(choices.length ? t('{0} found', choices.length) : t('Nothing found'));
  };

  const option = (choice, place) => {
    const item = el('li', { id: `${list.id}-${place}`, role: 'option' }, el('span', {}, choice.label));
    if (choice.note) item.append(el('small', {}, choice.note));
    item.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      take(choice);
    });
    return item;
  };

  const search = debounce(async () => {
    if (!state.isPending) return;
    const asked = ++state.asked;
    const choices = withTold(await Promise.resolve(find(state.wanted ?? input.value)).catch(() => []));
    const isLeft = document.activeElement !== input;
    const { wanted } = state;
    // A slow answer must not overwrite a later one, nor open a list that was left.
    if (asked !== state.asked || (isLeft && wanted === null)) return;
    state.isPending = false;
    state.wanted = null;
    // Who typed and pressed Enter or Tab faster than the list came meant its first line.
    if (wanted !== null && choices.length) takeWanted(choices[0], input.value.slice(wanted.length));
    else if (isLeft) settle();
    else show(choices);
  }, wait);

  /** Text that is no choice would look as if it were one: it goes, is kept as told, or belongs elsewhere. */
  const settle = () => {
    const left = input.value.trim();
    if (state.value) return;
    if (left && doubted && !/\s/.test(left)) {
      doubted(left);
      return;
    }
    input.value = '';
    if (left && keep) keepTold(left);
    else if (/\s/.test(left)) spare?.(left);
  };

  const takeWanted = (choice, behind) => {
    take(choice);
    if (next && behind && state.value) goOn(behind);
  };

  const goOn = (text) => {
    input.value = state.value.label;
    if (document.activeElement === input) next.focus();
    next.value += text;
    next.dispatchEvent(new Event('input', { bubbles: true }));
  };

  input.addEventListener('input', () => {
    const chosenLabel = state.value?.label;
    // What comes behind Enter is no part of what was looked for.
    if (next && state.wanted !== null && input.value.startsWith(state.wanted)) return;
    if (next && chosenLabel && input.value.startsWith(chosenLabel)) return goOn(input.value.slice(chosenLabel.length));
    if (state.value) {
      state.value = null;
      chosen(null);
    }
    state.isPending = input.value.trim().length > 1;
    state.wanted = null;
    if (state.isPending) search();
    else close();
  });

  const open = () => {
    state.isPending = true;
    search();
  };

  /** Whoever walks a list means this one, not the one that would come. */
  const walk = (step) => {
    endSearch();
    mark(Math.max(0, Math.min(state.active + step, state.choices.length - 1)));
  };

  input.addEventListener('keydown', (event) => {
    const last = state.choices.length - 1;
    if (event.key === 'Enter' && state.isPending && !event.ctrlKey) state.wanted ??= input.value;
    else if (event.key === 'Tab' && state.isPending) {
      // The list on the screen, if any, is that of an earlier letter.
      state.wanted ??= input.value;
      return;
    }
    else if (event.key === 'ArrowDown' && list.hidden) open();
    else if (list.hidden) return;
    else if (event.key === 'ArrowDown') walk(1);
    else if (event.key === 'ArrowUp') walk(-1);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && !event.ctrlKey && last >= 0) take(state.choices[state.active]);
    else if (event.key === 'Tab' && last >= 0) {
      const { told } = state.choices[state.active];
      take(state.choices[state.active]);
      // The nearest known place is asked for here.
      if (!told) return;
    }
    else return;
    event.preventDefault();
  });

  input.addEventListener('blur', () => {
    close();
    if (state.wanted === null) settle();
  });

  // What was typed before this script came is looked for as well.
  if (input.value !== input.defaultValue) input.dispatchEvent(new Event(document.activeElement === input ? 'input' : 'blur'));

  return {
    value: () => state.value?.value ?? '',
    choice: () => state.value,
    set: (choice) => take(choice),
    clear: () => {
      state.value = null;
      input.value = '';
      close();
    },
  };
}
