"""The picture of a timeline: bars where the bounds say, textures that mean one thing, and no name that breaks it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # our own pictures
from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from kg.errors import printable
from kg.export.timeline_svg import PLOT, RIGHT, WIDTH, timeline_svg
from kg.namespaces import expand
from kg.query.timelines import Timeline
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.knowledge import Knowledge
from kg.resolve.record import Place, Record, resolve
from kg.resolve.states import Days, Spell, State, day

SVG = "{http://www.w3.org/2000/svg}"
GATE = "https://example.org/id/place/gate"
AGENT = "https://example.org/id/agent/"
SAID = ("", "2031-05-04", "2031-05-04", "")  # "is held", said on 4 May 2031


class Box(NamedTuple):
    """A rectangle of the picture, by its class."""

    kind: str
    x: float
    width: float
    fill: str


def state(holder: str, bounds: tuple[str, str, str, str], polarity: str = "affirmed") -> State:
    """A state of the gate, said on 4 May 2031 in a statement named after the holder."""
    return State(
        statement=f"https://example.org/id/statement/news/{holder}",
        document="https://example.org/id/document/news",
        predicate="control",
        scope=GATE,
        objects=(AGENT + holder,),
        polarity=polarity,
        modality="asserted",
        spell=Spell.of(*bounds),
        said=(day("2031-05-04"), day("2031-05-04")),
    )


def timeline(*states: State, labels: Mapping[str, str] | None = None) -> Timeline:
    """The timeline of the gate by these states; things are called by `labels`, by their IRIs."""
    store = ox.Store()
    for iri, label in (labels or {}).items():
        store.add(ox.Quad(ox.NamedNode(iri), ox.NamedNode(expand("skos:prefLabel")), ox.Literal(label, language="en")))
    resolution = resolve(Record(Place(GATE), states, Hierarchy({})), "control", Knowledge())
    return Timeline(store, "control", "", resolution)


def picture(*states: State, labels: Mapping[str, str] | None = None, at: Days | None = None) -> ET.Element:
    """The picture of the gate by these states."""
    return ET.fromstring(timeline_svg([timeline(*states, labels=labels)], "control", "en", at))  # noqa: S314


def boxes(root: ET.Element, holder: str = "") -> list[Box]:
    """The rectangles of bars, of one holder or all."""
    lanes = [g for g in root.iter(f"{SVG}g") if g.get("class") in {"bar", "denied"}]
    told = [lane for lane in lanes if f"news/{holder}" in (lane.findtext(f"{SVG}title") or "")]
    return [
        Box(one.get("class", ""), float(one.attrib["x"]), float(one.attrib["width"]), one.get("fill", ""))
        for lane in told
        for one in lane.iter(f"{SVG}rect")
    ]


def position(date: str, first: str, last: str) -> float:
    """Where a day begins in a picture of the days from `first` to `last`."""
    return PLOT + (day(date) - day(first)) / (day(last) - day(first) + 1) * (RIGHT - PLOT)


def within_a_pixel(box: Box, first: str, last: str, days: tuple[str, str]) -> bool:
    """Whether a box covers the days from `first` to `last`, in a picture of `days`."""
    begin, end = position(first, *days), position(last, *days) + (RIGHT - PLOT) / (day(days[1]) - day(days[0]) + 1)
    return abs(box.x - begin) < 1 and abs(box.x + box.width - end) < 1


def test_bars_stand_where_the_bounds_say() -> None:
    root = picture(state("guard", ("2031-01-01", "2031-02-01", "2031-03-01", "2031-04-01")))
    found = {box.kind: box for box in boxes(root) if box.kind == "sure"}
    days = ("2030-12-25", "2031-04-08")  # a week more on both sides
    begin, end = sorted((box for box in boxes(root) if box.kind == "within"), key=lambda box: box.x)
    assert within_a_pixel(found["sure"], "2031-02-01", "2031-03-01", days)
    assert within_a_pixel(begin, "2031-01-01", "2031-01-31", days)
    assert within_a_pixel(end, "2031-03-02", "2031-04-01", days)
    assert len(boxes(root)) == 3


def test_open_ends_fade_from_what_is_known_to_the_edge_of_the_picture() -> None:
    root = picture(state("guard", SAID))
    days = ("2031-04-27", "2031-05-11")
    by_kind = {box.kind: box for box in boxes(root)}
    assert set(by_kind) == {"open-begin", "sure", "open-end"}
    assert within_a_pixel(by_kind["open-begin"], "2031-04-27", "2031-05-03", days)
    assert within_a_pixel(by_kind["open-end"], "2031-05-05", "2031-05-11", days)
    for kind, near, far in (
        ("open-begin", position("2031-05-04", *days), PLOT),
        ("open-end", position("2031-05-05", *days), RIGHT),
    ):
        name = re.fullmatch(r"url\(#(.+)\)", by_kind[kind].fill)
        assert name is not None
        gradient = next(one for one in root.iter(f"{SVG}linearGradient") if one.get("id") == name[1])
        assert abs(float(gradient.attrib["x1"]) - near) < 1 and abs(float(gradient.attrib["x2"]) - far) < 1
        opacities = [float(stop.attrib["stop-opacity"]) for stop in gradient]
        assert opacities == sorted(opacities, reverse=True) and opacities[0] > opacities[-1]


@pytest.mark.parametrize(
    ("bounds", "hatched", "fading"),
    [
        (("2031-01-01", "2031-01-01", "2031-01-31", "2031-01-31"), False, False),
        (("2031-01-01", "2031-01-02", "2031-01-31", "2031-01-31"), True, False),
        (("2031-01-01", "2031-01-01", "2031-01-31", ""), False, True),
        (("", "2031-01-31", "2031-01-01", "2031-02-02"), True, True),
        (("", "", "", ""), False, False),
    ],
)
def test_a_texture_is_there_only_where_it_means_something(
    bounds: tuple[str, str, str, str], hatched: bool, fading: bool
) -> None:
    found = boxes(picture(state("guard", bounds)))
    assert any(box.fill == "url(#hatch)" for box in found) == hatched
    assert any(box.fill.startswith("url(#fade") for box in found) == fading


def test_a_day_in_ten_years_is_wide_enough_to_see_and_sits_at_its_day() -> None:
    root = picture(
        state("guard", ("2021-05-05", "2021-05-05", "2026-12-24", "2026-12-24")),
        state("corps", ("2026-12-25", "2026-12-25", "2026-12-25", "2026-12-25")),
        state("league", ("2026-12-26", "2026-12-26", "2031-05-04", "2031-05-04")),
    )
    (box,) = boxes(root, "corps")
    assert box.width >= 4
    margin = (day("2031-05-04") - day("2021-05-05") + 1) // 16
    share = (day("2026-12-25") + 0.5 - day("2021-05-05") + margin) / (
        day("2031-05-04") - day("2021-05-05") + 1 + 2 * margin
    )
    assert abs(box.x + box.width / 2 - (PLOT + share * (RIGHT - PLOT))) < 1


def test_days_that_are_cut_out_are_gaps() -> None:
    root = picture(
        state("guard", ("", "2031-01-31", "2031-01-01", "")),
        state("corps", ("2031-01-10", "2031-01-10", "2031-01-11", "2031-01-11")),
    )
    days = ("2030-12-25", "2031-02-07")
    hatched = sorted((box for box in boxes(root, "guard") if box.kind == "within"), key=lambda box: box.x)
    assert len(hatched) == 2
    assert within_a_pixel(hatched[0], "2031-01-01", "2031-01-09", days)
    assert within_a_pixel(hatched[1], "2031-01-12", "2031-01-31", days)


def test_a_denied_value_is_crossed_out_and_has_no_full_bar() -> None:
    root = picture(state("guard", SAID), state("corps", SAID, "denied"))
    (lane,) = [g for g in root.iter(f"{SVG}g") if g.get("class") == "denied"]
    (crossed,) = [box for box in boxes(root, "corps") if box.kind == "sure"]
    assert crossed.fill == "#FFFFFF"
    assert len(list(lane.iter(f"{SVG}line"))) == 2
    assert "corps (denied)" in words(root)


def test_contested_days_are_marked_on_their_days() -> None:
    root = picture(state("guard", SAID), state("corps", SAID))
    (mark,) = [g for g in root.iter(f"{SVG}g") if g.get("class") == "contested"]
    assert mark.findtext(f"{SVG}title") == "contested: 2031-05-04"
    box = mark.find(f"{SVG}rect")
    assert box is not None
    days = ("2031-04-27", "2031-05-11")
    assert within_a_pixel(Box("", float(box.attrib["x"]), float(box.attrib["width"]), ""), *("2031-05-04",) * 2, days)
    assert not [g for g in picture(state("guard", SAID)).iter(f"{SVG}g") if g.get("class") == "contested"]


def test_a_bar_names_its_statements_and_bounds() -> None:
    (lane,) = [g for g in picture(state("guard", SAID)).iter(f"{SVG}g") if g.get("class") == "bar"]
    assert lane.findtext(f"{SVG}title") == "news/guard, asserted: begin ../2031-05-04, end 2031-05-04/.."


# --- the day asked about ---


@pytest.mark.parametrize("date", ["2031-05-06", "1999-01-01", "2055-01-01"])
def test_a_day_asked_about_is_a_line_inside_or_outside_of_what_is_known(date: str) -> None:
    root = picture(state("guard", SAID), at=(day(date), day(date)))
    marker, *sample = [line for line in root.iter(f"{SVG}line") if line.get("class") == "at"]
    assert len(sample) == 1
    assert date in words(root)
    known = [day(date), day("2031-05-04")]
    margin = max((max(known) - min(known) + 1) // 16, 7)
    share = (day(date) + 0.5 - min(known) + margin) / (max(known) - min(known) + 1 + 2 * margin)
    assert abs(float(marker.attrib["x1"]) - (PLOT + share * (RIGHT - PLOT))) < 1


def test_a_month_asked_about_is_a_band() -> None:
    root = picture(state("guard", SAID), at=(day("2031-05-01"), day("2031-05-31")))
    band = next(box for box in root.iter(f"{SVG}rect") if box.get("class") == "at")
    found = Box("", float(band.attrib["x"]), float(band.attrib["width"]), "")
    assert within_a_pixel(found, "2031-05-01", "2031-05-31", ("2031-04-24", "2031-06-07"))
    assert "2031-05-01/2031-05-31" in words(root)


def test_the_last_day_of_the_calendar_can_be_asked_about() -> None:
    root = picture(state("guard", SAID), at=(day("9999-12-31"), day("9999-12-31")))
    assert all(PLOT - 1 <= box.x <= RIGHT for box in boxes(root))


# --- words ---


def words(root: ET.Element) -> list[str]:
    """All texts that are drawn."""
    return [text.text or "" for text in root.iter(f"{SVG}text")]


HOSTILE = {
    "markup": "</text><script>alert(1)</script>&amp; <b x='1'",
    "cdata": "]]> <!-- --> <?xml?>",
    "bidi": "Guard\u202e\u2066gnp.exe",
    "control": "\x01\x08\x1b[31m\ufffe\x85",
    "emoji": "🚩🏳️\u200d🌈 Guard",
    "ligature": "\ufdfd" * 40,
    "arabic": "حرس الحدود في معبر البوكمال الحدودي مع العراق",
    "one-word": "W" * 400,
    "long": "of the many words " * 60,
    "empty": "",
    "blank": " \u00a0\u3000 ",
}


@pytest.mark.parametrize("label", HOSTILE.values(), ids=HOSTILE)
def test_no_name_breaks_the_picture(label: str) -> None:
    labels = {GATE: label, AGENT + "guard": label, AGENT + "corps": "Corps"}
    states = (state("guard", SAID), state("corps", ("2031-05-05", "2031-05-05", "", "")))
    written = timeline_svg([timeline(*states, labels=labels)], "control", "en")
    root = ET.fromstring(written)  # noqa: S314
    allowed = {
        *"svg title desc defs clipPath rect pattern line linearGradient stop g text polygon".split(),
    }
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= allowed
    names = [element.text or "" for element in root.iter(f"{SVG}title")]
    assert printable(label) in names
    assert not [c for text in (*words(root), *names) for c in text if printable(c) != c]
    for text in root.iter(f"{SVG}text"):
        assert 0 < float(text.attrib["x"]) < WIDTH
    # No bar begins left of the plot, and names are cut off before it.
    assert all(box.x >= PLOT for box in boxes(root))
    clip = next(root.iter(f"{SVG}clipPath")).find(f"{SVG}rect")
    assert clip is not None and float(clip.attrib["width"]) < PLOT
    assert_apart(root)


def assert_apart(root: ET.Element) -> None:
    """No text stands on another: on one side of it, or a line above or below."""
    placed = []
    for text in root.iter(f"{SVG}text"):
        x, y, size = (float(text.get(key, "13")) for key in ("x", "y", "font-size"))
        width = 0.5 * size * len(text.text or "")
        x -= width / 2 if text.get("text-anchor") == "middle" else 0
        placed.append((x, x + width, y - size, y, text.text))
    for one, other in combinations(placed, 2):
        beside = one[1] <= other[0] or other[1] <= one[0]
        assert beside or one[3] <= other[2] or other[3] <= one[2], (one, other)


def test_arabic_is_written_from_the_right_and_begins_at_the_left_edge() -> None:
    root = picture(state("guard", SAID), labels={AGENT + "guard": "حرس الحدود", GATE: "Gate"})
    by_text = {text.text: text.attrib for text in root.iter(f"{SVG}text")}
    arabic, latin = by_text["حرس الحدود"], by_text["Gate"]
    # In a direction from the right, the end of a text is on its left.
    assert (arabic["direction"], arabic["text-anchor"]) == ("rtl", "end")
    assert "direction" not in latin


def test_it_stands_alone() -> None:
    states = (state("guard", SAID), state("corps", SAID), state("league", SAID, "denied"), state("band", ("",) * 4))
    root = picture(*states, at=(day("2031-05-04"), day("2031-05-04")))
    names = {element.get("id") for element in root.iter()}
    for element in root.iter():
        for key, value in element.attrib.items():
            assert not key.startswith("on") and "href" not in key
            assert all(name in names for name in re.findall(r"url\(#([^)]*)\)", value))
            assert "//" not in value
    assert b"http" not in timeline_svg([timeline(*states)], "control", "en").replace(b"http://www.w3.org/2000/svg", b"")


def test_what_it_shows_is_told_in_words() -> None:
    root = picture(state("guard", SAID), labels={GATE: "Gate", AGENT + "guard": "Guard"})
    assert root.findtext(f"{SVG}title") == "Who held Gate"
    assert "2031-05-04 2031-05-04 definite Guard" in (root.findtext(f"{SVG}desc") or "")
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "title desc")
    for part in ("title", "desc"):
        assert [element.tag for element in root.iter() if element.get("id") == part] == [SVG + part]


def test_only_what_is_drawn_is_explained() -> None:
    def legend(*states: State) -> list[str]:
        (found,) = [g for g in picture(*states).iter(f"{SVG}g") if g.get("class") == "legend"]
        return [(text.text or "").split(":")[0].split(" ")[0] for text in found.iter(f"{SVG}text")]

    assert legend(state("guard", ("2031-01-01", "2031-01-01", "2031-01-31", "2031-01-31"))) == ["surely"]
    assert legend(state("guard", SAID), state("corps", SAID)) == ["surely", "open", "contested"]
    assert legend(state("guard", SAID, "denied")) == ["denied"]
    assert legend(state("guard", ("",) * 4)) == ["undated"]


# --- nothing to draw ---


def test_a_picture_of_nothing_says_why() -> None:
    root = picture()
    assert "no statement answers this" in words(root)
    assert boxes(root) == []
    assert "no statement answers this" in (root.findtext(f"{SVG}desc") or "")


def test_a_picture_of_no_place_says_so() -> None:
    root = ET.fromstring(timeline_svg([], "control", "en"))  # noqa: S314
    assert "Nothing to draw: there is no such place in the data." in words(root)


def test_what_is_undated_has_no_axis() -> None:
    root = picture(state("guard", ("",) * 4))
    assert [box.kind for box in boxes(root)] == ["undated"]
    assert not [g for g in root.iter(f"{SVG}g") if g.get("class") == "axis"]
