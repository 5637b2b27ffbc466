/** What the columns and the values of a log mean: two forms that are filled in by guesses. */
const version = new URL(import.meta.url).search;
const [{ t, el }, { columnMap }, doubts] = await Promise.all(['core', 'column_map', 'import_doubts'].map((name) => import(`./${name}.js${version}`)));

const CONTENT = ['description', 'category'];

/**
 * The columns of the file, each with its first values and the field it feeds.
 *
 * @param {object} layout @param {() => void} changed @param {(where: object) => void} moved
 */
export function columnsPanel(layout, changed, moved) {
  return columnMap(layout, {
    target: t('Field of the case'),
    missing: t('No column feeds “What was said” or the category. Choose one for at least one of them.'),
    isEnough: (fields) => CONTENT.some((field) => fields.includes(field)),
    changed,
    moved,
    help: t('Found by itself. Choose another row if the columns below are not the headers of the file.'),
    beside: doubts.doubtOf,
  });
}

/** The values that name no record, each with what it may mean. @param {() => void} changed */
export function valuesPanel(state, changed) {
  const strict = el('input', { id: 'strict', type: 'checkbox', checked: Boolean(state.strict) });
  const order = doubts.orderOfDates(state);
  const groups = state.unknown.map((field, place) => valueGroup(field, state.values_map[field.field] ?? {}, place));
  const at = state.unknown.findIndex((field) => field.field === 'category');
  const unmapped = at < 0 ? null : doubts.unmappedClass(state);
  if (unmapped) groups[at].append(unmapped.node);
  const node = el('section', { class: 'card' }, el('h2', {}, t('What do these values mean?')), order?.node);
  if (groups.length) {
    const help = t('These values name no record. The proposals come from their words and spelling: please check them. What you choose is kept for the next log.');
    node.append(el('p', { class: 'muted' }, help), ...groups, el('label', { class: 'check' }, strict, ` ${t('Refuse rows with a value that stays unknown')}`));
  } else {
    node.append(el('p', { class: 'nothing' }, t('Every value names a record. There is nothing to choose.')));
  }
  const selects = doubts.selectsOf(node);
  const count = () => unmapped?.count(selects);
  node.addEventListener('change', () => {
    count();
    changed();
  });
  count();
  return {
    node,
    strict: () => strict.checked,
    dateOrder: () => order?.chosen() ?? state.date_order,
    unmappedClass: () => unmapped?.chosen() ?? state.unmapped_class,
    /** Whether all is said without which the log cannot be read; asks for what is not. */
    isComplete: () => !order || order.isComplete(),
    /** Raw value to record, by field; what was chosen earlier for other values stays. */
    values: () => {
      const chosen = structuredClone(state.values_map);
      for (const select of selects) {
        const { field, raw } = select.dataset;
        chosen[field] = { ...chosen[field], [raw]: select.value };
      }
      return chosen;
    },
  };
}

function valueGroup(field, earlier, group) {
  const labels = new Map(field.choices.map((choice) => [choice.value, choice.label]));
  const unsaid = field.field === 'category' ? t('Not mapped: the class below') : t('Keep as a note in the case');
  const rows = field.values.map((value, place) => {
    const id = `value-${group}-${place}`;
    const select = el('select', { id, 'data-field': field.field, 'data-raw': value.raw, 'data-count': String(value.count) });
    select.append(new Option(unsaid, ''));
    const similar = value.similar.filter((each) => labels.has(each));
    if (similar.length) select.append(options(t('Similar names'), similar.map((each) => [each, labels.get(each)])), options(t('All'), labels));
    else for (const [each, label] of labels) select.append(new Option(label, each));
    select.value = earlier[value.raw] ?? value.guess ?? '';
    const isGuess = !earlier[value.raw] && value.guess;
    const label = el('label', { for: id }, value.raw ? el('bdi', {}, value.raw) : t('(empty)'));
    const count = el('span', { class: 'muted' }, t('{0} rows', value.count), isGuess ? ` · ${t('proposal')}` : '');
    return el('li', {}, label, count, select);
  });
  return el('fieldset', {}, el('legend', {}, field.label), el('ul', { class: 'map' }, ...rows));
}

function options(label, choices) {
  const group = el('optgroup', { label });
  for (const [value, text] of choices) group.append(new Option(text, value));
  return group;
}
