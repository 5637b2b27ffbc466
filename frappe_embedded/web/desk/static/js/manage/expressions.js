/**
 * Conditions as rows of field, operator and value, and as the expressions in which they are kept.
 *
 * An expression stands in one of three spellings: `doc` (Python, `doc.status == "Open"`), `bare`
 * (Python with the fields as names) and `eval` (what forms work out, `eval:doc.status == "Open"`).
 */

/** @typedef {'doc'|'bare'|'eval'} Syntax */
/** @typedef {'all'|'any'|'none'} Joint all must hold, one of them, or none of them */
/** @typedef {{field: string, operator: string, value: string, below?: string[]}} Row `below`: with `under`, the entry and all that lies under it */
/** @typedef {{joint: Joint, rows: (Row|Condition)[]}} Condition rows, and groups of rows in their places */

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

/** @param {Row|Condition} each @returns {each is Condition} */
export const isGroup = (each) => 'rows' in each;

/** @returns {Condition} */
export const emptyGroup = () => ({ joint: 'all', rows: [] });

/** The expression of a condition. @param {Condition} condition @param {Syntax} syntax @param {(name: string) => string} typeOf @returns {string} */
export function write(condition, syntax, typeOf) {
  const text = written(condition, syntax, typeOf).text;
  return syntax === 'eval' && text ? `eval:${text}` : text;
}

/**
 * A group as text, and whether it needs brackets to stand beside others.
 * @param {Condition} group @param {Syntax} syntax @param {(name: string) => string} typeOf @returns {{text: string, isLoose: boolean}}
 */
function written({ joint, rows }, syntax, typeOf) {
  const [all, any, not] = syntax === 'eval' ? [' && ', ' || ', '!'] : [' and ', ' or ', 'not '];
  const said = rows.map((each) => (isGroup(each) ? written(each, syntax, typeOf) : { text: each.field && part(each, syntax, typeOf(each.field)), isLoose: false }))
    .filter((each) => each.text);
  const parts = said.map(({ text, isLoose }) => (isLoose && said.length > 1 ? `(${text})` : text));
  const text = parts.join(joint === 'all' ? all : any);
  return joint === 'none' && text ? { text: `${not}(${text})`, isLoose: false } : { text, isLoose: said.length > 1 || Boolean(said[0]?.isLoose) };
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
 * The rows and groups of an expression; null when it says more than they can.
 * @param {string} text @param {(name: string) => string|undefined} typeOf @returns {Condition|null}
 */
export function read(text, typeOf) {
  const source = text.trim().replace(/^eval:/, '').trim();
  return source ? groupOf(source, typeOf) : emptyGroup();
}

/** @param {string} source @param {(name: string) => string|undefined} typeOf @returns {Condition|null} */
function groupOf(source, typeOf) {
  // What binds less is cut first: `a and b or c` are two choices, of which the first is a group.
  for (const [joint, sign] of /** @type {[Joint, RegExp][]} */ ([['any', OR], ['all', AND]])) {
    const parts = split(source, sign);
    if (parts.length > 1) return gathered(joint, parts, typeOf);
  }
  const negated = NEGATED.exec(source);
  if (negated && closes(negated[1])) {
    const inner = groupOf(negated[1].slice(1, -1).trim(), typeOf);
    if (!inner) return null;
    const isPlain = inner.joint === 'any' || (inner.joint === 'all' && inner.rows.length === 1);
    return { joint: 'none', rows: isPlain ? inner.rows : [inner] };
  }
  const row = rowOf(source, typeOf);
  if (row) return { joint: 'all', rows: [row] };
  return source[0] === '(' && closes(source) ? groupOf(source.slice(1, -1).trim(), typeOf) : null;
}

/** @param {Joint} joint @param {string[]} parts @param {(name: string) => string|undefined} typeOf @returns {Condition|null} */
function gathered(joint, parts, typeOf) {
  const rows = parts.map((each) => {
    const group = groupOf(each.trim(), typeOf);
    return group?.rows.length === 1 && group.joint !== 'none' ? group.rows[0] : group;
  });
  return rows.includes(null) ? null : { joint, rows: /** @type {(Row|Condition)[]} */ (rows) };
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

const OR = /^(?: or |\s*\|\|\s*)/;
const AND = /^(?: and |\s*&&\s*)/;
const NEGATED = /^(?:not\s*|!\s*)(\(.*\))$/s;

/** Whether the bracket that a text begins with is closed at its end. @param {string} text */
const closes = (text) => outside(text).next().done === true;

/** Cut at a sign outside of quotation marks and brackets. @param {string} source @param {RegExp} sign @returns {string[]} */
function split(source, sign) {
  const parts = [];
  let from = 0;
  for (const at of outside(source)) {
    const joint = at >= from && sign.exec(source.slice(at));
    if (!joint) continue;
    parts.push(source.slice(from, at));
    from = at + joint[0].length;
  }
  return [...parts, source.slice(from)];
}

/** The places of a text outside of quotation marks and brackets. @param {string} source */
function* outside(source) {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at];
    if (quote) {
      if (sign === '\\') at += 1;
      else if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign)) depth -= 1;
    else if (!depth) yield at;
  }
}
