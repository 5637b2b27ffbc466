"""The doors, by what they ask: lists, one document by its name, changes, pages of the app."""

from .app import APP
from .lists import LISTS
from .named import NAMED
from .reports import REPORTS
from .stored import STORED
from .writes import WRITES

DOORS = [*LISTS, *NAMED, *APP, *REPORTS, *STORED, *WRITES]
