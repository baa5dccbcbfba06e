//! Whose turn it is when somebody passes, sleeps, pauses, moves or calls off.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere, everywhere_with};
use crate::scene::{Scene, ben_has_accepted};
use crate::stage::Channel;

const COMPLIMENT: &str =
    "I noticed the precise question you asked about the borrow checker. It saves us half of the search.";

/// Three mentors of rust in three zones.
async fn three_mentors_enter(scene: &mut dyn Scene) {
    scene.enters("ana", "Europe/Lisbon").await;
    for (name, zone) in [("cleo", "Europe/Athens"), ("ben", "Europe/Berlin"), ("dan", "Europe/London")] {
        scene.enters(name, zone).await;
        scene.says(name, "/mentor join rust").await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_offer_goes_to_the_next_mentor_when_the_first_passes() {
    let played = everywhere("2026-11-24 10:00", "Europe/Berlin", async |scene| {
        three_mentors_enter(scene).await;
        scene.says("ana", "/mentor ask 15m why does rust refuse my closure").await;
        scene.presses("cleo", "Not now").await;
        scene.presses("cleo", "A week").await;
        scene.presses("ben", "Write my compliment").await;
        scene.fills("ben", &[("words", COMPLIMENT), ("meet", "now")]).await;
        scene.presses("ana", "Now").await;
        scene.passes(TimeDelta::minutes(15)).await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn an_offer_made_on_a_friday_afternoon_runs_out_on_monday_and_three_misses_open_it_to_everybody() {
    let played = everywhere("2026-11-20 16:00", "Europe/Berlin", async |scene| {
        three_mentors_enter(scene).await;
        scene.enters("eve", "Europe/Paris").await;
        scene.says("ana", "/mentor ask why does rust refuse my closure").await;
        scene.passes(TimeDelta::days(5)).await;
        scene.presses("eve", "I can help").await;
        scene.fills("eve", &[("words", COMPLIMENT)]).await;
        scene.says("ben", "/mentor me").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn a_session_moved_across_a_change_of_the_clock_keeps_what_everybody_saw() {
    // Chicago's clock changes on 14 March, Lisbon's on 28 March: for two weeks they are five hours apart, not six.
    let played = everywhere("2027-03-12 15:00", "Europe/Lisbon", async |scene| {
        ben_has_accepted(scene).await;
        let friday = scene.label("ana", "Fri");
        scene.presses("ana", &friday).await;
        scene.presses("ana", "Move").await;
        let monday = scene.label("ana", "Mon");
        scene.presses("ana", &monday).await;
        scene.until("2027-03-15 14:20", "Europe/Lisbon").await;
        scene.presses("ben", "On my way").await;
        scene.passes(TimeDelta::hours(2)).await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn a_pause_is_kept_and_ends_with_a_word_the_day_before() {
    let played = everywhere("2026-11-24 10:00", "Europe/Berlin", async |scene| {
        three_mentors_enter(scene).await;
        scene.says("ana", "/mentor ask why does rust refuse my closure").await;
        scene.says("cleo", "/mentor pause 1w").await;
        scene.presses("ben", "Not for me").await;
        scene.says("cleo", "/mentor me").await;
        scene.passes(TimeDelta::days(8)).await;
        scene.says("cleo", "/mentor resume").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn a_mentor_who_calls_off_gives_the_ask_its_place_back() {
    let played = everywhere("2026-11-24 10:00", "Europe/Berlin", async |scene| {
        three_mentors_enter(scene).await;
        scene.says("ana", "/mentor ask why does rust refuse my closure").await;
        scene.presses("cleo", "Write my compliment").await;
        scene.fills("cleo", &[("words", COMPLIMENT)]).await;
        let tuesday = scene.label("ana", "Tue");
        scene.presses("ana", &tuesday).await;
        scene.says("cleo", "/mentor cancel").await;
        scene.says("ana", "/mentor me").await;
        scene.says("ana", "/mentor withdraw").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn a_learner_who_picks_no_time_lets_the_mentor_go() {
    let played = everywhere("2026-11-24 10:00", "Europe/Berlin", async |scene| {
        three_mentors_enter(scene).await;
        scene.says("ana", "/mentor ask why does rust refuse my closure").await;
        scene.presses("cleo", "Write my compliment").await;
        scene.fills("cleo", &[("words", COMPLIMENT)]).await;
        let tuesday = scene.label("ana", "Tue");
        scene.passes(TimeDelta::days(3)).await;
        scene.presses("ana", &tuesday).await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn whom_no_time_suits_reads_so_before_they_write_and_the_ask_stays_open() {
    let played = everywhere("2026-11-24 10:00", "Europe/Lisbon", async |scene| {
        for (name, zone) in [("ana", "Europe/Lisbon"), ("finn", "Pacific/Auckland"), ("ben", "Europe/Berlin")]
        {
            scene.enters(name, zone).await;
        }
        scene.says("ana", "/mentor ask how do I weld a seam").await;
        scene.presses("finn", "I can help").await;
        let words =
            "I noticed the precise question you asked about welding a seam. It saves us a long search.";
        scene.fills("finn", &[("words", words)]).await;
        scene.presses("ana", "Ask whether now suits").await;
        scene.presses("ana", "Look again").await;
        scene.passes(TimeDelta::days(3)).await;
        scene.presses("ben", "I can help").await;
        let other = "You said which side of the seam opens first. It lets me begin right there.";
        scene.fills("ben", &[("words", other)]).await;
        scene.says("ben", "/mentor cancel").await;
        scene.presses("finn", "I can help").await;
        let others = "I noticed that you asked about one seam and not about welding. It saves us a lecture.";
        scene.fills("finn", &[("words", others)]).await;
        scene.passes(TimeDelta::minutes(1)).await;
        scene.presses("ana", "Somebody else").await;
        scene.says("ana", "/mentor withdraw").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn an_ask_that_nobody_has_room_for_keeps_its_place() {
    let played = everywhere("2026-11-24 10:00", "Europe/Berlin", async |scene| {
        for name in ["ana", "bea", "ben"] {
            scene.enters(name, "Europe/Berlin").await;
        }
        scene.says("ben", "/mentor join rust; day 1").await;
        scene.says("ana", "/mentor ask why does rust refuse my closure").await;
        scene.says("bea", "/mentor ask how do lifetimes work in rust").await;
        scene.passes(TimeDelta::days(1)).await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn what_is_open_to_everybody_waits_for_a_channel_and_says_so() {
    let played = everywhere_with(Channel::Unchosen, "2026-11-24 10:00", "Europe/Berlin", async |scene| {
        for name in ["ana", "bea", "dee"] {
            scene.enters(name, "Europe/Berlin").await;
        }
        scene.runs_it("dee").await;
        scene.says("dee", "/mentor help").await;
        scene.says("ana", "/mentor ask how do I weld a seam").await;
        scene.says("ana", "/mentor me").await;
        scene.says("bea", "/mentor ask how do I paint a ceiling").await;
        scene.passes(TimeDelta::days(2)).await;
        scene.chooses_the_channel("dee").await;
        scene.says("ana", "/mentor me").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn nobody_begins_before_its_time_without_the_other() {
    let played = everywhere("2026-11-24 10:00", "Europe/Berlin", async |scene| {
        for name in ["ana", "ben"] {
            scene.enters(name, "Europe/Berlin").await;
        }
        scene.says("ben", "/mentor join rust; link https://meet.example/ben").await;
        scene.says("ana", "/mentor ask why does rust refuse my closure").await;
        scene.presses("ben", "Write my compliment").await;
        scene.fills("ben", &[("words", COMPLIMENT)]).await;
        let today = scene.label("ana", "Tue");
        scene.presses("ana", &today).await;
        scene.says("ana", "/mentor start").await;
        scene.presses("ben", "Begin now").await;
    })
    .await;
    assert_read!(played);
}
