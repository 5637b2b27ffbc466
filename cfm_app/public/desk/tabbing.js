// On a bench: Tab into a table leads to the button that adds a row. Frappe would open the first row over the form, and
// make one in an empty table, even on a tab that is hidden; the row that nobody wanted then keeps the form from saving.
{
  const layout = frappe.ui.form.Layout.prototype;
  const focusOnNext = layout.focus_on_next_field;
  layout.focus_on_next_field = function (start, fields) {
    const isTable = (field) => field.df.fieldtype === 'Table';
    const next = fields.findIndex((field, at) => at > start && this.is_visible(field) && canHold(field));
    if (next < 0) return false;
    if (!isTable(fields[next])) return focusOnNext.call(this, next - 1, fields);
    fields[next].tab?.set_active();
    addButton(fields[next]).trigger('focus');
    return true;
  };

  const addButton = (table) => table.grid.wrapper.find('.grid-add-row').not('.hidden');
  const canHold = ({ df, grid }) => {
    if (df.fieldtype === 'Table') return addButton({ grid }).length > 0;
    return df.fieldtype === 'Table MultiSelect' || !frappe.model.no_value_type.includes(df.fieldtype);
  };
}
