"""Timelines as a picture: SVG 1.1 that stands alone, without script, font or anything from elsewhere.

What is known is told by texture and outline, so that it can be read in grey and whatever colours one
sees. The colours are blue, vermillion and black of the palette of Okabe and Ito, "Color Universal
Design" (J*FLY, 2008).
"""

from __future__ import annotations

import xml.etree.ElementTree as ET  # writes only
from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import printable
from kg.export.lettering import lines, right_to_left, wide
from kg.query.chart import Bar, Panel, Zone, days_drawn, panels, ticks, told_by
from kg.query.labels import Labels
from kg.query.timelines import Followed, Timeline
from kg.resolve.states import Days, iso
from kg.resolve.verdicts import FIRST, LAST

BLUE, VERMILLION, BLACK = "#0072B2", "#D55E00", "#000000"
_GREY, _PALE = "#595959", "#D9D9D9"  # the one for text on white (contrast 7), the other for lines

# In pixels.
WIDTH, LEFT, PLOT, RIGHT = 960, 24, 288, 916
_SIZE = 13
_LINE, _LANE, _GAP = 17, 16, 8
_SURE, _THICK, _THIN = 13, 9, 3  # bars of days that are sure, of others, and of others where it is denied
_LEAST, _LEAST_CROSS = 4, 9  # what a day is drawn as at least
_NEAR, _FAR = "0.5", "0.05"  # the opacities of a fading bar

_TITLES: dict[Followed, str] = {
    "control": "Who held {}",
    "status": "Whether {} was open",
    "presence": "Who was at {}",
}
_ALL: dict[Followed, str] = {
    "control": "each border crossing",
    "status": "each border crossing",
    "presence": "each place where somebody is told to be",
}
_MEANINGS = {
    "sure": "surely so on these days",
    "within": "at some time between known bounds",
    "open": "open: nobody says since when, or until when; the fainter, the farther from a day that is known",
    "undated": "undated",
    "denied": "denied: surely not so on the crossed days; the thin line tells of others as above",
    "contested": "contested: sources of one rank contradict each other",
    "at": "the day or days asked about",
}
_STYLES = {
    "sure": {"fill": BLUE},
    "within": {"fill": "url(#hatch)", "stroke": BLUE, "stroke-width": "0.8"},
    "undated": {"fill": "none", "stroke": BLUE, "stroke-dasharray": "1 3"},
}


def timeline_svg(timelines: Sequence[Timeline], predicate: Followed, lang: str, at: Days | None = None) -> bytes:
    """The timelines of places as an SVG file, one under the other on one scale of days; `at` is marked."""
    drawn = [(timeline, panels(timeline)) for timeline in timelines]
    days = days_drawn((panel for _, found in drawn for panel in found), at)
    one = timelines[0] if len(timelines) == 1 else None
    picture = _Picture(days or (FIRST, LAST), at, dated=days is not None)
    name = Labels(one.store, lang).label(one.resolution.place.iri) if one else _ALL[predicate]
    known_by = next((f", as known by {timeline.known_by}" for timeline in timelines if timeline.known_by), "")
    title = printable(_TITLES[predicate].format(name) + known_by)
    picture.heading(title)
    words = []
    for timeline, found in drawn:
        labels = Labels(timeline.store, lang)
        picture.place(found, labels)
        for panel in found:
            told = "; ".join(" ".join(line.split()) for line in timeline.told(panel.scope, labels))
            words.append(printable(f"{labels.label(panel.scope)}: {panel.why or told}."))
    if not drawn:
        picture.note("Nothing to draw: there is no such place in the data.")
        words.append("Nothing to draw: there is no such place in the data.")
    picture.legend()
    return picture.written(title, " ".join(words))


