//! `deadline`: a learner says what is due and when, so that whoever helps knows why now. `undo` takes it back.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};

use super::suggest::{asked_at, look_again};
use super::{forms, round};
use crate::action::{Action, Undoable, Words};
use crate::ask::{Ask, Stage};
use crate::calendar::Calendar;
use crate::decision::{Change, Decision, Refusal};
use crate::id::SignalId;
use crate::matching::PRESSES;
use crate::member::Member;
use crate::moment::Moment;
use crate::note::{When, WhenProblem, parse_when_within};
use crate::script::{Phrase, say};
use crate::signal::{Kind, Signal, Source, Whose, urgency};
use crate::store::Desk;
use crate::text::{Limit, Typed};

/// The last day on which something can be due, in days after today.
const FORESEEN: u64 = 180;
/// So many things are due at once, at most.
const MOST: usize = 5;

/// What a learner said of a deadline and what is wrong with it, in words.
pub(super) struct Misread {
    /// What is wrong with the day.
    pub(super) when: Option<Phrase>,
    /// What is wrong with the rest.
    pub(super) what: Option<Phrase>,
    /// Whether it does not begin with a day at all.
    pub(super) says_no_day: bool,
}

/// A learner says what is due. Without words the form opens; what was said before with another day is moved to it.
pub(super) fn deadline(
    words: Option<&Words>,
    learner: &Member,
    desk: &Desk,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let Some(words) = words else { return Ok(Decision::reply(forms::deadline("", "", None))) };
    let (until, what) = read(words.get(), &learner.calendar, moment.now).map_err(|misread| {
        let problem = misread.when.iter().chain(&misread.what).next().cloned().unwrap_or_default();
        let (when, what) = parts(words.get(), &misread);
        let form = forms::deadline(when, what, Some(&misread));
        Refusal::form(form, say("deadline.problem").with("problem", problem))
    })?;
    let key = what.as_str().to_lowercase();
    let told = |signal: &&Signal| signal.kind == Kind::Deadline && signal.source == Source::learner();
    let own = || desk.signals.iter().filter(told);
    let known = own().find(|signal| signal.key == key);
    if known.is_none() && own().count() >= MOST {
        let saying = say("deadline.too-many").with("n", MOST).button("me", Action::Me);
        return Err(Refusal::because(saying));
    }
    let signal = match known {
        Some(known) => Signal { what, until, at: moment.now, ..known.clone() },
        None => Signal {
            id: moment.id(),
            version: 0,
            whose: Whose::Member(learner.id),
            source: Source::learner(),
            via: None,
            kind: Kind::Deadline,
            what,
            deed: None,
            link: None,
            key,
            times: Vec::new(),
            counts_from: 0,
            at: moment.now,
            until,
            undone: None,
        },
    };
    let pressing = pressing(learner, &desk.asks, &desk.signals, &signal, moment.now);
    let ask_at = asked_at(learner, until);
    let look = (ask_at > moment.now).then(|| look_again(learner, signal.id, ask_at, moment));
    let reply = say("deadline.noted")
        .with("what", &signal.what)
        .with("at", until)
        .with("moved", known.is_some())
        .with("asks", pressing.iter().map(|ask| &ask.question).collect::<Vec<_>>())
        .button_if(desk.asks.is_empty(), "ask", Action::Ask(None))
        .button("undo", Action::Undo(Some(Undoable::Signal(signal.id))))
        .message();
    Ok(Decision::reply(reply)
        .and_all(look)
        .and_all(at_once(pressing, moment))
        .and(Change::Signal(signal))
        // The learner is written too, so that two at once cannot both be the last that there is room for.
        .and(Change::Member(Box::new(learner.clone()))))
}

