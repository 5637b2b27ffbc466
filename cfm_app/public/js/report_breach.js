/** Reporting a breach: first what contains it, then the entry in the register. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, el, data }, { register }] = await Promise.all(
  ['core', 'register_form'].map((name) => import(`./${name}.js${version}`)),
);

const steps = () => data.steps[$('breach_kind').value] || [];

function showSteps() {
  $('first').hidden = !steps().length;
  $('first-steps').replaceChildren(...steps().map((step) => el('li', {}, step)));
}

function values() {
  const written = ['breach_kind', 'description', 'persons_count', 'concerns'];
  const given = Object.fromEntries(written.map((name) => [name, $(name)?.value.trim() || '']));
  const moment = $('discovered_on').value;
  return {
    values: {
      ...given,
      data_concerned: all('[name=data]:checked').map((box) => box.value).join(', '),
      discovered_on: moment ? `${moment.replace('T', ' ')}:00` : '',
    },
    case: $('with_case')?.checked ? new URLSearchParams(location.search).get('case') : null,
  };
}

const wrong = () => ($('description').value.trim() ? {} : { description: t('Write in a few words what happened.') });

function thank() {
  $('done-steps').replaceChildren(...steps().map((step) => el('li', {}, step)));
  $('done-steps').previousElementSibling.hidden = !steps().length;
}

register($('report'), { kind: 'breach', method: 'breaches.report', wrong, values, thank });
$('breach_kind').addEventListener('change', showSteps);
showSteps();
document.body.dataset.ready = '1';
