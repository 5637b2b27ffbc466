/** Where the fields of a form lie: their order read as tabs, sections and columns, and moving them. */
import { isBreak } from './kinds.js';

/**
 * @typedef {Object} Place
 * @property {any} tab @property {any} section @property {number} column from 0 @property {any} columnBreak
 */

/**
 * The rows as a tree; breaks that the form begins without are null.
 * @param {any[]} rows
 * @returns {{row: any, sections: {row: any, columns: {row: any, fields: any[]}[]}[]}[]}
 */
export function treeOf(rows) {
  const column = (row) => ({ row, fields: [] });
  const section = (row) => ({ row, columns: [column(null)] });
  const tabs = [{ row: null, sections: [section(null)] }];
  for (const row of rows) {
    const sections = tabs.at(-1).sections;
    if (row.fieldtype === 'Tab Break') tabs.push({ row, sections: [section(null)] });
    else if (row.fieldtype === 'Section Break') sections.push(section(row));
    else if (row.fieldtype === 'Column Break') sections.at(-1).columns.push(column(row));
    else sections.at(-1).columns.at(-1).fields.push(row);
  }
  return tabs;
}

/** How many rows belong to a row: those of its section or tab go with it. @param {any[]} rows @param {number} at */
export function lengthAt(rows, at) {
  const kind = rows[at].fieldtype;
  if (!['Section Break', 'Tab Break'].includes(kind)) return 1;
  const ends = kind === 'Tab Break' ? ['Tab Break'] : ['Section Break', 'Tab Break'];
  let end = at + 1;
  while (end < rows.length && !ends.includes(rows[end].fieldtype)) end += 1;
  return end - at;
}

/**
 * The rows with one moved up or down by a place; the same rows if it is at the edge.
 * @param {any[]} rows @param {number} at @param {-1|1} step
 */
export function stepped(rows, at, step) {
  const kind = rows[at].fieldtype;
  if (kind === 'Section Break' || kind === 'Tab Break') return blockStepped(rows, at, step);
  const target = at + step;
  if (target < 0 || target >= rows.length) return rows;
  const order = [...rows];
  [order[at], order[target]] = [order[target], order[at]];
  return order;
}

/** A section or a tab goes with all that is in it, past its neighbour of the same kind. */
function blockStepped(rows, at, step) {
  const kind = rows[at].fieldtype;
  if (step > 0) {
    const next = at + lengthAt(rows, at);
    if (rows[next]?.fieldtype !== kind) return rows;
    return moved(rows, at, next + lengthAt(rows, next));
  }
  let before = at - 1;
  while (before >= 0 && rows[before].fieldtype !== kind && rows[before].fieldtype !== 'Tab Break') before -= 1;
  return rows[before]?.fieldtype === kind ? moved(rows, at, before) : rows;
}

/**
 * The rows with the block at one place put before another place of the old order.
 * @param {any[]} rows @param {number} from @param {number} to
 */
export function moved(rows, from, to) {
  const size = lengthAt(rows, from);
  if (to >= from && to <= from + size) return rows;
  const block = rows.slice(from, from + size);
  const rest = [...rows.slice(0, from), ...rows.slice(from + size)];
  rest.splice(to > from ? to - size : to, 0, ...block);
  return rest;
}

/** Where a row lies, for people who do not see it. @param {any[]} rows @param {number} at */
export function placeOf(rows, at) {
  const before = rows.slice(0, at);
  const last = (kind) => before.findLastIndex((row) => row.fieldtype === kind);
  const tabAt = last('Tab Break');
  const sectionAt = last('Section Break');
  const start = Math.max(tabAt, sectionAt);
  const inSection = before.slice(start + 1);
  const columnAt = inSection.findLastIndex((row) => row.fieldtype === 'Column Break');
  return {
    tab: before[tabAt] || null,
    section: sectionAt > tabAt ? before[sectionAt] : null,
    column: inSection.filter((row) => row.fieldtype === 'Column Break').length + 1,
    position: inSection.slice(columnAt + 1).filter((row) => !isBreak(row)).length + 1,
  };
}
