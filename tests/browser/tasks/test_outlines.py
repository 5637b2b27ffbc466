"""The office's own outlines: taken from a file, and seen in the figures by province."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.clock import office_day

from .task import Task

ACCOUNTABLE = "aap@demo.cfm"
Point = tuple[float, float]
# Where the main town of each province lies, and roughly the country around them (degrees).
TOWNS: dict[str, Point] = {
    "TD01": (18.3, 13.2),
    "TD02": (19.1, 17.9),
    "TD03": (16.2, 11.4),
    "TD04": (18.7, 12.2),
    "TD05": (15.7, 13.0),
    "TD06": (15.3, 14.1),
    "TD07": (14.7, 13.5),
    "TD08": (16.1, 8.6),
    "TD09": (16.9, 8.6),
    "TD10": (17.6, 8.9),
    "TD11": (15.4, 10.3),
    "TD12": (14.9, 9.4),
    "TD13": (18.4, 9.2),
    "TD14": (20.8, 13.8),
    "TD15": (20.3, 11.0),
    "TD16": (16.3, 9.4),
    "TD17": (20.9, 14.5),
    "TD18": (15.1, 12.1),
    "TD19": (16.5, 13.6),
    "TD20": (22.8, 16.1),
    "TD21": (21.4, 12.2),
    "TD22": (17.0, 21.4),
    "TD23": (21.6, 17.2),
}
COUNTRY: list[Point] = [
    *((14.1, 13.1), (13.6, 14.4), (15.5, 16.9), (15.9, 20.4), (15.0, 23.0), (16.0, 23.4)),
    *((24.0, 19.5), (24.0, 15.7), (22.9, 15.5), (21.9, 12.6), (22.8, 11.0), (20.4, 9.1)),
    *((18.9, 8.8), (16.0, 7.6), (15.4, 7.6), (14.0, 9.9), (15.0, 11.0)),
]


def _nearest_to(town: Point) -> list[Point]:
    """The part of the country that lies nearer to a town than to any other."""
    part = COUNTRY
    for other in TOWNS.values():
        if other != town:
            part = _half(part, town, other)
    return [*part, part[0]]


def _half(part: list[Point], town: Point, other: Point) -> list[Point]:
    def lead(point: Point) -> float:
        return sum((point[at] - other[at]) ** 2 - (point[at] - town[at]) ** 2 for at in (0, 1))

    kept: list[Point] = []
    for before, point in zip((part[-1], *part), part, strict=False):
        here, there = lead(point), lead(before)
        if (here >= 0) != (there >= 0):
            share = there / (there - here)
            kept.append(
                (
                    before[0] + share * (point[0] - before[0]),
                    before[1] + share * (point[1] - before[1]),
                )
            )
        if here >= 0:
            kept.append(point)
    return kept


def _outlines() -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"ADM0_PCODE": "TD", "ADM1_PCODE": code},
            "geometry": {"type": "Polygon", "coordinates": [_nearest_to(town)]},
        }
        for code, town in TOWNS.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_places_are_shown_on_the_offices_own_map(task: Task) -> None:
    page = task.begin(
        54,
        "carte-du-bureau",
        ("Montrer les lieux sur la carte du bureau", "Show places on the office's own map"),
        (
            "Les tendances et les chiffres par province se lisent alors sur les contours que le bureau a choisis. "
            "Aucune carte n'est demandée à un serveur étranger.",
            "Trends and figures by province are then read on the outlines that the office has chosen. No map is "
            "asked of a foreign server.",
        ),
    )
    task.open_tool("Map of the office")
    form = page.locator("#take")
    task.step(
        "Préparez un fichier GeoJSON des limites administratives, un par niveau, tel qu'OCHA le publie : le P-code de "
        "chaque lieu y est écrit. Sans réseau, un collègue l'apporte sur une clé.",
        "Get a GeoJSON file of the administrative boundaries, one a level, as OCHA publishes it: the P-code of each "
        "place stands in it. Without a network, a colleague brings it on a stick.",
    )
    page.locator("#file").set_input_files(
        {"name": "tcd_admin1.geojson", "mimeType": "", "buffer": _outlines().encode()}
    )
    task.step(
        "Choisissez-le sous **{GeoJSON file of one level}**, puis **{Take the outlines}**.",
        "Choose it under **{GeoJSON file of one level}**, then **{Take the outlines}**.",
        mark=form,
    )
    form.get_by_role("button", name=task.tr("Take the outlines")).click()
    taken = page.locator("#taken")
    expect(taken).to_contain_text(str(len(TOWNS)))
    task.step(
        "Lisez ce qui a été pris, et quels codes du fichier le bureau n'a pas. Un fichier qui ne convient pas est "
        "refusé en entier, avec le lieu et la raison.",
        "Read what was taken, and which codes of the file the office does not have. A file that does not fit is "
        "refused as a whole, with the place and the reason.",
        mark=taken,
    )
    page.get_by_role("link", name=task.tr("Show the map")).click()
    drawn = page.locator("section", has=page.locator("#h-drawn"))
    expect(drawn.locator(".place-map .ground")).to_have_count(len(TOWNS))
    task.step(
        "Choisissez **{Show the map}** : sous la carte se lit, niveau par niveau, combien de lieux ont un contour.",
        "Choose **{Show the map}**: below it stands, level by level, how many places have an outline.",
        mark=drawn,
    )
    task.step(
        "Faites de même pour les départements si vous le voulez. Un nouveau fichier remplace les contours de ses "
        "lieux ; **{Take all outlines away}** les retire tous.",
        "Do the same for the departments if you like. A newer file replaces the outlines of its places; **{Take all "
        "outlines away}** removes them all.",
    )
    path = f"/cfm/figures?rows=province&period={office_day().year}"
    with task.seen_by(ACCOUNTABLE, path) as seen:
        found = seen.locator(".place-map")
        expect(found.locator(".ground")).not_to_have_count(0)
        task.effect(
            seen,
            "Qui lit les chiffres par province les voit sur la carte, et le tableau reste à côté.",
            "Who reads figures by province sees them on the map, and the table stays beside it.",
            mark=found,
        )
