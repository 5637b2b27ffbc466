/** What a manager asks beside the page's own questions, and which of its fields he requires. */
const version = new URL(import.meta.url).search;
const { t, $, data } = await import(`./core.js${version}`);

const asked = data.own || [];
const required = data.required || {};

/** The answers to the office's own questions, as the case keeps them. */
export function ownValues() {
  return Object.fromEntries(asked.map(({ name, control }) => [name, read($(name), control)]));
}

function read(element, control) {
  if (control === 'check') return element.checked ? 1 : 0;
  return control === 'datetime-local' ? element.value.replace('T', ' ') : element.value.trim();
}

/** What is required and empty. @param {Object<string, string>} given the values that the page sends */
export function ownFaults(given) {
  const missing = [
    ...asked.filter((each) => each.required && each.control !== 'check').map(({ name, plain }) => [name, plain]),
    ...Object.entries(required),
  ].filter(([name]) => !given[name]);
  return Object.fromEntries(missing.map(([name, label]) => [name, t('{0} is missing.', label)]));
}

/** Whether a field is needed also where the page would leave it out. @param {string} name */
export const isRequired = (name) => name in required;

/** Whether a field holds what people said. @param {string} name */
export const isOwn = (name) => asked.some((each) => each.name === name);
