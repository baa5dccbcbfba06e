//! `dry-run`: what would be said to whom if a round were held now, and what is said next anyway. Nothing is sent, and
//! nobody else hears that somebody looked. Of what others are told it says to whom and when, and no word of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::round::{self, Matching};
use crate::action::{Action, Wake, words};
use crate::ask::{Offer, OfferStage};
use crate::community::Community;
use crate::decision::{Change, Decision};
use crate::id::{MemberId, OfferId, SessionId};
use crate::message::Message;
use crate::moment::Moment;
use crate::script::{Value, record, say};
use crate::session::{Session, Stage};
use crate::task::{Address, Task, Work};
use crate::text::Typed;

/// So many lines of either kind are shown.
const SHOWN: usize = 6;
/// So much of what is promised is looked at.
pub(super) const LOOKED_AT: u32 = 200;
/// Of so many sessions it is looked up who they are of, the next first: more lines than are shown.
const SESSIONS: usize = 12;

/// What is looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Promised {
    /// What a round would come to.
    pub round: Matching,
    /// What is promised already, the first due first.
    pub next: Vec<Task>,
    /// The offers that are among it.
    pub offers: Vec<Offer>,
    /// The sessions of which something is among it.
    pub sessions: Vec<Session>,
    /// The names of those to whom it is to be said.
    pub names: BTreeMap<MemberId, Typed>,
}

/// What would be said, and what is said next.
pub(super) fn dry_run(promised: Promised, community: &Community, moment: &mut Moment) -> Message {
    let Promised { round, next, offers, sessions, mut names } = promised;
    names.extend(round.mentors.iter().map(|mentor| (mentor.id, mentor.name.clone())));
    names.extend(round.waiting.iter().map(|about| (about.learner.id, about.learner.name.clone())));
    let asks = round.waiting.len();
    let held = round::run(round, community, moment);
    let would: Vec<Value> =
        said(&held, &names).into_iter().map(|(to, offer, at)| line(&to, offer, at, moment)).collect();
    let mut next: Vec<Coming> =
        next.iter().filter_map(|task| coming(task, &offers, &sessions, community)).collect();
    // Whatever is for everybody is said once, however often its hour was planned.
    next.dedup_by(|one, before| one == before && matches!(one.0, "digest" | "round"));
    let next: Vec<Value> = next
        .into_iter()
        .map(|(what, whom, at)| {
            let whom: Vec<String> = whom.into_iter().map(|one| to(Address::Member(one), &names)).collect();
            record([("what", what.into()), ("to", whom.into()), ("at", at.timestamp_millis().into())])
        })
        .collect();
    let any = !would.is_empty();
    say("dry-run")
        .with("n", asks)
        .with("more", would.len().saturating_sub(SHOWN))
        .with("would", would.into_iter().take(SHOWN).collect::<Vec<_>>())
        .with("rest", next.len().saturating_sub(SHOWN))
        .with("next", next.into_iter().take(SHOWN).collect::<Vec<_>>())
        .button_if(any, "run", Action::Round(words("run")))
        .button("health", Action::Health)
        .message()
}

/// The offers and the sessions to look up: of what is due next, those that say to whom.
pub(super) fn looked_up(next: &[Task]) -> (Vec<OfferId>, Vec<SessionId>) {
    let (mut offers, mut sessions) = (Vec::new(), Vec::new());
    for task in next {
        match task.work {
            Work::Act(Action::Clock(Wake::Present(offer))) => offers.push(offer),
            Work::Act(Action::Clock(wake)) => {
                let session =
                    session_of(wake).filter(|id| sessions.len() < SESSIONS && !sessions.contains(id));
                sessions.extend(session);
            }
            Work::Act(_) | Work::Deliver(_) => {}
        }
    }
    (offers, sessions)
}

/// The session of which something is said when the clock comes to this.
fn session_of(wake: Wake) -> Option<SessionId> {
    match wake {
        Wake::Remind(session, _)
        | Wake::Begin(session)
        | Wake::WrapUp(session)
        | Wake::Unwritten(session)
        | Wake::Nudge(session, _)
        | Wake::CheckIn(session)
        | Wake::Thank(session) => Some(session),
        _ => None,
    }
}

