/** The questions about one contact with a person: which are asked, and what is sent of them. */
const { all } = await import(`./core.js${new URL(import.meta.url).search}`);

export const INFORMED = 'Informed';
export const NO_WAY = 'No way to reach the person';
const AGAIN = 'Reached, to call again';
const TOLD = ['response_given', 'response_language', 'understood', 'satisfaction'];
const OPENS = 8;
const CLOSES = 17;

const isAskedAgain = (outcome) => Boolean(outcome) && ![INFORMED, NO_WAY].includes(outcome);

/** Only the questions that the outcome asks for; a moment to try again is proposed. @param {HTMLFormElement} form */
export function showQuestions(form) {
  const outcome = form.elements.outcome.value;
  for (const part of all('.when-informed', form)) part.hidden = outcome !== INFORMED;
  for (const part of all('.when-again', form)) part.hidden = !isAskedAgain(outcome);
  const again = form.elements.next_attempt_on;
  if (isAskedAgain(outcome) && !again.value) again.value = next(outcome === AGAIN ? 2 : 24);
}

/** What is sent of a form: nothing that the outcome does not ask for. */
export function answersOf(form) {
  const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));
  const left = [...(given.outcome === INFORMED ? [] : TOLD), ...(isAskedAgain(given.outcome) ? [] : ['next_attempt_on'])];
  for (const name of left) delete given[name];
  if (given.next_attempt_on) given.next_attempt_on = given.next_attempt_on.replace('T', ' ');
  return given;
}

/**
 * When to try again: a moment in the office's day, as a date field takes it.
 * @param {number} hours from now; before opening or after closing the next morning is meant
 */
function next(hours, now = new Date()) {
  const moment = new Date(now.getTime() + hours * 3600000);
  if (moment.getHours() >= CLOSES) moment.setDate(moment.getDate() + 1);
  if (moment.getHours() >= CLOSES || moment.getHours() < OPENS) moment.setHours(OPENS + 1, 0);
  moment.setMinutes(Math.ceil(moment.getMinutes() / 15) * 15, 0, 0);
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60000);
  return local.toISOString().slice(0, 16);
}
