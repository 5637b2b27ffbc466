/**
 * The small language of conditions in DocTypes (`eval:doc.x == 'y' && !doc.z`), parsed and worked
 * out here: no text ever becomes a program of the browser.
 */

const TOKEN = /\s*(?:(\d+\.?\d*)|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|([\p{L}_$][\p{L}\p{N}_$]*)|(===|!==|==|!=|>=|<=|&&|\|\||[!<>()[\],.+\-*/%?:]))/yu;
const WORDS = { true: true, false: false, null: null, undefined };
const BINDING = {
  '||': 1, '&&': 2, '==': 3, '!=': 3, '===': 3, '!==': 3, '>': 4, '<': 4, '>=': 4, '<=': 4, '+': 5, '-': 5, '*': 6, '/': 6, '%': 6,
};
const METHODS = new Set(['includes', 'startsWith', 'endsWith', 'indexOf', 'toLowerCase', 'toUpperCase', 'trim']);
const FUNCTIONS = {
  in_list: (list, value) => (list || []).includes(value),
  cint: (value) => Math.trunc(Number(value)) || 0,
  flt: (value) => Number(value) || 0,
  has_common: (one, other) => (one || []).some((value) => (other || []).includes(value)),
};

/** @type {Map<string, (names: Object<string, any>) => any>} */
const compiled = new Map();

/**
 * Whether a condition holds. It is a field name, or begins with "eval:". One that cannot be read
 * counts as held: hiding a field by mistake would lose what is in it.
 * @param {string} condition @param {any} doc @param {any} [parent] @returns {boolean}
 */
export function holds(condition, doc, parent) {
  const text = condition.trim();
  if (!text.startsWith('eval:')) return isFilled(doc[text]);
  try {
    return Boolean(evaluate(text.slice(5), { doc, parent: parent || doc }));
  } catch {
    return true;
  }
}

/** @param {any} value */
function isFilled(value) {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** @param {string} source @param {Object<string, any>} names @returns {any} */
export function evaluate(source, names) {
  let run = compiled.get(source);
  if (!run) {
    run = new Parser(source).whole();
    compiled.set(source, run);
  }
  return run(names);
}

/** @param {string} source */
function tokens(source) {
  const found = [];
  TOKEN.lastIndex = 0;
  const text = source.trim().replace(/;$/, '');
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) throw new SyntaxError(`Cannot read: ${source}`);
    const [, number, string, word, sign] = match;
    if (number !== undefined) found.push({ kind: 'value', value: Number(number) });
    else if (string !== undefined) found.push({ kind: 'value', value: string.slice(1, -1).replace(/\\(.)/g, '$1') });
    else if (word !== undefined) found.push({ kind: 'word', value: word });
    else found.push({ kind: 'sign', value: sign });
  }
  return found;
}

class Parser {
  /** @param {string} source */
  constructor(source) {
    this.tokens = tokens(source);
    this.at = 0;
  }

  whole() {
    const run = this.choice();
    if (this.at < this.tokens.length) throw new SyntaxError('More than one expression');
    return run;
  }

  /** @param {string} sign */
  takes(sign) {
    const token = this.tokens[this.at];
    if (token?.kind !== 'sign' || token.value !== sign) return false;
    this.at += 1;
    return true;
  }

  /** @param {string} sign */
  need(sign) {
    if (!this.takes(sign)) throw new SyntaxError(`Missing ${sign}`);
  }

  choice() {
    const condition = this.binary(0);
    if (!this.takes('?')) return condition;
    const yes = this.choice();
    this.need(':');
    const no = this.choice();
    return (names) => (condition(names) ? yes(names) : no(names));
  }

  /** @param {number} least how strongly an operator must bind */
  binary(least) {
    let left = this.unary();
    for (;;) {
      const token = this.tokens[this.at];
      const strength = token?.kind === 'sign' ? BINDING[token.value] : undefined;
      if (!strength || strength <= least) return left;
      this.at += 1;
      left = operation(token.value, left, this.binary(strength));
    }
  }