/// What kind of thing is said, to whom, and when.
type Coming = (&'static str, Vec<MemberId>, DateTime<Utc>);

/// What kind of thing is said when something is due, to whom, and when. Nothing where nothing is said by it, or where
/// it has come to nothing by now.
fn coming(task: &Task, offers: &[Offer], sessions: &[Session], community: &Community) -> Option<Coming> {
    let planned =
        |at: Option<DateTime<Utc>>| at.is_some_and(|at| at.timestamp_millis() == task.due.timestamp_millis());
    let (what, whom) = match &task.work {
        Work::Deliver(delivery) => match delivery.to {
            Address::Member(member) => ("message", vec![member]),
            Address::Channel | Address::Digest => ("channel", Vec::new()),
        },
        Work::Act(Action::Clock(wake)) => match *wake {
            Wake::Present(offer) => {
                let waits = |one: &&Offer| one.id == offer && matches!(one.stage, OfferStage::Planned { .. });
                ("offer", vec![offers.iter().find(waits)?.mentor])
            }
            Wake::FirstDays(member) => ("first-days", vec![member]),
            Wake::PauseEnds(member) => ("pause", vec![member]),
            Wake::Look(member, _) => ("suggestion", vec![member]),
            Wake::Digest if community.digest.wanted && planned(community.digest.planned) => {
                ("digest", Vec::new())
            }
            Wake::Round if planned(community.rounds.planned) => ("round", Vec::new()),
            wake => {
                let id = session_of(wake)?;
                of_session(wake, sessions.iter().find(|session| session.id == id)?)?
            }
        },
        Work::Act(_) => return None,
    };
    Some((what, whom, task.due))
}

/// What is said of a session where it stands, and to whom.
fn of_session(wake: Wake, session: &Session) -> Option<(&'static str, Vec<MemberId>)> {
    let (both, learner) = (vec![session.learner, session.mentor], vec![session.learner]);
    match (wake, &session.stage) {
        (Wake::Remind(..), Stage::Booked { .. }) => Some(("reminder", both)),
        (Wake::Begin(_), Stage::Booked { .. }) => Some(("agenda", both)),
        (Wake::WrapUp(_), Stage::Meeting { .. }) => Some(("wrap-up", both)),
        (Wake::Unwritten(_), Stage::Noting { .. }) if session.attendance.differs() => None,
        (Wake::Unwritten(_), Stage::Noting { .. }) if session.attendance.seems_held() => {
            Some(("unwritten", learner))
        }
        (Wake::Unwritten(_), Stage::Noting { .. }) | (Wake::Lapse(_), Stage::Choosing { .. }) => {
            Some(("message", both))
        }
        (Wake::Nudge(..), Stage::Following { .. }) => Some(("nudge", learner)),
        (Wake::CheckIn(_), Stage::Following { .. }) => Some(("checkpoint", learner)),
        (Wake::Thank(_), _) => Some(("message", vec![session.mentor])),
        _ => None,
    }
}

/// To whom something would be said by a decision, whether it is an offer, and when.
fn said(held: &Decision, names: &BTreeMap<MemberId, Typed>) -> Vec<(String, bool, DateTime<Utc>)> {
    let mentors: BTreeMap<OfferId, MemberId> = held
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::Offer(offer) => Some((offer.id, offer.mentor)),
            _ => None,
        })
        .collect();
    let tasks = held.changes.iter().filter_map(|change| match change {
        Change::Task(task) => Some(task),
        _ => None,
    });
    tasks
        .filter_map(|task| match &task.work {
            Work::Deliver(delivery) => Some((to(delivery.to, names), false, task.due)),
            Work::Act(Action::Clock(Wake::Present(offer))) => {
                Some((to(Address::Member(*mentors.get(offer)?), names), true, task.due))
            }
            Work::Act(_) => None,
        })
        .collect()
}

/// Whom an address means; nothing for the channel.
fn to(address: Address, names: &BTreeMap<MemberId, Typed>) -> String {
    match address {
        Address::Member(member) => {
            names.get(&member).map_or_else(|| "?".to_owned(), |name| name.as_str().to_owned())
        }
        Address::Channel | Address::Digest => String::new(),
    }
}

