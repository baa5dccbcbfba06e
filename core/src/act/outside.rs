//! What comes from outside: what a platform tells, and what other tools do.

use super::memory::Memory;
use super::{ADMINS, Trouble, arrive, cards, digest, forget, news};
use crate::community::Community;
use crate::decision::{Decision, Refusal};
use crate::member::Member;
use crate::moment::Moment;
use crate::news::News;
use crate::parting::MarkKey;
use crate::signal::Incoming;
use crate::store::Store;
use crate::waiting::Waiting;

/// Decides what the platform told; `known` is the member it describes, when they are known.
pub(crate) async fn on_news(
    news: &News,
    community: &Community,
    known: Option<&Member>,
    store: &dyn Store,
    moment: &mut Moment,
) -> Result<Decision, Trouble> {
    let scope = community.scope();
    let memory = Memory { store, scope, moment: moment.now };
    Ok(match news {
        News::Described(person) => {
            let known = known.ok_or(Refusal::Gone)?;
            let described = news::described(known, person, community);
            memory.replanned_beside(described, &known.calendar, known, community, moment).await?
        }
        News::Unreachable { member, lost, .. } => {
            let member = memory.member(*member).await?;
            let (desk, admins) = (memory.desk(&member).await?, store.admins(scope, ADMINS).await?);
            news::unreachable(&member, *lost, community, &desk.offers, &admins, moment)
        }
        News::Reached { member } => news::reached(&memory.member(*member).await?),
        News::Invited { channel, by } => news::invited(community, channel, *by),
        News::Opened => news::opened(community),
        News::Closed { why } => {
            news::closed(community, why, moment).and_all(Waiting::swept(store, scope).await?)
        }
        News::Unheard { digest, why } => {
            let admins = store.admins(scope, ADMINS).await?;
            digest::unheard(digest, why, community, &admins, moment)
        }
        News::Posted { ask, at } => cards::posted(memory.ask(*ask).await?.ask, at.clone()),
        News::Removed => {
            let closed = news::closed(community, "the app was removed", moment);
            closed.and_all(Waiting::swept(store, scope).await?)
        }
    })
}

/// Decides about something that other tools tell.
pub(crate) async fn on_arrival(
    incoming: &Incoming,
    community: &Community,
    store: &dyn Store,
    key: &MarkKey,
    moment: &mut Moment,
) -> Result<Decision, Trouble> {
    let memory = Memory { store, scope: community.scope(), moment: moment.now };
    let known = memory.known(incoming, key).await?;
    let decision = arrive::arrived(incoming.clone(), known, community, moment);
    Ok(forget::planned_beside(decision, community, moment))
}