  unary() {
    if (this.takes('!')) {
      const inner = this.unary();
      return (names) => !inner(names);
    }
    if (this.takes('-')) {
      const inner = this.unary();
      return (names) => -inner(names);
    }
    return this.member();
  }

  member() {
    let value = this.primary();
    for (;;) {
      if (this.takes('.')) value = this.property(value);
      else if (this.takes('[')) {
        const key = this.choice();
        this.need(']');
        value = element(value, key);
      } else return value;
    }
  }

  /** @param {(names: any) => any} owner */
  property(owner) {
    const token = this.tokens[this.at++];
    if (token?.kind !== 'word') throw new SyntaxError('A name is missing');
    const name = token.value;
    if (!this.takes('(')) return (names) => own(owner(names), name);
    if (!METHODS.has(name)) throw new SyntaxError(`Unknown method ${name}`);
    const given = this.list(')');
    return (names) => {
      const target = owner(names);
      return target === null || target === undefined ? false : target[name](...given.map((each) => each(names)));
    };
  }

  /** @param {string} end */
  list(end) {
    const items = [];
    while (!this.takes(end)) {
      items.push(this.choice());
      if (!this.takes(',')) {
        this.need(end);
        break;
      }
    }
    return items;
  }

  primary() {
    const token = this.tokens[this.at++];
    if (!token) throw new SyntaxError('The expression ends too early');
    if (token.kind === 'value') return () => token.value;
    if (token.kind === 'word') return this.name(token.value);
    if (token.value === '(') {
      const inner = this.choice();
      this.need(')');
      return inner;
    }
    if (token.value === '[') {
      const items = this.list(']');
      return (names) => items.map((item) => item(names));
    }
    throw new SyntaxError(`Unexpected ${token.value}`);
  }

  /** @param {string} name */
  name(name) {
    if (Object.hasOwn(WORDS, name)) return () => WORDS[name];
    if (this.takes('(')) {
      if (!Object.hasOwn(FUNCTIONS, name)) throw new SyntaxError(`Unknown function ${name}`);
      const given = this.list(')');
      return (names) => FUNCTIONS[name](...given.map((each) => each(names)));
    }
    return (names) => {
      if (!Object.hasOwn(names, name)) throw new ReferenceError(name);
      return names[name];
    };
  }
}

/** Only own values are read: no prototype is reached. @param {any} target @param {string} name */
function own(target, name) {
  if (target === null || target === undefined) return undefined;
  if (name === 'length' && (typeof target === 'string' || Array.isArray(target))) return target.length;
  return typeof target === 'object' && Object.hasOwn(target, name) ? target[name] : undefined;
}

function element(owner, key) {
  return (names) => own(owner(names), String(key(names)));
}

/** Empty text, nothing and undefined are alike: forms do not tell them apart. */
function same(one, other) {
  const blank = (value) => (value === undefined || value === '' ? null : value);
  const [left, right] = [blank(one), blank(other)];
  // eslint-disable-next-line eqeqeq -- "1" and 1 are equal in the conditions of DocTypes
  return left == right;
}

function operation(sign, left, right) {
  const operations = {
    '||': (names) => left(names) || right(names),
    '&&': (names) => left(names) && right(names),
    '==': (names) => same(left(names), right(names)),
    '===': (names) => same(left(names), right(names)),
    '!=': (names) => !same(left(names), right(names)),
    '!==': (names) => !same(left(names), right(names)),
    '>': (names) => left(names) > right(names),
    '<': (names) => left(names) < right(names),
    '>=': (names) => left(names) >= right(names),
    '<=': (names) => left(names) <= right(names),
    '+': (names) => left(names) + right(names),
    '-': (names) => left(names) - right(names),
    '*': (names) => left(names) * right(names),
    '/': (names) => left(names) / right(names),
    '%': (names) => left(names) % right(names),
  };
  return operations[sign];
}

/** Whether a condition of a field can be read. @param {string} condition */
export function isReadable(condition) {
  const text = condition.trim();
  if (!text.startsWith('eval:')) return /^[\p{L}\p{N}_]*$/u.test(text);
  try {
    new Parser(text.slice(5)).whole();
    return true;
  } catch {
    return false;
  }
}
