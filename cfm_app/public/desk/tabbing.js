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
    reach(fields[next], () => addButton(fields[next]).trigger('focus'));
    return true;
  };

  // Nothing on a tab takes the focus before the tab is shown.
  const reach = ({ tab }, focus) => {
    if (!tab || tab.is_active()) return void focus();
    tab.tab_link.find('.nav-link').one('shown.bs.tab', focus);
    tab.set_active();
  };

  const addButton = (table) => table.grid.wrapper.find('.grid-add-row').not('.hidden');
  const canHold = ({ df, grid }) => {
    if (df.fieldtype === 'Table') return addButton({ grid }).length > 0;
    return df.fieldtype === 'Table MultiSelect' || !frappe.model.no_value_type.includes(df.fieldtype);
  };
}
