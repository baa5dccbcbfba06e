//! One message on its way out, and what becomes of the promises in it.

use chrono::{DateTime, TimeDelta, Utc};

use super::patience::{after_trouble, in_doubt, put_off};
use super::post::bundled;
use super::{LEASE, Reader, delivery, settle};
use crate::community::Community;
use crate::id::TaskId;
use crate::mentoring::{Call, Mentoring, Said, Who};
use crate::message::Message;
use crate::news::News;
use crate::platform::{DeliveryError, MessageId, Outgoing, Platform, Posted, Recipient};
use crate::store::{CallId, StoreError};
use crate::task::{Address, Delivery, Lease, Manner, Outcome, Subject};

/// What reaches nobody waits for so long before it is tried again.
const UNREACHED: TimeDelta = TimeDelta::days(30);

/// What a message that did not arrive says of those that come after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Barrier {
    /// Nothing reaches this reader.
    Reader,
    /// Nothing reaches anybody of this community.
    Community,
    /// Something before it is tried again then: what was said first is to be read first.
    Order(DateTime<Utc>),
}

/// So often a message keeps back those behind it: a minute, or as long as the platform asks for.
const KEEPS_BACK: u32 = 4;

/// Delivers a bundle as one message, and settles what is in it.
pub(super) async fn send(
    mentoring: &Mentoring,
    platform: &dyn Platform,
    community: &Community,
    reader: &Reader,
    bundle: &[Lease],
    now: DateTime<Utc>,
) -> Result<Option<Barrier>, StoreError> {
    let Some(message) = bundled(bundle) else { return Ok(None) };
    let first = &bundle[0];
    let place = delivery(first).and_then(|delivery| delivery.instead_of.as_ref());
    let to = match (reader, place) {
        (_, Some(place)) => Recipient::Channel(Some(&place.channel)),
        (Reader::Everybody, None) => Recipient::Channel(channel_of(first, community)),
        (Reader::Member { member, .. }, None) => Recipient::Member(member),
        (Reader::Nobody, None) => return Ok(None),
    };
    let also: Vec<TaskId> = bundle[1..].iter().map(|lease| lease.task.id).collect();
    let outgoing = Outgoing {
        task: first.task.id,
        also: &also,
        community,
        to,
        message: &message,
        instead_of: place.map(|place| &place.message),
        due: bundle.iter().map(|lease| lease.task.due).min().unwrap_or(now),
        manner: delivery(first).map_or(Manner::Awaited, |delivery| delivery.manner),
        first_try: first.first_try,
        in_doubt: first.in_doubt,
    };
    let sent = platform.deliver(outgoing).await;
    if let Err(error) = &sent {
        tracing::warn!(task.id = %first.task.id, attempt = first.attempt, error = %error, "Not delivered");
    }
    let (news, barrier) = told_by(&sent, to);
    let news = news.or_else(|| unheard(&sent, first, &message)).or_else(|| posted(&sent, first, to));
    let is_news = matches!(news, Some(News::Posted { .. }));
    let told = match news {
        Some(news) => tell(mentoring, first, news).await,
        None => Ok(()),
    };
    let settlements: Vec<_> =
        bundle.iter().map(|lease| lease.settle(settled(lease, &sent, &told, is_news, now))).collect();
    settle(mentoring, &settlements).await?;
    Ok(barrier.or_else(|| keeps_back(first, &outcome(first, &sent, now))))
}

/// What becomes of a message once what its delivery told was passed on, or could not be.
fn settled(
    lease: &Lease,
    sent: &Result<MessageId, DeliveryError>,
    told: &Result<(), StoreError>,
    is_news: bool,
    now: DateTime<Utc>,
) -> Outcome {
    match (sent, told) {
        (Err(_), Err(error)) => after_trouble(lease, error, now),
        // It stands there, and nobody knows where: whoever looks for it finds it.
        (Ok(_), Err(_)) if is_news => in_doubt(lease, "where it stands could not be kept", now),
        (sent, _) => outcome(lease, sent, now),
    }
}

/// The channel in which a message for everybody is said.
fn channel_of<'a>(lease: &Lease, community: &'a Community) -> Option<&'a str> {
    match delivery(lease).map(|delivery| delivery.to) {
        Some(Address::Digest) => community.digest.channel.as_deref(),
        Some(Address::Channel | Address::Member(_)) | None => community.channel.as_deref(),
    }
}

/// Whether what comes behind a message waits for it. What the platform puts off for long says nothing of others, and
/// whatever is wrong with one message alone may not hold up all others for days.
fn keeps_back(lease: &Lease, outcome: &Outcome) -> Option<Barrier> {
    let tried = lease.in_vain.map_or(0, |in_vain| in_vain.times);
    match outcome {
        Outcome::Again { due, .. } | Outcome::Unknown { due, .. } if tried < KEEPS_BACK => {
            Some(Barrier::Order(*due))
        }
        _ => None,
    }
}

/// What a delivery tells of its reader.
fn told_by(sent: &Result<MessageId, DeliveryError>, to: Recipient<'_>) -> (Option<News>, Option<Barrier>) {
    match (sent, to) {
        (Err(DeliveryError::Closed { why }), _) => {
            (Some(News::Closed { why: why.clone() }), Some(Barrier::Community))
        }
        (Err(DeliveryError::Unreachable { lost, why }), Recipient::Member(member)) => {
            let news = News::Unreachable { member: member.id, lost: *lost, why: why.clone() };
            (Some(news), Some(Barrier::Reader))
        }
        (Ok(_), Recipient::Member(member)) if member.unreachable.is_some() => {
            (Some(News::Reached { member: member.id }), None)
        }
        (Ok(_) | Err(_), _) => (None, None),
    }
}

