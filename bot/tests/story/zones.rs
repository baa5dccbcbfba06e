//! Whose clock counts, on a platform that never tells anybody's zone.

use chrono::TimeDelta;

use crate::stage::Stage;

#[tokio::test]
async fn whoever_is_in_an_unknown_zone_is_asked_once_and_an_admin_settles_it_for_the_others() {
    let mut stage = Stage::at("2026-11-24 10:00", "Europe/Lisbon").await;
    for (name, zone) in [("ana", "Asia/Tokyo"), ("ben", "Europe/Lisbon"), ("cleo", "America/Chicago")] {
        stage.enters_untold(name, zone);
    }
    stage.runs_it("cleo");
    // Nothing has come of it yet.
    stage.says("ana", "/mentor me").await;
    stage.says("ana", "/mentor win https://git.example/pull/41").await;
    stage.says("ana", "/mentor win Replaced the nested matches in the parser with a table").await;
    stage.presses("ana", "Another zone").await;
    stage.fills("ana", &[("zone", "tokio")]).await;
    stage.fills("ana", &[("zone", "tokyo")]).await;
    stage.says("ana", "/mentor hours mon-fri 8-22").await;
    stage.says("ben", "/mentor join parsing").await;
    stage.presses("ben", "Europe/Lisbon is right").await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.says("cleo", "/mentor ask how do I weld").await;
    stage.says("cleo", "/mentor default-zone").await;
    stage.says("cleo", "/mentor default-zone chicago").await;
    stage.presses("cleo", "Save").await;
    stage.says("cleo", "/mentor me").await;
    stage.says("ben", "/mentor default-zone chicago").await;
    stage.says("ben", "/mentor me").await;
    stage.passes(TimeDelta::hours(1)).await;
    stage.says("cleo", "/mentor win Welded the frame of the gate").await;
    insta::assert_snapshot!(stage.transcript().await);
}
