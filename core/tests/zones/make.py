"""Makes table.txt: what every IANA zone's clock does in 2026 and 2027, and what follows for a working day.

    python3.11 -m venv venv
    venv/bin/pip install tzdata==2025.2        # the PyPI name of tz release 2025b
    PYTHONTZPATH= venv/bin/python make.py > table.txt

The release must be the one that chrono-tz compiled in (chrono_tz::IANA_TZDB_VERSION); tests/zones.rs compares
the two. The answers are found by walking in steps of five minutes over what zoneinfo says that the clock
shows, looking at each step whether it is the one asked for. Nothing here knows of offsets, gaps or folds, and
hours are a set of (weekday, minute) written out minute by minute.

The table, one item a line, blanks between words:
    release 2025b
    hours NAME TEXT           working hours, as smallwins reads them
    answers N STEP COUNT      COUNT questions, STEP minutes apart, the middle one at the instant of a window, or
                              for wall times at its wall; then their answers, each as
    QUESTION HOURS RUN...     in order of the questions; HOURS is - where they do not matter
    zones NAME...             zones whose clocks agree at every step of the two years and a margin
    clock UTC=OFFSET...       how: from this instant on, so many minutes east of UTC
    window UTC WALL N...      the answers around this instant, most often a change of the clock. Many changes
                              have the same: in New York and in Denver the clock goes from 02:00 to 03:00

An answer is in minutes after the window's instant. A run "9=120" is nine questions with the answer 120, a run
"9+60" nine questions that are each answered by the instant (or for a wall time: its distance from WALL) plus 60.
"""

import os
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

import tzdata

STEP = 5
ORIGIN = datetime(2025, 12, 15, tzinfo=timezone.utc)
BEGIN = datetime(2026, 1, 1, tzinfo=timezone.utc)
END = datetime(2028, 1, 1, tzinfo=timezone.utc)
LAST = datetime(2028, 1, 20, tzinfo=timezone.utc)
STEPS = int((LAST - ORIGIN) / timedelta(minutes=STEP))

# Text for smallwins, and the same hours as (weekdays, first minute, end) without any wrapping.
HOURS = {
    "office": ("mon-fri 9-18", [(range(0, 5), 540, 1080)]),
    "evening": ("mon-fri 18:00-2:00", [(range(0, 5), 1080, 1440), (range(1, 6), 0, 120)]),
    "night": ("daily 22-6", [(range(0, 7), 1320, 1440), (range(0, 7), 0, 360)]),
    "always": ("daily 0-24", [(range(0, 7), 0, 1440)]),
    "split": ("mon-fri 9:00-12:00 13:00-17:30, sat 10-12", [
        (range(0, 5), 540, 720), (range(0, 5), 780, 1050), ([5], 600, 720)]),
    "weekend": ("sat-sun 1:30-2:45", [([5, 6], 90, 165)]),
}
OPEN = {
    name: {(day, minute) for days, first, end in parts for day in days for minute in range(first, end)}
    for name, (_, parts) in HOURS.items()
}


def walls(zone):
    """What the clock shows at each step, without its offset."""
    tz = zoneinfo.ZoneInfo(zone)
    step = timedelta(minutes=STEP)
    at, shown = ORIGIN, []
    for _ in range(STEPS):
        shown.append(at.astimezone(tz).replace(tzinfo=None, fold=0))
        at += step
    return shown


def bytes_of(zone):
    with open(os.path.join(os.path.dirname(tzdata.__file__), "zoneinfo", *zone.split("/")), "rb") as file:
        return file.read()


def groups():
    """The zones by what their clocks show, links and look-alikes together."""
    by_file, by_walls = {}, {}
    for zone in sorted(zoneinfo.available_timezones()):
        by_file.setdefault(bytes_of(zone), []).append(zone)
    for same in by_file.values():
        by_walls.setdefault(tuple(walls(same[0])), []).extend(same)
    return by_walls.items()


def instant_of(step):
    return ORIGIN + timedelta(minutes=STEP * step)


def minutes_east(step, wall):
    return int((wall - instant_of(step).replace(tzinfo=None)) / timedelta(minutes=1))


def runs(questions, answers):
    """Run lengths of equal answers, or of answers at an equal distance from their questions."""
    words, at = [], 0
    while at < len(answers):
        equal = moving = at
        while equal < len(answers) and answers[equal] == answers[at]:
            equal += 1
        while moving < len(answers) and answers[moving] - questions[moving] == answers[at] - questions[at]:
            moving += 1
        if equal >= moving:
            words.append(f"{equal - at}={answers[at]}")
            at = equal
        else:
            words.append(f"{moving - at}+{answers[at] - questions[at]}")
            at = moving
    return " ".join(words)


