//! What arrives from outside: it becomes a reason why now, and a win where somebody did something.

use chrono::{DateTime, Utc};

use super::deadline::{at_once, pressing};
use super::route::working_days_later;
use super::suggest::{Because, asked_at, look_again, suggested};
use crate::ask::Ask;
use crate::community::Community;
use crate::decision::{Change, Decision};
use crate::fact::{Event, Fact};
use crate::id::SignalId;
use crate::member::Member;
use crate::moment::Moment;
use crate::signal::{
    Arrival, BEHAVIOUR_LASTS, Content, Incoming, Kind, Outcome, Report, SUBMISSION_LASTS, Signal, Source,
    UNCLAIMED_LASTS, Whose,
};
use crate::text::{Limit, Typed};
use crate::win::Win;

/// So much waits for an account that is nobody's; what comes after that is as good as unused.
const MOST_UNCLAIMED: usize = 50;
/// So many working days without anything is quiet.
const QUIET_AFTER: u32 = 5;
/// So many times of what is told often are told apart.
const MOST_TIMES: usize = 10;
/// So many reasons of one member are kept, the newest.
const MOST: usize = 100;

/// Whom something is about, as the memory knows them.
#[derive(Debug, Clone)]
pub(super) enum Known {
    /// A member, their live signals, and their open questions.
    Member(Box<Member>, Vec<Signal>, Vec<Ask>),
    /// Nobody has said that the account is theirs; its live signals wait.
    Nobody(Vec<Signal>),
    /// Whoever it is about: all that was told of it.
    These(Vec<Signal>),
    /// Whoever had the account let it go, or was erased: nothing is kept until somebody says anew that it is theirs.
    LeftAlone,
}

/// Something arrived. Whatever becomes of it is counted.
pub(super) fn arrived(
    incoming: Incoming,
    known: Known,
    community: &Community,
    moment: &mut Moment,
) -> Decision {
    let Incoming { source, what } = incoming;
    if let Content::Nothing(outcome, times) = what {
        return counted(Decision::silent(), source, outcome, times, moment);
    }
    if community.silenced.contains(&source) {
        return counted(Decision::silent(), source, Outcome::SwitchedOff, 1, moment);
    }
    let known = match known {
        // Whoever has left is not written about.
        Known::Member(member, ..) if member.parting.is_some() => Known::LeftAlone,
        known => known,
    };
    let (outcome, decision) = match what {
        _ if matches!(known, Known::LeftAlone) => (Outcome::Left, Decision::silent()),
        Content::Report(report) => noted(source.clone(), report, known, moment),
        Content::Mended { key, .. } => mended(&source, &key, known, moment),
        Content::Nothing(outcome, _) => (outcome, Decision::silent()),
    };
    counted(decision, source, outcome, 1, moment)
}

fn counted(decision: Decision, source: Source, outcome: Outcome, times: u32, moment: &Moment) -> Decision {
    decision.and(Change::Arrived(Arrival { source, outcome, at: moment.now, times }))
}

