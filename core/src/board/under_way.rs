//! What is under way: asks that look for their mentor, and sessions from the compliment to the checkpoint.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use super::PAGE;
use super::turn::Turn;
use crate::ask::{Ask, Offer, OfferStage, Stage as AskStage};
use crate::community::Scope;
use crate::id::{AskId, MemberId, OfferId, SessionId};
use crate::session::{CheckpointStage, Minutes, Session, Stage};
use crate::store::{Store, StoreError};
use crate::task::Subject;
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
    /// When it was asked, of an ask: turns change while its learner waits.
    pub asked: Option<DateTime<Utc>>,
    /// Whose turn it is.
    pub turn: Turn,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when, before something else happens by itself.
    pub until: Option<DateTime<Utc>>,
}

/// Asks that look for a mentor, the oldest first, from the first after that one on; and the last that was looked at,
/// while there are more.
///
/// # Errors
/// The memory does not answer.
pub async fn asks(
    store: &dyn Store,
    scope: Scope,
    after: Option<AskId>,
) -> Result<(Vec<Row<AskId>>, Option<AskId>), StoreError> {
    let asks = store.looking(scope, after, PAGE).await?;
    let more = asks.last().map(|ask| ask.id).filter(|_| asks.len() == PAGE as usize);
    Ok((rows_of_asks(store, scope, asks).await?, more))
}

async fn rows_of_asks(
    store: &dyn Store,
    scope: Scope,
    asks: Vec<Ask>,
) -> Result<Vec<Row<AskId>>, StoreError> {
    let offered: Vec<OfferId> = asks.iter().filter_map(offered).collect();
    let offers = if offered.is_empty() { Vec::new() } else { store.offers(scope, &offered).await? };
    let offers: BTreeMap<OfferId, Offer> = offers.into_iter().map(|offer| (offer.id, offer)).collect();
    let people = asks.iter().map(|ask| ask.learner).chain(offers.values().map(|offer| offer.mentor));
    let names = names(store, scope, people).await?;
    let rows = asks.into_iter().filter_map(|ask| {
        let offer = offered_of(&ask, &offers);
        let learner = names.get(&ask.learner)?.clone();
        row_of_ask(ask, learner, offer, &names)
    });
    as_planned(store, scope, rows.collect(), Subject::Ask).await
}

/// Of what the stage does not tell until when it is that turn, what the clock is to do about it tells.
async fn as_planned<Id: Copy>(
    store: &dyn Store,
    scope: Scope,
    mut rows: Vec<Row<Id>>,
    about: fn(Id) -> Subject,
) -> Result<Vec<Row<Id>>, StoreError> {
    let open = rows.iter().filter(|row| row.until.is_none()).map(|row| about(row.id)).collect::<Vec<_>>();
    if !open.is_empty() {
        let planned: HashMap<Subject, DateTime<Utc>> =
            store.planned(scope, &open).await?.into_iter().collect();
        for row in &mut rows {
            row.until = row.until.or_else(|| planned.get(&about(row.id)).copied());
        }
    }
    Ok(rows)
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
) -> Option<Row<AskId>> {
    let (turn, since) = ask.turn()?;
    let (turn, until) = match (&ask.stage, offer.map(|offer| &offer.stage)) {
        (_, Some(OfferStage::Planned { opens_at })) => (Turn::MentorsHours, Some(*opens_at)),
        (_, Some(OfferStage::Offered { until })) => (turn, Some(*until)),
        (AskStage::AwaitingMentor { until, .. }, _) => (turn, Some(*until)),
        (AskStage::Waiting { again_at, .. }, _) => (turn, Some(*again_at)),
        _ => (turn, None),
    };
    Some(Row {
        id: ask.id,
        learner,
        mentor: offer.and_then(|offer| names.get(&offer.mentor)).cloned(),
        minutes: ask.minutes,
        question: Some(ask.question).filter(|_| turn == Turn::Anybody),
        asked: Some(ask.at),
        turn,
        since,
        until,
    })
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
    Ok((rows_of_sessions(store, scope, &sessions).await?, more))
}

async fn rows_of_sessions(
    store: &dyn Store,
    scope: Scope,
    sessions: &[Session],
) -> Result<Vec<Row<SessionId>>, StoreError> {
    let people = sessions.iter().flat_map(|session| [session.learner, session.mentor]);
    let names = names(store, scope, people).await?;
    let rows = sessions.iter().filter_map(|session| {
        let learner = names.get(&session.learner)?.clone();
        let (turn, since) = session.turn()?;
        Some(Row {
            id: session.id,
            learner,
            mentor: names.get(&session.mentor).cloned(),
            minutes: session.minutes,
            question: None,
            asked: None,
            turn,
            since,
            until: until(session),
        })
    });
    as_planned(store, scope, rows.collect(), Subject::Session).await
}

/// What waits for somebody: of asks and of sessions so many, those first that wait for longest.
///
/// # Errors
/// The memory does not answer.
pub async fn longest(
    store: &dyn Store,
    scope: Scope,
    most: u32,
) -> Result<(Vec<Row<AskId>>, Vec<Row<SessionId>>), StoreError> {
    let (asks, sessions) = store.longest(scope, most).await?;
    Ok((rows_of_asks(store, scope, asks).await?, rows_of_sessions(store, scope, &sessions).await?))
}

/// Until when it is that turn, before something else happens by itself, as far as the stage tells.
fn until(session: &Session) -> Option<DateTime<Utc>> {
    match &session.stage {
        Stage::Choosing { until } => Some(*until),
        Stage::Booked { starts_at } => Some(*starts_at),
        Stage::Meeting { started_at } => Some(*started_at + session.minutes.time()),
        Stage::Following { note, .. } => match note.checkpoint.stage {
            CheckpointStage::Planned => Some(note.checkpoint.due),
            CheckpointStage::Asked { .. } | CheckpointStage::Answered { .. } => None,
        },
        Stage::Noting { .. } | Stage::Closed { .. } => None,
    }
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
    use crate::sample::{ask, id, now, offer, typed};

    fn names() -> BTreeMap<MemberId, Typed> {
        [(id("ana"), typed("Ana")), (id("ben"), typed("Ben"))].into()
    }

    fn row(stage: AskStage, offer: Option<&Offer>) -> Row<AskId> {
        row_of_ask(Ask { stage, ..ask() }, typed("Ana"), offer, &names()).unwrap()
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
}
