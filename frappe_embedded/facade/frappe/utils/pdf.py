from frappe_embedded.services.printing.pdf import make_pdf as get_pdf
