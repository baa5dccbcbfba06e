//! What mentors gave lately. It goes by the books and by the rules of the numbers, so that it adds up to what the
//! numbers say; what is still to come of what they took on stands in the memory alone.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::community::{Community, Scope};
use crate::id::MemberId;
use crate::kpi::rollup::{self, NotABook, Page, needed_for_given};
use crate::kpi::{Given, Span, Terms};
use crate::store::{Store, StoreError};

/// What mentors gave in the last 30 days and today, which are days of the community.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lately {
    /// Each of those who were asked for.
    pub mentors: BTreeMap<MemberId, Recent>,
    /// All others together: who helped without mentoring, and who mentors no more. Offers are not counted.
    pub others: Given,
}

/// What one mentor gave, and took on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recent {
    /// What they gave.
    pub given: Given,
    /// Sessions that they took on meanwhile and that are still to come, or of which it is not known whether they met.
    pub open: u32,
    /// Sessions that they took on meanwhile and that did not take place, and will not, those of learners who are gone
    /// among them.
    pub not_held: u32,
}

/// What these mentors gave lately, and all others together.
///
/// # Errors
/// The memory does not answer, or what it has is no book.
pub async fn lately(
    store: &dyn Store,
    community: &Community,
    mentors: &[MemberId],
    now: DateTime<Utc>,
) -> Result<Lately, StoreError> {
    let (scope, terms) = (community.scope(), Terms::of(community.zone));
    let window = Span::Days30.up_to(now, &terms);
    let (numbers, pages) = books(store, scope, mentors, &needed_for_given(&window, &terms)).await?;
    let given = rollup::given(&pages, &window, &terms).map_err(|NotABook| no_book(scope))?;
    let open = store.unsettled(scope, window.from.unwrap_or(now)).await?;
    Ok(shared(&given, &numbers, mentors, &open.into_iter().collect()))
}

/// So often it is looked where the books are written anew meanwhile.
const LOOKS: usize = 3;

/// The numbers of some people and the books that know them by these: in books that are written anew people have others.
async fn books(
    store: &dyn Store,
    scope: Scope,
    people: &[MemberId],
    needed: &rollup::Needed,
) -> Result<(Vec<(MemberId, u32)>, Vec<Page>), StoreError> {
    let mut numbers = store.numbers(scope, people).await?;
    for _ in 0..LOOKS {
        let pages = store.books(scope, needed).await?;
        let after = store.numbers(scope, people).await?;
        if after == numbers {
            return Ok((numbers, pages));
        }
        numbers = after;
    }
    Err(StoreError::Unavailable(
        "the numbers' books are being written anew; look again in a minute".to_owned(),
    ))
}

/// What each of some gave, and all others together, by their numbers.
fn shared(
    given: &BTreeMap<u32, Given>,
    numbers: &[(MemberId, u32)],
    mentors: &[MemberId],
    open: &BTreeMap<MemberId, u32>,
) -> Lately {
    let mut lately = Lately::default();
    lately.mentors.extend(mentors.iter().map(|mentor| (*mentor, Recent::default())));
    for (mentor, number) in numbers {
        let given = given.get(number).copied().unwrap_or_default();
        let open = open.get(mentor).copied().unwrap_or_default();
        let not_held = given.taken_on.saturating_sub(given.took_place).saturating_sub(open);
        lately.mentors.insert(*mentor, Recent { given, open, not_held });
    }
    let known: BTreeSet<u32> = numbers.iter().map(|(_, number)| *number).collect();
    for (_, given) in given.iter().filter(|(number, _)| !known.contains(number)) {
        lately.others.sessions += given.sessions;
        lately.others.minutes += given.minutes;
    }
    lately
}

fn no_book(scope: Scope) -> StoreError {
    let why = "what stands there is no book".to_owned();
    StoreError::Corrupt { table: "rollup_book", id: scope.community().to_string(), why }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{id, now, session};
    use crate::session::{Attendance, Ending, Session, Stage, Word};

    #[test]
    fn a_session_that_did_not_take_place_yet_is_told_from_one_that_never_will() {
        let with = |stage| Session { stage, ..session() };
        let ended = |ending| with(Stage::Closed { at: now(), ending, note: None });
        let meeting = with(Stage::Meeting { started_at: now() });
        let held = Attendance { held: true, ..Attendance::default() };
        let known = Session { attendance: held, ..meeting.clone() };
        let alone = Attendance { learner: Some(Word::NotMet), ..held };
        let differs = [meeting.clone(), ended(Ending::Answered)];
        let differs = differs.map(|session| Session { attendance: alone, ..session });
        let mut taken_back = ended(Ending::Cancelled { by: id("ben") });
        taken_back.affirmation.undone = Some(now());
        let ahead =
            [with(Stage::Choosing { until: now() }), with(Stage::Booked { starts_at: now() }), meeting];
        assert!(ahead.iter().chain(&differs).all(Session::is_unsettled));
        let over = [Ending::Lapsed, Ending::Missed, Ending::Cancelled { by: id("ana") }, Ending::Answered];
        assert!(!over.map(ended).iter().chain([&known, &taken_back]).any(Session::is_unsettled));
    }

    #[test]
    fn what_was_taken_on_and_did_not_take_place_is_open_or_was_not_held() {
        let given = Given { taken_on: 5, took_place: 2, ..Given::default() };
        let told = |open| {
            let mentors = [id("ben")];
            let numbers = [(id("ben"), 7)];
            shared(&[(7, given)].into(), &numbers, &mentors, &[(id("ben"), open)].into()).mentors[&id("ben")]
        };
        assert_eq!((told(1).open, told(1).not_held), (1, 2));
        // What was given back while it was read is in neither.
        assert_eq!((told(4).open, told(4).not_held), (4, 0));
    }

    #[test]
    fn what_others_gave_stands_together_and_without_a_name() {
        let some = |minutes| Given { sessions: 1, minutes, ended: 2, missed: 1, taken_on: 1, took_place: 1 };
        let given = [(1, some(10)), (2, some(15)), (3, some(20))].into();
        let lately = shared(&given, &[(id("ben"), 1)], &[id("ben"), id("eve")], &BTreeMap::new());
        assert_eq!(lately.others, Given { sessions: 2, minutes: 35, ..Given::default() });
        assert_eq!(lately.mentors[&id("ben")].given, some(10));
        assert_eq!((lately.mentors.len(), lately.mentors[&id("eve")]), (2, Recent::default()));
    }
}
