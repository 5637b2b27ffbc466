// On a bench: a sheet opens in the language of whoever prints. Frappe takes the field `language` of the document for
// it, which in a case is the one that the caller speaks, and no language of a screen.
{
  const page = frappe.ui.form.PrintView.prototype;
  page.set_default_print_language = function () {
    this.lang_code = this.get_print_format().default_print_language || frappe.boot.lang;
    this.language_selector.val(this.lang_code);
  };
}
