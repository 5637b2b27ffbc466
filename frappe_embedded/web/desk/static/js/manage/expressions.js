/**
 * Conditions as rows of field, operator and value, and as the expressions in which they are kept.
 *
 * An expression stands in one of three spellings: `doc` (Python, `doc.status == "Open"`), `bare`
 * (Python with the fields as names) and `eval` (what forms work out, `eval:doc.status == "Open"`).
 */

/** @typedef {'doc'|'bare'|'eval'} Syntax */
/** @typedef {{field: string, operator: string, value: string, below?: string[]}} Row `below`: with `under`, the entry and all that lies under it */
/** @typedef {{any: boolean, rows: Row[]}} Condition */

const NUMBERS = ['Int', 'Long Int', 'Float', 'Currency', 'Percent', 'Duration', 'Rating'];
const MOMENTS = ['Date', 'Datetime'];
const NAME = '[\\p{L}_][\\p{L}\\p{N}_]*';
const TEXT = '("(?:[^"\\\\]|\\\\.)*"|\'(?:[^\'\\\\]|\\\\.)*\')';
const NUMBER = '(-?\\d+(?:\\.\\d+)?)';
const MOMENT = 'frappe\\.utils\\.get_datetime\\((?:doc\\.)?\\1\\)';

/**
 * The operators that make sense for a field.
 * @param {{fieldtype: string, options?: string, tree?: boolean}} field @param {Syntax} syntax
 * @param {boolean} [acts] whether the expression knows who acts @returns {string[]}
 */
export function operatorsFor({ fieldtype, options, tree }, syntax, acts) {
  // Entries of a tree first: a group is hardly ever what an entry names itself.
  if (tree) return ['under', '==', '!=', 'set', 'unset'];
  if (fieldtype === 'Check') return ['true', 'false'];
  if (fieldtype.startsWith('Table')) return ['true', 'false'];
  if (NUMBERS.includes(fieldtype)) return ['==', '!=', '>', '>=', '<', '<='];
  if (MOMENTS.includes(fieldtype)) return syntax === 'doc' ? ['past', 'future', 'before', 'after', 'set', 'unset'] : ['set', 'unset'];
  if (fieldtype === 'Link' && options === 'User' && acts) return ['me', 'other', '==', '!=', 'set', 'unset'];
  if (fieldtype === 'Select' || fieldtype === 'Link') return ['==', '!=', 'set', 'unset'];
  return ['==', '!=', 'contains', 'set', 'unset'];
}

export const takesValue = (operator) => !['true', 'false', 'set', 'unset', 'past', 'future', 'me', 'other'].includes(operator);

export const isNumber = (fieldtype) => NUMBERS.includes(fieldtype);

export const isMoment = (fieldtype) => MOMENTS.includes(fieldtype);

/** The expression of a condition. @param {Condition} condition @param {Syntax} syntax @param {(name: string) => string} typeOf @returns {string} */
export function write(condition, syntax, typeOf) {
  const parts = condition.rows.filter((row) => row.field).map((row) => part(row, syntax, typeOf(row.field)));
  const [all, any] = syntax === 'eval' ? [' && ', ' || '] : [' and ', ' or '];
  const text = parts.join(condition.any ? any : all);
  return syntax === 'eval' && text ? `eval:${text}` : text;
}

/** @param {Row} row @param {Syntax} syntax @param {string} fieldtype */
function part({ field, operator, value, below }, syntax, fieldtype) {
  const name = syntax === 'bare' ? field : `doc.${field}`;
  const not = syntax === 'eval' ? '!' : 'not ';
  const given = isNumber(fieldtype) ? String(Number(value) || 0) : JSON.stringify(value);
  const moment = `frappe.utils.get_datetime(${name})`;
  switch (operator) {
    case 'true': case 'set': return name;
    case 'false': case 'unset': return `${not}${name}`;
    case 'contains': return syntax === 'eval' ? `(${name} || "").includes(${given})` : `${given} in (${name} or "")`;
    case 'under': {
      const names = `[${(below?.length ? below : [value]).map((each) => JSON.stringify(each)).join(', ')}]`;
      return syntax === 'eval' ? `in_list(${names}, ${name})` : `${name} in ${names}`;
    }
    case 'me': return `${name} == frappe.session.user`;
    case 'other': return `${name} != frappe.session.user`;
    case 'past': return `(${name} and ${moment} < frappe.utils.now_datetime())`;
    case 'future': return `(${name} and ${moment} > frappe.utils.now_datetime())`;
    case 'before': return `(${name} and ${moment} < frappe.utils.get_datetime(${given}))`;
    case 'after': return `(${name} and ${moment} > frappe.utils.get_datetime(${given}))`;
    default: return `${name} ${operator} ${given}`;
  }
}

