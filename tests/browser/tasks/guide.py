"""The manager's guide: written by the tests that do what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ...live import ROOT

MOST_STEPS = 10
GUIDE = ROOT / "docs" / "manager-guide"
"""The guide as it is kept in the project."""


@dataclass
class Chapter:
    """One task in one language: its steps, each with a picture or none."""

    number: int
    slug: str
    title: str
    purpose: str
    steps: list[tuple[str, str]] = field(default_factory=list)
    effect: list[tuple[str, str]] = field(default_factory=list)

    @property
    def file(self) -> str:
        return f"{self.number:02d}-{self.slug}.md"

    def add(self, text: str, picture: str) -> None:
        self.steps.append((text, picture))
        assert len(self.steps) <= MOST_STEPS, f"{self.title} takes more than {MOST_STEPS} steps"

    def markdown(self, words: dict[str, str]) -> str:
        lines = [f"# {self.title}", "", self.purpose, "", words["begin"], ""]
        lines += [f"## {words['steps']}", ""]
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
        "tâche en dix étapes au plus ; les images viennent des écrans réels, et un cadre orange montre où agir.",
        "where": "Où commencer",
        "log in": "Connectez-vous avec votre compte de responsable. Dans le menu à gauche (sur un téléphone, "
        "le bouton en haut), choisissez **{Set-up}** : chaque carte ouvre un outil et dit à quoi "
        "il sert. Vous pouvez aussi taper "
        "le nom d'un outil dans la recherche en haut de l'écran.",
        "safe": "Rien n'est définitif : **{History of the set-up}** montre chaque modification, "
        "avant et après, et permet de l'annuler. Deux fiches fusionnées ne se séparent plus : "
        "ce qui suit est compté avant.",
        "tasks": "Les tâches",
        "begin": "Vous commencez dans **{Set-up}**, que vous trouvez dans le menu à gauche "
        "([où commencer](README.md)).",
        "steps": "Étapes",
        "effect": "Ce que cela change",
    },
    "en": {
        "index": "The manager's guide",
        "intro": "What the manager of the mechanism changes alone, without code. Each page tells one task "
        "in at most ten steps; the pictures are of the real screens, and an orange frame shows where to act.",
        "where": "Where to begin",
        "log in": "Log in with your account of a manager. In the menu on the left (on a phone, the button at the "
        "top), choose **{Set-up}**: each card opens a tool and says what it is for. You may also type the name of "
        "a tool into the search at the top of the screen.",
        "safe": "Nothing is final: **{History of the set-up}** shows each change, before and after, and takes "
        "it back. Two entries that became one are not parted again: what follows is counted first.",
        "tasks": "The tasks",
        "begin": "You begin in **{Set-up}**, which you find in the menu on the left "
        "([where to begin](README.md)).",
        "steps": "Steps",
        "effect": "What it changes",
    },
}


def sentences(page: str) -> list[str]:
    """What a page says, its pictures left out."""
    lines = [line.strip() for line in page.splitlines()]
    return [line for line in lines if line and not line.startswith("![")]


def title_of(page: Path) -> str:
    return page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")


@dataclass(frozen=True)
class Guide:
    """A folder with a page a task and language, and an index."""

    folder: Path

    def pages(self, language: str) -> list[Path]:
        """The tasks, in the order of their numbers."""
        return sorted((self.folder / language).glob("[0-9]*.md"))

    def pictures(self, language: str) -> Path:
        path = self.folder / language / "img"
        path.mkdir(parents=True, exist_ok=True)
        return path

    def forget(self, language: str, number: int) -> None:
        """Remove the page of a task and its pictures, to write them anew."""
        pictures = self.pictures(language)
        for old in [
            *pictures.parent.glob(f"{number:02d}-*.md"),
            *pictures.glob(f"{number:02d}-*.webp"),
        ]:
            old.unlink()

    def write(self, language: str, chapter: Chapter, words: dict[str, str]) -> None:
        folder = self.pictures(language).parent
        (folder / chapter.file).write_text(chapter.markdown(words), encoding="utf-8")
        (folder / "README.md").write_text(self.index(language, words), encoding="utf-8")

    def index(self, language: str, words: dict[str, str]) -> str:
        """Where to begin, and the list of what is there, by number."""
        lines = [f"# {words['index']}", "", words["intro"], "", f"## {words['where']}", ""]
        lines += [words["log in"], "", words["safe"], "", f"## {words['tasks']}", ""]
        for page in self.pages(language):
            lines.append(f"- {int(page.name[:2])} · [{title_of(page)}]({page.name})")
        return "\n".join([*lines, ""])

    def told(self, language: str, chapter: Chapter) -> list[str]:
        """What the page of a task says; nothing where there is none."""
        page = self.folder / language / chapter.file
        return sentences(page.read_text(encoding="utf-8")) if page.is_file() else []
