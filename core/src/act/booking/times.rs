//! Times that suit both people of a session, and whether there are any at all.
//!
//! Where the mentor has office hours, a learner is shown those first: in them sessions are put one right after the
//! other, so no other times are looked for there. Who wants later ones is shown all as they come.

use chrono::{DateTime, TimeDelta, Utc};

use super::hidden::KeptFree;
use super::{BOOKABLE, besides};
use crate::action::{Action, Whom};
use crate::ask::{Ask, Offer};
use crate::follow_up::{Busy, packed, rows, slots};
use crate::member::{Holding, Member};
use crate::script::{Saying, Value};
use crate::session::{Minutes, Session, Stage};

/// So many times are suggested at once.
pub(super) const SUGGESTED: usize = 3;

/// What a time is looked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::act) struct Wanted {
    pub(super) minutes: Minutes,
    /// Under what the mentor's caps have it already, so that it is not in its own way.
    place: Holding,
    /// The time that it has.
    pub(super) has: Option<Busy>,
    pub(super) starts_at: Option<DateTime<Utc>>,
}

impl Wanted {
    /// For an offer that is not answered yet.
    pub(in crate::act) fn by_an_offer(offer: &Offer, ask: &Ask) -> Wanted {
        Wanted { minutes: ask.minutes, place: Holding::Offer(offer.id), has: None, starts_at: None }
    }
}

impl From<&Session> for Wanted {
    fn from(session: &Session) -> Wanted {
        let (has, starts_at) = (session.busy(), session.starts_at());
        Wanted { minutes: session.minutes, place: Holding::Session(session.id), has, starts_at }
    }
}

/// Times that suit both.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::act) struct Times {
    /// When.
    pub(super) at: Vec<DateTime<Utc>>,
    /// Those of them that lie in the mentor's office hours.
    pub(super) office: Vec<DateTime<Utc>>,
    /// After which others are looked for.
    pub(super) then: Option<DateTime<Utc>>,
}

/// In which order times are suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::act) enum Order {
    /// Those of office hours before the others.
    OfficeFirst,
    /// As they come, after one that was looked at already, without those of office hours that came before it.
    After(DateTime<Utc>),
}

/// Times between two instants that suit both people of a session, on days on which the mentor has room for it. In
/// office hours they are one right after the other from there on, and go on after those that were looked at already.
pub(in crate::act) fn suggest(
    wanted: impl Into<Wanted>,
    learner: &Member,
    mentor: &Member,
    busy: &[Busy],
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    order: Order,
) -> Times {
    let wanted = wanted.into();
    let minutes = wanted.minutes.count();
    let free = KeptFree::of(wanted, learner, mentor, busy, (from, until));
    let office = free.office_starts(wanted, learner, mentor, from);
    let after = match order {
        Order::OfficeFirst => None,
        Order::After(after) => Some(after),
    };
    let shown = match order {
        Order::OfficeFirst => Vec::new(),
        Order::After(_) => suggest(wanted, learner, mentor, busy, (from, until), Order::OfficeFirst).office,
    };
    let is_meant =
        |at: &DateTime<Utc>| *at < until && after.is_none_or(|after| *at > after) && !shown.contains(at);
    let office: Vec<Vec<_>> =
        office.into_iter().map(|starts| starts.into_iter().filter(is_meant).collect()).collect();
    let taken = free.all();
    // Another time is not the one that it has.
    let most = SUGGESTED + usize::from(wanted.starts_at.is_some());
    let since = after.map_or(from, |after| after.max(from));
    let mut others = slots(&learner.calendar, &mentor.calendar, &taken, minutes, since, until, most);
    others.retain(|at| Some(*at) != wanted.starts_at);
    put_in_order(office, others, order)
}

