"""What a text or a condition of the office asks for that it may not, as a sentence for its writer."""

from frappe.utils import jinja
from jinja2 import TemplateSyntaxError

from cfm_app.security.office_texts import conditions, environment, faults

# Frappe takes a text of one line that ends like this for the path of a template.
ENDINGS = frozenset("html css scss py md json js xml txt".split())


def fault_in_template(text: str) -> str | None:
    """Why a template is refused; None if it is fine, or none that can be read."""
    if "\n" not in text and "://" not in text and text.rpartition(".")[2] in ENDINGS:
        return faults.names_a_file()
    if "{" not in text:
        return None
    texts = environment.for_texts(jinja.get_jenv())
    try:
        return next(faults.of_template(texts.parse(text), texts), None)
    except TemplateSyntaxError:
        return None


def fault_in_condition(text: str) -> str | None:
    """Why a Python expression is refused; None if it is fine, or none that can be read."""
    return next(conditions.faults_of(text), None)
