"""Who held the crossings, over both corpora: answers worked out by hand before the code was run.

Each comes from the statements of the two corpora and section 4 of the design (docs/answers.md has it in
short), by the steps written above it. Where the text leaves room, it is read so: `for` are the statements
whose values are given, where it is last known those that saw it last; `against` those of the same place
whose bounds take in the day and which contradict what is given; a reason is given for the begin before
the end. A post that is not spoken of has the reason no-statement.

The statements in short, with earliest and latest begin .. earliest and latest end:
    snap-2013-09       of the crossings     .. 2013-09-30 / 2013-09-01 ..          never definite
    naharnet, xinhua   al-Tanf: IS          2015-05-21..22 / 2015-05-21 ..         never definite
                       the government       .. 2015-05-22 / 2015-05-21..22         never definite
    sohr-2016-03-04    Syrian post: rebels  2016-03-04 / 2016-03-04 ..             definite on that day
                       Iraqi post: IS       .. 2016-03-04 / 2016-03-04 ..          definite on that day
    smart-2018-10-14   Nassib/sy: the FSA   2015-04-01..30 / 2015-04-01 ..         never definite
    unnamed-2018-07    Nassib: government   2018-07-01..31 / 2018-07-01 ..         never definite
    new-arab           what is so when said .. 2018-10-15 / 2018-10-15 ..          definite on that day
    urdupoint          Yaarubiya: the SDF   .. 2019-09-30 / 2019-09-30 ..          definite on that day
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.pipeline import Dataset
from kg.query.replies import Predicate

Told = Callable[[Dataset, Predicate, str], str]

NASSIB = [
    # The survey's government may have held it all the time; that it was so by 30 September only is sure, so on
    # the 15th the begin is open. What SMART and the report of July 2018 tell begins later.
    (
        "nassib 2013-09-15",
        """
        candidates government-of-syria; asserted; open-begin; for snap-2013-09/nassib
        nassib/jo: unknown; no-statement
        nassib/sy: unknown; no-statement
        """,
    ),
    # No day of the year is definite, and its begin lies in no year: possibly. From the 30th it is last known,
    # before that a candidate, so that the year as a whole has no better answer than candidates.
    (
        "nassib 2013",
        """
        candidates government-of-syria; asserted; government-of-syria possibly
        nassib/jo: unknown; no-statement
        nassib/sy: unknown; no-statement
        """,
    ),
    # Begun by 30 September, and so on 1 September at the earliest: 29 + 31 + 30 + 31 = 121 days.
    (
        "nassib 2013-12-31",
        """
        last-known government-of-syria; 121 days; asserted; for snap-2013-09/nassib
        nassib/jo: unknown; no-statement
        nassib/sy: unknown; no-statement
        """,
    ),
    # The FSA took the post in April: on the 15th perhaps not yet. What is only known to a month cuts nothing, and a
    # post's statement does not answer for the crossing, which the survey still does: 365 + 226 days.
    (
        "nassib 2015-04-15",
        """
        last-known government-of-syria; 591 days; asserted; for snap-2013-09/nassib
        nassib/jo: unknown; no-statement
        nassib/sy: candidates free-syrian-army; asserted; within-bounds; for smart-2018-10-14/rebels-hold
        """,
    ),
    # The begin lies within April, so within the year: surely at some time. The crossing's answer is the same on
    # every day of the year, and its age is that of the last: 730 + 121 days.
    (
        "nassib 2015",
        """
        last-known government-of-syria; 851 days; asserted; government-of-syria possibly
        nassib/jo: unknown; no-statement
        nassib/sy: candidates free-syrian-army; asserted; free-syrian-army sometime
        """,
    ),
    # A post asked for by its own name. Begun by 30 April, at the earliest on the 1st: 61 days.
    (
        "nassib/sy 2015-06-01",
        "last-known free-syrian-army; 61 days; asserted; for smart-2018-10-14/rebels-hold",
    ),
    # SMART told it on 14 October 2018: the day before, nothing was known of the post ...
    ("nassib/sy 2015-06-01 by=2018-10-13", "unknown; not-yet-said"),
    # ... and on that day it was.
    (
        "nassib/sy 2015-06-01 by=2018-10-14",
        "last-known free-syrian-army; 61 days; asserted; for smart-2018-10-14/rebels-hold",
    ),
    # The survey came out in September 2013: before it, nobody had spoken of the crossing or the Syrian post.
    (
        "nassib 2015-06-01 by=2013-08",
        """
        unknown; not-yet-said
        nassib/jo: unknown; no-statement
        nassib/sy: unknown; not-yet-said
        """,
    ),
    # On the 15th it may not have been out: it adds a candidate, and no more than that.
    (
        "nassib 2015-06-01 by=2013-09-15",
        """
        candidates government-of-syria; asserted; perhaps-not-yet-said; for snap-2013-09/nassib
        nassib/jo: unknown; no-statement
        nassib/sy: unknown; not-yet-said
        """,
    ),
    # Known by a month is known by its last day, on which it was out: 365 + 273 days.
    (
        "nassib 2015-06-01 by=2013-09",
        """
        last-known government-of-syria; 638 days; asserted; for snap-2013-09/nassib
        nassib/jo: unknown; no-statement
        nassib/sy: unknown; not-yet-said
        """,
    ),
    # The recapture lies within July, perhaps not yet on the 15th. It agrees with the survey, which is last seen:
    # 1826 - 48 days. The FSA is still last known at the post (1096 + 105 days): the recapture names no side.
    (
        "nassib 2018-07-15",
        """
        last-known government-of-syria; 1778 days; asserted; for snap-2013-09/nassib
        nassib/jo: unknown; no-statement
        nassib/sy: last-known free-syrian-army; 1201 days; asserted; for smart-2018-10-14/rebels-hold
        """,
    ),
    # Without the survey, and known by a day on which the report of that month may not have been out.
    (
        "nassib 2018-07-15 by=2018-07-15 without=snap-2013-09",
        """
        candidates government-of-syria; asserted; perhaps-not-yet-said; for unnamed-2018-07/regime-holds
        nassib/jo: unknown; no-statement
        nassib/sy: unknown; not-yet-said
        """,
    ),
    # Last known throughout, by the survey, and on the 31st by the recapture too, whose earliest day of being so
    # is 1 July. It began in the month: surely at some time.
    (
        "nassib 2018-07",
        """
        last-known government-of-syria; 30 days; asserted; government-of-syria sometime
        nassib/jo: unknown; no-statement
        nassib/sy: last-known free-syrian-army; 1217 days; asserted; free-syrian-army possibly
        """,
    ),
    # Both were seen before, the later one on 1 July, which alone is what is last known: 30 + 31 + 29 days.
    (
        "nassib 2018-09-29",
        """
        last-known government-of-syria; 90 days; asserted; for unnamed-2018-07/regime-holds
        nassib/jo: unknown; no-statement
        nassib/sy: last-known free-syrian-army; 1277 days; asserted; for smart-2018-10-14/rebels-hold
        """,
    ),
    # Who opens a crossing is not who holds it: the reports of the day change nothing.
    (
        "nassib 2018-10-15",
        """
        last-known government-of-syria; 106 days; asserted; for unnamed-2018-07/regime-holds
        nassib/jo: unknown; no-statement
        nassib/sy: last-known free-syrian-army; 1293 days; asserted; for smart-2018-10-14/rebels-hold
        """,
    ),
    # Without the recapture the same holder is last known by the survey alone: 1826 + 44 days.
    (
        "nassib 2018-10-15 without=unnamed-2018-07",
        """
        last-known government-of-syria; 1870 days; asserted; for snap-2013-09/nassib
        nassib/jo: unknown; no-statement
        nassib/sy: last-known free-syrian-army; 1293 days; asserted; for smart-2018-10-14/rebels-hold
        """,
    ),
    # Without either, nothing is left of the crossing, and the only post that has an answer stands for it.
    (
        "nassib 2018-10-15 without=unnamed-2018-07 without=snap-2013-09",
        """
        nassib/sy: last-known free-syrian-army; 1293 days; asserted; for smart-2018-10-14/rebels-hold
        nassib/jo: unknown; no-statement
        nassib/sy: last-known free-syrian-army; 1293 days; asserted; for smart-2018-10-14/rebels-hold
        """,
    ),
]

# Before anybody is surely at a post: the Iraqi one may have been IS's all along (SOHR does not say since when);
# of the Syrian one only The New Arab's denial reaches back, as SOHR's rebels begin in 2016 and cut the coalition.
_POSTS_BEFORE_2016 = """
        al-tanf/iq: candidates islamic-state; asserted; open-begin; for sohr-2016-03-04/iraqi-side
        al-tanf/sy: unknown; only-denied; against new-arab-2018-10-15/s020b
