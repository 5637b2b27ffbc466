/** What a manager asks beside the page's own questions, and which of its fields he requires. */
const version = new URL(import.meta.url).search;
const { t, $, data } = await import(`./core.js${version}`);

const asked = data.own || [];
const required = data.required || {};
const rules = data.rules || [];
/** @type {Set<string>} what is not asked as the form stands */
let hidden = new Set();

/** What conditions are made of, as the server reads them: cfm_app/base/form_expressions.py. */
const plain = (value) => (value === null || value === undefined ? '' : String(typeof value === 'boolean' ? Number(value) : value));
const isIn = (one, other) => (Array.isArray(one) ? one.map(plain).includes(plain(other)) : plain(one).includes(plain(other)));
const ordered = (sign) => (one, other) => {
  const [left, right] = [one, other].some((each) => typeof each === 'number') ? [Number(one) || 0, Number(other) || 0] : [plain(one), plain(other)];
  return { '>': left > right, '<': left < right, '>=': left >= right, '<=': left <= right }[sign];
};
const OPERATORS = {
  '!': (one) => !Number(one) && (!one || one === '0'),
  '||': (one, other) => one || other,
  '&&': (one, other) => one && other,
  '==': (one, other) => plain(one) === plain(other),
  '!=': (one, other) => plain(one) !== plain(other),
  ...Object.fromEntries(['>', '<', '>=', '<='].map((sign) => [sign, ordered(sign)])),
  includes: isIn,
  in_list: isIn,
  startsWith: (one, other) => plain(one).startsWith(plain(other)),
  endsWith: (one, other) => plain(one).endsWith(plain(other)),
  cint: (one) => Math.trunc(Number(one)) || 0,
  flt: (one) => Number(one) || 0,
};

/** What a condition comes to. @param {any[]} node @param {Object<string, any>} given */
function workOut([operator, ...operands], given) {
  if (operator === 'value') return operands[0];
  if (operator === 'field') return given[operands[0]];
  if (operator === 'list') return operands.map((each) => workOut(each, given));
  return OPERATORS[operator](...operands.map((each) => workOut(each, given)));
}

const isAsked = (rule, given) => rule.shown.every((each) => Boolean(workOut(each, given)));
const isNeeded = (rule, given) => Boolean(rule.needed) && Boolean(workOut(rule.needed, given)) && isAsked(rule, given);

/** Whether a choice belongs to what else is said; a question that is not answered yet narrows nothing. */
const fits = ({ follows, fits: known }, value, given) => follows.every((name, at) => !given[name] || !value || (known[value]?.[at] || []).includes(given[name]));

/** Offer only what belongs to what else is said; what is chosen already stays to be seen. @param {Object<string, any>} given */
function narrow(given) {
  for (const question of asked.filter((each) => each.follows.length)) {
    for (const option of $(question.name).options) option.hidden = option.disabled = !option.selected && !fits(question, option.value, given);
  }
}

/** Show what the office asks as the form stands, and mark what must be answered. @param {Object<string, any>} given the values that the page sends */
export function showRules(given) {
  narrow(given);
  hidden = new Set(rules.filter((rule) => !isAsked(rule, given)).map(({ name }) => name));
  for (const rule of rules) {
    const place = document.querySelector(`[data-field="${rule.name}"]`);
    if (!place) continue;
    place.classList.toggle('not-asked', hidden.has(rule.name));
    if (rule.needed) place.classList.toggle('needed', isNeeded(rule, given));
  }
}

/** The values without those of questions that are not asked. @param {Object<string, any>} given */
export const withoutNotAsked = (given) => Object.fromEntries(Object.entries(given).filter(([name]) => !hidden.has(name)));

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
    ...asked.filter((each) => each.required && each.control !== 'check').map((each) => [each.name, each.plain]),
    ...Object.entries(required),
    ...rules.filter((rule) => isNeeded(rule, given)).map(({ name, label }) => [name, label]),
  ].filter(([name]) => !given[name] && !hidden.has(name));
  const unfitting = asked.filter((each) => given[each.name] && !hidden.has(each.name) && !fits(each, given[each.name], given));
  return {
    ...Object.fromEntries(missing.map(([name, label]) => [name, t('{0} is missing.', label)])),
    ...Object.fromEntries(unfitting.map((each) => [each.name, t('{0} does not belong to what is chosen above. Choose again.', each.plain)])),
  };
}

/** Whether a field is needed also where the page would leave it out. @param {string} name */
export const isRequired = (name) => name in required;

/** Whether a field holds what people said. @param {string} name */
export const isOwn = (name) => asked.some((each) => each.name === name);
