// On a bench: the list of cases says who spoke and what is due in words, as far as its columns go. Who has the
// case stands on the app's own pages: a list of the framework has no column without a field.
frappe.listview_settings.Case = {
  // Names of people come by their own list, which knows who may read whom; the rows hold numbers.
  async refresh(list) {
    const doctype = 'Community Member';
    if (!frappe.model.can_read(doctype)) return;
    const known = (name) => frappe.utils.get_link_title(doctype, name) !== undefined;
    const names = [...new Set(list.data.map((row) => row.community_member))].filter((name) => name && !known(name));
    if (!names.length) return;
    const people = await frappe.db.get_list(doctype, {
      filters: { name: ['in', names] },
      fields: ['name', 'full_name'],
      limit: names.length,
    });
    const titles = Object.fromEntries(people.map((person) => [person.name, person.full_name]));
    names.forEach((name) => frappe.utils.add_link_title(doctype, name, titles[name] || name));
    list.render();
  },
  add_fields: ['is_restricted', 'phase', 'next_contact_on', 'place_details'],
  formatters: {
    community_member(value, field, doc) {
      if (!frappe.model.can_read('Community Member')) return '';
      if (doc.is_restricted) return `<span class="text-muted">${__('In the report')}</span>`;
      if (!value) return `<span class="text-muted">${__('Anonymous')}</span>`;
      return frappe.utils.escape_html(frappe.utils.get_link_title(field.options, value) || value);
    },
    location(value, field, doc) {
      const title = value && (doc.location_location_name || frappe.utils.get_link_title(field.options, value) || value);
      return frappe.utils.escape_html([title, doc.place_details].filter(Boolean).join(' · '));
    },
    next_due_on(value, field, doc) {
      if (doc.phase === 'Closed') return '';
      const due = ['Resolved', 'Informed'].includes(doc.phase) ? doc.next_contact_on : value;
      if (!due) return '';
      const tone = moment(due).isBefore(frappe.datetime.now_datetime()) ? 'text-danger' : '';
      return `<span class="${tone}" title="${frappe.datetime.str_to_user(due)}">${frappe.datetime.comment_when(due)}</span>`;
    },
  },
};