fn noted(source: Source, report: Report, known: Known, moment: &mut Moment) -> (Outcome, Decision) {
    let (whose, member, signals) = match known {
        Known::Member(ref member, ref signals, _) => {
            (Whose::Member(member.id), Some(&**member), &signals[..])
        }
        Known::Nobody(ref signals) => (Whose::Account(report.account.clone()), None, &signals[..]),
        Known::These(_) | Known::LeftAlone => return (Outcome::Left, Decision::silent()),
    };
    let outcome = if member.is_some() { Outcome::Noted } else { Outcome::Unclaimed };
    let until = ends(&report, member, moment.now);
    let until = if member.is_some() { until } else { until.min(moment.now + UNCLAIMED_LASTS) };
    if until <= moment.now {
        return (Outcome::Late, Decision::silent());
    }
    let ended = |signal: &&Signal| signal.source == source && report.mends.as_ref() == Some(&signal.key);
    let (ended, live): (Vec<&Signal>, Vec<&Signal>) = signals.iter().partition(ended);
    let ended: Vec<Change> = ended.into_iter().map(|signal| taken_back(signal, moment)).collect();
    let mut decision = Decision::silent().and_all(ended);
    let told = live.iter().copied().find(|signal| signal.source == source && signal.key == report.key);
    let signal = match told {
        Some(told) if report.kind == Kind::Behaviour && !told.times.contains(&report.occurrence) => {
            let times = with_times(&told.times, &[report.occurrence]);
            Signal { times, at: moment.now, until, link: report.link, ..told.clone() }
        }
        Some(_) => return (Outcome::Repeated, decision),
        None => {
            let Some(place) = place_for(&live, member.is_some(), moment) else {
                return (Outcome::Full, decision);
            };
            Signal {
                id: place.0,
                version: place.1,
                whose,
                source,
                via: Some(report.account),
                kind: report.kind,
                what: report.what,
                deed: report.deed,
                link: report.link,
                key: report.key,
                times: vec![report.occurrence],
                counts_from: report.counts_from as usize,
                at: report.at.min(moment.now),
                until,
                undone: None,
            }
        }
    };
    if let Known::Member(member, signals, asks) = &known {
        // The member is written too, so that the same thing told twice at once is told once.
        decision = decision.and(Change::Member(Box::new(Member::clone(member))));
        if told.is_none() {
            decision = decision
                .and_all(win_of(&signal, member, moment))
                .and_all(watched(&signal, member, signals, moment));
        }
        let was_a_reason = told.is_some_and(|told| told.is_reason(moment.now));
        let because = match signal.kind {
            Kind::Behaviour => Some(Because::Failing),
            Kind::Submission => signal.deed.as_ref().map(|_| Because::Done),
            Kind::Deadline => None,
        };
        if let Some(because) = because.filter(|_| signal.is_reason(moment.now) && !was_a_reason) {
            decision = decision.and_all(suggested(member, &signal, because, !asks.is_empty(), moment));
        }
        // What waits and presses by this need not wait any longer.
        let pressing = pressing(member, asks, signals, &signal, moment.now);
        decision = decision.and_all(at_once(pressing, moment));
    }
    (outcome, decision.and(Change::Signal(signal)))
}

/// The row for something new: one of its own, or, where so much is known of a member already, that of the oldest work
/// that they handed in, then of the oldest that any tool told. So the newest is always known, and its win is never
/// lost.
fn place_for(live: &[&Signal], is_members: bool, moment: &mut Moment) -> Option<(SignalId, u32)> {
    let most = if is_members { MOST } else { MOST_UNCLAIMED };
    if live.len() < most {
        return Some((moment.id(), 0));
    }
    let from_tools = live.iter().filter(|signal| is_members && signal.via.is_some());
    let oldest = from_tools.min_by_key(|signal| (signal.kind != Kind::Submission, signal.at, signal.id));
    oldest.map(|oldest| (oldest.id, oldest.version))
}

fn taken_back(signal: &Signal, moment: &Moment) -> Change {
    Change::Signal(Signal { undone: Some(moment.now), ..signal.clone() })
}

/// The promise to look again at what was handed in, or is due: at the first thing from a source, and once it has been
/// quiet.
pub(super) fn watched(
    signal: &Signal,
    member: &Member,
    others: &[Signal],
    moment: &mut Moment,
) -> Option<Change> {
    let due = match signal.kind {
        Kind::Deadline => asked_at(member, signal.until),
        Kind::Submission => {
            let before =
                others.iter().filter(|other| other.kind == Kind::Submission && other.source == signal.source);
            let before = before.map(|other| other.at).max();
            // Of one that is not quiet yet it is promised already.
            if before.is_some_and(|before| working_days_without(member, before) > moment.now) {
                return None;
            }
            working_days_without(member, signal.at)
        }
        Kind::Behaviour => return None,
    };
    (due > moment.now).then(|| look_again(member, signal.id, due, moment))
}

/// When it has been quiet for long after something was handed in.
pub(super) fn working_days_without(member: &Member, at: DateTime<Utc>) -> DateTime<Utc> {
    working_days_later(member, at, QUIET_AFTER)
}

/// Until when what a member handed in is a reason to look at it: for two weeks, and at least until it is looked whether
/// anything came after it.
pub(super) fn submission_lasts(member: &Member, at: DateTime<Utc>) -> DateTime<Utc> {
    (at + SUBMISSION_LASTS).max(working_days_later(member, at, QUIET_AFTER + 1))
}

/// Times that something was told, with others, each once; the first ones.
pub(super) fn with_times(times: &[String], others: &[String]) -> Vec<String> {
    let mut times = times.to_vec();
    for other in others {
        if !times.contains(other) {
            times.push(other.clone());
        }
    }
    times.truncate(MOST_TIMES);
    times
}

