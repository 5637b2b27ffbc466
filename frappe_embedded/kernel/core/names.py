"""How the names of DocTypes become names of modules and classes."""


def scrub(text: str) -> str:
    """``Case Category`` becomes ``case_category``."""
    return str(text).replace(" ", "_").replace("-", "_").lower()


def unscrub(text: str) -> str:
    """``case_category`` becomes ``Case Category``."""
    return str(text).replace("_", " ").replace("-", " ").title()


def class_name(doctype: str) -> str:
    """The name of a DocType's controller class."""
    return doctype.replace(" ", "").replace("-", "")


def split_names(text: str) -> tuple[str, ...]:
    """The names of a list with commas: field types and DocTypes have blanks in theirs."""
    return tuple(text.split(", "))
