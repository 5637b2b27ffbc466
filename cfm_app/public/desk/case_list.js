// On a bench: the list of cases says who spoke and what is due in words, as far as its columns go. Who has the
// case stands on the app's own pages: a list of the framework has no column without a field.
frappe.listview_settings.Case = {
  add_fields: ['is_restricted', 'phase', 'next_contact_on', 'place_details'],
  formatters: {
    community_member(value, field, doc) {
      if (!frappe.model.can_read('Community Member')) return '';
      if (doc.is_restricted) return `<span class="text-muted">${__('In the report')}</span>`;
      if (!value) return `<span class="text-muted">${__('Anonymous')}</span>`;
      return frappe.utils.escape_html(frappe.utils.get_link_title(field.options, value) || value);
    },
    location(value, field, doc) {
      const title = value && (frappe.utils.get_link_title(field.options, value) || value);
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
