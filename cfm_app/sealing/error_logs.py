"""Errors are logged without what was in memory, where an office seals reports."""

from typing import Any

from cfm_app.sealing import circle

# The framework of a bench writes the variables of each step below its line, further in.
DEEPEST = 4


def keep_words_out(log: Any, method: str | None = None) -> None:
    """Event of Error Log: keep the steps and the kind of the error, drop variables and what it quotes."""
    if not log.get("error") or not circle.sealed_classes():
        return
    lines = [line for line in str(log.error).splitlines() if _indent(line) <= DEEPEST]
    log.error = "\n".join(
        line if line[:1] in ("", " ", "T") else line.partition(":")[0] for line in lines
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