/// Those that are shown out of the starts in each block of office hours and of all others.
fn put_in_order(office: Vec<Vec<DateTime<Utc>>>, others: Vec<DateTime<Utc>>, order: Order) -> Times {
    let first = office.iter().filter_map(|block| block.first().copied());
    // Those of a week later would be called as these are.
    let soonest = first.clone().next();
    let is_near = |at: &DateTime<Utc>| soonest.is_some_and(|soonest| *at - soonest < TimeDelta::days(6));
    let rest = office.iter().flat_map(|block| block.iter().skip(1).copied());
    // Of each block the first, so that none has a gap; then those right after it.
    let in_turn: Vec<DateTime<Utc>> = first.clone().chain(rest).filter(is_near).collect();
    let mut shown: Vec<DateTime<Utc>> = match order {
        Order::OfficeFirst => {
            // Whoever cannot come then sees another time at once.
            let most = SUGGESTED - usize::from(!others.is_empty());
            let mut shown: Vec<_> = in_turn.into_iter().take(most).collect();
            shown.sort_unstable();
            shown.extend(others.iter().copied());
            shown
        }
        Order::After(_) => {
            let mut shown: Vec<_> = first.chain(others.iter().copied()).collect();
            shown.sort_unstable();
            shown
        }
    };
    shown.truncate(SUGGESTED);
    let lies_in_it = |at: &DateTime<Utc>| office.iter().any(|block| block.contains(at));
    let (office, plain): (Vec<_>, Vec<_>) = shown.iter().copied().partition(lies_in_it);
    let then = match order {
        Order::OfficeFirst => plain.last().or(shown.last()).copied(),
        Order::After(_) => shown.last().copied(),
    };
    Times { at: shown, office, then }
}

/// What is in the way of a session at an instant, and what stays free so that it is no third in a row. Within the
/// mentor's office hours they waive both for what they give to others in the same block.
pub(super) fn in_the_way(
    session: &Session,
    learner: &Member,
    mentor: &Member,
    at: DateTime<Utc>,
    busy: &[Busy],
) -> (Vec<Busy>, Vec<Busy>) {
    let others = besides(session, busy);
    let office = mentor.mentor.as_ref().and_then(|profile| profile.office.as_ref());
    let block =
        office.and_then(|office| office.block_around(&mentor.calendar, at, at + session.minutes.time()));
    let minutes = session.minutes.count();
    match block {
        Some(block) => packed(&others, block, learner.id, mentor.id, minutes),
        None => {
            let in_a_row = rows(&others, minutes);
            (others, in_a_row)
        }
    }
}

/// The first times of a session, as its learner reads them: none is looked for before they are at work again.
pub(in crate::act) fn first_times(
    wanted: impl Into<Wanted>,
    learner: &Member,
    mentor: &Member,
    busy: &[Busy],
    now: DateTime<Utc>,
) -> Times {
    let from = learner.calendar.opening(now).unwrap_or(now);
    suggest(wanted, learner, mentor, busy, (from, from + BOOKABLE), Order::OfficeFirst)
}

/// Whether any time in the days ahead suits both: the mentor reads of the same days as the learner.
pub(in crate::act) fn have_a_time(
    wanted: impl Into<Wanted>,
    learner: &Member,
    mentor: &Member,
    busy: &[Busy],
    now: DateTime<Utc>,
) -> bool {
    !first_times(wanted, learner, mentor, busy, now).is_empty()
}

/// Whether the mentor's caps leave room for it at an instant.
pub(super) fn has_room(mentor: &Member, wanted: impl Into<Wanted>, at: DateTime<Utc>) -> bool {
    let wanted = wanted.into();
    mentor
        .mentor
        .as_ref()
        .is_none_or(|profile| profile.room(&mentor.calendar, at, Some(wanted.place)).fits(wanted.minutes))
}

impl Times {
    /// Whether there are none.
    pub(in crate::act) fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// The same as they come.
    pub(super) fn in_order_of_time(mut self) -> Times {
        self.at.sort_unstable();
        self
    }

    /// Puts the times on the buttons of a sentence, in the reader's zone.
    pub(in crate::act) fn offer_on(
        &self,
        saying: Saying,
        session: &Session,
        reader: &Member,
        now: DateTime<Utc>,
    ) -> Saying {
        let label = |at: &DateTime<Utc>| Value::day_on_the_wall(*at, reader.calendar.zone, now);
        // Where none is found, whoever asks may have somebody else, whatever is found by the time of their press.
        let somebody_else = self.is_empty() && matches!(session.stage, Stage::Choosing { .. });
        let cancel = match somebody_else && reader.id == session.learner {
            true => Action::Again(session.id, Whom::Other),
            false => Action::Cancel(Some(session.id)),
        };
        let mut saying = saying
            .with("times", self.at.iter().map(label).collect::<Vec<_>>())
            .with("office", self.office.iter().map(label).collect::<Vec<_>>())
            .button("other", Action::Times(session.id, self.then))
            .button("now", Action::Now(session.id))
            .button("cancel", cancel)
            .button("hours", Action::Hours(None));
        for (place, at) in self.at.iter().enumerate() {
            saying = saying.button(format!("pick{place}"), Action::Pick(session.id, *at));
        }
        saying
    }
}
