"""The manager's guide: written by the tests that do what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

MOST_STEPS = 10


@dataclass
class Chapter:
    """One task in one language: its steps, each with a picture or none."""

    number: int
    slug: str
    title: str
    purpose: str
    steps: list[tuple[str, str]] = field(default_factory=list)
    effect: list[tuple[str, str]] = field(default_factory=list)

    def add(self, text: str, picture: str) -> None:
        self.steps.append((text, picture))
        assert len(self.steps) <= MOST_STEPS, f"{self.title} takes more than {MOST_STEPS} steps"

    def markdown(self, words: dict[str, str]) -> str:
        lines = [f"# {self.title}", "", self.purpose, "", f"## {words['steps']}", ""]
        for number, (text, picture) in enumerate(self.steps, 1):
            lines += [f"{number}. {text}", ""]
            if picture:
                lines += [f"   ![{self.title}, {number}]({picture})", ""]
        if self.effect:
            lines += [f"## {words['effect']}", ""]
        for text, picture in self.effect:
            lines += [text, ""]
            if picture:
                lines += [f"![{text}]({picture})", ""]
        return "\n".join(lines)


WORDS = {
    "fr": {
        "index": "Guide du responsable",
        "intro": "Ce que le responsable du mécanisme change lui-même, sans code. Chaque page décrit une "
        "tâche en dix étapes au plus; les images viennent des écrans réels.",
        "steps": "Étapes",
        "effect": "Ce que cela change",
    },
    "en": {
        "index": "The manager's guide",
        "intro": "What the manager of the mechanism changes alone, without code. Each page tells one task "
        "in at most ten steps; the pictures are of the real screens.",
        "steps": "Steps",
        "effect": "What it changes",
    },
}


@dataclass(frozen=True)
class Guide:
    """A folder with a page a task and language, and an index."""

    folder: Path

    def pictures(self, language: str) -> Path:
        path = self.folder / language / "img"
        path.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, language: str, chapter: Chapter) -> None:
        page = self.folder / language / f"{chapter.number:02d}-{chapter.slug}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(chapter.markdown(WORDS[language]), encoding="utf-8")
        self._index(language)

    def _index(self, language: str) -> None:
        """The list of what is there, by number."""
        words = WORDS[language]
        lines = [f"# {words['index']}", "", words["intro"], ""]
        for page in sorted((self.folder / language).glob("[0-9]*.md")):
            title = page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
            lines.append(f"- [{title}]({page.name})")
        text = "\n".join([*lines, ""])
        (self.folder / language / "README.md").write_text(text, encoding="utf-8")
