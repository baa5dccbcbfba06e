//! Other hours, another zone, days off: what is scheduled for somebody already is planned anew.
//!
//! - What waits to be said to them is looked at by the new hours at once.
//! - An offer that they have seen has as much of their working time left as it had. One that they have not is shown
//!   when they are open next, or goes to somebody else.
//! - What follows a session keeps the wall time at which it was to be asked, in the hours of its day; so does the time
//!   in which they pick one, and the next look for a mentor.
//! - A time that two people agreed on is an instant and stays; when they are reminded of it follows their hours.
//! - A pause ends when it was to end, and the word before comes in their hours, unless it is due within half a day.
//!
//! What the same decision changes anyhow is planned by it, and left alone here.

use super::booking::reminders;
use super::day;
use super::note::follow_ups;
use super::offer::LONGEST_DELAY;
use super::route::runs_out;
use crate::action::{Action, Wake};
use crate::ask::{Ask, OfferStage, Stage as AskStage};
use crate::calendar::{Calendar, WorkingTime, minutes};
use crate::decision::{Change, wake};
use crate::follow_up::{Policy, Wish};
use crate::id::{AskId, OfferId, SessionId};
use crate::member::Member;
use crate::moment::Moment;
use crate::session::{CheckpointStage, Stage};
use crate::store::{OfferStory, SessionStory};
use crate::task::{Address, Subject};

/// What is scheduled for somebody.
#[derive(Debug, Default)]
pub(super) struct Planned {
    /// Offers that are open for them.
    pub(super) offers: Vec<OfferStory>,
    /// Sessions that are open for them, in either role.
    pub(super) sessions: Vec<SessionStory>,
    /// What they ask that is open.
    pub(super) asks: Vec<Ask>,
    /// How much of a mentor's working time an offer lasts.
    pub(super) lasts: WorkingTime,
}

impl Planned {
    /// Without what is changed already.
    pub(super) fn besides(mut self, changes: &[Change]) -> Planned {
        let changed = |of: &dyn Fn(&Change) -> bool| changes.iter().any(of);
        let ask = |id: AskId| changed(&|change| matches!(change, Change::Ask(ask) if ask.id == id));
        let offer = |id: OfferId| changed(&|change| matches!(change, Change::Offer(offer) if offer.id == id));
        let session =
            |id: SessionId| changed(&|change| matches!(change, Change::Session(session) if session.id == id));
        self.asks.retain(|one| !ask(one.id));
        self.offers.retain(|one| !offer(one.offer.id) && !ask(one.ask.ask.id));
        self.sessions.retain(|one| !session(one.session.id));
        self
    }
}

/// Whether two calendars come to the same hours, but for a pause: that has its own end.
pub(super) fn is_as_before(was: &Calendar, is: &Calendar) -> bool {
    (was.zone, &was.hours, &was.off) == (is.zone, &is.hours, &is.off)
}

/// Everything that is scheduled for a member, as their calendar has it from now on.
pub(super) fn replanned(
    was: &Calendar,
    member: &Member,
    planned: Planned,
    moment: &mut Moment,
) -> Vec<Change> {
    let mut changes = vec![Change::Hasten(Address::Member(member.id))];
    let Planned { offers, sessions, asks, lasts } = planned;
    changes.extend(offers.into_iter().flat_map(|story| offer(was, member, story, lasts, moment)));
    changes.extend(sessions.into_iter().flat_map(|story| session(was, member, story, moment)));
    changes.extend(asks.into_iter().flat_map(|one| ask(was, member, one, moment)));
    changes.extend(pause(was, member, moment));
    changes
}

fn pause(was: &Calendar, member: &Member, moment: &mut Moment) -> Vec<Change> {
    let Some(pause) = member.pause_after(moment.now) else { return Vec::new() };
    let word = |calendar: &Calendar| {
        let member = Member { calendar: calendar.clone(), ..member.clone() };
        day::word_before(&member, pause.until, moment.now)
    };
    let (before, word) = (word(was), word(&member.calendar));
    let had_hours = Calendar { pause: None, ..was.clone() }.opening(moment.now).is_some();
    // One that was said, or is about to be, is not said twice.
    if before.is_none() && had_hours || word.is_none() || before == word {
        return Vec::new();
    }
    [Change::Drop(Subject::Pause(member.id))].into_iter().chain(day::planned(member, moment)).collect()
}

