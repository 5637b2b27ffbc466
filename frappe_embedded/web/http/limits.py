"""How much a request may bring, and how many connections there may be: each limit once.

A body is refused before anything is made of it. What it may hold is counted because parsing costs by the
number of values: eight million one-sign texts fit in 24 MB, and take a thread and gigabytes for a minute.
"""

MIB = 2**20

HEADERS = 64 * 1024
"""Bytes of the first line and all headers together."""

BODY = 25 * MIB
"""Bytes of a body where the site sets no ``max_file_size``."""

GUEST_BODY = 3 * MIB
"""Bytes of a body that is no upload, from somebody who has not logged in."""

VALUES = 500_000
"""Values in the JSON of a body, at any depth."""

FIELDS = 10_000
"""Fields of a form, in the body or the address."""

DEPTH = 64
"""Levels of JSON. Documents with rows take four; conditions and layouts a few more."""

CONNECTIONS = 1000
OF_ADDRESS = 500
"""Connections in all, and from one address; a proxy that the site trusts stands for many."""

IDLE_SECONDS = 30
CROWDED_IDLE_SECONDS = 3
"""For which a connection without a request stays open, and for which it does once half of them are taken."""

YOUNG_SECONDS = 1
"""For which a connection that asks nothing yet makes no room for others: its request may be on the way."""

HEADER_SECONDS = 15
"""Until the headers are whole."""

BODY_SECONDS, BODY_BYTES_A_SECOND = 30, 1000
"""Until a body is whole: some seconds, and more at the rate of the slowest line that anybody works on."""

UNFINISHED_BODIES = 256 * MIB
"""Bytes of all bodies that are not whole yet."""

TAKING_SECONDS = 60
"""For which a client may take nothing of an answer that waits for it."""
