/** What a category means, at once: sensitivity, procedure, receiver, standard answers. */
const version = new URL(import.meta.url).search;
const { t, $, all, el, call } = await import(`./core.js${version}`);
const { isRequired } = await import(`./own.js${version}`);
const NOT_NEEDED = ['disability', 'population_group', 'beneficiary_number'].filter((name) => !isRequired(name));

/** @param {(info: object | null) => void} told */
export function advice(told) {
  const box = $('advice');
  const hint = box.firstElementChild;
  let info = null;
  let asked = 0;
  let isUnreached = false;
  /** @type {Promise<void> | null} */
  let underWay = null;

  const tell = (found) => {
    const isNew = Boolean(found?.restricted) && !info?.restricted;
    info = found;
    restrict(Boolean(info?.restricted), info);
    // Below each other the guidance comes first, and has to be seen once.
    if (isNew) $('guidance').scrollIntoView({ block: 'nearest' });
    box.replaceChildren(...(info ? lines(info) : [hint]));
    told(info);
  };

  async function look(category, context) {
    const turn = ++asked;
    isUnreached = false;
    if (!category) return tell(null);
    try {
      const found = await call('console.category_info', { category, ...context }, true);
      if (turn === asked) tell(found);
    } catch (error) {
      if (turn !== asked) return;
      isUnreached = error.status === 0;
      box.replaceChildren(el('p', {}, error.message));
    }
  }

  return {
    info: () => info,
    /** Whether the line was dead when it was asked what the category means. */
    isUnreached: () => isUnreached,
    /** What was asked last and has no answer yet. */
    underWay: () => underWay,
    ask(category, context) {
      const mine = look(category, context).finally(() => {
        if (underWay === mine) underWay = null;
      });
      underWay = mine;
      return mine;
    },
  };
}

function lines(info) {
  const tone = info.restricted ? 'violet' : 'grey';
  const first = el('p', { class: 'line' }, el('span', { class: `pill ${tone}` }, info.sensitivity_label));
  first.append(el('b', {}, info.sentence));
  const second = info.restricted || !info.area_label ? [] : [info.area_label, info.focal_point_name];
  const note = [info.instruction, second.filter(Boolean).join(' · ')].filter(Boolean);
  return [first, ...note.map((text) => el('p', { class: 'muted' }, text)), ...proposed(info)];
}

/** What the calendar answers to the question, as soon as the place is known. */
function proposed(info) {
  const answer = (info.answers || []).find((each) => each.reads_calendar && !each.expired_on);
  if (!answer) return [];
  if (answer.needs_place) return [el('p', {}, t('Choose the place: the calendar then says when the next distribution is.'))];
  const words = el('span', { dir: 'auto' }, answer.own_text || answer.answer_text);
  return [el('p', { class: 'proposed' }, el('b', {}, t('Proposed answer:')), ' ', words)];
}

/** What a form may hold that the minimum does not: it is not sent. */
export const withoutNotNeeded = (values) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !NOT_NEEDED.includes(name)));

/** Show the guidance, and hide what a sensitive case does not need. */
function restrict(on, info) {
  document.body.classList.toggle('restricted', on);
  for (const element of all('.restricted-only')) element.hidden = !on;
  for (const element of all('.care')) element.hidden = !info?.care;
  for (const id of NOT_NEEDED) $(id).closest('.field').hidden = on;
  $('guidance-instruction').textContent = on ? info.instruction || '' : '';
  $('description-help').textContent = on
    ? t('The minimum, in the person\'s own words. No names of others, no details of the act.')
    : '';
  $('description').rows = on ? 2 : 3;
}
