/** The answers of a quiz are sent together; how many were right is said at once. */
const version = new URL(import.meta.url).search;
const [{ $, t, data, call, newKey }, { hideFailure, showFailure }] = await Promise.all(['core', 'failure'].map((name) => import(`./${name}.js${version}`)));

let key = newKey();

$('quiz').addEventListener('submit', async (event) => {
  event.preventDefault();
  const answers = Object.fromEntries(new FormData($('quiz')));
  hideFailure();
  $('submit').disabled = true;
  try {
    const made = await call('obligations.answer_quiz', { course: data.course, answers, request_id: key }, true);
    if (made.passed) {
      location.assign(data.after);
      return;
    }
    key = newKey();
    $('submit').disabled = made.attempts_left === 0;
    showFailure(t('Right answers: {0} of {1}, which is not enough yet. Attempts left today: {2}.', made.right, made.total, made.attempts_left));
  } catch (error) {
    $('submit').disabled = false;
    showFailure(error.message);
  }
});
document.body.dataset.ready = '1';
