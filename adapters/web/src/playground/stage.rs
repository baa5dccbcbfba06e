//! How the play begins: three people, Monday morning in Lisbon.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use smallwins_core::calendar::{Calendar, Hours};
use smallwins_core::community::Community;
use smallwins_core::mentoring::Said;
use smallwins_core::moment::Moments;
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::store::{Store, StoreError};

use super::clock::PlayClock;
use super::live::Live;
use super::memory::{self, Memory};
use super::players::{self, Player};
use super::speak::PlayError;
use super::{PLATFORM, Playground};

/// The id of the one community on this platform.
pub(super) const EXTERNAL: &str = "playground";
/// The zone in which the play begins, and of members who have told none.
const HOME: Tz = Tz::Europe__Lisbon;
/// The channel for what concerns everybody.
const CHANNEL: &str = "#learning";
/// What Ben has said before anybody looks.
const BEN_OFFERS: &str = "/mentor join parsing, rust";

/// Founds the community with its channel.
pub(super) async fn found(store: &dyn Store, clock: &PlayClock) -> Result<Community, StoreError> {
    let name = PlatformName::new(PLATFORM);
    let mut community = Community::new(name, EXTERNAL.to_owned(), HOME, &mut clock.moment());
    community.channel = Some(CHANNEL.to_owned());
    store.found(community).await
}

impl Playground {
    /// Forgets everything and sets the stage again.
    pub(crate) async fn start_over(&self) -> Result<(), StoreError> {
        {
            let _turn = self.turn.lock().await;
            let _curtain = self.curtain.write().await;
            self.store.forget(self.scope()).await?;
            let community = found(self.store.as_ref(), &self.clock).await?;
            *self.memory() = Memory::empty(community);
        }
        self.set_the_stage().await?;
        self.tell(Live::StartedOver);
        Ok(())
    }

    /// Monday 09:00, and the first three. A stage that was half set by a crash is completed.
    pub(super) async fn set_the_stage(&self) -> Result<(), StoreError> {
        self.clock.set(monday_morning(self.clock.base_now()));
        let missing =
            players::the_first_three().into_iter().filter(|one| self.player(&one.handle.0).is_none());
        for player in missing.collect::<Vec<_>>() {
            self.seat(player).await?;
        }
        let ben = Handle("ben".to_owned());
        let joining = self.say(&ben, self.fresh_call(), Said::Line(BEN_OFFERS.to_owned())).await;
        match joining {
            Err(PlayError::Store(error)) => return Err(error),
            Ok(_) | Err(PlayError::NotHere | PlayError::Gone) => {}
        }
        self.keep(vec![memory::keepsake_of_clock(self.clock.offset())]).await
    }

    /// Gives somebody a column.
    pub(super) async fn seat(&self, player: Player) -> Result<(), StoreError> {
        let place = self.memory().players.len();
        self.keep(vec![memory::keepsake_of_player(place, &player)]).await?;
        self.memory().players.push(player.clone());
        self.tell(Live::Player(player));
        Ok(())
    }
}

/// Monday 09:00 at home, in the week of an instant.
fn monday_morning(at: DateTime<Utc>) -> DateTime<Utc> {
    let home = Calendar::new(HOME, Hours::default());
    let monday = home.local_date(home.week_start(at));
    home.instant(monday.and_time(NaiveTime::MIN) + TimeDelta::hours(9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_play_begins_on_the_monday_of_the_week_it_is() {
        for day in 23..30 {
            let at: DateTime<Utc> = format!("2026-11-{day}T23:59:59Z").parse().unwrap();
            assert_eq!(monday_morning(at).to_rfc3339(), "2026-11-23T09:00:00+00:00");
        }
    }
}