/// When something that is reported is no reason any more; of a member, if it is known whose it is.
fn ends(report: &Report, member: Option<&Member>, now: DateTime<Utc>) -> DateTime<Utc> {
    let happened = report.at.min(now);
    let of_its_kind = match report.kind {
        Kind::Deadline => report.until.unwrap_or(now),
        Kind::Submission => {
            member.map_or(happened + SUBMISSION_LASTS, |member| submission_lasts(member, happened))
        }
        Kind::Behaviour => now + BEHAVIOUR_LASTS,
    };
    report.until.map_or(of_its_kind, |until| until.min(of_its_kind))
}

/// The win that a signal is of a member, when they did something.
pub(super) fn win_of(signal: &Signal, member: &Member, moment: &mut Moment) -> Vec<Change> {
    let Some(deed) = &signal.deed else { return Vec::new() };
    let Some(deed) = Typed::shortened(deed.as_str(), Limit::WIN) else { return Vec::new() };
    let id = moment.id();
    let (link, at) = (signal.link.clone(), signal.at);
    let win = Win { id, version: 0, learner: member.id, deed, link, at, undone: None };
    vec![Change::Fact(Fact::new(member.id, Event::WonSomething { win: id }, moment)), Change::Win(win)]
}

/// What had failed works again: it is no reason any more, for whomever it was one.
fn mended(source: &Source, key: &str, known: Known, moment: &Moment) -> (Outcome, Decision) {
    let (Known::Member(_, signals, _) | Known::Nobody(signals) | Known::These(signals)) = known else {
        return (Outcome::Left, Decision::silent());
    };
    let told = signals.iter().filter(|signal| signal.source == *source && signal.key == key);
    let told: Vec<Change> = told.map(|signal| taken_back(signal, moment)).collect();
    let outcome = if told.is_empty() { Outcome::Unused } else { Outcome::Noted };
    (outcome, Decision::silent().and_all(told))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::{Action, Wake};
    use crate::ask::Stage;
    use crate::sample::{community, id, later, member, moment, now, typed};
    use crate::text::Link;
    use chrono::TimeDelta;

    fn report(kind: Kind) -> Report {
        Report {
            account: "github/ana-dev".parse().unwrap(),
            kind,
            what: typed("Replace the nested matches"),
            deed: None,
            link: Link::parse("https://git.example/pull/41").ok(),
            key: "merged https://git.example/pull/41".to_owned(),
            occurrence: "1".to_owned(),
            at: now() - TimeDelta::hours(1),
            until: None,
            counts_from: 1,
            mends: None,
        }
    }

    fn merged() -> Report {
        Report { deed: Some(typed("merged “Replace the nested matches”")), ..report(Kind::Submission) }
    }

    fn failed() -> Report {
        Report { counts_from: 3, key: "failing main".to_owned(), ..report(Kind::Behaviour) }
    }

    fn tells(what: Content, known: Known, moment: &mut Moment) -> Decision {
        arrived(Incoming { source: Source::github(), what }, known, &community(), moment)
    }

    fn ana(signals: Vec<Signal>) -> Known {
        Known::Member(Box::new(member("ana")), signals, vec![])
    }

    fn signal(decision: &Decision) -> Option<Signal> {
        decision.changes.iter().find_map(|change| match change {
            Change::Signal(signal) => Some(signal.clone()),
            _ => None,
        })
    }

    fn win(decision: &Decision) -> Option<&Win> {
        decision.changes.iter().find_map(|change| match change {
            Change::Win(win) => Some(win),
            _ => None,
        })
    }

    fn outcome(decision: &Decision) -> Outcome {
        let counted = decision.changes.iter().filter_map(|change| match change {
            Change::Arrived(arrival) => Some(arrival.outcome),
            _ => None,
        });
        let counted: Vec<Outcome> = counted.collect();
        assert_eq!(counted.len(), 1);
        counted[0]
    }

    #[test]
    fn what_a_member_did_becomes_a_win_with_its_evidence_and_a_reason_for_two_weeks() {
        let decision = tells(Content::Report(merged()), ana(vec![]), &mut moment());
        let (win, signal) = (win(&decision).unwrap(), signal(&decision).unwrap());
        assert_eq!((win.deed.as_str(), &win.link), ("merged “Replace the nested matches”", &merged().link));
        assert_eq!((win.learner, signal.whose.clone()), (id("ana"), Whose::Member(id("ana"))));
        assert_eq!(signal.until, merged().at + SUBMISSION_LASTS);
        assert_eq!(outcome(&decision), Outcome::Noted);
    }

    #[test]
    fn a_deadline_that_arrives_lets_what_waits_and_presses_by_it_wait_no_longer() {
        let stage = Stage::Waiting { again_at: now() + TimeDelta::days(4), tries: 0 };
        let waiting = Ask { stage, ..crate::sample::ask() };
        let known = Known::Member(Box::new(member("ana")), vec![], vec![waiting.clone()]);
        let due = Report { until: Some(now() + TimeDelta::days(2)), ..report(Kind::Deadline) };
        let decision = tells(Content::Report(due), known.clone(), &mut moment());
        assert!(decision.wakes().contains(&(&Action::Clock(Wake::Rematch(waiting.id)), now())));
        let handed_in = tells(Content::Report(merged()), known, &mut moment());
        assert!(!handed_in.changes.iter().any(|change| matches!(change, Change::Ask(_))));
    }

    #[test]
    fn the_same_thing_told_twice_is_one_win() {
        let first = signal(&tells(Content::Report(merged()), ana(vec![]), &mut moment())).unwrap();
        let again = tells(Content::Report(merged()), ana(vec![first]), &mut moment());
        assert_eq!((outcome(&again), again.changes.len()), (Outcome::Repeated, 1));
    }

    #[test]
    fn what_is_about_nobody_that_is_known_waits_and_is_no_win_yet() {
        let decision = tells(Content::Report(merged()), Known::Nobody(vec![]), &mut moment());
        let waits = signal(&decision).unwrap();
        assert_eq!((outcome(&decision), win(&decision)), (Outcome::Unclaimed, None));
        assert_eq!(waits.whose, Whose::Account(merged().account));
        let full = Known::Nobody(
            (0..MOST_UNCLAIMED).map(|n| Signal { key: n.to_string(), ..waits.clone() }).collect(),
        );
        let dropped = tells(Content::Report(merged()), full, &mut moment());
        assert_eq!((outcome(&dropped), signal(&dropped)), (Outcome::Full, None));
    }

    #[test]
    fn what_fails_is_a_reason_from_the_third_time_on_and_none_once_it_works() {
        let mut told: Vec<Signal> = Vec::new();
        for times in 1..=4 {
            let mut moment = later(TimeDelta::minutes(times));
            let report = Report { occurrence: times.to_string(), ..failed() };
            let decision = tells(Content::Report(report.clone()), ana(told), &mut moment);
            let failing = signal(&decision).unwrap();
            assert_eq!(failing.is_reason(moment.now), times >= 3, "{times}");
            let replayed = tells(Content::Report(report), ana(vec![failing.clone()]), &mut moment);
            assert_eq!((outcome(&replayed), signal(&replayed)), (Outcome::Repeated, None));
            told = vec![failing];
        }
        let account = failed().account;
        let works = Content::Mended { account: Some(account.clone()), key: failed().key };
        assert_eq!(signal(&tells(works, ana(told), &mut moment())).unwrap().undone, Some(now()));
        let other = Content::Mended { account: Some(account), key: "failing other".to_owned() };
        assert_eq!(outcome(&tells(other, ana(vec![]), &mut moment())), Outcome::Unused);
    }

    #[test]
    fn what_works_again_is_no_reason_for_anybody_of_whom_it_was_told() {
        let of = |whose: Whose, name: &str| Signal {
            id: id(name),
            whose,
            source: Source::github(),
            key: failed().key,
            ..crate::sample::signal(Kind::Behaviour)
        };
        let told = vec![of(Whose::Member(id("ana")), "a"), of(Whose::Account(failed().account), "b")];
        let works = Content::Mended { account: None, key: failed().key };
        let decision = tells(works, Known::These(told), &mut moment());
        let undone = decision
            .changes
            .iter()
            .filter(|change| matches!(change, Change::Signal(signal) if signal.undone == Some(now())));
        assert_eq!((undone.count(), outcome(&decision)), (2, Outcome::Noted));
    }

    #[test]
    fn what_was_failed_is_no_reason_any_more_once_it_is_passed_the_second_time_too() {
        let passed = || Report { mends: Some(failed().key), key: "passed main".to_owned(), ..merged() };
        let failing = signal(&tells(Content::Report(failed()), ana(vec![]), &mut moment())).unwrap();
        let ended = |decision: &Decision| {
            decision.changes.iter().any(
                |change| matches!(change, Change::Signal(signal) if signal.key == failed().key && signal.undone.is_some()),
            )
        };
        let first = tells(Content::Report(passed()), ana(vec![failing.clone()]), &mut moment());
        let known = Signal { key: passed().key, ..failing.clone() };
        assert!(ended(&first) && outcome(&first) == Outcome::Noted && win(&first).is_some());
        let again = tells(Content::Report(passed()), ana(vec![known, failing]), &mut moment());
        assert!(ended(&again) && outcome(&again) == Outcome::Repeated && win(&again).is_none());
    }

    #[test]
    fn however_much_is_known_the_newest_takes_the_place_of_the_oldest_work_and_is_a_win() {
        let known = |n: i64| Signal {
            id: id(&n.to_string()),
            version: 3,
            via: Some(merged().account),
            key: n.to_string(),
            at: now() - TimeDelta::minutes(n),
            kind: if n > 90 { Kind::Behaviour } else { Kind::Submission },
            ..crate::sample::signal(Kind::Submission)
        };
        let full = (0..MOST as i64).map(known).collect();
        let decision = tells(Content::Report(merged()), ana(full), &mut moment());
        let written = signal(&decision).unwrap();
        assert_eq!((written.id, written.version, written.key), (id("90"), 3, merged().key));
        assert_eq!((win(&decision).is_some(), outcome(&decision)), (true, Outcome::Noted));
    }

    #[test]
    fn a_source_that_is_switched_off_is_counted_and_not_heard() {
        let mut community = community();
        community.silenced.insert(Source::github());
        let incoming = Incoming { source: Source::github(), what: Content::Report(merged()) };
        let decision = arrived(incoming, ana(vec![]), &community, &mut moment());
        assert_eq!((outcome(&decision), decision.changes.len()), (Outcome::SwitchedOff, 1));
    }

    #[test]
    fn nothing_is_noted_of_whoever_has_left_or_let_the_account_go() {
        let mut left = member("ana");
        left.parting = Some(crate::parting::Parting::Left { since: now() });
        let known = Known::Member(Box::new(left), vec![], vec![]);
        let mended = Content::Mended { account: Some(failed().account), key: failed().key };
        for what in [Content::Report(merged()), mended] {
            for known in [known.clone(), Known::LeftAlone] {
                let decision = tells(what.clone(), known, &mut moment());
                assert_eq!((outcome(&decision), decision.changes.len()), (Outcome::Left, 1));
            }
        }
    }

    #[test]
    fn help_is_suggested_once_something_keeps_failing_and_not_before() {
        let mut told: Vec<Signal> = Vec::new();
        let mut asked = Vec::new();
        for times in 1..=4 {
            let report = Report { occurrence: times.to_string(), ..failed() };
            let decision = tells(Content::Report(report), ana(told), &mut later(TimeDelta::minutes(times)));
            asked.push(decision.told().len());
            told = signal(&decision).into_iter().collect();
        }
        assert_eq!(asked, [0, 0, 1, 0]);
    }

    #[test]
    fn what_was_handed_in_lasts_until_it_is_looked_whether_anything_came_after_it() {
        let mut ana = member("ana");
        ana.calendar = crate::sample::calendar(chrono_tz::UTC, "mon,tue 9-18");
        let known = Known::Member(Box::new(ana), vec![], vec![]);
        let decision = tells(Content::Report(merged()), known, &mut moment());
        let (looked_at, until) = (decision.wakes()[0].1, signal(&decision).unwrap().until);
        assert!(looked_at > merged().at + SUBMISSION_LASTS && looked_at < until, "{looked_at} {until}");
    }

    #[test]
    fn what_is_long_over_is_no_reason() {
        let old = Report { at: now() - TimeDelta::days(15), ..merged() };
        assert_eq!(outcome(&tells(Content::Report(old), ana(vec![]), &mut moment())), Outcome::Late);
        let due = Report { until: Some(now() - TimeDelta::hours(1)), ..report(Kind::Deadline) };
        assert_eq!(outcome(&tells(Content::Report(due), ana(vec![]), &mut moment())), Outcome::Late);
        let ahead = Report { at: now() + TimeDelta::days(400), ..merged() };
        assert_eq!(signal(&tells(Content::Report(ahead), ana(vec![]), &mut moment())).unwrap().at, now());
    }
}
