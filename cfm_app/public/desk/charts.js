// On a bench: the legend of a chart of a report says what its columns are called, in the language of the user. Frappe
// makes English words of the names of the fields.
{
  const utils = frappe.report_utils;
  const makeOptions = utils.make_chart_options;
  utils.make_chart_options = (columns, rows, chosen) => {
    const made = makeOptions.call(utils, columns, rows, chosen);
    made.data.datasets.forEach((set, at) => {
      const column = columns.find((each) => each.fieldname === chosen.y_fields[at]);
      if (column?.label) set.name = __(column.label);
    });
    return made;
  };
}
