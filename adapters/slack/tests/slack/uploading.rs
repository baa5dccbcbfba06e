//! A picture in a channel.

use smallwins_core::platform::DeliveryError;
use smallwins_fake_slack::{Fault, StandingClock};
use smallwins_slack::{Door, Png, SCOPES};

use crate::outward::{Letter, NOW, Outward};

fn png() -> Png {
    let bytes = b"\x89PNG\r\n\x1a\n and so on".to_vec();
    Png { bytes, title: "This week".to_owned(), alt: "Eight numbers, all within their bands".to_owned() }
}

async fn set() -> (Outward, smallwins_fake_slack::Person, String) {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let channel = at.workspace.channel("mentoring", &[&ana]);
    at.workspace.invite_app(&channel);
    (at, ana, channel)
}

#[tokio::test]
async fn a_picture_is_shown_with_its_words_and_for_those_who_do_not_see_it() {
    let (at, ana, channel) = set().await;
    at.slack.upload(&at.community, &channel, png(), "Done & <!channel> landed").await.unwrap();
    let (name, alt, bytes) = at.fake.files().pop().unwrap();
    assert_eq!((name.as_str(), alt, bytes), ("smallwins.png", Some(png().alt), png().bytes));
    assert_eq!(ana.channel(&channel).len(), 1);
}

#[tokio::test]
async fn until_it_is_shown_it_may_simply_be_done_again() {
    for (method, fault) in [
        ("files.getUploadURLExternal", Fault::Status(500)),
        ("files.getUploadURLExternal", Fault::ResetAfter),
        ("files.getUploadURLExternal", Fault::RateLimited(9)),
        ("files.completeUploadExternal", Fault::RateLimited(9)),
    ] {
        let (at, ana, channel) = set().await;
        at.fake.fail(method, fault.clone());
        let failed = at.slack.upload(&at.community, &channel, png(), "This week").await;
        assert!(matches!(failed, Err(DeliveryError::Later { .. })), "{method} {fault:?}: {failed:?}");
        assert!(ana.channel(&channel).is_empty());
    }
}

#[tokio::test]
async fn whether_it_is_shown_can_stay_unknown() {
    let (at, ana, channel) = set().await;
    at.fake.fail("files.completeUploadExternal", Fault::ResetAfter);
    let broken = at.slack.upload(&at.community, &channel, png(), "This week").await;
    assert!(matches!(broken, Err(DeliveryError::Unknown { .. })), "{broken:?}");
    assert_eq!(ana.channel(&channel).len(), 1);
}

#[tokio::test]
async fn without_the_right_to_it_or_the_channel_it_says_so() {
    let (at, _, channel) = set().await;
    at.workspace.remove_app(&channel);
    let never = at.slack.upload(&at.community, &channel, png(), "This week").await;
    assert!(matches!(never, Err(DeliveryError::Never { .. })), "{never:?}");
    at.workspace.revoke();
    let closed = at.slack.upload(&at.community, &channel, png(), "This week").await;
    assert!(matches!(closed, Err(DeliveryError::Closed { .. })), "{closed:?}");
}

#[tokio::test]
async fn where_files_were_not_granted_messages_reach_people_all_the_same() {
    let clock = StandingClock::at(NOW.parse().unwrap());
    let fake = smallwins_fake_slack::Slack::start(clock.clock()).await;
    let workspace = fake.empty_workspace("small");
    let granted: Vec<&str> = SCOPES.iter().copied().filter(|scope| *scope != "files:write").collect();
    let door = Door::One(workspace.install_with(&granted).into());
    let at = Outward::behind(door, fake, workspace, clock).await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let channel = at.workspace.channel("mentoring", &[&ana]);
    at.workspace.invite_app(&channel);
    let refused = at.slack.upload(&at.community, &channel, png(), "This week").await;
    assert!(matches!(&refused, Err(DeliveryError::Never { why }) if why.contains("files")), "{refused:?}");
    at.tell(&ana.id, Letter::default()).await.unwrap();
    // The missing scope is our own doing here.
    at.fake.take_violations();
}
