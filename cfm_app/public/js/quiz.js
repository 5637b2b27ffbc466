/** The answers of a quiz are sent together; how many were right is said at once. */
const { $, t, data, call, newKey } = await import(`./core.js${new URL(import.meta.url).search}`);

let key = newKey();

function say(text) {
  $('failure').textContent = text;
  $('failure').hidden = false;
  $('failure').focus();
}

$('quiz').addEventListener('submit', async (event) => {
  event.preventDefault();
  const answers = Object.fromEntries(new FormData($('quiz')));
  $('failure').hidden = true;
  $('submit').disabled = true;
  try {
    const made = await call('obligations.answer_quiz', { course: data.course, answers, request_id: key }, true);
    if (made.passed) {
      location.assign(data.after);
      return;
    }
    key = newKey();
    $('submit').disabled = made.attempts_left === 0;
    say(t('{0} of {1} answers are right: not enough yet. Attempts left today: {2}.', made.right, made.total, made.attempts_left));
  } catch (error) {
    $('submit').disabled = false;
    say(error.message);
  }
});
document.body.dataset.ready = '1';