fn line(to: &str, offer: bool, at: DateTime<Utc>, moment: &Moment) -> Value {
    record([
        ("to", to.into()),
        ("offer", offer.into()),
        ("now", (at <= moment.now).into()),
        ("at", at.timestamp_millis().into()),
    ])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::act::round::{Facts, matched, terms};
    use crate::ask::{Ask, Stage};
    use crate::sample::{asked, community, id, mentor, moment, now};
    use crate::task::{Delivery, Manner, Subject};

    fn told(promised: Promised) -> String {
        dry_run(promised, &community(), &mut moment()).bare(chrono_tz::UTC)
    }

    #[test]
    fn it_says_to_whom_a_round_would_say_something_and_when() {
        let ask = Ask { stage: Stage::Waiting { again_at: now(), tries: 0 }, ..crate::sample::ask() };
        let round = Facts { waiting: vec![asked(ask, vec![])], mentors: vec![Arc::new(mentor("ben"))] };
        let round = matched(round, &terms(&community()), now());
        let told = told(Promised { round, ..Promised::default() });
        assert!(told.contains("to Ben, an offer") && told.contains("to Ana"), "{told}");
        assert!(!told.contains("parser"), "no word of what is said: {told}");
    }

    #[test]
    fn how_many_find_nobody_is_told_in_a_whole_sentence() {
        let ask = |n: u128| {
            let stage = Stage::Waiting { again_at: now(), tries: 0 };
            asked(Ask { id: uuid::Uuid::from_u128(n).into(), stage, ..crate::sample::ask() }, vec![])
        };
        let told = |waiting: Vec<_>| {
            let round = matched(Facts { waiting, mentors: vec![] }, &terms(&community()), now());
            told(Promised { round, ..Promised::default() })
        };
        let one = told(vec![ask(1)]);
        assert!(one.contains("nobody could be found for the ask that waits."), "{one}");
        assert!(told(vec![ask(1), ask(2)]).contains("for 2 asks that wait."));
    }

    #[test]
    fn what_is_promised_already_is_told_with_its_time_and_the_rest_is_counted() {
        let task = |number: i64, to: Address| Task {
            id: moment().id(),
            due: now() + chrono::TimeDelta::hours(number),
            wish: None,
            not_after: None,
            about: Subject::Member(id("ana")),
            work: Work::Deliver(Delivery::new(to, say("appointment.none").message(), Manner::Proactive)),
        };
        let ana = Address::Member(id("ana"));
        let next = [ana, Address::Channel, ana, ana, ana, ana, ana, ana];
        let next = next.into_iter().zip(1..).map(|(to, number)| task(number, to)).collect();
        let names = [(id("ana"), crate::sample::member("ana").name)].into();
        let told = told(Promised { next, names, ..Promised::default() });
        assert!(told.contains("to Ana, Tue 24 Nov, 10:00") && told.contains("to the channel"), "{told}");
        assert!(told.contains("and 2 more"), "{told}");
    }

    #[test]
    fn what_the_clock_says_next_is_told_as_what_it_is_and_to_whom() {
        let due = |hours: i64, wake: Wake| Task {
            id: moment().id(),
            due: now() + chrono::TimeDelta::hours(hours),
            wish: None,
            not_after: None,
            about: Subject::Member(id("ana")),
            work: Work::Act(Action::Clock(wake)),
        };
        let mut here = community();
        here.digest.planned = Some(now() + chrono::TimeDelta::hours(5));
        let booked = crate::session::Stage::Booked { starts_at: now() + chrono::TimeDelta::hours(9) };
        let session = Session { stage: booked, ..crate::sample::session() };
        let planned = Offer { stage: OfferStage::Planned { opens_at: now() }, ..crate::sample::offer() };
        let notice = crate::action::Notice::Day;
        let next = vec![
            due(1, Wake::Present(planned.id)),
            due(2, Wake::Remind(session.id, notice)),
            // It has come to nothing: the session is not followed up, nobody waits for that digest.
            due(3, Wake::Nudge(session.id, 1)),
            due(4, Wake::Digest),
            due(5, Wake::Digest),
            due(5, Wake::Digest),
            due(6, Wake::Forget),
            due(7, Wake::PauseEnds(id("ana"))),
        ];
        assert_eq!(looked_up(&next), (vec![planned.id], vec![session.id]));
        let names = ["ana", "ben"].map(|name| (id(name), crate::sample::member(name).name)).into();
        let (offers, sessions) = (vec![planned], vec![session]);
        let promised = Promised { next, offers, sessions, names, ..Promised::default() };
        let told = dry_run(promised, &here, &mut moment()).bare(chrono_tz::UTC);
        let lines: Vec<&str> = told.lines().filter(|line| line.starts_with('•')).collect();
        let expected = [
            "• to Ben: an offer, Tue 24 Nov, 10:00",
            "• to Ana and Ben: a reminder of their session, Tue 24 Nov, 11:00",
            "• the digest of the week, Tue 24 Nov, 14:00",
            "• to Ana: that their pause ends, Tue 24 Nov, 16:00",
        ];
        assert_eq!(lines, expected, "{told}");
    }

    #[test]
    fn a_missing_note_is_asked_of_the_learner_and_of_nobody_where_their_words_differ() {
        use crate::session::{Attendance, Word};
        let of = |learner, mentor| {
            let mut session = crate::sample::session();
            session.stage = crate::session::Stage::Noting { started_at: now(), ended_at: now() };
            session.attendance = Attendance { learner, mentor, ..Attendance::default() };
            of_session(Wake::Unwritten(session.id), &session).map(|(kind, whom)| (kind, whom.len()))
        };
        assert_eq!(of(Some(Word::Met), None), Some(("unwritten", 1)));
        assert_eq!(of(None, None), Some(("message", 2)));
        assert_eq!(of(Some(Word::Met), Some(Word::NotMet)), None);
    }
}
