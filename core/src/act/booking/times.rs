//! Times that suit both people of a session, and whether there are any at all.

use chrono::{DateTime, TimeDelta, Utc};

use super::BOOKABLE;
use crate::action::{Action, Whom};
use crate::ask::{Ask, Offer};
use crate::follow_up::{BUFFER, Busy, noons, rows, slots};
use crate::member::{Holding, Member};
use crate::script::{Phrase, Saying, Value, label};
use crate::session::{Minutes, Session, Stage};

/// So many times are suggested at once.
pub(super) const SUGGESTED: usize = 3;

/// What a time is looked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::act) struct Wanted {
    minutes: Minutes,
    /// Under what the mentor's caps have it already, so that it is not in its own way.
    place: Holding,
    /// The time that it has.
    has: Option<Busy>,
    starts_at: Option<DateTime<Utc>>,
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

/// Times that suit both, in the order in which they come, and why no others stand between them.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::act) struct Times(pub(super) Vec<DateTime<Utc>>, pub(super) Vec<Hidden>);

/// Why a time is not suggested though both work at it and neither has anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::act) enum Hidden {
    /// It is noon.
    Noon,
    /// It would be a third session in a row.
    Row,
    /// The mentor gives no more on that day or in that week.
    Full,
}

impl Hidden {
    pub(super) fn says(self) -> Phrase {
        label(match self {
            Hidden::Noon => "hidden.noon",
            Hidden::Row => "hidden.row",
            Hidden::Full => "hidden.full",
        })
    }
}

/// Times between two instants that suit both people of a session, on days on which the mentor has room for it.
pub(in crate::act) fn suggest(
    wanted: impl Into<Wanted>,
    learner: &Member,
    mentor: &Member,
    busy: &[Busy],
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Times {
    let wanted = wanted.into();
    let minutes = wanted.minutes.count();
    let mut taken = busy.iter().copied().filter(|busy| Some(*busy) != wanted.has).collect::<Vec<_>>();
    let mut noons = [learner, mentor].map(|member| noons(&member.calendar, from, until)).concat();
    // Where one of them does not work at it, nothing is kept free for noon.
    noons.retain(|noon| {
        let (from, to) = (noon.from - BUFFER, noon.to + BUFFER);
        [learner, mentor].iter().all(|member| member.calendar.working_between(from, to) > TimeDelta::zero())
    });
    let why = [
        (Hidden::Noon, noons),
        (Hidden::Row, rows(&taken, minutes)),
        (Hidden::Full, full_days(wanted, mentor, from, until)),
    ];
    taken.extend(why.iter().flat_map(|(_, kept_free)| kept_free));
    // Another time is not the one that it has.
    let most = SUGGESTED + usize::from(wanted.starts_at.is_some());
    let mut times = slots(&learner.calendar, &mentor.calendar, &taken, minutes, from, until, most);
    times.retain(|at| Some(*at) != wanted.starts_at);
    times.truncate(SUGGESTED);
    let last = times.last().copied().unwrap_or(until);
    let between = |kept_free: &[Busy]| kept_free.iter().any(|busy| busy.to > from && busy.from < last);
    let hidden = why.iter().filter(|(_, kept_free)| between(kept_free)).map(|(why, _)| *why);
    Times(times, hidden.collect())
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
    suggest(wanted, learner, mentor, busy, from, from + BOOKABLE)
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

/// The mentor's days between two instants on which their caps leave no room.
fn full_days(wanted: Wanted, mentor: &Member, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Busy> {
    let next = |day: &DateTime<Utc>| mentor.calendar.day_start(*day + TimeDelta::hours(36));
    let first = mentor.calendar.day_start(from);
    let days = std::iter::successors(Some(first), |day| Some(next(day))).take_while(|day| *day < until);
    let full = days.filter(|day| !has_room(mentor, wanted, *day));
    // What is busy keeps a buffer around itself; the night around a day needs none.
    full.map(|day| Busy { from: day + BUFFER, to: next(&day) - BUFFER }).collect()
}

impl Times {
    /// Whether there are none.
    pub(in crate::act) fn is_empty(&self) -> bool {
        self.0.is_empty()
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
            .with("times", self.0.iter().map(label).collect::<Vec<_>>())
            .button("other", Action::Times(session.id, self.0.last().copied()))
            .button("now", Action::Now(session.id))
            .button("cancel", cancel)
            .button("hours", Action::Hours(None));
        for (place, at) in self.0.iter().enumerate() {
            saying = saying.button(format!("pick{place}"), Action::Pick(session.id, *at));
        }
        saying
    }
}
