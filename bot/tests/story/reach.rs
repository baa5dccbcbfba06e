//! What happens when messages do not arrive: at one person, or at anybody.

use std::time::Duration;

use chrono::TimeDelta;
use smallwins_core::mentoring::Said;
use smallwins_core::message::Reply;
use smallwins_core::news::{Inviter, News};
use smallwins_core::platform::DeliveryError;

use crate::stage::Stage;

const COMPLIMENT: &str =
    "I noticed the precise question you asked about rust and the closure. It saves us a long search.";

/// Ben and Cleo mentor in rust, and Dee runs the community.
async fn rust_with_an_admin() -> Stage {
    let mut stage = Stage::without_channel("2026-11-24 10:00", "Europe/Berlin").await;
    for name in ["ana", "ben", "cleo", "dee", "eve"] {
        stage.enters(name, "Europe/Berlin");
    }
    stage.runs_it("dee");
    stage.says("dee", "/mentor me").await;
    stage.says("ben", "/mentor join rust").await;
    stage.says("cleo", "/mentor join rust").await;
    stage.transcript().await;
    stage
}

#[tokio::test]
async fn somebody_cannot_be_reached_and_comes_back_to_everything_that_waited() {
    let mut stage = rust_with_an_admin().await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.presses("ben", "Write my compliment").await;
    stage.loses("ana");
    stage.fills("ben", &[("words", COMPLIMENT)]).await;
    stage.loses("ben");
    stage.says("eve", "/mentor ask how do lifetimes work in rust").await;
    stage.presses("cleo", "Not for me").await;
    stage.passes(TimeDelta::hours(26)).await;
    stage.finds("ana");
    stage.says("ana", "good morning").await;
    stage.finds("ben");
    stage.says("ben", "/mentor me").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn somebody_who_closed_their_direct_messages_is_called_once_and_goes_on_in_the_channel() {
    let mut stage = rust_with_an_admin().await;
    stage.says("cleo", "/mentor pause 2w").await;
    stage.hears(News::Invited { channel: "C1".to_owned(), by: Inviter::Admin }).await;
    stage.shuts("ben");
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.passes(TimeDelta::hours(1)).await;
    stage.presses("ben", "Show me").await;
    stage.presses("ben", "Write my compliment").await;
    stage.fills("ben", &[("words", COMPLIMENT)]).await;
    let time = stage.label("ana", "Wed");
    stage.presses("ana", &time).await;
    stage.says("ben", "/mentor me").await;
    stage.says("eve", "/mentor ask how do lifetimes work in rust").await;
    stage.until("2026-11-25 09:45", "Europe/Berlin").await;
    stage.presses("ana", "Yes").await;
    stage.until("2026-12-02 11:00", "Europe/Berlin").await;
    stage.says("ben", "/mentor me").await;
    stage.says("dee", "/mentor ask how do traits work in rust").await;
    stage.finds("ben");
    stage.says("ben", "thank you").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn a_community_is_closed_in_the_middle_of_a_delivery_and_opens_to_what_is_still_of_use() {
    let mut stage = rust_with_an_admin().await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.presses("ben", "Write my compliment").await;
    stage.fills("ben", &[("words", COMPLIMENT)]).await;
    stage.presses("ana", "Tue 10:30").await;
    stage.closes();
    stage.says("eve", "/mentor ask how do lifetimes work in rust").await;
    stage.passes(TimeDelta::hours(1)).await;
    stage.opens().await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn an_app_that_was_removed_leaves_everything_in_its_place_until_it_comes_back() {
    let mut stage = rust_with_an_admin().await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.hears(News::Removed).await;
    stage.hears(News::Removed).await;
    stage.passes(TimeDelta::days(2)).await;
    stage.opens().await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn an_admin_reads_how_everything_is_and_settles_what_concerns_everybody() {
    let mut stage = rust_with_an_admin().await;
    for line in ["/mentor health", "/mentor kpis", "/mentor channel C1", "/mentor when-removed erase"] {
        stage.says("ana", line).await;
    }
    stage.says("dee", "/mentor help").await;
    stage.says("dee", "/mentor health").await;
    stage.says("dee", "/mentor kpis 7d").await;
    stage.presses("dee", "Everything").await;
    stage.says("dee", "/mentor channel").await;
    stage.hears(News::Invited { channel: "C1".to_owned(), by: Inviter::Admin }).await;
    stage.hears(News::Invited { channel: "C2".to_owned(), by: Inviter::Admin }).await;
    stage.says("dee", "/mentor channel general").await;
    stage.says("dee", "/mentor channel C2").await;
    stage.presses("dee", "Save").await;
    stage.says("dee", "/mentor when-removed").await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.fails_once(DeliveryError::Never { why: "msg_too_long".to_owned() });
    stage.says("eve", "/mentor ask how do lifetimes work in rust").await;
    stage.loses("ben");
    stage.presses("ana", "Withdraw").await;
    stage.presses("dee", "How everything is").await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn a_removal_forgets_everything_when_an_admin_chose_so() {
    let mut stage = rust_with_an_admin().await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.says("dee", "/mentor when-removed").await;
    stage.presses("dee", "Forget everything instead").await;
    stage.presses("dee", "Leave it as it is").await;
    stage.presses("dee", "Forget everything instead").await;
    stage.presses("dee", "Save").await;
    stage.hears(News::Removed).await;
    let store = stage.mentoring.store();
    let (platform, external) = (&stage.community.platform, &stage.community.external);
    assert_eq!(store.community(platform, external).await.unwrap(), None);
    assert_eq!(store.next_due(platform).await.unwrap(), None);
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn nine_days_without_wanting_to_be_disturbed_lose_no_message() {
    let mut stage = rust_with_an_admin().await;
    stage.says("ana", "/mentor ask why does rust refuse my closure").await;
    stage.presses("ben", "Write my compliment").await;
    for _ in 0..99 {
        let after = Duration::from_hours(24);
        stage.fails_once(DeliveryError::Later { after, why: "dnd".to_owned() });
    }
    stage.fills("ben", &[("words", COMPLIMENT)]).await;
    stage.passes(TimeDelta::days(9)).await;
    let before = stage.transcript().await;
    assert!(!before.contains("Ben noticed"), "{before}");
    stage.fails_no_more();
    stage.passes(TimeDelta::days(3)).await;
    let after = stage.transcript().await;
    assert_eq!(after.matches("Ben noticed").count(), 1, "{after}");
}

#[tokio::test]
async fn only_a_platform_tells_what_platforms_tell() {
    let mut stage = rust_with_an_admin().await;
    stage.says("dee", "/mentor when-removed erase").await;
    stage.presses("dee", "Save").await;
    for (id, news) in [("1", News::Removed), ("2", News::Closed { why: "a joke".to_owned() })] {
        let reply = stage.call_as("dee", id, Said::News(news)).await;
        assert_eq!(reply, Reply::default());
    }
    let store = stage.mentoring.store();
    let community = store.community(&stage.community.platform, &stage.community.external).await.unwrap();
    assert!(!community.unwrap().is_closed());
}
