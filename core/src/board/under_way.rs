//! What is under way: asks that look for their mentor, and sessions from the compliment to the checkpoint.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::PAGE;
use crate::ask::{Ask, Offer, OfferStage, Stage as AskStage};
use crate::community::Scope;
use crate::id::{AskId, MemberId, OfferId, SessionId};
use crate::session::{CheckpointStage, Minutes, Session, Stage};
use crate::store::{Store, StoreError};
use crate::text::Typed;

/// Something that is under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<Id> {
    /// Which.
    pub id: Id,
    /// Who asked.
    pub learner: Typed,
    /// Who helps, or is asked to.
    pub mentor: Option<Typed>,
    /// How long they want to talk.
    pub minutes: Minutes,
    /// What was asked, where everybody may read it.
    pub question: Option<Typed>,
    /// Whose turn it is.
    pub turn: Turn,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when, before something else happens by itself.
    pub until: Option<DateTime<Utc>>,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// The clock's: a mentor's hours are still to begin.
    MentorsHours,
    /// A mentor's: they have the offer.
    Mentor,
    /// The clock's: nobody has room, and it tries again.
    NobodyHasRoom,
    /// The clock's: it is matched together with others, in the next round.
    NextRound,
    /// Anybody's: it is in the pool.
    Anybody,
    /// The learner's: they pick a time.
    PickATime,
    /// Both wait for the time that they agreed on.
    Booked,
    /// They talk.
    Talking,
    /// One of the two writes the note.
    WriteTheNote,
    /// The learner's: they do what they noted.
    DoIt,
    /// The learner's: they were asked how it went.
    SayHowItWent,
}

impl Turn {
    /// Whether somebody waits for somebody: not where a time was agreed on, and not where the learner does what they
    /// noted until its day.
    pub fn is_waited_for(self) -> bool {
        !matches!(self, Turn::Booked | Turn::Talking | Turn::DoIt)
    }
}

/// Asks that have no mentor yet, the oldest first, from the first after that one on; and the last that was looked at,
/// while there are more.
///
/// # Errors
/// The memory does not answer.
pub async fn asks(
    store: &dyn Store,
    scope: Scope,
    after: Option<AskId>,
) -> Result<(Vec<Row<AskId>>, Option<AskId>), StoreError> {
    let mut asks = store.open_asks(scope, after, PAGE).await?;
    let more = asks.last().map(|ask| ask.id).filter(|_| asks.len() == PAGE as usize);
    // From the compliment on it is the session that tells whose turn it is.
    asks.retain(|ask| {
        !matches!(
            ask.stage,
            AskStage::AwaitingLearner { .. } | AskStage::Booked { .. } | AskStage::Closed { .. }
        )
    });
    let offered: Vec<OfferId> = asks.iter().filter_map(offered).collect();
    let offers = if offered.is_empty() { Vec::new() } else { store.offers(scope, &offered).await? };
    let offers: BTreeMap<OfferId, Offer> = offers.into_iter().map(|offer| (offer.id, offer)).collect();
    let people = asks.iter().map(|ask| ask.learner).chain(offers.values().map(|offer| offer.mentor));
    let names = names(store, scope, people).await?;
    let rows = asks.into_iter().filter_map(|ask| {
        let offer = offered_of(&ask, &offers);
        let learner = names.get(&ask.learner)?.clone();
        Some(row_of_ask(ask, learner, offer, &names))
    });
    Ok((rows.collect(), more))
}

fn offered(ask: &Ask) -> Option<OfferId> {
    match ask.stage {
        AskStage::AwaitingMentor { offer, .. } => Some(offer),
        _ => None,
    }
}

fn offered_of<'a>(ask: &Ask, offers: &'a BTreeMap<OfferId, Offer>) -> Option<&'a Offer> {
    offered(ask).and_then(|id| offers.get(&id))
}

