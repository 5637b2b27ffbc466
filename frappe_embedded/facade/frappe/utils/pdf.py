from frappe_embedded.printing.pdf import make_pdf as get_pdf