@dataclass
class _Picture:
    """A picture as it is drawn, from above to below; `y` is how far it has come."""

    days: Days
    at: Days | None
    dated: bool

    def __post_init__(self) -> None:
        self.y = 0.0
        self.body = ET.Element("g")
        self.gradients: dict[str, ET.Element] = {}
        self.used: set[str] = set()

    def x(self, number: int) -> float:
        """Where a day begins."""
        first, last = self.days
        return PLOT + (number - first) * (RIGHT - PLOT) / (last - first + 1)

    def heading(self, title: str) -> None:
        """The title of the picture, and the date of the day that is marked."""
        self.y = 14.0
        for line in lines(title, WIDTH - 2 * LEFT, 17):
            self.y += 21
            self._text(self.body, line, LEFT, self.y, {"font-size": "17", "font-weight": "bold"})
        self.y += 8

    def note(self, words: str) -> None:
        """A line of words."""
        self.y += _LINE + _GAP
        self._text(self.body, words, LEFT, self.y, {"fill": _GREY})

    def place(self, found: Sequence[Panel], labels: Labels) -> None:
        """The scopes of a place under one another, and an axis under them."""
        if self.at is not None and any(panel.rows for panel in found):
            self._date(self.at)
        for panel in found:
            self._scope(panel, labels)
        if self.dated and any(panel.rows for panel in found):
            self._axis()
        self.y += _GAP

    def _date(self, at: Days) -> None:
        """The date of the marked day, over the line that marks it."""
        date = _dates(at)
        x, width = self._at_box(at)
        x += width / 2
        half = wide(date, 12) / 2
        self.y += _LINE + _GAP
        style = {"font-size": "12", "text-anchor": "middle", "font-weight": "bold"}
        self._text(self.body, date, min(max(x, PLOT + half), WIDTH - LEFT - half), self.y, style)
        self.y -= _LINE  # the scope's name stands left of it

    def _scope(self, panel: Panel, labels: Labels) -> None:
        self.y += _LINE + _GAP
        if not panel.rows:
            self._text(self.body, panel.why, PLOT, self.y, {"fill": _GREY})
        for number, line in enumerate(lines(printable(labels.label(panel.scope)), PLOT - LEFT - 8, _SIZE * 1.08)):
            self.y += _LINE * bool(number)
            self._text(self.body, line, LEFT, self.y, {"font-weight": "bold", "clip-path": "url(#names)"})
        if not panel.rows:
            return
        self.y += _GAP
        under, rows = ET.SubElement(self.body, "g"), ET.SubElement(self.body, "g")
        top = self.y
        for row in panel.rows:
            name = printable(row.name(labels))
            broken = lines(name, PLOT - LEFT - 24, _SIZE)
            height = max(len(broken) * _LINE, len(row.bars) * _LANE)
            group = ET.SubElement(rows, "g")
            ET.SubElement(group, "title").text = name
            label = ET.SubElement(group, "g", {"clip-path": "url(#names)"})
            for number, line in enumerate(broken):
                self._text(label, line, LEFT + 12, self.y + number * _LINE + 12, {})
            for number, bar in enumerate(row.bars):
                self._bar(group, bar, row.denied, self.y + number * _LANE + _LINE / 2)
            self.y += height + _GAP / 2
        self._behind(under, rows, panel, top)

    def _behind(self, under: ET.Element, over: ET.Element, panel: Panel, top: float) -> None:
        """What stands behind and before the bars of a scope: ticks, contested days, the marked day."""
        if self.dated:
            for number, _ in self._ticks():
                _line(under, self.x(number), top, self.x(number), self.y, {"stroke": _PALE})
        for span in panel.contested:
            self.used.add("contested")
            mark = ET.SubElement(under, "g", {"class": "contested"})
            ET.SubElement(mark, "title").text = f"contested: {_dates(span)}"
            _contested(mark, *self._box(span, _LEAST), top, self.y)
        if self.at is not None:
            self.used.add("at")
            x, width = self._at_box(self.at)
            _marked(under if width else over, x, width, top, self.y)

    def _bar(self, group: ET.Element, bar: Bar, denied: bool, y: float) -> None:
        """A bar about the height `y`."""
        lane = ET.SubElement(group, "g", {"class": "denied" if denied else "bar"})
        ET.SubElement(lane, "title").text = printable(told_by(bar))
        # What is sure comes last: it may be drawn wider than its days.
        for zone in sorted(bar.zones, key=lambda zone: zone.kind == "sure"):
            self.used.add("denied" if denied else zone.kind.partition("-")[0])
            for part in zone.parts:
                if part[0] <= self.days[1] and part[1] >= self.days[0]:
                    self._part(lane, zone, part, denied, y)

    def _part(self, lane: ET.Element, zone: Zone, part: Days, denied: bool, y: float) -> None:
        if zone.kind == "sure" and denied:
            _crossed(lane, *self._box(part, _LEAST_CROSS), y)
            return
        x, width = self._box(part, _LEAST if zone.kind == "sure" else 0)
        height = _SURE if zone.kind == "sure" else _THIN if denied else _THICK
        colour = _GREY if denied else BLUE
        if zone.kind in _STYLES:
            style = _STYLES[zone.kind] | ({"stroke": colour, "fill": "url(#denied)"} if denied else {})
        else:
            style = {"fill": f"url(#{self._gradient(zone, colour)})"}
        _rect(lane, x, y - height / 2, width, height, {"class": zone.kind, **style})

    def _box(self, span: Days, least: float) -> tuple[float, float]:
        """Where days are drawn from and how wide, about their middle where that is more than they are."""
        first, last = max(span[0], self.days[0]), min(span[1], self.days[1])
        x, end = self.x(first), self.x(last + 1)
        if end - x < least:
            x = min(max((x + end - least) / 2, PLOT), RIGHT - least)
            return x, least
        return x, end - x

    def _at_box(self, at: Days) -> tuple[float, float]:
        """Where the days asked about are drawn from and how wide: one day, or few, as a line without a width."""
        x, width = self._box(at, 0)
        return (x + width / 2, 0) if at[0] == at[1] or width < _LEAST else (x, width)

    def _gradient(self, zone: Zone, colour: str) -> str:
        """The name of a gradient, which tells all of it: two pictures on one page may share it."""
        begin, end = self.x(max(zone.days[0], self.days[0])), self.x(min(zone.days[1], self.days[1]) + 1)
        near, far = (end, begin) if zone.kind == "open-begin" else (begin, end)
        name = f"fade-{colour[1:]}-{_number(near)}-{_number(far)}"
        if name not in self.gradients:
            where = {"gradientUnits": "userSpaceOnUse", "x1": _number(near), "y1": "0", "x2": _number(far), "y2": "0"}
            gradient = ET.Element("linearGradient", {"id": name, **where})
            self.gradients[name] = _fading(gradient, colour)
        return name

    def _ticks(self) -> list[tuple[int, str]]:
        return ticks(self.days, (RIGHT - PLOT) / wide("0", 12))

    def _axis(self) -> None:
        self.y += _GAP
        axis = ET.SubElement(self.body, "g", {"class": "axis", "stroke": _GREY})
        _line(axis, PLOT, self.y, RIGHT, self.y, {})
        for number, label in self._ticks():
            x = self.x(number)
            _line(axis, x, self.y, x, self.y + 5, {})
            style = {"font-size": "12", "text-anchor": "middle", "fill": _GREY, "stroke": "none"}
            self._text(axis, label, x, self.y + 18, style)
        self.y += 22

    def legend(self) -> None:
        """What is drawn how, as far as it is."""
        meanings = [key for key in _MEANINGS if key in self.used]
        if meanings:
            self.y += _GAP
            _line(self.body, LEFT, self.y, WIDTH - LEFT, self.y, {"stroke": _PALE})
        legend = ET.SubElement(self.body, "g", {"class": "legend"}) if meanings else self.body
        for key in meanings:
            self.y += 20
            self._sample(legend, key, self.y - 4)
            self._text(legend, _MEANINGS[key], LEFT + 68, self.y, {"font-size": "12", "fill": _GREY})

    def _sample(self, legend: ET.Element, key: str, y: float) -> None:
        """What a line of the legend tells of, about the height `y`."""
        x, width = LEFT, 56.0
        if key == "contested":
            _contested(legend, x + 20, 16, y - 3, y + 7)
        elif key == "at" and self.at is not None:
            drawn = min(self._at_box(self.at)[1], width)
            _marked(legend, x + (width - drawn) / 2, drawn, y - 7, y + 7)
        elif key == "denied":
            _rect(legend, x, y - _THIN / 2, width, _THIN, {"fill": "url(#denied)", "stroke": _GREY})
            _crossed(legend, x + (width - _SURE) / 2, _SURE, y)
        else:
            height = _SURE if key == "sure" else _THICK
            _rect(legend, x, y - height / 2, width, height, _STYLES.get(key, {"fill": "url(#fade)"}))

    def _text(self, parent: ET.Element, words: str, x: float, y: float, style: dict[str, str]) -> None:
        """Words that begin on the left, in whatever direction they are read."""
        if right_to_left(words):
            style = {"direction": "rtl", "unicode-bidi": "embed", "text-anchor": "end", **style}
        ET.SubElement(parent, "text", {"x": _number(x), "y": _number(y), **({"fill": BLACK} | style)}).text = words

    def written(self, title: str, words: str) -> bytes:
        """The file: the title and what it shows in words, what fills refer to, and what was drawn."""
        height = _number(self.y + 20)
        root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "width": str(WIDTH),
                "height": height,
                "viewBox": f"0 0 {WIDTH} {height}",
                "role": "img",
                "aria-labelledby": "title desc",
                "font-family": "Helvetica, Arial, sans-serif",
                "font-size": str(_SIZE),
            },
        )
        ET.SubElement(root, "title", {"id": "title"}).text = title
        ET.SubElement(root, "desc", {"id": "desc"}).text = words
        defs = ET.SubElement(root, "defs")
        names = ET.SubElement(defs, "clipPath", {"id": "names"})
        _rect(names, 0, 0, PLOT - 8, self.y + 20, {})
        for name, colour in (("hatch", BLUE), ("denied", _GREY)):
            where = {"width": "5", "height": "5", "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
            pattern = ET.SubElement(defs, "pattern", {"id": name, **where})
            _line(pattern, 1, 0, 1, 5, {"stroke": colour, "stroke-width": "1.6"})
        _fading(ET.SubElement(defs, "linearGradient", {"id": "fade"}), BLUE)
        defs.extend(self.gradients.values())
        ET.SubElement(root, "rect", {"width": str(WIDTH), "height": height, "fill": "#FFFFFF"})
        root.append(self.body)
        ET.indent(root)
        written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        return written + b"\n"


def _fading(gradient: ET.Element, colour: str) -> ET.Element:
    for offset, opacity in (("0", _NEAR), ("1", _FAR)):
        ET.SubElement(gradient, "stop", {"offset": offset, "stop-color": colour, "stop-opacity": opacity})
    return gradient


def _crossed(parent: ET.Element, x: float, width: float, y: float) -> None:
    """A box about the height `y` that is struck out."""
    top, bottom = y - _SURE / 2, y + _SURE / 2
    mark = ET.SubElement(parent, "g", {"stroke": BLACK, "stroke-width": "1.2"})
    _rect(mark, x, top, width, _SURE, {"class": "sure", "fill": "#FFFFFF"})
    _line(mark, x, top, x + width, bottom, {})
    _line(mark, x, bottom, x + width, top, {})


def _contested(mark: ET.Element, x: float, width: float, top: float, bottom: float) -> None:
    """A tinted band between dashed lines, with a triangle on it."""
    style = {"fill": VERMILLION, "fill-opacity": "0.2", "stroke": VERMILLION, "stroke-dasharray": "3 2"}
    _rect(mark, x, top, width, bottom - top, style)
    middle = x + width / 2
    points = f"{_number(middle - 5)},{_number(top - 8)} {_number(middle + 5)},{_number(top - 8)}"
    ET.SubElement(mark, "polygon", {"points": f"{points} {_number(middle)},{_number(top)}", "fill": VERMILLION})


def _marked(parent: ET.Element, x: float, width: float, top: float, bottom: float) -> None:
    """A line, or a band of days."""
    if width:
        _rect(parent, x, top, width, bottom - top, {"class": "at", "fill": BLACK, "fill-opacity": "0.12"})
    else:
        _line(parent, x, top, x, bottom, {"class": "at", "stroke": BLACK, "stroke-dasharray": "6 3"})


def _rect(parent: ET.Element, x: float, y: float, width: float, height: float, style: dict[str, str]) -> None:
    box = {"x": _number(x), "y": _number(y), "width": _number(width), "height": _number(height)}
    ET.SubElement(parent, "rect", box | style)


def _line(parent: ET.Element, x1: float, y1: float, x2: float, y2: float, style: dict[str, str]) -> None:
    ends = {"x1": _number(x1), "y1": _number(y1), "x2": _number(x2), "y2": _number(y2)}
    ET.SubElement(parent, "line", ends | style)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _dates(span: Days) -> str:
    first, last = (iso(day) for day in span)
    return first if first == last else f"{first}/{last}"
