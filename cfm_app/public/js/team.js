/** The team and its duties: filters, and a reminder to one person at a time. */
const { $, t, all, call, fold, announce } = await import(`./core.js${new URL(import.meta.url).search}`);

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
  $('failure').hidden = true;
  try {
    const { is_sent: isSent } = await call('obligations.remind', { user: button.dataset.user }, true);
    const said = isSent ? t('Reminded just now') : t('Somebody reminded them today already');
    button.closest('.member').querySelector('.reminded').textContent = said;
    announce(said);
  } catch (error) {
    button.disabled = false;
    $('failure').textContent = error.message;
    $('failure').hidden = false;
    $('failure').focus();
  }
}

$('filters')?.addEventListener('submit', (event) => event.preventDefault());
$('filters')?.addEventListener('input', filter);
for (const button of all('[data-user]')) button.addEventListener('click', () => remind(button));
document.body.dataset.ready = '1';