fn row_of_ask(
    ask: Ask,
    learner: Typed,
    offer: Option<&Offer>,
    names: &BTreeMap<MemberId, Typed>,
) -> Row<AskId> {
    let (turn, since, until) = match (&ask.stage, offer.map(|offer| &offer.stage)) {
        (AskStage::AwaitingMentor { offer, .. }, Some(OfferStage::Planned { opens_at })) => {
            (Turn::MentorsHours, offer.made_at(), Some(*opens_at))
        }
        (AskStage::AwaitingMentor { offer, .. }, Some(OfferStage::Offered { until })) => {
            (Turn::Mentor, offer.made_at(), Some(*until))
        }
        (AskStage::AwaitingMentor { offer, until }, _) => (Turn::Mentor, offer.made_at(), Some(*until)),
        (AskStage::InPool { since, .. }, _) => (Turn::Anybody, *since, None),
        (AskStage::Waiting { again_at, .. }, _) if ask.is_gathered() => {
            (Turn::NextRound, ask.at, Some(*again_at))
        }
        (AskStage::Waiting { again_at, .. }, _) => (Turn::NobodyHasRoom, ask.at, Some(*again_at)),
        (AskStage::AwaitingLearner { .. } | AskStage::Booked { .. } | AskStage::Closed { .. }, _) => {
            (Turn::PickATime, ask.at, None)
        }
    };
    Row {
        id: ask.id,
        learner,
        mentor: offer.and_then(|offer| names.get(&offer.mentor)).cloned(),
        minutes: ask.minutes,
        question: Some(ask.question).filter(|_| turn == Turn::Anybody),
        turn,
        since,
        until,
    }
}

/// Sessions in which somebody still has something to do, as [`asks`].
///
/// # Errors
/// The memory does not answer.
pub async fn sessions(
    store: &dyn Store,
    scope: Scope,
    after: Option<SessionId>,
) -> Result<(Vec<Row<SessionId>>, Option<SessionId>), StoreError> {
    let sessions = store.open_sessions(scope, after, PAGE).await?;
    let more = sessions.last().map(|session| session.id).filter(|_| sessions.len() == PAGE as usize);
    let people = sessions.iter().flat_map(|session| [session.learner, session.mentor]);
    let names = names(store, scope, people).await?;
    let rows = sessions.iter().filter_map(|session| {
        let learner = names.get(&session.learner)?.clone();
        let (turn, since, until) = turn_of_session(session)?;
        Some(Row {
            id: session.id,
            learner,
            mentor: names.get(&session.mentor).cloned(),
            minutes: session.minutes,
            question: None,
            turn,
            since,
            until,
        })
    });
    Ok((rows.collect(), more))
}

fn turn_of_session(session: &Session) -> Option<(Turn, DateTime<Utc>, Option<DateTime<Utc>>)> {
    let made_at = session.id.made_at();
    Some(match &session.stage {
        Stage::Choosing { until } => {
            (Turn::PickATime, session.attendance.missed_at.unwrap_or(made_at), Some(*until))
        }
        Stage::Booked { starts_at } => {
            (Turn::Booked, session.booked.map_or(made_at, |booked| booked.at), Some(*starts_at))
        }
        Stage::Meeting { started_at } => {
            (Turn::Talking, *started_at, Some(*started_at + session.minutes.time()))
        }
        Stage::Noting { ended_at, .. } => (Turn::WriteTheNote, *ended_at, None),
        Stage::Following { note, .. } => match note.checkpoint.stage {
            CheckpointStage::Planned => (Turn::DoIt, note.at, Some(note.checkpoint.due)),
            CheckpointStage::Asked { at } | CheckpointStage::Answered { at, .. } => {
                (Turn::SayHowItWent, at, None)
            }
        },
        Stage::Closed { .. } => return None,
    })
}

