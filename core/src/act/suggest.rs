//! `suggest`: where somebody's work, or that they have just come, shows that help would do good now, Smallwins asks
//! once whether they want it.
//!
//! It asks in their hours, as one of the few messages of a day that nobody asked for, never while a question of theirs
//! is open, days apart, and not any more once they said so.

use chrono::{DateTime, TimeDelta, Utc};

use super::arrive::working_days_without;
use super::forms;
use super::route::working_days_later;
use crate::action::{Action, Suggest, Wake};
use crate::ask::Ask;
use crate::decision::{Change, Decision, tell_until, wake};
use crate::id::SignalId;
use crate::member::Member;
use crate::moment::Moment;
use crate::safety::quotable;
use crate::script::say;
use crate::signal::{BEHAVIOUR_LASTS, Kind, Signal, Source, Suggestions, Whose};
use crate::store::Desk;
use crate::task::{Manner, Subject};
use crate::welcome::Stage;

/// Nobody is asked more often, and after something went well only now and then: that keeps no other question away.
const APART: TimeDelta = TimeDelta::days(3);
const APART_WHEN_WELL: TimeDelta = TimeDelta::days(14);
/// A suggestion that would come after so many working days of whoever reads it is none any more: what happens on a
/// Friday evening is still said on Monday.
const GOOD_FOR: u32 = 2;
/// So long before something is due it is asked whether help is wanted, and so long before it they have hours at the
/// least.
const BEFORE: TimeDelta = TimeDelta::hours(48);
const ROOM: TimeDelta = TimeDelta::hours(24);
/// So many days sooner it may be asked, where they have no hours in between.
const SOONER: i64 = 7;

/// Whoever is new is asked once whether anything holds them up, after so many working days.
const FIRST_DAYS: u32 = 2;

/// Why help is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Because {
    /// It does not go well.
    Failing,
    /// It is due soon.
    Due,
    /// Nothing came after it for a while.
    Quiet,
    /// They did something.
    Done,
}

/// What goes with a suggestion, if it is a time for one: the member, who is not asked again soon, and the message.
pub(super) fn suggested(
    member: &Member,
    signal: &Signal,
    because: Because,
    asks_open: bool,
    moment: &mut Moment,
) -> Vec<Change> {
    let well = because == Because::Done;
    if asks_open || !may_be_asked(member, well, moment.now) || quotable(&signal.what).is_none() {
        return Vec::new();
    }
    let mut asked = member.clone();
    if well {
        asked.suggestions.last_when_well = Some(moment.now);
    } else {
        asked.suggestions.last = Some(moment.now);
    }
    let why = match because {
        Because::Failing => "failing",
        Because::Due => "due",
        Because::Quiet => "quiet",
        Because::Done => "done",
    };
    let message = say("suggest")
        .with("why", why)
        .with("what", &signal.what)
        .with("source", signal.source.as_str())
        .with("link", signal.link.as_ref().map(|link| link.as_str()))
        .with("at", signal.until)
        .button("about", Action::Suggest(Suggest::About(signal.id)))
        .button("later", Action::Suggest(Suggest::NotNow))
        .button("never", Action::Suggest(Suggest::Never))
        .message();
    let last = signal.until.min(working_days_later(member, moment.now, GOOD_FOR));
    let about = Subject::Member(member.id);
    let told = tell_until(last, member.id, about, Manner::Proactive, message, moment);
    vec![Change::Member(Box::new(asked)), told]
}

/// Whether a suggestion may be made to somebody at all, about what went well or about anything else.
fn may_be_asked(member: &Member, well: bool, now: DateTime<Utc>) -> bool {
    let within = |last: Option<DateTime<Utc>>, apart| last.is_some_and(|last| now - last < apart);
    let Suggestions { never, last, last_when_well } = member.suggestions;
    let too_soon = within(last, APART) || well && within(last_when_well, APART_WHEN_WELL);
    let gone = member.unreachable.is_some() || member.parting.is_some() || member.rests();
    !(too_soon || gone || never)
}

/// The promise to ask somebody who has just come whether they want help with anything.
pub(super) fn first_days(member: &Member, moment: &mut Moment) -> Change {
    let due = working_days_later(member, moment.now, FIRST_DAYS);
    wake(Action::Clock(Wake::FirstDays(member.id)), due, None, Subject::Member(member.id), moment)
}