/// The same wall time, on the clock and in the hours that hold from now on.
fn again(
    was: &Calendar,
    member: &Member,
    at: chrono::DateTime<chrono::Utc>,
    moment: &Moment,
) -> chrono::DateTime<chrono::Utc> {
    let wish = Wish::at(at, was, Policy::OnDay);
    wish.resolve(&member.calendar).unwrap_or(at).max(moment.now)
}

fn offer(
    was: &Calendar,
    member: &Member,
    story: OfferStory,
    lasts: WorkingTime,
    moment: &mut Moment,
) -> Vec<Change> {
    let OfferStory { mut offer, ask, .. } = story;
    let (now, mut ask, about) = (moment.now, ask.ask, Subject::Offer(offer.id));
    let (next, action, until) = match offer.stage {
        OfferStage::Planned { opens_at } => {
            let opens = member.calendar.opening(now).filter(|opens| *opens - now <= LONGEST_DELAY);
            let present = Action::Clock(Wake::Present(offer.id));
            match opens {
                Some(opens) if opens == opens_at => return Vec::new(),
                Some(opens) => {
                    offer.stage = OfferStage::Planned { opens_at: opens };
                    (opens, present, runs_out(member, opens, lasts))
                }
                // Whoever is not open for long is not waited for: that is found out now.
                None => return vec![Change::Drop(about), wake(present, now, None, about, moment)],
            }
        }
        OfferStage::Offered { until } => {
            let left = u32::try_from(was.working_between(now, until).num_minutes()).unwrap_or_default();
            let Some(later) = member.calendar.after_working(now, minutes(left.max(1))) else {
                return Vec::new();
            };
            if later == until {
                return Vec::new();
            }
            offer.stage = OfferStage::Offered { until: later };
            (later, Action::Clock(Wake::Expire(offer.id)), later)
        }
        OfferStage::Accepted { .. }
        | OfferStage::Passed { .. }
        | OfferStage::Missed { .. }
        | OfferStage::Recalled { .. } => return Vec::new(),
    };
    let mut changes = vec![Change::Drop(about), wake(action, next, None, about, moment)];
    if matches!(ask.stage, AskStage::AwaitingMentor { offer: id, .. } if id == offer.id) {
        ask.stage = AskStage::AwaitingMentor { offer: offer.id, until };
        changes.push(Change::Ask(ask));
    }
    changes.push(Change::Offer(offer));
    changes
}

fn session(was: &Calendar, member: &Member, story: SessionStory, moment: &mut Moment) -> Vec<Change> {
    let SessionStory { mut session, mut learner, mut mentor, .. } = story;
    let about = Subject::Session(session.id);
    let is_learner = learner.id == member.id;
    let theirs = if is_learner { &mut learner } else { &mut mentor };
    theirs.calendar = member.calendar.clone();
    match &mut session.stage {
        Stage::Booked { starts_at } if *starts_at > moment.now => {
            let starts_at = *starts_at;
            let reminders = reminders(&session, &learner, &mentor, starts_at, moment);
            [Change::Drop(about)].into_iter().chain(reminders).collect()
        }
        Stage::Choosing { until } if is_learner => {
            let later = again(was, member, *until, moment);
            if later == *until {
                return Vec::new();
            }
            *until = later;
            let lapse = wake(Action::Clock(Wake::Lapse(session.id)), later, None, about, moment);
            vec![Change::Drop(about), lapse, Change::Session(Box::new(session))]
        }
        Stage::Following { note, .. } if is_learner => {
            if matches!(note.checkpoint.stage, CheckpointStage::Planned) {
                note.checkpoint.due = again(was, member, note.checkpoint.due, moment);
            }
            let note = note.clone();
            let follow_ups = follow_ups(session.id, &note, &learner, moment);
            let changes = [Change::Drop(about)].into_iter().chain(follow_ups);
            changes.chain([Change::Session(Box::new(session))]).collect()
        }
        Stage::Booked { .. }
        | Stage::Choosing { .. }
        | Stage::Following { .. }
        | Stage::Meeting { .. }
        | Stage::Noting { .. }
        | Stage::Closed { .. } => Vec::new(),
    }
}

