/** What is to be known of a standard answer before it is said: whether its date is past, its source, whether it helps. */
const { t } = await import(`./core.js${new URL(import.meta.url).search}`);

/** Its title, with a mark where its date is past. */
export const titleOf = (answer) => (answer.expired_on ? t('{0} (past its date)', answer.title) : answer.title);

/** One sentence or two, for whoever is about to say it. */
export function factsOf(answer) {
  const past = answer.expired_on && t('Its date is past: {0}. Ask before you say it.', answer.expired_on);
  const source = answer.source && t('Source: {0}.', answer.source);
  // Whoever reads no cases is told no counts.
  const uses = answer.used !== null && t('Used: {0}. Did not help: {1}.', answer.used, answer.unhelpful);
  return [past, source, uses].filter(Boolean).join(' ');
}
