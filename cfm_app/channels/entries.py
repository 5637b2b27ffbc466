"""Fields with several values: lines, or words separated by commas."""


def lines(text: str | None) -> list[str]:
    """The non-empty lines of a text."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def pairs(text: str | None) -> list[tuple[str, str]]:
    """Names and values of lines such as `name = value`."""
    rows = (line.partition("=") for line in lines(text))
    return [(name.strip(), value.strip()) for name, _sign, value in rows]


def words(text: str | None) -> set[str]:
    """Words separated by commas, in lower case."""
    return {word.strip().casefold() for word in (text or "").split(",") if word.strip()}
