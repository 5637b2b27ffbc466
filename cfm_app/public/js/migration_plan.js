/** The plan of a migration: which column feeds what, and what values, statuses, teams and users become here. */
const version = new URL(import.meta.url).search;
const { t, el, all, language } = await import(`./core.js${version}`);
const { icon } = await import(`./import_result.js${version}`);
const { statusName } = await import(`./migration_result.js${version}`);

// Masters that the plan may make, by the field that names them.
const CREATABLE = { channel: 'CFM Channel', partner: 'CFM Partner', programme: 'CFM Programme' };
const CREATE = '\u0000create';

function choice(id, choices, value, empty, data = {}) {
  const select = el('select', { id });
  for (const [name, given] of Object.entries(data)) select.dataset[name] = given;
  select.append(new Option(empty, ''));
  for (const each of choices) select.append(new Option(each.label, each.value));
  select.value = value ?? '';
  return select;
}

function line(id, text, count, select) {
  const label = el('label', { for: id }, text ? el('bdi', {}, text) : t('(empty)'));
  return el('li', {}, label, el('span', { class: 'muted' }, count), select);
}

function group(title, help, rows) {
  if (!rows.length) return '';
  return el('fieldset', {}, el('legend', {}, title), help ? el('p', { class: 'muted' }, help) : '', el('ul', { class: 'map' }, ...rows));
}

/** What has to be known before anything is read: warnings of the source. */
export function warnings(layout) {
  const told = [...(layout.found.warnings ?? [])];
  if (layout.found.broken) told.push(t('{0} rows have no ID that can be read. They are in the report.', layout.found.broken));
  if (!told.length) return '';
  return el('ul', { class: 'alert amber' }, ...told.map((each) => el('li', {}, each)));
}

/** Which column feeds which field. */
export function columnsPanel(layout) {
  const byColumn = Object.fromEntries(Object.entries(layout.plan.columns).map(([field, column]) => [column, field]));
  const known = new Set(layout.found.columns.map((each) => each.column));
  const fixed = Object.keys(byColumn).filter((column) => !known.has(column)).map((column) => ({ column, samples: [] }));
  const rows = [...fixed, ...layout.found.columns].map((each, place) => {
    const id = `column-${place}`;
    const select = choice(id, layout.fields, byColumn[each.column], t('Goes to the history of the case'), { column: each.column });
    const label = el('label', { for: id }, el('bdi', {}, named(each.column)));
    const samples = el('span', { class: 'samples' }, ...each.samples.map((text) => el('bdi', {}, text)));
    return el('li', { class: select.value ? '' : 'unused' }, label, samples, select);
  });
  const fault = el('p', { id: 'columns-fault', class: 'alert red', role: 'alert', hidden: true });
  const head = el('div', { class: 'map-head', 'aria-hidden': 'true' }, el('span', {}, t('Column there')), el('span', {}, t('What stands in it')), el('span', {}, t('Field here')));
  const node = el('section', { class: 'card' }, el('h2', {}, t('What do the columns become?')), el('p', { class: 'muted' }, t('Guessed by their names and contents: please check. What feeds no field goes to the history of the case, so nothing is lost.')), moments(layout), fault, head, el('ul', { class: 'map' }, ...rows));
  return {
    node: el('div', { class: 'stack' }, warnings(layout), node),
    /** The plan with what was chosen; null where a field was chosen twice. */
    plan: () => {
      const columns = {};
      for (const select of all('select[data-column]', node)) {
        if (!select.value) continue;
        if (columns[select.value]) {
          fault.textContent = t('Two columns feed the same field. Choose one of them.');
          fault.hidden = false;
          select.focus();
          return null;
        }
        columns[select.value] = select.dataset.column;
      }
      return { ...layout.plan, columns, ...momentsChosen(node, layout) };
    },
  };
}

const NAMES = {
  what_was_said: t('Subject and description'),
  case_number: t('Number of the case'),
  date_entered: t('Date of creation'),
  priority: t('Priority'),
  resolution: t('Resolution'),
  account_name: t('Account'),
  type: t('Type'),
  source: t('Source'),
};
const named = (column) => NAMES[column] ?? column;

/** How dates of a file are read: the order of day and month, and the clock of whoever exported it. */
function moments(layout) {
  const { dates } = layout.found;
  const zone = el('p', { class: 'plan-field' }, el('label', { for: 'time-zone' }, t('Time zone of the user who exported it')), el('input', { id: 'time-zone', value: layout.plan.time_zone, dir: 'ltr', autocomplete: 'off', spellcheck: 'false' }));
  if (!dates?.example) return layout.source_type === 'Files' ? zone : '';
  const radios = Object.entries(dates.readings).map(([order, day]) => {
    const radio = el('input', { type: 'radio', name: 'date-order', value: order, checked: layout.plan.date_order === order });
    const shown = new Date(`${day}T12:00`).toLocaleDateString(language, { dateStyle: 'long' });
    return el('label', { class: 'check' }, radio, ' ', shown);
  });
  return el('div', { class: 'halves' }, el('fieldset', {}, el('legend', {}, t('Which day is “{0}”?', dates.example)), ...radios), zone);
}

function momentsChosen(node, layout) {
  const order = node.querySelector('input[name=date-order]:checked')?.value ?? layout.plan.date_order;
  return { date_order: order, time_zone: node.querySelector('#time-zone')?.value.trim() ?? layout.plan.time_zone };
}

