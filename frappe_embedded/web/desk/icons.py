"""The outline icons of the screens, as one SVG sprite that every page carries."""

from functools import cache
from importlib.resources import files
from zipfile import ZipFile

from markupsafe import Markup

ICONS: tuple[str, ...] = tuple(
    "arrow-down arrow-left arrow-up arrow-up-down bell calendar chart-column check chevron-down "
    "chevron-left chevron-right chevron-up "
    "circle-alert circle-user-round clock columns-3 copy download ellipsis external-link "
    "file-text folder funnel history house inbox info languages link list log-out menu "
    "message-square paperclip pencil pin plus printer refresh-cw rows-3 save search settings share-2 "
    "square-check-big star tag trash-2 triangle-alert upload user user-plus users workflow x".split()
)
"""Names in the set that ``lucide`` ships."""


def icon(name: str, label: str = "", *, turns: bool = False) -> Markup:
    """An icon; hidden from screen readers unless it has a ``label``.

    One that ``turns`` is mirrored in pages that run from right to left. What is not in the sprite,
    such as the icon of an app's page, is drawn where it stands. ``KeyError`` if nobody draws it.
    """
    if not is_drawn(name):
        raise KeyError(f"The icon {name!r} is not in the set")
    named = (
        Markup('role="img" aria-label="{}"').format(label)
        if label
        else Markup('aria-hidden="true"')
    )
    kind = "icon turns" if turns else "icon"
    if name in ICONS:
        inner = Markup('<use href="#i-{}"></use>').format(name)
    else:
        inner = _strokes(name)
    return Markup('<svg class="{}" viewBox="0 0 24 24" {}>{}</svg>').format(kind, named, inner)


@cache
def is_drawn(name: str) -> bool:
    """Whether the set has an icon of this name."""
    try:
        return bool(_strokes(name))
    except KeyError:
        return False


@cache
def sprite() -> Markup:
    """All icons as symbols, to stand once in the body of a page."""
    symbols = [_symbol(name) for name in ICONS]
    return Markup('<svg class="sprite" aria-hidden="true">{}</svg>').format(
        Markup("").join(symbols)
    )


def _symbol(name: str) -> Markup:
    return Markup('<symbol id="i-{}" viewBox="0 0 24 24">{}</symbol>').format(name, _strokes(name))


@cache
def _strokes(name: str) -> Markup:
    """What stands within the drawing; ``KeyError`` if nobody draws it."""
    drawing = _drawings().read(f"{name}.svg").decode()
    inner = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]
    return Markup(" ".join(inner.split()).replace("> <", "><"))


@cache
def _drawings() -> ZipFile:
    """The set, opened once: the package's own functions read its list of 1,500 names anew for each icon."""
    return ZipFile(files("lucide").joinpath("lucide.zip").open("rb"))