"""
_REGIME_HELD = "naharnet-2015-05/regime-held xinhua-2015-05/regime-held"
_IS_HOLDS = "naharnet-2015-05/is-holds xinhua-2015-05/is-holds"
AL_TANF = [
    # The survey does not know who holds it, which is no holder. "Until then the regime's" has no begin. The New
    # Arab's denial for the government of 2018 has none either, and so stands against it.
    (
        "al-tanf 2013-09-15",
        f"""
        candidates government-of-syria; reported; open-begin; for {_REGIME_HELD}; against new-arab-2018-10-15/s031b
        {_POSTS_BEFORE_2016}
        """,
    ),
    # The day before the seizure: as the latest begin of what ended on the 21st or 22nd is the 22nd, no day is sure.
    (
        "al-tanf 2015-05-20",
        f"""
        candidates government-of-syria; reported; open-begin; for {_REGIME_HELD}; against new-arab-2018-10-15/s031b
        {_POSTS_BEFORE_2016}
        """,
    ),
    # The 21st: IS may have come, the government may have gone.
    (
        "al-tanf 2015-05-21",
        f"""
        candidates government-of-syria | islamic-state; reported; within-bounds naharnet-2015-05/is-holds,
          open-begin naharnet-2015-05/regime-held, within-bounds xinhua-2015-05/is-holds,
          open-begin xinhua-2015-05/regime-held; for naharnet-2015-05/is-holds naharnet-2015-05/regime-held
          xinhua-2015-05/is-holds xinhua-2015-05/regime-held; against new-arab-2018-10-15/s031b
        {_POSTS_BEFORE_2016}
        """,
    ),
    # The 22nd: both are last seen and contradict each other. IS has a latest end too, as the posts' holders of 4
    # March 2016 end it (the rebels, surely at the Syrian post), so all are within their bounds.
    (
        "al-tanf 2015-05-22",
        f"""
        candidates government-of-syria | islamic-state; reported; within-bounds; for naharnet-2015-05/is-holds
          naharnet-2015-05/regime-held xinhua-2015-05/is-holds xinhua-2015-05/regime-held;
          against new-arab-2018-10-15/s031b
        {_POSTS_BEFORE_2016}
        """,
    ),
    # The 23rd: the government's spell is over, IS had begun by the 22nd and was so on the 21st at the earliest.
    (
        "al-tanf 2015-05-23",
        f"""
        last-known islamic-state; 2 days; reported; for {_IS_HOLDS}
        {_POSTS_BEFORE_2016}
        """,
    ),
    # SOHR speaks through two outlets: without one of them the answer stands, on the other.
    (
        "al-tanf 2015-05-23 without=naharnet-2015-05",
        f"""
        last-known islamic-state; 2 days; reported; for xinhua-2015-05/is-holds
        {_POSTS_BEFORE_2016}
        """,
    ),
    # Without both, of the crossing only a denial is left, and the only post with an answer stands for it.
    (
        "al-tanf 2015-05-23 without=naharnet-2015-05 without=xinhua-2015-05",
        f"""
        al-tanf/iq: candidates islamic-state; asserted; open-begin; for sohr-2016-03-04/iraqi-side
        {_POSTS_BEFORE_2016}
        """,
    ),
    # Both outlets report on the 21st or 22nd: on the 20th neither has, on the 21st perhaps, on the 22nd surely.
    (
        "al-tanf 2015-05-23 by=2015-05-20",
        """
        unknown; not-yet-said
        al-tanf/iq: unknown; not-yet-said
        al-tanf/sy: unknown; not-yet-said
        """,
    ),
    (
        "al-tanf 2015-05-23 by=2015-05-21",
        f"""
        candidates islamic-state; reported; perhaps-not-yet-said; for {_IS_HOLDS}
        al-tanf/iq: unknown; not-yet-said
        al-tanf/sy: unknown; not-yet-said
        """,
    ),
    (
        "al-tanf 2015-05-23 by=2015-05-22",
        f"""
        last-known islamic-state; 2 days; reported; for {_IS_HOLDS}
        al-tanf/iq: unknown; not-yet-said
        al-tanf/sy: unknown; not-yet-said
        """,
    ),
    # IS came in that year, surely; that the government was there in it has no sure day.
    (
        "al-tanf 2015",
        """
        candidates government-of-syria | islamic-state; reported; government-of-syria possibly, islamic-state sometime
        al-tanf/iq: candidates islamic-state; asserted; islamic-state possibly
        al-tanf/sy: unknown; only-denied
        """,
    ),
    # The last day of IS at the crossing as a whole: 366 - 79 days since the 21st of May 2015.
    (
        "al-tanf 2016-03-03",
        f"""
        last-known islamic-state; 287 days; reported; for {_IS_HOLDS}
        {_POSTS_BEFORE_2016}
        """,
    ),
    # SOHR's day: each side has its own holder, surely. Rebels at a post refute IS for the whole crossing, so that
    # the crossing has no answer of its own, and those of the sides are its candidates.
    (
        "al-tanf 2016-03-04",
        """
        candidates islamic-state | rebels-at-al-tanf-of-2016; asserted; different-side;
          for sohr-2016-03-04/iraqi-side sohr-2016-03-04/syrian-side
        al-tanf/iq: definite islamic-state; asserted; for sohr-2016-03-04/iraqi-side
        al-tanf/sy: definite rebels-at-al-tanf-of-2016; asserted; for sohr-2016-03-04/syrian-side
        """,
    ),
    # The day after, the coalition and its factions may have come: the rebels' sure day cut them until the 4th,
    # and theirs, in 2018, ended the rebels. That the rebels of 2016 are those factions nobody says.
    (
        "al-tanf 2016-03-05",
        """
        candidates islamic-state | rebel-factions-at-al-tanf + us-led-coalition | rebels-at-al-tanf-of-2016; asserted;
          different-side; for new-arab-2018-10-15/s036 sohr-2016-03-04/iraqi-side sohr-2016-03-04/syrian-side
        al-tanf/iq: last-known islamic-state; 1 days; asserted; for sohr-2016-03-04/iraqi-side
        al-tanf/sy: candidates rebel-factions-at-al-tanf + us-led-coalition | rebels-at-al-tanf-of-2016; asserted;
          within-bounds; for new-arab-2018-10-15/s036 sohr-2016-03-04/syrian-side
        """,
    ),
    # Known by the day before SOHR spoke, IS is last known at the crossing, through the two outlets.
    (
        "al-tanf 2016-03-10 by=2016-03-03",
        f"""
        last-known islamic-state; 294 days; reported; for {_IS_HOLDS}
        al-tanf/iq: unknown; not-yet-said
        al-tanf/sy: unknown; not-yet-said
        """,
    ),
    # Known by the day on which it did, it is not, and each post has its holder; the coalition was not yet said.
    (
        "al-tanf 2016-03-10 by=2016-03-04",
        """
        candidates islamic-state | rebels-at-al-tanf-of-2016; asserted; different-side;
          for sohr-2016-03-04/iraqi-side sohr-2016-03-04/syrian-side
        al-tanf/iq: last-known islamic-state; 6 days; asserted; for sohr-2016-03-04/iraqi-side
        al-tanf/sy: last-known rebels-at-al-tanf-of-2016; 6 days; asserted; for sohr-2016-03-04/syrian-side
        """,
    ),
    # In March 2016 the rebels held the post on one day surely; the coalition may have been there from the 5th.
    (
        "al-tanf/sy 2016-03",
        """
        candidates rebel-factions-at-al-tanf + us-led-coalition | rebels-at-al-tanf-of-2016; asserted;
          rebel-factions-at-al-tanf + us-led-coalition possibly, rebels-at-al-tanf-of-2016 sometime
        """,
    ),
    # The Syrian side is The New Arab's; on the Iraqi one IS was last seen by SOHR, 730 + 225 days before.
    (
        "al-tanf 2018-10-15",
        """
        candidates islamic-state | rebel-factions-at-al-tanf + us-led-coalition; asserted; different-side;
          for new-arab-2018-10-15/s036 sohr-2016-03-04/iraqi-side
        al-tanf/iq: last-known islamic-state; 955 days; asserted; for sohr-2016-03-04/iraqi-side
        al-tanf/sy: definite rebel-factions-at-al-tanf + us-led-coalition; asserted; for new-arab-2018-10-15/s036
        """,
    ),
    # Without SOHR's own report nothing is said of the Iraqi post, and the Syrian one stands for the crossing.
    (
        "al-tanf 2018-10-15 without=sohr-2016-03-04",
        """
        al-tanf/sy: definite rebel-factions-at-al-tanf + us-led-coalition; asserted; for new-arab-2018-10-15/s036
        al-tanf/iq: unknown; no-statement
        al-tanf/sy: definite rebel-factions-at-al-tanf + us-led-coalition; asserted; for new-arab-2018-10-15/s036
        """,
    ),
    # Then only the coalition of 2018 ends IS at the crossing, which in 2017 is last known: 731 - 140 days.
    (
        "al-tanf 2017-01-01 without=sohr-2016-03-04",
        f"""
        last-known islamic-state; 591 days; reported; for {_IS_HOLDS}
        al-tanf/iq: unknown; no-statement
        al-tanf/sy: candidates rebel-factions-at-al-tanf + us-led-coalition; asserted; open-begin;
          for new-arab-2018-10-15/s036
        """,
    ),
    # Without The New Arab nobody ended the rebels of 2016 at the post.
    (
        "al-tanf/sy 2018-10-15 without=new-arab-2018-10-15",
        "last-known rebels-at-al-tanf-of-2016; 955 days; asserted; for sohr-2016-03-04/syrian-side",
    ),
]

ALBU_KAMAL = [
    # The survey speaks of the crossing, The New Arab of the Syrian post: rebels and the affiliate came in or after
    # 2011 and, by the order told, by the end of 2014; since when the regime is there nobody says.
    (
        "albu-kamal 2013-09-15",
        """
        candidates opposition-forces-of-2013; asserted; open-begin; for snap-2013-09/albu-kamal
        albu-kamal/iq: unknown; no-statement
        albu-kamal/sy: candidates former-al-qaeda-affiliate | rebels | regime-forces; asserted;
          open-begin new-arab-2018-10-15/s019, within-bounds new-arab-2018-10-15/s025,
          within-bounds new-arab-2018-10-15/s026;
          for new-arab-2018-10-15/s019 new-arab-2018-10-15/s025 new-arab-2018-10-15/s026
        """,
    ),
    (
        "albu-kamal 2013-09",
        """
        candidates opposition-forces-of-2013; asserted; opposition-forces-of-2013 possibly
        albu-kamal/iq: unknown; no-statement
        albu-kamal/sy: candidates former-al-qaeda-affiliate | rebels | regime-forces; asserted;
          former-al-qaeda-affiliate possibly, rebels possibly, regime-forces possibly
        """,
    ),
    # IS came in 2014; its begin is known to the year only and cuts nobody backwards.
    (
        "albu-kamal 2014-06-01",
        """
        last-known opposition-forces-of-2013; 273 days; asserted; for snap-2013-09/albu-kamal
        albu-kamal/iq: unknown; no-statement
        albu-kamal/sy: candidates former-al-qaeda-affiliate | islamic-state | rebels | regime-forces; asserted;
          open-begin new-arab-2018-10-15/s019, within-bounds new-arab-2018-10-15/s025,
          within-bounds new-arab-2018-10-15/s026, within-bounds new-arab-2018-10-15/s028;
          for new-arab-2018-10-15/s019 new-arab-2018-10-15/s025 new-arab-2018-10-15/s026 new-arab-2018-10-15/s028
        """,
    ),
    # That it came in that year makes it sure for some time of it; 365 + 121 days to the year's end for the survey.
    (
        "albu-kamal 2014",
        """
        last-known opposition-forces-of-2013; 486 days; asserted; opposition-forces-of-2013 possibly
        albu-kamal/iq: unknown; no-statement
        albu-kamal/sy: candidates former-al-qaeda-affiliate | islamic-state | rebels | regime-forces; asserted;
          former-al-qaeda-affiliate possibly, islamic-state sometime, rebels possibly, regime-forces possibly
        """,
    ),
    # The day before The New Arab: the last on which the survey's opposition (1826 + 43 days) and IS are possible.
    (
        "albu-kamal 2018-10-14",
        """
        last-known opposition-forces-of-2013; 1869 days; asserted; for snap-2013-09/albu-kamal
        albu-kamal/iq: unknown; no-statement
        albu-kamal/sy: candidates islamic-state | regime-forces; asserted; open-begin new-arab-2018-10-15/s019,
          within-bounds new-arab-2018-10-15/s028; for new-arab-2018-10-15/s019 new-arab-2018-10-15/s028
        """,
    ),
    # Its day: the post's sure holder refutes the survey's for the whole crossing, and is the only answer.
    (
        "albu-kamal 2018-10-15",
        """
        albu-kamal/sy: definite regime-forces; asserted; for new-arab-2018-10-15/s019
        albu-kamal/iq: unknown; no-statement
        albu-kamal/sy: definite regime-forces; asserted; for new-arab-2018-10-15/s019
        """,
    ),
    # Without it, the survey's opposition is still last known: nobody else ended it.
    (
        "albu-kamal 2018-10-15 without=new-arab-2018-10-15",
        """
        last-known opposition-forces-of-2013; 1870 days; asserted; for snap-2013-09/albu-kamal
        albu-kamal/iq: unknown; no-statement
        albu-kamal/sy: unknown; no-statement
        """,
    ),
    # And so it was the day before it was published, but then something was yet to be said of the post.
    (
        "albu-kamal 2018-10-15 by=2018-10-14",
        """
        last-known opposition-forces-of-2013; 1870 days; asserted; for snap-2013-09/albu-kamal
        albu-kamal/iq: unknown; no-statement
        albu-kamal/sy: unknown; not-yet-said
        """,
    ),
    # A year later, less 15 days. The reports of that day say that it opened, not who holds it.
    (
        "albu-kamal 2019-09-30",
        """
        albu-kamal/sy: last-known regime-forces; 350 days; asserted; for new-arab-2018-10-15/s019
        albu-kamal/iq: unknown; no-statement
        albu-kamal/sy: last-known regime-forces; 350 days; asserted; for new-arab-2018-10-15/s019
        """,
    ),
]

YAARUBIYA = [
    # The survey's Kurdish forces at the crossing, The New Arab's at the Syrian post: two names, two scopes. The
    # SDF of 2019 cannot have been there before 16 October 2018, as others surely were at the post on the 15th.
    (
        "yaarubiya 2013-09-15",
        """
        candidates kurdish-forces-of-2013; asserted; open-begin; for snap-2013-09/yaarubiya
        yaarubiya/iq: unknown; no-statement
        yaarubiya/sy: candidates kurdish-forces; asserted; open-begin; for new-arab-2018-10-15/s032
        """,
    ),
    # Of the crossing only a denial is left, the post answers.
    (
        "yaarubiya 2018-10-15",
        """
        yaarubiya/sy: definite kurdish-forces; asserted; for new-arab-2018-10-15/s032
        yaarubiya/iq: unknown; no-statement
        yaarubiya/sy: definite kurdish-forces; asserted; for new-arab-2018-10-15/s032
        """,
    ),
    # From the next day the SDF is possible for the crossing, between its cut begin and its day.
    (
        "yaarubiya 2018-10-16",
        """
        candidates sdf; asserted; within-bounds; for urdupoint-2019-09-30/yaarubiya
        yaarubiya/iq: unknown; no-statement
        yaarubiya/sy: last-known kurdish-forces; 1 days; asserted; for new-arab-2018-10-15/s032
        """,
    ),
    # Without The New Arab nothing surely was so on that day: the survey's forces until the SDF's day, or the SDF.
    (
        "yaarubiya 2018-10-15 without=new-arab-2018-10-15",
        """
        candidates kurdish-forces-of-2013 | sdf; asserted; within-bounds snap-2013-09/yaarubiya,
          open-begin urdupoint-2019-09-30/yaarubiya; for snap-2013-09/yaarubiya urdupoint-2019-09-30/yaarubiya
        yaarubiya/iq: unknown; no-statement
        yaarubiya/sy: unknown; no-statement
        """,
    ),
    # Known by the day before The New Arab, only the survey had spoken: 1826 + 44 days.
    (
        "yaarubiya 2018-10-15 by=2018-10-14",
        """
        last-known kurdish-forces-of-2013; 1870 days; asserted; for snap-2013-09/yaarubiya
        yaarubiya/iq: unknown; no-statement
        yaarubiya/sy: unknown; not-yet-said
        """,
    ),
    # UrduPoint's word is of the crossing and does not answer for the post, nor end what was seen there.
    (
        "yaarubiya 2019-09-30",
        """
        definite sdf; asserted; for urdupoint-2019-09-30/yaarubiya
        yaarubiya/iq: unknown; no-statement
        yaarubiya/sy: last-known kurdish-forces; 350 days; asserted; for new-arab-2018-10-15/s032
        """,
    ),
    (
        "yaarubiya 2019-09-30 without=urdupoint-2019-09-30",
        """
        yaarubiya/sy: last-known kurdish-forces; 350 days; asserted; for new-arab-2018-10-15/s032
        yaarubiya/iq: unknown; no-statement
        yaarubiya/sy: last-known kurdish-forces; 350 days; asserted; for new-arab-2018-10-15/s032
        """,
    ),
    # One sure day makes it sure for some time of the year; 365 + 77 days from 15 October 2018 to the year's end.
    (
        "yaarubiya 2019",
        """
        candidates sdf; asserted; sdf sometime
        yaarubiya/iq: unknown; no-statement
        yaarubiya/sy: last-known kurdish-forces; 442 days; asserted; kurdish-forces possibly
        """,
    ),
]


@pytest.mark.parametrize(("question", "answer"), [*NASSIB, *AL_TANF, *ALBU_KAMAL, *YAARUBIYA])
def test_who_held_it(question: str, answer: str, both: Dataset, told: Told) -> None:
    assert told(both, "control", question).split() == answer.split()
