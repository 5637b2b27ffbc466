// On a bench: the list of accounts says whether each works, not only whether it is switched on.
frappe.listview_settings['CFM Channel Account'] = {
  add_fields: ['enabled', 'last_error', 'fetch_error'],
  get_indicator(doc) {
    if (!doc.enabled) return [__('Disabled'), 'gray', 'enabled,=,0'];
    if (doc.last_error) return [__('Does not work'), 'red', 'last_error,is,set'];
    if (doc.fetch_error) return [__('Does not work'), 'red', 'fetch_error,is,set'];
    return [__('Enabled'), 'green', 'enabled,=,1'];
  },
};
