/** The team and its duties: filters, and a reminder to one person at a time. */
const version = new URL(import.meta.url).search;
const [{ $, t, all, call, fold, announce }, { hideFailure, showFailure }] = await Promise.all(['core', 'failure'].map((name) => import(`./${name}.js${version}`)));

const members = all('.member');

function filter() {
  const wanted = fold($('who').value);
  const standing = $('filters').elements.standing.value;
  let shown = 0;
  for (const each of members) {
    each.hidden = (standing !== '' && each.dataset.standing !== standing) || !fold(each.dataset.name).includes(wanted);
    if (!each.hidden) shown += 1;
  }
  $('none').hidden = shown > 0;
  announce(t('{0} people', shown));
}

async function remind(button) {
  button.disabled = true;
  hideFailure();
  try {
    const { is_sent: isSent } = await call('obligations.remind', { user: button.dataset.user }, true);
    const said = isSent ? t('Reminded just now') : t('Somebody reminded them today already');
    button.closest('.member').querySelector('.reminded').textContent = said;
    announce(said);
  } catch (error) {
    button.disabled = false;
    showFailure(error.message);
  }
}

$('filters')?.addEventListener('submit', (event) => event.preventDefault());
$('filters')?.addEventListener('input', filter);
for (const button of all('[data-user]')) button.addEventListener('click', () => remind(button));
document.body.dataset.ready = '1';