/** A source without teams: what that means, and who says that it means nothing. */
function teamless(layout) {
  const why = t('This source does not say which team or security group had a case. Cases of a restricted team would be open here, so all cases are to be clarified. Take a dump or an export with the column of the team instead.');
  const box = el('input', { type: 'checkbox', id: 'no-team-restricted', checked: Boolean(layout.plan.no_team_restricted) });
  return el('div', { class: 'alert amber' }, el('p', {}, why), el('label', { class: 'check' }, box, ` ${t('No team there was restricted: the category decides')}`));
}

/** What values, statuses, teams and users become. @param {(text: string) => void} loaded */
export function planPanel(layout, loaded) {
  const { plan } = layout;
  const statuses = Object.entries(layout.found.statuses ?? {}).map(([status, count], place) =>
    line(`state-${place}`, statusName(status), t('{0} cases', count), choice(`state-${place}`, layout.states, plan.states[status], t('Choose a state'), { status })),
  );
  const teams = Object.entries(layout.found.teams ?? {}).map(([team, count], place) =>
    line(`team-${place}`, team, t('{0} cases', count), choice(`team-${place}`, layout.classes, plan.teams[team], t('As the category says'), { team })),
  );
  const users = (layout.found.users ?? []).map((user, place) =>
    line(`user-${place}`, user.name, '', choice(`user-${place}`, layout.users, plan.users[user.id] ?? user.user, t('A former user: the name is kept'), { user: user.id })),
  );
  const values = layout.unknown.map((field, place) => valuesOf(layout, field, place));
  const unmapped = choice('unmapped-class', layout.classes, plan.unmapped_class, t('Refuse such cases'));
  const lone = el('input', { type: 'checkbox', id: 'lone', checked: Boolean(plan.lone_contacts) });
  const fault = el('p', { id: 'plan-fault', class: 'alert red', role: 'alert', hidden: true });
  const node = el(
    'section',
    { class: 'card' },
    el('h2', {}, t('What does everything become?')),
    fault,
    group(t('Statuses'), t('Each status becomes a state of the office. What lies in an ended state is not asked for again.'), statuses),
    ...values,
    el('p', { class: 'plan-field' }, el('label', { for: 'unmapped-class' }, t('Class of cases whose category is not mapped')), unmapped, el('span', { class: 'muted' }, t('A restricted class is closed to the office from the first moment on.'))),
    group(t('Teams'), t('The cases of a team can be restricted as a whole.'), teams),
    ...(layout.found.tells_teams === false ? [teamless(layout)] : []),
    group(t('Users'), '', users),
    el('label', { class: 'check' }, lone, ` ${t('Bring people whom no case names, too')}`),
    planFile(layout, loaded),
  );
  return {
    node: el('div', { class: 'stack' }, warnings(layout), node),
    plan: () => chosenPlan(layout, node, fault),
  };
}

function valuesOf(layout, field, at) {
  const earlier = layout.plan.values[field.field] ?? {};
  const empty = field.field === 'category' ? t('Not mapped: the class below') : t('Goes to the history of the case');
  const rows = field.values.map((value, place) => {
    const id = `value-${at}-${place}`;
    const similar = new Set(value.similar);
    const choices = [...field.choices.filter((each) => similar.has(each.value)), ...field.choices.filter((each) => !similar.has(each.value))];
    const select = choice(id, choices, earlier[value.raw] ?? value.guess, empty, { field: field.field, raw: value.raw });
    if (CREATABLE[field.field] && value.raw) {
      select.append(new Option(t('Make “{0}” here', value.raw), CREATE));
      if (layout.plan.create[CREATABLE[field.field]]?.includes(value.raw)) select.value = CREATE;
    }
    return line(id, value.raw, t('{0} cases', value.count), select);
  });
  return group(field.label, '', rows);
}

/** The plan can be kept, shared and tried again. */
function planFile(layout, loaded) {
  const address = `/api/method/cfm_app.api.migration.plan_file?name=${encodeURIComponent(layout.name)}&_lang=${language}`;
  const file = el('input', { id: 'plan-file', class: 'sr', type: 'file', accept: '.json' });
  file.addEventListener('change', async () => {
    if (file.files[0]) loaded(await file.files[0].text());
    file.value = '';
  });
  const label = el('label', { class: 'button', for: 'plan-file' }, icon('upload'), t('Take a plan from a file'));
  const link = el('a', { class: 'button', href: address, download: '' }, icon('download'), t('Keep the plan as a file'));
  return el('p', { class: 'row-of-buttons' }, link, label, file);
}

function chosenPlan(layout, node, fault) {
  const plan = structuredClone(layout.plan);
  plan.create = {};
  for (const select of all('select', node)) {
    const { status, team, user, field, raw } = select.dataset;
    if (status !== undefined) plan.states[status] = select.value;
    else if (team !== undefined) plan.teams[team] = select.value;
    else if (user !== undefined) plan.users[user] = select.value;
    else if (field !== undefined) {
      const made = select.value === CREATE;
      plan.values[field] = { ...plan.values[field], [raw]: made ? raw : select.value };
      if (made) plan.create[CREATABLE[field]] = [...(plan.create[CREATABLE[field]] ?? []), raw];
    }
  }
  plan.unmapped_class = node.querySelector('#unmapped-class').value;
  plan.no_team_restricted = node.querySelector('#no-team-restricted')?.checked ?? plan.no_team_restricted;
  plan.lone_contacts = node.querySelector('#lone').checked;
  const open = all('select[data-status]', node).find((select) => !select.value);
  if (open) {
    fault.textContent = t('Choose a state for each status.');
    fault.hidden = false;
    open.focus();
    return null;
  }
  for (const table of Object.values(plan.values)) for (const [raw, value] of Object.entries(table)) if (!value) delete table[raw];
  return plan;
}