/// Somebody has been here for a few days: where they have asked nobody and met nobody, they are asked once whether
/// anything holds them up. Whoever came to mentor is not.
pub(super) fn first_days_are_over(member: &Member, desk: &Desk, moment: &mut Moment) -> Decision {
    let has_asked = member.welcome.ask == Stage::Done || !desk.asks.is_empty() || !desk.sessions.is_empty();
    let knows_how = has_asked || !member.met.is_empty() || member.mentor.is_some();
    if knows_how || !may_be_asked(member, false, moment.now) {
        return Decision::silent();
    }
    let mut asked = member.clone();
    asked.suggestions.last = Some(moment.now);
    let message = say("suggest.first")
        .button("ask", Action::Ask(None))
        .button("later", Action::Suggest(Suggest::NotNow))
        .button("never", Action::Suggest(Suggest::Never))
        .message();
    let until = working_days_later(member, moment.now, GOOD_FOR);
    let about = Subject::Member(member.id);
    let told = tell_until(until, member.id, about, Manner::Proactive, message, moment);
    Decision::silent().and(Change::Member(Box::new(asked))).and(told)
}

/// When it is asked whether help is wanted with what is due then: two days before, and sooner where the hours in which
/// it can be said begin too late for that, as over a weekend.
pub(super) fn asked_at(member: &Member, until: DateTime<Utc>) -> DateTime<Utc> {
    let has_room =
        |at: &DateTime<Utc>| member.calendar.opening(*at).is_some_and(|opening| until - opening >= ROOM);
    let mut days = (0..=SOONER).map(|days| until - BEFORE - TimeDelta::days(days));
    days.find(has_room).unwrap_or(until - BEFORE)
}

/// The promise to look at a signal again.
pub(super) fn look_again(
    member: &Member,
    signal: SignalId,
    due: DateTime<Utc>,
    moment: &mut Moment,
) -> Change {
    let look = Action::Clock(Wake::Look(member.id, signal));
    wake(look, due, None, Subject::Member(member.id), moment)
}

/// The clock looks at a signal: something is due soon, or nothing came after what was handed in.
pub(super) fn look(member: &Member, id: SignalId, desk: &Desk, moment: &mut Moment) -> Decision {
    let Some(signal) = desk.signals.iter().find(|signal| signal.id == id) else { return Decision::silent() };
    let asks_open = !desk.asks.is_empty();
    match signal.kind {
        Kind::Deadline => match asked_at(member, signal.until) {
            // It was moved, or their hours were.
            later if later > moment.now => {
                Decision::silent().and(look_again(member, signal.id, later, moment))
            }
            _ => Decision::silent().and_all(suggested(member, signal, Because::Due, asks_open, moment)),
        },
        Kind::Submission => {
            let newest = desk.signals.iter().filter(|other| other.source == signal.source);
            let newest = newest
                .filter(|other| other.kind == Kind::Submission)
                .max_by_key(|other| (other.at, other.id));
            let newest = newest.unwrap_or(signal);
            let quiet_at = working_days_without(member, newest.at);
            if quiet_at > moment.now {
                return Decision::silent().and(look_again(member, newest.id, quiet_at, moment));
            }
            Decision::silent().and_all(suggested(member, newest, Because::Quiet, asks_open, moment))
        }
        Kind::Behaviour => Decision::silent(),
    }
}

/// That a question of theirs stayed without an answer is a reason to help them with the next.
pub(super) fn nobody_answered(ask: &Ask, moment: &mut Moment) -> Signal {
    Signal {
        id: moment.id(),
        version: 0,
        whose: Whose::Member(ask.learner),
        source: Source::smallwins(),
        via: None,
        kind: Kind::Behaviour,
        what: ask.question.clone(),
        deed: None,
        link: None,
        key: format!("unanswered {}", ask.id),
        times: Vec::new(),
        counts_from: 0,
        at: moment.now,
        until: moment.now + BEHAVIOUR_LASTS,
        undone: None,
    }
}

