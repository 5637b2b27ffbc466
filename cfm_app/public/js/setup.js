/** The first set-up: what a step asks is read from its form, stored, and the next step comes. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, call, data, announce }, { attempt, showFailure }] = await Promise.all(['core', 'failure'].map((name) => import(`./${name}.js${version}`)));

const form = $('form');

const valueOf = (input) => (input.type === 'checkbox' ? Number(input.checked) : input.value.trim());

/** Named fields, ticked lists and rows, as the step is stored. */
function read() {
  const values = {};
  for (const input of all('[name]', form)) values[input.name] = valueOf(input);
  for (const input of all('[data-list]', form)) {
    values[input.dataset.list] ??= [];
    if (input.checked) values[input.dataset.list].push(input.value);
  }
  for (const row of all('[data-row]', form)) {
    const cells = all('[data-key]', row).map((input) => [input.dataset.key, valueOf(input)]);
    (values[row.dataset.row] ??= []).push(Object.fromEntries(cells));
  }
  return values;
}

const before = form ? JSON.stringify(read()) : '';
let isLeaving = false;
window.addEventListener('beforeunload', (event) => {
  if (form && !isLeaving && JSON.stringify(read()) !== before) event.preventDefault();
});

async function send(task) {
  $('save').disabled = true;
  const answer = await attempt(task);
  $('save').disabled = false;
  return answer;
}

async function saveStep() {
  const answer = await send(() => call('first_steps.save', { step: data.step, values: read() }, true));
  if (!answer) return;
  isLeaving = true;
  location.assign(data.after);
}

/** Who was invited, and the link where no mail leaves. */
async function invite() {
  const values = read();
  const answer = await send(() => call('first_steps.invite', { values }, true));
  if (!answer) return;
  const said = $('invited');
  said.textContent = t('{0} can come in now.', answer.user);
  if (answer.mailed) said.textContent = t('{0} gets an e-mail with a link.', answer.user);
  if (answer.link) said.append(handedOver(answer.link));
  said.hidden = false;
  form.reset();
  $('done').textContent = t('{0} of {1} done', answer.done, answer.total);
  $('bar').value = answer.done;
  said.focus();
  announce(said.textContent);
}

function handedOver(link) {
  const box = document.createElement('p');
  const code = document.createElement('code');
  code.textContent = link;
  code.dir = 'ltr';
  box.append(t('No mail leaves this site yet. Give the person this link; it is for choosing a password:'), ' ', code);
  return box;
}

form?.addEventListener('submit', (event) => {
  event.preventDefault();
  if ('invite' in form.dataset) invite();
  else saveStep();
});

for (const button of all('[data-tick]')) {
  button.addEventListener('click', () => {
    for (const input of all('[data-list], [data-key=confirmed]', form)) input.checked = button.dataset.tick === '1';
  });
}

$('add-holiday')?.addEventListener('click', () => {
  $('holidays').append($('holiday').content.cloneNode(true));
  $('holidays').lastElementChild.querySelector('input').focus();
});
form?.addEventListener('click', (event) => {
  event.target.closest('[data-remove]')?.closest('[data-row]').remove();
});

// A limit of one's own is confirmed; the sentence that tells of it may have to follow.
form?.addEventListener('change', (event) => {
  const row = event.target.closest('[data-row=procedures]');
  if (!row || event.target.type !== 'number') return;
  const confirmed = row.querySelector('[data-key=confirmed]');
  if (confirmed) confirmed.checked = true;
  row.querySelector('.sentence .help').hidden = false;
});

for (const button of all('[data-aside]')) {
  button.addEventListener('click', async () => {
    try {
      await call('first_steps.put_aside', { aside: Number(button.dataset.aside) }, true);
    } catch (error) {
      showFailure(error.message);
      return;
    }
    location.reload();
  });
}
document.body.dataset.ready = '1';