class Clock:
    """One group's clock, and the questions asked of it."""

    def __init__(self, shown):
        self.shown = shown
        self.open = {
            name: [(wall.weekday(), wall.hour * 60 + wall.minute) in minutes for wall in shown]
            for name, minutes in OPEN.items()
        }

    def instant(self, wall, near):
        """The first step that shows the wall time or something later, looked for from two days before."""
        at = near - 2 * 288
        assert self.shown[at] < wall
        while self.shown[at] < wall:
            at += 1
        return at

    def day_start(self, at):
        """The first step with the date, looked for from three days before."""
        date, first = self.shown[at].date(), at - 3 * 288
        while self.shown[first].date() != date:
            first += 1
        return first

    def week_start(self, at):
        """The first step of the same ISO week, looked for from nine days before."""
        week, first = self.shown[at].isocalendar()[:2], at - 9 * 288
        while self.shown[first].isocalendar()[:2] != week:
            first += 1
        return first

    def opening(self, name, at):
        while not self.open[name][at]:
            at += 1
        return at

    def after_four_hours(self, name, at):
        left = 240 // STEP
        while left:
            left -= self.open[name][at]
            at += 1
        return at

    def on_day(self, name, wall, near):
        """The first open step of the date from the wall time on, else the date's first, else any later one."""
        resolved = self.instant(wall, near)
        of_date = [at for at in range(near - 3 * 288, near + 3 * 288) if self.shown[at].date() == wall.date()]
        open_of_date = [at for at in of_date if self.open[name][at]]
        later = [at for at in open_of_date if at >= resolved]
        if later:
            return later[0]
        if open_of_date:
            return open_of_date[0]
        return self.opening(name, resolved)

    def wall_at(self, middle):
        """What the clock would show at a step if it ran on evenly."""
        return self.shown[middle - 1] + timedelta(minutes=STEP)

    def answers(self, middle, step, half):
        """Questions every so many steps, to either side of the middle."""
        offsets = [step * n for n in range(-half, half + 1)]
        starts = [middle + offset for offset in offsets]
        asked = [self.wall_at(middle) + timedelta(minutes=STEP * offset) for offset in offsets]
        questions = [offset * STEP for offset in offsets]

        def line(question, name, answers):
            return f"{question} {name} " + runs(questions, [(at - middle) * STEP for at in answers])

        resolved = [self.instant(wall, start) for wall, start in zip(asked, starts)]
        lines = [
            f"{step * STEP} {len(offsets)}",
            line("instant", "-", resolved),
            line("day_start", "-", [self.day_start(at) for at in starts]),
            line("week_start", "-", [self.week_start(at) for at in starts]),
        ]
        for name in HOURS:
            lines += [
                line("opening", name, [self.opening(name, at) for at in starts]),
                line("after_four_hours", name, [self.after_four_hours(name, at) for at in starts]),
                line("in_hours", name, [self.opening(name, at) for at in resolved]),
                line("on_day", name, [self.on_day(name, w, at) for w, at in zip(asked, starts)]),
            ]
        return "\n".join(lines)

    def changes(self):
        """The steps at which the clock is put forward or back."""
        step = timedelta(minutes=STEP)
        return [at for at in range(1, STEPS) if self.shown[at] - self.shown[at - 1] != step]


def main():
    if zoneinfo.TZPATH:
        sys.exit("set PYTHONTZPATH to nothing, so that the system's zones are not used")
    print("release", tzdata.IANA_VERSION)
    for name, (text, _) in HOURS.items():
        print("hours", name, text)
    known, lines = {}, []
    for shown, zones in groups():
        clock = Clock(shown)
        changes = clock.changes()
        offsets = (f"{instant_of(at):%Y-%m-%dT%H:%MZ}={minutes_east(at, shown[at])}" for at in [0, *changes])
        lines += [" ".join(["zones", *sorted(zones)]), " ".join(["clock", *offsets])]
        new_year = int((datetime(2027, 1, 1, tzinfo=timezone.utc) - ORIGIN) / timedelta(minutes=STEP))
        for middle in [at for at in changes if BEGIN <= instant_of(at) < END] + [new_year]:
            blocks = [clock.answers(middle, 1, 36), clock.answers(middle, 60, 14)]
            numbers = [str(known.setdefault(block, len(known))) for block in blocks]
            at, wall = instant_of(middle), clock.wall_at(middle)
            lines.append(f"window {at:%Y-%m-%dT%H:%MZ} {wall:%Y-%m-%dT%H:%M} " + " ".join(numbers))
    for block, number in known.items():
        print(f"answers {number} {block}")
    print(*lines, sep="\n")


main()