fn ask(was: &Calendar, member: &Member, mut ask: Ask, moment: &mut Moment) -> Vec<Change> {
    let AskStage::Waiting { again_at, tries } = ask.stage else { return Vec::new() };
    let later = again(was, member, again_at, moment);
    if ask.is_gathered() || later == again_at {
        return Vec::new();
    }
    ask.stage = AskStage::Waiting { again_at: later, tries };
    let about = Subject::Ask(ask.id);
    let look = wake(Action::Clock(Wake::Rematch(ask.id)), later, None, about, moment);
    vec![Change::Drop(about), look, Change::Ask(ask)]
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use chrono_tz::Tz;

    use super::*;
    use crate::ask::Offer;
    use crate::calendar::{Pause, hours};
    use crate::decision::Decision;
    use crate::sample::{at, calendar, following, id, meeting, member, mentor, moment, now, offered};

    fn in_zone(member: Member, zone: Tz, hours: &str) -> Member {
        Member { calendar: calendar(zone, hours), ..member }
    }

    fn plans(changes: Vec<Change>) -> Vec<(String, DateTime<Utc>)> {
        let decision = Decision::silent().and_all(changes);
        decision.wakes().into_iter().map(|(action, due)| (action.to_string(), due)).collect()
    }

    fn berlin() -> Calendar {
        calendar(Tz::Europe__Berlin, "mon-fri 9-18")
    }

    #[test]
    fn an_offer_has_as_much_working_time_left_as_it_had() {
        // Offered on Tuesday at nine in Berlin, until noon; then Ben says that he works from eleven.
        let ben = in_zone(mentor("ben"), Tz::Europe__Berlin, "mon-fri 11-18");
        let planned = Planned { offers: vec![offered(crate::sample::offer())], ..Planned::default() };
        let OfferStage::Offered { until: was } = crate::sample::offer().stage else { panic!("an offer") };
        let left = berlin().working_between(now(), was);
        let changes = replanned(&berlin(), &ben, planned, &mut moment());
        let decision = Decision::silent().and_all(changes);
        let OfferStage::Offered { until } = decision.offers()[0].stage else { panic!("an offer") };
        assert_eq!(ben.calendar.working_between(now(), until), left);
        assert_eq!(decision.ask().stage, AskStage::AwaitingMentor { offer: id("offer"), until });
        assert_eq!(decision.wakes()[0].1, until);
        assert!(decision.changes.contains(&Change::Hasten(Address::Member(id("ben")))));
    }

    #[test]
    fn an_offer_that_was_not_seen_is_shown_when_they_open_next_or_goes_on() {
        let story = || {
            let stage = OfferStage::Planned { opens_at: at("2026-11-24T14:00:00Z") };
            offered(Offer { stage, ..crate::sample::offer() })
        };
        let shown = |theirs: &str| {
            let ben = in_zone(mentor("ben"), Tz::Europe__Berlin, theirs);
            plans(offer(&berlin(), &ben, story(), hours(4), &mut moment()))[0].1
        };
        assert_eq!(shown("mon-fri 11-18"), at("2026-11-24T10:00:00Z"));
        assert_eq!(shown("sun 9-12"), now());
        assert_eq!(shown("none"), now());
    }

    #[test]
    fn a_booked_time_stays_and_its_reminder_follows_the_hours() {
        let starts_at = at("2026-11-30T15:30:00Z");
        let ana = in_zone(member("ana"), Tz::America__Chicago, "mon-fri 9-18");
        let changes = session(&berlin(), &ana, meeting(Stage::Booked { starts_at }), &mut moment());
        assert!(!changes.iter().any(|change| matches!(change, Change::Session(_))));
        let plans = plans(changes);
        let due = |beginning: &str| {
            let of = plans.iter().filter(|(action, _)| action.starts_with(beginning));
            of.map(|(_, due)| *due).collect::<Vec<_>>()
        };
        assert_eq!(due("clock begin"), [starts_at]);
        // Ben's hours begin at nine in Berlin; hers half an hour before the session, and ten minutes before is enough.
        assert_eq!(due("clock remind").len(), 2, "{plans:?}");
    }

    #[test]
    fn what_follows_a_session_keeps_its_wall_time_across_zones_and_a_change_of_the_clock() {
        let story = meeting(following());
        let was_due = story.session.note().unwrap().checkpoint.due;
        let tokyo = in_zone(member("ana"), Tz::Asia__Tokyo, "mon-fri 9-18");
        let changes = session(&berlin(), &tokyo, story, &mut moment());
        let decision = Decision::silent().and_all(changes);
        let due = decision.session().note().unwrap().checkpoint.due;
        assert_eq!(tokyo.calendar.local(due), berlin().local(was_due));
        assert!(
            decision.wakes().iter().any(|(action, at)| {
                **action == Action::Clock(Wake::CheckIn(id("session"))) && *at == due
            })
        );
        // In Cairo the clock skips the midnight of 24 April 2026: a wish for its day stays on it.
        let cairo = calendar(Tz::Africa__Cairo, "daily 0-24");
        let spring = Moment::new(at("2026-04-20T09:00:00Z"), 7);
        let wished = Wish::at(at("2026-04-24T00:30:00Z"), &calendar(Tz::UTC, "daily 0-24"), Policy::OnDay);
        let ana = Member { calendar: cairo.clone(), ..member("ana") };
        let moved = again(&calendar(Tz::UTC, "daily 0-24"), &ana, at("2026-04-24T00:30:00Z"), &spring);
        assert_eq!(Some(moved), wished.resolve(&cairo));
        assert_eq!(cairo.local_date(moved), "2026-04-24".parse().unwrap());
    }

    #[test]
    fn the_word_before_a_pause_ends_comes_in_the_hours_of_another_city_and_the_pause_ends_as_it_was_to() {
        let until = at("2026-12-08T23:00:00Z");
        let ana = in_zone(member("ana"), Tz::America__Chicago, "mon-fri 9-18");
        let paused = |mut ana: Member| {
            ana.calendar.pause = Some(Pause { from: now(), until });
            ana
        };
        let moved = |ana: &Member, moment: &mut Moment| {
            let changes = replanned(&berlin(), ana, Planned::default(), moment);
            assert_eq!(changes.contains(&Change::Drop(Subject::Pause(ana.id))), changes.len() > 1);
            plans(changes).into_iter().map(|(_, due)| due).collect::<Vec<_>>()
        };
        assert_eq!(moved(&paused(ana.clone()), &mut moment()), [until, at("2026-12-07T16:00:00Z")]);
        assert!(moved(&ana, &mut moment()).is_empty());
        // Who had no hours was promised no word.
        let never = in_zone(member("ana"), Tz::America__Chicago, "none").calendar;
        let planned = replanned(&never, &paused(ana.clone()), Planned::default(), &mut moment());
        assert_eq!(plans(planned).len(), 2);
        // In Berlin it was said an hour ago.
        let mut after = Moment::new(at("2026-12-08T10:00:00Z"), 7);
        assert!(moved(&paused(ana), &mut after).is_empty());
    }

    #[test]
    fn whatever_is_changed_already_is_left_alone_and_so_is_whatever_comes_to_the_same() {
        let changed = Change::Offer(crate::sample::offer());
        let planned = Planned { offers: vec![offered(crate::sample::offer())], ..Planned::default() };
        assert!(planned.besides(&[changed]).offers.is_empty());
        let ben = in_zone(mentor("ben"), Tz::Europe__Berlin, "mon-fri 9-18");
        assert!(offer(&berlin(), &ben, offered(crate::sample::offer()), hours(4), &mut moment()).is_empty());
        assert!(is_as_before(&berlin(), &ben.calendar));
        assert!(!is_as_before(&berlin(), &calendar(Tz::Europe__Paris, "mon-fri 9-18")));
    }
}