/// A digest that will never arrive in its channel. Its picture alone is told of among what was given up.
pub(super) fn unheard(
    sent: &Result<MessageId, DeliveryError>,
    lease: &Lease,
    digest: &Message,
) -> Option<News> {
    match (sent, delivery(lease)?.to) {
        (Err(DeliveryError::Never { why }), Address::Digest) if digest.chart_alone().is_none() => {
            Some(News::Unheard { digest: Box::new(digest.clone()), why: why.clone() })
        }
        _ => None,
    }
}

/// Where everybody reads of an ask from now on, so that it can be changed there.
fn posted(sent: &Result<MessageId, DeliveryError>, lease: &Lease, to: Recipient<'_>) -> Option<News> {
    match (sent, to, lease.task.about, delivery(lease)?) {
        (
            Ok(message),
            Recipient::Channel(channel),
            Subject::Ask(ask),
            Delivery { to: Address::Channel, instead_of: None, .. },
        ) => {
            let channel = channel.unwrap_or_default().to_owned();
            Some(News::Posted { ask, at: Posted { channel, message: message.clone() } })
        }
        _ => None,
    }
}

/// Passes on what a delivery told. The same delivery tells it once, and a digest at all its attempts together.
async fn tell(mentoring: &Mentoring, lease: &Lease, news: News) -> Result<(), StoreError> {
    let id = match news {
        News::Unheard { .. } => format!("{} unheard", lease.task.id),
        _ => format!("{} {}", lease.task.id, lease.attempt),
    };
    let call =
        Call { id: CallId(id), scope: lease.community.scope(), who: Who::Clock, said: Said::News(news) };
    mentoring.wake(call).await
}

fn outcome(lease: &Lease, sent: &Result<MessageId, DeliveryError>, now: DateTime<Utc>) -> Outcome {
    match sent {
        Ok(id) => Outcome::Done { message: Some(id.0.clone()) },
        Err(DeliveryError::Later { after, why }) => {
            put_off(lease, TimeDelta::from_std(*after).unwrap_or(LEASE), why, now)
        }
        Err(DeliveryError::Never { why }) => Outcome::Failed { why: why.clone() },
        Err(DeliveryError::Unknown { why }) => in_doubt(lease, why, now),
        Err(DeliveryError::Unreachable { why, .. }) => {
            Outcome::Later { due: now + UNREACHED, why: why.clone() }
        }
        Err(DeliveryError::Closed { why }) => Outcome::Later { due: now + LEASE, why: why.clone() },
    }
}

/// What becomes of a message that is not tried, as one before it met a barrier.
pub(super) fn held_up(barrier: Barrier, now: DateTime<Utc>) -> Outcome {
    match barrier {
        Barrier::Reader => {
            Outcome::Later { due: now + UNREACHED, why: "this person cannot be reached".into() }
        }
        Barrier::Community => Outcome::Later { due: now + LEASE, why: "nobody there can be reached".into() },
        Barrier::Order(due) => Outcome::Later { due, why: "what was said before it comes first".into() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{community, id, now};
    use crate::script::say;
    use crate::task::{Task, Work};

    fn card(instead_of: Option<Posted>, to: Address) -> Lease {
        let message = say("pool.over").message();
        let delivery = Delivery { instead_of, ..Delivery::new(to, message, Manner::Awaited) };
        let (about, work) = (Subject::Ask(id("ask")), Work::Deliver(delivery));
        let task = Task { id: id("card"), due: now(), wish: None, not_after: None, about, work };
        let community = community();
        Lease { community, task, attempt: 1, first_try: Some(now()), in_doubt: false, in_vain: None }
    }

    fn at(message: &str) -> Posted {
        Posted { channel: "C1".to_owned(), message: MessageId(message.to_owned()) }
    }

    #[test]
    fn a_card_that_stands_there_and_whose_place_could_not_be_kept_is_looked_for_again() {
        let lease = card(None, Address::Channel);
        let sent = Ok(MessageId("1".to_owned()));
        let kept_not = Err(StoreError::Unavailable("no answer".to_owned()));
        let becomes = |told: &Result<(), StoreError>, is_news| settled(&lease, &sent, told, is_news, now());
        assert!(matches!(becomes(&kept_not, true), Outcome::Unknown { .. }));
        let done = Outcome::Done { message: Some("1".to_owned()) };
        assert_eq!(becomes(&Ok(()), true), done);
        // What else a delivery tells, as that somebody can be reached again, is no reason to send it once more.
        assert_eq!(becomes(&kept_not, false), done);
        let unsent = Err(DeliveryError::Closed { why: "gone".to_owned() });
        let again = settled(&lease, &unsent, &kept_not, false, now());
        assert!(matches!(again, Outcome::Again { .. }), "{again:?}");
    }

    #[test]
    fn where_a_card_stands_is_told_of_what_is_new_in_the_channel_and_of_nothing_else() {
        let sent = Ok(MessageId("1".to_owned()));
        let to = Recipient::Channel(Some("C1"));
        let told = Some(News::Posted { ask: id("ask"), at: at("1") });
        assert_eq!(posted(&sent, &card(None, Address::Channel), to), told);
        assert_eq!(posted(&sent, &card(Some(at("1")), Address::Channel), to), None);
        assert_eq!(posted(&sent, &card(None, Address::Digest), to), None);
        let unsent = Err(DeliveryError::Unknown { why: "no".to_owned() });
        assert_eq!(posted(&unsent, &card(None, Address::Channel), to), None);
    }
}
