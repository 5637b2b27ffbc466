"""The DocTypes that managers change to change what is printed."""

from ...kernel.core.context import local
from ...kernel.core.hooks import is_shipping
from ...kernel.core.messages import throw
from ...kernel.document.controllers import core_controller
from ...kernel.document.document import Document
from ...kernel.i18n import _
from .environment import validate_template


@core_controller("Print Format")
class PrintFormat(Document):
    """A template, or a list of chosen fields, by which documents of one DocType are printed."""

    def validate(self) -> None:
        if self.standard == "Yes" and not local.conf.developer_mode and not is_shipping():
            throw(_("Standard Print Format cannot be updated"))
        if self.custom_format and not self.raw_printing and not self.html:
            throw(_("{0} are required").format(_("HTML")))
        if self.html and self.print_format_type != "JS":
            validate_template(self.html)


@core_controller("Letter Head")
class LetterHead(Document):
    """The head and foot of printed pages."""

    def validate(self) -> None:
        self.set_image("image", "content")
        self.set_image("footer_image", "footer")
        for text in (self.content, self.footer):
            validate_template(text)
        if self.disabled and self.is_default:
            throw(_("Letter Head cannot be both disabled and default"))

    def set_image(self, image_field: str, html_field: str) -> None:
        source = self.get("source" if image_field == "image" else "footer_source")
        url = self.get(image_field)
        if source == "Image" and url:
            height = int(self.get(f"{image_field}_height") or 0)
            size = f' height="{height}"' if height else ""
            self.set(html_field, f'<div><img src="{url}" alt=""{size}></div>')

    def on_update(self) -> None:
        if self.is_default:
            local.db.sql(
                "update `tabLetter Head` set is_default = 0 where name != %s", (self.name,)
            )
