/** Keys of programs: lists that are opened, with their fields; a new key is shown once, and tried from here. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, el, data, call }, { prepareAll }] = await Promise.all(
  ['core', 'act_form'].map((name) => import(`./${name}.js${version}`)),
);

const icon = (name) => $('icons').content.querySelector(`[data-icon="${name}"]`).firstElementChild.cloneNode(true);
let count = 0;

const option = ({ value, label }) => el('option', { value }, label);
const tick = (label, value) => el('label', { class: 'check' }, el('input', { type: 'checkbox', value }), el('span', {}, label));

/** The part of the form for a list that is opened. */
function grant(list) {
  count += 1;
  const id = `grant-${count}`;
  const may = el('select', { id: `${id}-may` }, ...data.kinds.map(option));
  const own = tick(t('Only what it added itself'), '1');
  const remove = el('button', { type: 'button', class: 'button' }, icon('trash-2'), el('span', { class: 'sr' }, t('Remove {0}', list.label)));
  const fields = list.fields.map(({ value, label, is_personal: isPersonal }) => tick(isPersonal ? t('{0} (personal data)', label) : label, value));
  const heading = el('h3', { id }, list.label);
  const part = el(
    'section',
    { class: 'grant', 'aria-labelledby': id },
    el('header', {}, heading, el('div', { class: 'field' }, el('label', { for: may.id }, t('The program may')), may), own, remove),
    el('div', { class: 'ticks', role: 'group', 'aria-label': t('Fields that it knows') }, ...fields),
  );
  part.dataset.list = list.value;
  part.read = () => ({
    doctype: list.value,
    may: may.value,
    own_only: Number(own.querySelector('input').checked),
    fields: all('.ticks input:checked', part).map((each) => each.value),
  });
  remove.addEventListener('click', () => {
    part.remove();
    $('list').focus();
  });
  return part;
}

$('list').addEventListener('change', () => {
  const list = data.lists.find(({ value }) => value === $('list').value);
  $('list').value = '';
  if (!list) return;
  let part = document.querySelector(`[data-list="${CSS.escape(list.value)}"]`);
  if (!part) {
    part = grant(list);
    $('grants').append(part);
  }
  part.querySelector('.ticks input').focus();
});

function told(words) {
  $('result').textContent = words;
  $('result').hidden = !words;
}

/** Show a key, which is the only time that anybody sees its secret. */
function show({ key, secret }) {
  $('key').textContent = key;
  $('secret').textContent = secret;
  $('example').textContent = `curl -H "Authorization: token ${key}:${secret}" ${data.address}about`;
  $('tried').hidden = true;
  $('made').hidden = false;
  $('h-made').focus();
}

/** Ask as the program would, with its key and without the session of whoever sits here. */
async function attempt() {
  const [key, secret] = [$('key').textContent, $('secret').textContent];
  const options = { credentials: 'omit', headers: { Accept: 'application/json', Authorization: `token ${key}:${secret}` } };
  const ask = async (path) => {
    const response = await fetch(`/api/method/cfm_app.api.programs.${path}`, options);
    return [response.status, (await response.json().catch(() => ({}))).message];
  };
  const [status, about] = await ask('about');
  const lines = [`about: ${status}`];
  for (const each of about?.lists ?? []) {
    const [answered, rows] = await ask(`records?${new URLSearchParams({ doctype: each.doctype, limit: '3' })}`);
    lines.push(`records ${each.doctype}: ${answered}`, JSON.stringify(rows, null, 1));
  }
  const closed = await fetch('/api/resource/Case', options);
  lines.push(`Case: ${closed.status}`);
  $('tried').textContent = lines.join('\n');
  $('tried').hidden = false;
}

async function make(button, method, values) {
  if (button.hasAttribute('aria-busy')) return;
  told('');
  button.setAttribute('aria-busy', 'true');
  try {
    show(await call(method, values, true));
    $('new').reset();
    $('grants').replaceChildren();
  } catch (error) {
    told(error.message);
  } finally {
    button.removeAttribute('aria-busy');
  }
}

$('new').addEventListener('submit', (event) => {
  event.preventDefault();
  const grants = [...$('grants').children].map((each) => each.read());
  make($('save'), 'programs.open_to', { values: { program: $('program').value, valid_until: $('valid_until').value, grants } });
});
for (const button of all('[data-renew]')) {
  button.addEventListener('click', () => make(button, 'programs.make_new_secret', { access: button.dataset.renew }));
}
$('try').addEventListener('click', attempt);
prepareAll();
document.body.dataset.ready = '1';
