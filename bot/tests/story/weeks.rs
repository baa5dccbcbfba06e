//! Those who run a community read how its week was.

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::fact::{Event, Fact};
use smallwins_core::id::MemberId;
use smallwins_core::moment::Moment;
use smallwins_core::session::{Answer, Item, Minutes};

use crate::clock::instant;
use crate::everywhere::{assert_read, everywhere};
use crate::scene::Scene;
use crate::stage::Stage;

/// Tuesday; nobody is there yet but who runs it.
async fn with_an_admin() -> Stage {
    let mut stage = Stage::at("2026-11-24 10:00", "Europe/Berlin").await;
    stage.enters("dee", "Europe/Berlin");
    stage.runs_it("dee");
    stage
}

/// Sessions that began in the eleven weeks before, more from week to week, each noted, and followed up.
fn weeks(learners: usize, now: DateTime<Utc>) -> Vec<Fact> {
    let mut moment = Moment::new(now, 11);
    let people: Vec<MemberId> = (0..learners).map(|_| moment.id()).collect();
    let mentors: Vec<MemberId> = (0..6).map(|_| moment.id()).collect();
    let mut facts = Vec::new();
    for week in 0..11 {
        for n in 0..4 + week {
            let at = now - TimeDelta::days(7 * (10 - week as i64) + 1) - TimeDelta::hours(n as i64);
            let (learner, mentor) = (people[n % learners], mentors[n % mentors.len()]);
            let (ask, session) = (moment.id(), moment.id());
            let mut tell = |at, member, event| facts.push(Fact { id: moment.id(), at, member, event });
            tell(at - TimeDelta::hours(5), learner, Event::Asked { ask, minutes: Minutes::Ten });
            tell(at, learner, Event::SessionHeld { session, mentor, minutes: Minutes::Ten });
            let due = at + TimeDelta::days(2);
            tell(at, learner, Event::Noted { session, due, affirmation: Some(true), repeated: false });
            for (place, item) in [Item::One, Item::Two].into_iter().enumerate() {
                let answer = if (n + place + week).is_multiple_of(4) { Answer::Stuck } else { Answer::Done };
                tell(due, learner, Event::Answered { session, item, answer });
            }
        }
    }
    facts.retain(|fact| fact.at < now);
    facts
}

#[tokio::test]
async fn whoever_runs_it_reads_on_monday_at_nine_how_the_week_was() {
    let mut stage = Stage::at("2026-11-29 10:00", "Europe/Berlin").await;
    stage.enters("dee", "Europe/Berlin");
    stage.runs_it("dee");
    stage.remembers(weeks(24, stage.now())).await;
    stage.says("dee", "/mentor digest").await;
    stage.until("2026-11-30 08:59", "Europe/Berlin").await;
    stage.until("2026-11-30 09:00", "Europe/Berlin").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test(start_paused = true)]
async fn on_monday_at_nine_the_channel_reads_the_week_and_sees_its_picture() {
    let (sunday, paris, berlin) = ("2026-11-29 10:00", "Europe/Paris", "Europe/Berlin");
    let played = everywhere(sunday, paris, async |scene| {
        scene.enters("ana", berlin).await;
        scene.enters("dee", berlin).await;
        scene.runs_it("dee").await;
        scene.says("dee", "/mentor default-zone Europe/Berlin").await;
        scene.presses("dee", "Save").await;
        scene.remembers(weeks(24, instant(sunday, paris))).await;
        scene.wants_the_digest_in_the_channel("dee").await;
        scene.presses("dee", "Save").await;
        scene.until("2026-11-30 08:59", berlin).await;
        scene.until("2026-11-30 09:00", berlin).await;
        scene.says("dee", "/mentor kpis 30d").await;
        scene.presses("dee", "The weeks as a picture").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test]
async fn a_week_in_which_nothing_happened_is_one_line_in_the_channel_that_was_chosen() {
    let mut stage = with_an_admin().await;
    stage.enters("ana", "Europe/Berlin");
    stage.says("dee", "/mentor digest sometimes").await;
    stage.says("dee", "/mentor digest C1").await;
    stage.presses("dee", "Save").await;
    stage.until("2026-11-30 09:00", "Europe/Berlin").await;
    stage.says("dee", "/mentor digest fri 17:30 dm").await;
    stage.presses("dee", "Save").await;
    stage.says("dee", "/mentor default-zone America/New_York").await;
    stage.presses("dee", "Save").await;
    stage.says("dee", "/mentor digest").await;
    stage.presses("dee", "Stop it").await;
    stage.presses("dee", "Save").await;
    stage.passes(TimeDelta::weeks(3)).await;
    stage.says("dee", "/mentor digest").await;
    stage.presses("dee", "Let it come again").await;
    stage.presses("dee", "Save").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn what_would_tell_of_fewer_than_five_people_is_not_told() {
    let mut stage = with_an_admin().await;
    let past = weeks(3, stage.now());
    stage.remembers(past).await;
    stage.says("dee", "/mentor digest now").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn after_weeks_of_silence_there_is_one_digest_and_no_more() {
    let mut stage = with_an_admin().await;
    stage.says("dee", "/mentor digest").await;
    stage.closes();
    stage.passes(TimeDelta::weeks(5)).await;
    stage.opens().await;
    stage.passes(TimeDelta::hours(1)).await;
    insta::assert_snapshot!(stage.transcript().await);
}