/// Asks of a learner that wait, and press by what became known just now: they need not wait any longer.
pub(super) fn pressing<'a>(
    learner: &Member,
    asks: &'a [Ask],
    known: &[Signal],
    fresh: &Signal,
    now: DateTime<Utc>,
) -> Vec<&'a Ask> {
    let presses = |signals: &[Signal]| urgency(learner, signals, now).points() >= PRESSES;
    let others: Vec<Signal> =
        known.iter().filter(|signal| signal.id != fresh.id).chain([fresh]).cloned().collect();
    if presses(known) || !presses(&others) {
        return Vec::new();
    }
    asks.iter().filter(|ask| matches!(ask.stage, Stage::Waiting { .. })).collect()
}

/// The clock looks for somebody for them at once.
pub(super) fn at_once(pressing: Vec<&Ask>, moment: &mut Moment) -> Vec<Change> {
    pressing.into_iter().flat_map(|ask| round::at_once(ask.clone(), moment)).collect()
}

/// A day, perhaps a time, and what is due then; without a time it is due when that day ends.
fn read(text: &str, calendar: &Calendar, now: DateTime<Utc>) -> Result<(DateTime<Utc>, Typed), Misread> {
    let (when, rest) = parse_when_within(text, calendar.local(now), FORESEEN).map_err(|problem| Misread {
        when: Some(why(&problem)),
        what: None,
        says_no_day: problem == WhenProblem::NotADate,
    })?;
    let what = Typed::parse(rest, Limit::TITLE);
    let what = what.map_err(|problem| Misread {
        when: None,
        what: Some(forms::text_problem(&problem)),
        says_no_day: false,
    })?;
    Ok((instant(when, calendar), what))
}

/// What was typed, as it stands in the form: what does not begin with a day is what is due.
fn parts<'a>(typed: &'a str, misread: &Misread) -> (&'a str, &'a str) {
    if misread.says_no_day { ("", typed) } else { (typed, "") }
}

fn why(problem: &WhenProblem) -> Phrase {
    match problem {
        WhenProblem::TooFar { .. } => say("deadline.too-far").with("days", FORESEEN as u32).text(),
        WhenProblem::Past { .. } => say("deadline.past").text(),
        problem => forms::when_problem(problem),
    }
}

fn instant(when: When, calendar: &Calendar) -> DateTime<Utc> {
    match when.time {
        Some(time) => calendar.instant(when.date.and_time(time)),
        None => {
            let end = when.date.checked_add_days(Days::new(1)).map(|next| next.and_time(NaiveTime::MIN));
            calendar.instant(end.unwrap_or(when.date.and_time(NaiveTime::MIN))) - TimeDelta::minutes(1)
        }
    }
}

