//! What is due: what each wake of the clock loads, and which plain function decides it.

use super::later::{follow_up, put_off, says_something};
use super::memory::Memory;
use super::{ADMINS, Trouble, booking, day, digest, forget, link, meeting, offer, round, suggest, thank};
use crate::action::Wake;
use crate::community::Community;
use crate::decision::Decision;
use crate::moment::Moment;
use crate::parting::MarkKey;
use crate::store::Store;
use crate::waiting::Waiting;

/// Decides what the clock said.
pub(crate) async fn on_the_clock(
    wake: Wake,
    store: &dyn Store,
    community: &Community,
    key: &MarkKey,
    moment: &mut Moment,
) -> Result<Decision, Trouble> {
    let scope = community.scope();
    let memory = Memory { store, scope, moment: moment.now };
    let decision = match wake {
        Wake::Present(id) => {
            let story = memory.offer(id).await?;
            let today = story.mentor.calendar.day_start(moment.now);
            let said_today = store.proactive_since(scope, story.mentor.id, today).await?;
            let field = memory.field(&story.ask, community).await?;
            offer::present(story, said_today, field, moment)
        }
        Wake::Expire(id) => {
            let story = memory.offer(id).await?;
            let field = memory.field(&story.ask, community).await?;
            offer::expire(story, field, moment)
        }
        Wake::Rematch(id) => {
            let about = memory.ask(id).await?;
            let field = memory.field(&about, community).await?;
            offer::rematch(about, field, moment)
        }
        Wake::Lapse(id) => {
            let (story, busy) = memory.session_and_busy(id).await?;
            let field = memory.field_of_session(&story, community).await?;
            booking::lapse(story, &busy, field, moment)
        }
        Wake::Remind(id, notice) => booking::remind(&memory.session(id).await?, notice, moment),
        Wake::Begin(id) => meeting::on_time(memory.session(id).await?, moment),
        Wake::WrapUp(id) => meeting::wrap_up(memory.session(id).await?, moment),
        Wake::Unwritten(id) | Wake::Nudge(id, _) | Wake::CheckIn(id) | Wake::Close(id) => {
            let story = memory.session(id).await?;
            match memory.not_before(&story.learner).await? {
                Some(later) if says_something(wake, &story.session) => put_off(wake, &story, later, moment),
                Some(_) | None => follow_up(wake, story, moment),
            }
        }
        Wake::Thank(id) => thank::send(memory.session(id).await?, moment),
        Wake::LetGo => Decision::silent().and_all(Waiting::let_go(store, scope, moment.now).await?),
        Wake::FirstDays(id) => {
            let member = memory.member(id).await?;
            suggest::first_days_are_over(&member, &memory.desk(&member).await?, moment)
        }
        Wake::Claim(id) => {
            let member = memory.member(id).await?;
            link::claim(memory.unclaimed(&member).await?, &member, &memory.desk(&member).await?, moment)
        }
        Wake::PauseEnds(id) => day::pause_ends(&memory.member(id).await?, moment),
        Wake::PauseOver(id) => day::pause_over(&memory.member(id).await?, moment),
        Wake::Look(id, signal) => {
            let member = memory.member(id).await?;
            suggest::look(&member, signal, &memory.desk(&member).await?, moment)
        }
        Wake::Part(id) => memory.parted(memory.member(id).await?, community, key, moment).await?,
        Wake::Round => match community.rounds.planned {
            Some(next) if moment.now >= next => {
                let admins = store.admins(scope, ADMINS).await?;
                round::on_time(memory.round(community).await?, community, &admins, moment)
            }
            // Nobody wants rounds any more, or another one was planned meanwhile.
            _ => Decision::silent(),
        },
        Wake::Forget => match community.retention.planned {
            None => forget::first(community, moment),
            // Another look was planned meanwhile.
            Some(next) if moment.now < next => Decision::silent(),
            Some(_) => memory.forgotten(community, moment).await?,
        },
        Wake::Digest => {
            let admins = store.admins(scope, ADMINS).await?;
            match community.digest.planned {
                _ if !community.digest.wanted => Decision::silent(),
                None => Decision::silent().and_all(digest::planned(community, moment)),
                // Another one was planned meanwhile.
                Some(next) if moment.now < next => Decision::silent(),
                Some(_) => {
                    let until = community.digest.week_ends(moment.now, community.zone);
                    digest::week_is_over(community, &memory.digest(community, until).await?, &admins, moment)
                }
            }
        }
    };
    memory.telling_what_misses_a_channel(decision, community, moment).await
}