/** @type {[RegExp, (found: string[]) => [string, string, string]][]} */
const SHAPES = [
  [new RegExp(`^(?:doc\\.)?(${NAME})$`, 'u'), ([, field]) => [field, 'filled', '']],
  [new RegExp(`^(?:not |!)\\s*(?:doc\\.)?(${NAME})$`, 'u'), ([, field]) => [field, 'vacant', '']],
  [new RegExp(`^(?:doc\\.)?(${NAME})\\s*(===?|!==?|>=|<=|>|<)\\s*${TEXT}$`, 'u'), ([, field, sign, text]) => [field, plainSign(sign), unquoted(text)]],
  [new RegExp(`^(?:doc\\.)?(${NAME})\\s*(===?|!==?|>=|<=|>|<)\\s*${NUMBER}$`, 'u'), ([, field, sign, number]) => [field, plainSign(sign), number]],
  [new RegExp(`^(?:doc\\.)?(${NAME}) (==|!=) frappe\\.session\\.user$`, 'u'), ([, field, sign]) => [field, sign === '==' ? 'me' : 'other', '']],
  [new RegExp(`^${TEXT} in \\((?:doc\\.)?(${NAME}) or (?:""|'')\\)$`, 'u'), ([, text, field]) => [field, 'contains', unquoted(text)]],
  [new RegExp(`^\\((?:doc\\.)?(${NAME}) \\|\\| (?:""|'')\\)\\.includes\\(${TEXT}\\)$`, 'u'), ([, field, text]) => [field, 'contains', unquoted(text)]],
  [new RegExp(`^\\((?:doc\\.)?(${NAME}) and ${MOMENT} < frappe\\.utils\\.now_datetime\\(\\)\\)$`, 'u'), ([, field]) => [field, 'past', '']],
  [new RegExp(`^\\((?:doc\\.)?(${NAME}) and ${MOMENT} > frappe\\.utils\\.now_datetime\\(\\)\\)$`, 'u'), ([, field]) => [field, 'future', '']],
  [new RegExp(`^\\((?:doc\\.)?(${NAME}) and ${MOMENT} < frappe\\.utils\\.get_datetime\\(${TEXT}\\)\\)$`, 'u'), ([, field, text]) => [field, 'before', unquoted(text)]],
  [new RegExp(`^\\((?:doc\\.)?(${NAME}) and ${MOMENT} > frappe\\.utils\\.get_datetime\\(${TEXT}\\)\\)$`, 'u'), ([, field, text]) => [field, 'after', unquoted(text)]],
];

/** An entry of a tree and all that lies under it; the server keeps the list up to date. */
const LIST = '(\\[(?:"(?:[^"\\\\]|\\\\.)*"(?:, )?)+\\])';
const UNDER = [
  [new RegExp(`^(?:doc\\.)?(${NAME}) in ${LIST}$`, 'u'), ([, field, list]) => [field, list]],
  [new RegExp(`^in_list\\(${LIST}, (?:doc\\.)?(${NAME})\\)$`, 'u'), ([, list, field]) => [field, list]],
];

/** @param {string} text @param {(name: string) => string|undefined} typeOf @returns {Row|null} */
function underOf(text, typeOf) {
  for (const [shape, take] of UNDER) {
    const found = shape.exec(text);
    if (!found) continue;
    const [field, list] = take(found);
    const below = JSON.parse(list);
    return typeOf(field) === 'Link' ? { field, operator: 'under', value: below[0], below } : null;
  }
  return null;
}

const plainSign = (sign) => sign.replace('===', '==').replace('!==', '!=');

/** @param {string} text with its quotation marks */
function unquoted(text) {
  const inner = text.slice(1, -1);
  return text[0] === '"' ? JSON.parse(text) : inner.replace(/\\(.)/g, '$1');
}

/**
 * The rows of an expression; null when it says more than rows can.
 * @param {string} text @param {(name: string) => string|undefined} typeOf @returns {Condition|null}
 */
export function read(text, typeOf) {
  const source = text.trim().replace(/^eval:/, '').trim();
  if (!source) return { any: false, rows: [] };
  const { parts, signs } = split(source);
  if (new Set(signs).size > 1) return null;
  const rows = parts.map((each) => rowOf(each.trim(), typeOf));
  return rows.includes(null) ? null : { any: signs[0] === 'or', rows: /** @type {Row[]} */ (rows) };
}

/** @param {string} text @param {(name: string) => string|undefined} typeOf @returns {Row|null} */
function rowOf(text, typeOf) {
  const under = underOf(text, typeOf);
  if (under) return under;
  for (const [shape, take] of SHAPES) {
    const found = shape.exec(text);
    if (!found) continue;
    const [field, operator, value] = take(found);
    const fieldtype = typeOf(field);
    if (fieldtype === undefined) return null;
    const isTicked = fieldtype === 'Check' || fieldtype.startsWith('Table');
    if (operator === 'filled') return { field, operator: isTicked ? 'true' : 'set', value };
    if (operator === 'vacant') return { field, operator: isTicked ? 'false' : 'unset', value };
    if (fieldtype === 'Check') return { field, operator: (operator === '==') === (value !== '0') ? 'true' : 'false', value: '' };
    return { field, operator, value };
  }
  return null;
}

/** Cut at `and` and `or` outside of quotation marks and brackets. @param {string} source */
function split(source) {
  const parts = [];
  const signs = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at];
    if (quote) {
      if (sign === '\\') at += 1;
      else if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign)) depth -= 1;
    else if (!depth) {
      const joint = /^(?: and | or |\s*&&\s*|\s*\|\|\s*)/.exec(source.slice(at));
      if (!joint) continue;
      parts.push(source.slice(from, at));
      signs.push(/and|&&/.test(joint[0]) ? 'and' : 'or');
      at += joint[0].length - 1;
      from = at + 1;
    }
  }
  return { parts: [...parts, source.slice(from)], signs };
}