/// A learner takes a deadline back.
pub(super) fn undo(
    id: SignalId,
    speaker: &Member,
    desk: &Desk,
    moment: &Moment,
) -> Result<Decision, Refusal> {
    let known = desk.signals.iter().find(|signal| signal.id == id && signal.kind == Kind::Deadline);
    let mut signal =
        known.filter(|signal| signal.whose == Whose::Member(speaker.id)).ok_or(Refusal::Gone)?.clone();
    signal.undone = Some(moment.now);
    let reply = say("deadline.undone").with("what", &signal.what).message();
    Ok(Decision::reply(reply).and(Change::Signal(signal)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Wake;
    use crate::sample::{ask, at, id, member, moment, now, refused, signal, words};
    use crate::task::Subject;

    fn desk(signals: Vec<Signal>) -> Desk {
        Desk { signals, ..Desk::default() }
    }

    fn say(text: &str, desk: &Desk) -> Result<Decision, Refusal> {
        deadline(words(text).as_ref(), &member("ana"), desk, &mut moment())
    }

    fn noted(text: &str, desk: &Desk) -> Signal {
        let decision = say(text, desk).unwrap();
        let signal = decision.changes.iter().find_map(|change| match change {
            Change::Signal(signal) => Some(signal.clone()),
            _ => None,
        });
        signal.expect("a signal")
    }

    #[test]
    fn what_is_due_is_read_on_the_clock_of_whoever_says_it() {
        let signal = noted("fri 18:00 Parser homework", &Desk::default());
        assert_eq!((signal.until, signal.what.as_str()), (at("2026-11-27T17:00:00Z"), "Parser homework"));
        assert_eq!((signal.kind, signal.whose), (Kind::Deadline, Whose::Member(id("ana"))));
    }

    #[test]
    fn without_a_time_it_is_due_when_the_day_ends() {
        let signal = noted("fri: Parser homework", &Desk::default());
        assert_eq!(signal.until, at("2026-11-27T22:59:00Z"));
    }

    #[test]
    fn the_same_thing_with_another_day_is_moved_and_not_due_twice() {
        let known = noted("fri 18:00 Parser homework", &Desk::default());
        let moved = noted("thu 18:00 parser Homework", &desk(vec![known.clone()]));
        assert_eq!((moved.id, moved.until), (known.id, at("2026-11-26T17:00:00Z")));
    }

    #[test]
    fn what_waits_and_presses_from_now_on_is_looked_at_at_once() {
        let waits = |again_at| Stage::Waiting { again_at, tries: 0 };
        let waiting = Ask { stage: waits(at("2026-11-30T09:00:00Z")), ..ask() };
        let asked = Ask { id: id("other"), ..ask() };
        let desk = |signals| Desk { asks: vec![waiting.clone(), asked.clone()], signals, ..Desk::default() };
        let pressing = say("thu 18:00 Parser homework", &desk(vec![])).unwrap();
        assert_eq!((&pressing.ask().id, &pressing.ask().stage), (&waiting.id, &waits(now())));
        assert!(pressing.wakes().contains(&(&Action::Clock(Wake::Rematch(waiting.id)), now())));
        assert!(pressing.changes.contains(&Change::Drop(Subject::Ask(waiting.id))));
        let told = pressing.reply.message.unwrap().bare(chrono_tz::UTC);
        assert!(told.contains("at once for somebody for How do I test a parser?"), "{told}");
        let asks = |decision: Decision| {
            decision.changes.iter().filter(|change| matches!(change, Change::Ask(_))).count()
        };
        // What is far away does not press, and what pressed before was looked at then.
        assert_eq!(asks(say("2026-12-20 Parser homework", &desk(vec![])).unwrap()), 0);
        let due = Signal { until: now() + TimeDelta::hours(3), ..signal(Kind::Deadline) };
        assert_eq!(asks(say("thu 18:00 Parser homework", &desk(vec![due])).unwrap()), 0);
    }

    #[test]
    fn what_cannot_be_read_comes_back_with_its_form() {
        for text in
            ["Parser homework", "fri 18:00", "yesterday Parser", "2028-01-01 Parser", "2026-01-01 Parser"]
        {
            assert_eq!(refused(say(text, &Desk::default())), "deadline.problem", "{text}");
        }
    }

    #[test]
    fn a_sixth_thing_has_no_room_and_one_of_the_five_can_still_be_moved() {
        let other = |n: usize| Signal { key: format!("other {n}"), ..signal(Kind::Deadline) };
        let full = desk((0..MOST).map(other).collect());
        assert_eq!(refused(say("fri 18:00 One more", &full)), "deadline.too-many");
        assert_eq!(noted("thu 18:00 Other 1", &full).key, "other 1");
        let mut failing = full.signals.clone();
        failing[0].kind = Kind::Behaviour;
        assert_eq!(noted("fri 18:00 One more", &desk(failing)).what.as_str(), "One more");
    }

    #[test]
    fn a_deadline_is_taken_back_by_whoever_said_it_and_only_while_it_is_ahead() {
        let ahead = signal(Kind::Deadline);
        let decision = undo(ahead.id, &member("ana"), &desk(vec![ahead.clone()]), &moment()).unwrap();
        let Some(Change::Signal(undone)) = decision.changes.last() else { panic!("a signal") };
        assert_eq!(undone.undone, Some(now()));
        let gone = |desk: Desk| refused(undo(ahead.id, &member("ana"), &desk, &moment()));
        assert_eq!(gone(Desk::default()), "refusal.gone");
        assert_eq!(gone(desk(vec![Signal { kind: Kind::Submission, ..ahead.clone() }])), "refusal.gone");
    }
}
