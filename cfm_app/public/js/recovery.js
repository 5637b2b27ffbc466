/** A log-in with a recovery code; afterwards to where the user begins the day. */
const version = new URL(import.meta.url).search;
const [{ $ }, { filled, send }] = await Promise.all(['core', 'act_form'].map((name) => import(`./${name}.js${version}`)));

const form = $('recovery');
form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (form.reportValidity()) send(form, 'second_factor.log_in', filled(form), undefined, (answer) => location.assign(answer?.new_password_at ?? '/cfm'));
});
document.body.dataset.ready = '1';