async fn names(
    store: &dyn Store,
    scope: Scope,
    people: impl Iterator<Item = MemberId>,
) -> Result<BTreeMap<MemberId, Typed>, StoreError> {
    let mut people: Vec<MemberId> = people.collect();
    people.sort();
    people.dedup();
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let members = store.members(scope, &people).await?;
    Ok(members.into_iter().map(|member| (member.id, member.name)).collect())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::sample::{ask, id, now, offer, session, typed};
    use crate::session::Booked;

    fn names() -> BTreeMap<MemberId, Typed> {
        [(id("ana"), typed("Ana")), (id("ben"), typed("Ben"))].into()
    }

    fn row(stage: AskStage, offer: Option<&Offer>) -> Row<AskId> {
        row_of_ask(Ask { stage, ..ask() }, typed("Ana"), offer, &names())
    }

    #[test]
    fn an_ask_says_which_mentor_has_it_and_until_when_by_what_the_offer_says() {
        let hour = now() + TimeDelta::hours(1);
        let stage = AskStage::AwaitingMentor { offer: offer().id, until: now() };
        let offered = Offer { stage: OfferStage::Offered { until: hour }, ..offer() };
        let shown = row(stage.clone(), Some(&offered));
        assert_eq!((shown.turn, shown.until, shown.mentor), (Turn::Mentor, Some(hour), Some(typed("Ben"))));
        let planned = Offer { stage: OfferStage::Planned { opens_at: hour }, ..offer() };
        assert_eq!(row(stage, Some(&planned)).turn, Turn::MentorsHours);
    }

    #[test]
    fn a_question_is_shown_once_it_stands_before_everybody_and_not_before() {
        let stage = AskStage::AwaitingMentor { offer: offer().id, until: now() };
        assert_eq!(row(stage, Some(&offer())).question, None);
        assert_eq!(row(AskStage::Waiting { again_at: now(), tries: 1 }, None).question, None);
        let pooled = row(AskStage::InPool { since: now(), tries: 0 }, None);
        assert_eq!((pooled.question, pooled.turn), (Some(ask().question), Turn::Anybody));
    }

    #[test]
    fn an_ask_that_waits_for_a_round_says_so_and_when_it_is() {
        let round = now() + TimeDelta::hours(5);
        let gathered = row(AskStage::Waiting { again_at: round, tries: 0 }, None);
        assert_eq!((gathered.turn, gathered.until), (Turn::NextRound, Some(round)));
        assert_eq!(row(AskStage::Waiting { again_at: round, tries: 1 }, None).turn, Turn::NobodyHasRoom);
    }

    #[test]
    fn a_turn_is_since_what_made_it_one() {
        let since = |session: &Session| turn_of_session(session).map(|(_, since, _)| since);
        let (missed_at, at) = (now() - TimeDelta::hours(1), now() - TimeDelta::days(2));
        let mut again = Session { stage: Stage::Choosing { until: now() }, ..session() };
        assert_eq!(since(&again), Some(again.id.made_at()));
        again.attendance.missed_at = Some(missed_at);
        assert_eq!(since(&again), Some(missed_at));
        let booked = Some(Booked { by: id("ana"), at, was: None, before: None });
        let booked = Session { stage: Stage::Booked { starts_at: now() }, booked, ..session() };
        assert_eq!(since(&booked), Some(at));
    }

    #[test]
    fn a_session_says_whose_turn_it_is_from_the_compliment_to_its_end() {
        let turn = |stage| turn_of_session(&Session { stage, ..session() }).map(|(turn, ..)| turn);
        assert_eq!(turn(Stage::Choosing { until: now() }), Some(Turn::PickATime));
        assert_eq!(turn(Stage::Booked { starts_at: now() }), Some(Turn::Booked));
        assert_eq!(turn(Stage::Meeting { started_at: now() }), Some(Turn::Talking));
        assert_eq!(turn(Stage::Noting { started_at: now(), ended_at: now() }), Some(Turn::WriteTheNote));
        let ending = crate::session::Ending::Quiet;
        assert_eq!(turn(Stage::Closed { at: now(), ending, note: None }), None);
    }
}
