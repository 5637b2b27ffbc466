/** The properties of a field that a manager may set, in plain words. */
import { t } from '../dom.js';
import { canBeFiltered, canBeListed, hasValue, isBreak, isTable } from './kinds.js';

/**
 * @typedef {Object} Property
 * @property {string} name @property {string} label @property {string} [help]
 * @property {'text'|'area'|'tick'|'number'|'condition'|'default'|'type'|'options'|'narrowing'} control
 * @property {(row: any, form: any) => boolean} [fits]
 * @property {boolean} [inverse] a tick that means the opposite of what is stored
 */

const written = (row) => hasValue(row) && !isTable(row);

/** @returns {{title: string, open: boolean, properties: Property[]}[]} */
export const groups = () => [
  {
    title: t('What it asks'), open: true, properties: [
      { name: 'label', label: t('Label'), control: 'text' },
      { name: 'description', label: t('Help under the field'), control: 'area', fits: (row) => !isBreak(row) || row.fieldtype === 'Section Break' },
      { name: 'fieldtype', label: t('Kind of answer'), control: 'type', fits: (row) => !isBreak(row) },
      { name: 'options', label: t('Choices'), control: 'options', fits: (row) => ['Select', 'Link', 'Table', 'Table MultiSelect'].includes(row.fieldtype) },
      { name: 'link_filters', label: t('Offer only those whose'), help: t('As long as the other field is empty, all are offered.'), control: 'narrowing', fits: (row) => row.fieldtype === 'Link' && row.options },
      { name: 'default', label: t('Filled in beforehand with'), help: t('In new entries only: nobody has said it of those that are there.'), control: 'default', fits: written },
      { name: 'placeholder', label: t('Example in the empty field'), control: 'text', fits: (row) => ['Data', 'Small Text', 'Text', 'Int', 'Float', 'Link'].includes(row.fieldtype) },
    ],
  },
  {
    title: t('When and how it is filled in'), open: true, properties: [
      { name: 'reqd', label: t('Must be filled in'), control: 'tick', fits: hasValueOrRows },
      { name: 'hidden', label: t('Hidden'), help: t('Nobody sees it in the form. What is stored in it stays.'), control: 'tick' },
      { name: 'read_only', label: t('Locked: shown but not changed'), control: 'tick', fits: hasValueOrRows },
      { name: 'depends_on', label: t('Only shown when'), control: 'condition' },
      { name: 'mandatory_depends_on', label: t('Must be filled in when'), control: 'condition', fits: hasValueOrRows },
      { name: 'read_only_depends_on', label: t('Locked when'), control: 'condition', fits: hasValueOrRows },
      { name: 'collapsible', label: t('Folded at first'), control: 'tick', fits: (row) => row.fieldtype === 'Section Break' },
    ],
  },
  {
    title: t('Where else it appears'), open: true, properties: [
      { name: 'in_list_view', label: t('A column of the list'), control: 'tick', fits: canBeListed },
      { name: 'in_standard_filter', label: t('A filter above the list'), control: 'tick', fits: (row, form) => canBeFiltered(row) && !form.istable },
      { name: 'print_hide', label: t('Printed'), control: 'tick', inverse: true, fits: (row) => row.fieldtype !== 'Column Break' },
      { name: 'report_hide', label: t('In reports and exports'), control: 'tick', inverse: true, fits: written },
      { name: 'in_global_search', label: t('Found by the search'), control: 'tick', fits: (row, form) => written(row) && !form.istable },
      { name: 'allow_in_quick_entry', label: t('Asked in short forms as well'), control: 'tick', fits: (row, form) => written(row) && !form.istable },
      { name: 'bold', label: t('Bold'), control: 'tick', fits: written },
      { name: 'columns', label: t('Width in a table, 1 to 10'), control: 'number', fits: (row, form) => canBeListed(row) && form.istable },
    ],
  },
  {
    title: t('For those who know'), open: false, properties: [
      {
        name: 'permlevel', label: t('Permission level'), control: 'number', fits: (row) => !isBreak(row),
        help: t('0 for everybody who may open the entry. A higher level shows the field only to roles with a rule for that level. It keeps forms tidy; it does not keep secrets.'),
      },
      { name: 'allow_on_submit', label: t('Can be changed after the entry is submitted'), control: 'tick', fits: (row, form) => hasValueOrRows(row) && form.submittable },
      { name: 'unique', label: t('No two entries may hold the same'), control: 'tick', fits: (row) => ['Data', 'Int', 'Link', 'Phone'].includes(row.fieldtype) },
      { name: 'no_copy', label: t('Left empty when an entry is duplicated'), control: 'tick', fits: hasValueOrRows },
      { name: 'non_negative', label: t('Never less than zero'), control: 'tick', fits: (row) => ['Int', 'Float', 'Currency', 'Percent'].includes(row.fieldtype) },
      { name: 'precision', label: t('Digits after the point'), control: 'number', fits: (row) => ['Float', 'Currency', 'Percent'].includes(row.fieldtype) },
      { name: 'length', label: t('Longest text, in characters'), control: 'number', fits: (row) => ['Data', 'Link', 'Select'].includes(row.fieldtype) },
      { name: 'fetch_from', label: t('Copied from a linked entry'), help: t('The field that links, a point, and the field there: place.region'), control: 'text', fits: written },
      { name: 'translatable', label: t('What is typed can be translated'), control: 'tick', fits: (row) => ['Data', 'Select', 'Small Text', 'Text'].includes(row.fieldtype) },
      { name: 'ignore_user_permissions', label: t('Not limited by the user permissions'), help: t('Entries of other places can then be chosen here as well.'), control: 'tick', fits: (row) => row.fieldtype === 'Link' },
    ],
  },
];

function hasValueOrRows(row) {
  return hasValue(row) || isTable(row);
}