/// What a member answers to a suggestion.
pub(super) fn answered(answer: Suggest, member: &Member, desk: &Desk) -> Decision {
    let never = match answer {
        Suggest::About(id) => {
            let signal = desk.signals.iter().find(|signal| signal.id == id);
            return Decision::reply(forms::ask(signal.map_or("", |signal| signal.what.as_str()), None));
        }
        Suggest::NotNow => return Decision::reply(say("suggest.later").message()),
        Suggest::Never => true,
        Suggest::Again => false,
    };
    let mut changed = member.clone();
    changed.suggestions.never = never;
    let reply = say("suggest.set")
        .with("never", never)
        .button_if(never, "again", Action::Suggest(Suggest::Again))
        .button_if(!never, "never", Action::Suggest(Suggest::Never))
        .message();
    Decision::reply(reply).and(Change::Member(Box::new(changed)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{ask, id, later, member, mentor, moment, now, signal};
    use crate::task::Address;
    use crate::welcome::{Step, Welcome};

    fn desk(signals: Vec<Signal>) -> Desk {
        Desk { signals, ..Desk::default() }
    }

    fn is_asked(changes: Vec<Change>) -> bool {
        let decision = Decision::silent().and_all(changes);
        decision.told() == [(Address::Member(id("ana")), "suggest")]
    }

    fn asked_after(because: Because, days: i64) -> bool {
        let mut ana = member("ana");
        if because == Because::Done {
            ana.suggestions.last_when_well = Some(now());
        } else {
            ana.suggestions.last = Some(now());
        }
        let (failing, mut moment) = (signal(Kind::Behaviour), later(TimeDelta::days(days)));
        is_asked(suggested(&ana, &failing, because, false, &mut moment))
    }

    #[test]
    fn nobody_is_asked_again_within_days_and_after_what_went_well_within_weeks() {
        assert_eq!([2, 3].map(|days| asked_after(Because::Failing, days)), [false, true]);
        assert_eq!([3, 13, 14].map(|days| asked_after(Because::Done, days)), [false, false, true]);
    }

    #[test]
    fn whoever_has_asked_is_gone_or_wants_none_is_not_asked() {
        let failing = signal(Kind::Behaviour);
        let asked = |ana: &Member, open: bool| {
            is_asked(suggested(ana, &failing, Because::Failing, open, &mut moment()))
        };
        assert!(asked(&member("ana"), false) && !asked(&member("ana"), true));
        assert!(!asked(&Member { unreachable: Some(now()), ..member("ana") }, false));
        let never = answered(Suggest::Never, &member("ana"), &Desk::default());
        let never = never.member("ana").unwrap().clone();
        assert!(!asked(&never, false));
        let again = answered(Suggest::Again, &never, &Desk::default());
        assert!(asked(again.member("ana").unwrap(), false));
    }

    #[test]
    fn what_is_due_is_asked_about_two_days_before_and_not_when_it_was_moved_away() {
        let due = |hours: i64| Signal { until: now() + TimeDelta::hours(hours), ..signal(Kind::Deadline) };
        let asked = |hours| {
            is_asked(look(&member("ana"), id("signal"), &desk(vec![due(hours)]), &mut moment()).changes)
        };
        assert!(asked(48) && !asked(49));
        assert!(look(&member("ana"), id("other"), &desk(vec![due(48)]), &mut moment()).changes.is_empty());
        let busy = Desk { asks: vec![ask()], ..desk(vec![due(48)]) };
        assert!(look(&member("ana"), id("signal"), &busy, &mut moment()).changes.is_empty());
    }

    fn last_moment(changes: Vec<Change>) -> Option<DateTime<Utc>> {
        Decision::silent().and_all(changes).tasks().next().and_then(|task| task.not_after)
    }

    #[test]
    fn what_fails_on_a_friday_evening_is_still_said_on_monday() {
        let friday = crate::sample::at("2026-11-27T17:05:00Z");
        let failing = Signal { until: friday + BEHAVIOUR_LASTS, ..signal(Kind::Behaviour) };
        let ana = member("ana");
        let mut then = Moment::new(friday, 7);
        let last = last_moment(suggested(&ana, &failing, Because::Failing, false, &mut then)).unwrap();
        let monday = ana.calendar.opening(friday).unwrap();
        assert!(monday > friday + TimeDelta::days(2) && monday < last, "{monday} {last}");
        let ends_soon = Signal { until: friday + TimeDelta::hours(1), ..failing };
        let last = last_moment(suggested(&ana, &ends_soon, Because::Failing, false, &mut then));
        assert_eq!(last, Some(ends_soon.until), "and nothing that is over");
    }

    #[test]
    fn what_is_due_on_a_monday_is_asked_about_while_there_is_a_working_day_left() {
        let ana = member("ana");
        let asked = |until: &str| {
            let until = crate::sample::at(until);
            (until, asked_at(&ana, until))
        };
        let (until, at) = asked("2026-11-30T08:00:00Z");
        assert!(ana.calendar.opening(at).unwrap() <= until - TimeDelta::hours(24), "{at}");
        let (until, at) = asked("2026-11-26T17:00:00Z");
        assert_eq!(at, until - TimeDelta::hours(48), "on other days two days before");
        let never = Member { calendar: crate::sample::calendar(chrono_tz::UTC, "none"), ..ana.clone() };
        assert_eq!(asked_at(&never, until), until - TimeDelta::hours(48));
    }

    #[test]
    fn when_nothing_comes_for_five_working_days_it_is_asked_and_what_came_later_is_waited_for() {
        // Tuesday; five working days later it is Tuesday again, at ten.
        let first = Signal { until: now() + TimeDelta::days(14), ..signal(Kind::Submission) };
        let quiet = working_days_without(&member("ana"), first.at);
        let mut then = Moment::new(quiet, 7);
        assert_eq!(quiet, crate::sample::at("2026-12-01T09:00:00Z"));
        assert!(is_asked(look(&member("ana"), first.id, &desk(vec![first.clone()]), &mut then).changes));
        let next = Signal { id: id("next"), at: first.at + TimeDelta::days(2), ..first.clone() };
        let decision = look(&member("ana"), first.id, &desk(vec![first, next.clone()]), &mut then);
        let again = Action::Clock(Wake::Look(id("ana"), next.id));
        assert_eq!(decision.wakes(), [(&again, crate::sample::at("2026-12-03T09:00:00Z"))]);
    }

    #[test]
    fn a_question_without_an_answer_is_a_reason_for_a_week_and_can_be_asked_anew() {
        let asked = ask();
        let signal = nobody_answered(&asked, &mut moment());
        assert_eq!((signal.whose.clone(), signal.is_reason(now())), (Whose::Member(asked.learner), true));
        assert!(!signal.is_reason(now() + TimeDelta::days(7)));
        let again = answered(Suggest::About(signal.id), &member("ana"), &desk(vec![signal]));
        assert_eq!(again.reply.form.unwrap().fields[0].value, asked.question.as_str());
    }

    #[test]
    fn whoever_is_new_is_asked_once_after_two_working_days_unless_they_found_the_way_themselves() {
        let new = Member { welcome: Welcome::begins(), ..member("ana") };
        // Tuesday; two working days later it is Thursday, at ten.
        let ten = crate::sample::at("2026-11-26T09:00:00Z");
        let promised = Decision::silent().and(first_days(&new, &mut moment()));
        assert_eq!(promised.wakes(), [(&Action::Clock(Wake::FirstDays(id("ana"))), ten)]);
        let asked = |member: &Member, desk: &Desk| {
            first_days_are_over(member, desk, &mut moment()).told()
                == [(Address::Member(id("ana")), "suggest.first")]
        };
        assert!(asked(&new, &Desk::default()));
        assert!(!asked(&new, &Desk { asks: vec![ask()], ..Desk::default() }));
        let met = Member { met: [(id("ben"), now())].into(), ..new.clone() };
        let has_asked = Member { welcome: new.welcome.clone().with(Step::Ask, Stage::Done), ..new.clone() };
        let mentors = Member { welcome: Welcome::begins(), ..mentor("ana") };
        for knows_how in [met, has_asked, mentors] {
            assert!(!asked(&knows_how, &Desk::default()));
        }
        let once = first_days_are_over(&new, &Desk::default(), &mut moment());
        assert!(!asked(once.member("ana").unwrap(), &Desk::default()));
    }

    #[test]
    fn the_question_begins_with_what_it_is_about() {
        let decision =
            answered(Suggest::About(id("signal")), &member("ana"), &desk(vec![signal(Kind::Behaviour)]));
        assert_eq!(decision.reply.form.unwrap().fields[0].value, "Parser homework");
        let gone = answered(Suggest::About(id("signal")), &member("ana"), &Desk::default());
        assert_eq!(gone.reply.form.unwrap().fields[0].value, "");
    }
}
