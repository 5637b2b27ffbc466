"""The dependencies point one way, and the engine and the app know nothing of each other."""

from __future__ import annotations

import ast
import re
import sys

import pytest

from cfm_app.base import declarations

from .imports import ROOT, cycles, graph, imports, sources

ENGINE = "frappe_embedded"
LAYERS = (
    ("core",),
    ("db",),
    ("meta",),
    ("query",),
    ("permissions",),
    ("document",),
    ("collaborate",),
    (
        "workflow",
        "notify",
        "webhooks",
        "files",
        "printing",
        "customize",
        "jobs",
        "reports",
        "backups",
    ),
    ("auth",),
    ("http",),
    ("desk",),
    ("site",),
)
EVERYWHERE = ("utils", "safe", "i18n")
FLOORS = ("kernel", "services", "web", "site")
APP = "cfm_app"
FLOORS_OF_APP = (
    *((room,) for room in declarations.ROOMS),
    # Where a framework comes in: controllers, pages by address, hooks, commands, patches; and tests.
    (
        *("cfm_app", "www", "hooks", "install", "commands"),
        *("patches", "testing"),
    ),
)
LAYERS_OF_SECURITY = (
    ("obligations",),
    (
        *("audit", "framework_methods", "markup", "packed_arguments", "replaced_methods"),
        *("request_words",),
        *("spoken_codes", "sql_conditions", "sql_tokens"),
    ),
    ("office_texts",),
    ("file_contents",),
    ("entitlement",),
    ("second_factor",),
    ("access_rule",),
    ("administration", "lawful_basis", "restricted_cases"),
    ("log_in", "gates", "persons"),
    ("configuration",),
    ("sealing", "sensitivity"),
    ("declares",),
)
LARGEST_MODULE = 400
LARGEST_FUNCTION = 60
WORDS_OF_THE_APP = re.compile(
    r"\bcfm\b|cfm_|complain|beneficiar|referral|humanitarian|focal point|\bsop\b|\bconsent\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("package", [ENGINE, "cfm_app"])
def test_no_import_goes_in_a_circle(package: str) -> None:
    sys.setrecursionlimit(5000)
    assert cycles(graph(package)) == []


@pytest.mark.parametrize("package", [ENGINE, "cfm_app"])
def test_no_import_hides_in_a_function(package: str) -> None:
    modules = sources(package)
    hidden = [
        f"{path.relative_to(ROOT)}:{statement.lineno} {target}"
        for name, path in modules.items()
        for target, statement, inside in imports(name, path, set(modules))
        if inside
    ]
    assert hidden == []


@pytest.mark.parametrize(
    ("package", "layers"), [(APP, FLOORS_OF_APP), (f"{APP}.security", LAYERS_OF_SECURITY)]
)
def test_layers_of_the_app_import_downwards_only(
    package: str, layers: tuple[tuple[str, ...], ...]
) -> None:
    rank = {name: at for at, names in enumerate(layers) for name in names}
    packages: dict[str, set[str]] = {name: set() for name in rank}
    upwards, unknown = [], set()
    for name, targets in graph(APP).items():
        own = _part(name, package)
        if not own or ".test_" in name:
            continue
        unknown |= {own} - rank.keys()
        for target in targets:
            other = _part(target, package)
            if not other:
                continue
            packages.get(own, set()).add(other)
            if own in rank and other in rank and rank[other] > rank[own]:
                upwards.append(f"{name} -> {target}")
    assert (upwards, unknown) == ([], set())
    # Nor do those of one layer lean on each other in a circle.
    assert cycles(packages) == []


def _part(name: str, package: str) -> str:
    """The part of a package in which a module lies; empty outside it."""
    return name.removeprefix(f"{package}.").split(".")[0] if name.startswith(f"{package}.") else ""


def test_layers_of_the_engine_import_downwards_only() -> None:
    rank = {name: at for at, names in enumerate(LAYERS) for name in names}
    upwards = []
    for name, targets in graph(ENGINE).items():
        own = _package(name)
        for target in targets:
            other = _package(target)
            if own in rank and other in rank and rank[other] > rank[own]:
                upwards.append(f"{name} -> {target}")
            if own in EVERYWHERE and other in rank and other != "core":
                upwards.append(f"{name} -> {target}")
    assert upwards == []


def _package(module: str) -> str:
    """The package of a module of the engine, whatever floor it lies on."""
    parts = [part for part in module.split(".")[1:] if part not in FLOORS[:-1]]
    return parts[0] if parts else ""


def test_the_floors_of_the_engine_stand_on_each_other() -> None:
    rank = {name: at for at, name in enumerate(FLOORS)}
    floor = {name: rank.get(name.split(".")[1]) for name in graph(ENGINE) if "." in name}
    upwards = [
        f"{name} -> {target}"
        for name, targets in graph(ENGINE).items()
        for target in targets
        if None not in (mine := floor.get(name), other := floor.get(target)) and other > mine
    ]
    assert upwards == []


def test_the_engine_has_no_word_about_the_app() -> None:
    found = []
    for path in sorted((ROOT / ENGINE).rglob("*")):
        if path.suffix in (".py", ".html", ".js", ".css", ".csv", ".json", ".txt", ".md"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if WORDS_OF_THE_APP.search(line):
                    found.append(f"{path.relative_to(ROOT)}:{number} {line.strip()[:100]}")
    assert found == []


def test_the_app_never_asks_which_engine_runs() -> None:
    """It imports ``frappe``; it neither names the engine nor the database below it."""
    asking = re.compile(r"frappe_embedded|sqlite|db_type|(?:has|get)attr\(frappe,")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources("cfm_app").values()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if asking.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("package", [ENGINE, "cfm_app"])
def test_modules_and_functions_stay_small(package: str) -> None:
    large = {}
    for path in sources(package).values():
        source = path.read_text(encoding="utf-8")
        if source.count("\n") > LARGEST_MODULE:
            large[str(path.relative_to(ROOT))] = source.count("\n")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or node.lineno) - node.body[0].lineno + 1
                if lines > LARGEST_FUNCTION:
                    large[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert large == {}
