//! A message with a chart.

use std::time::Duration;

use smallwins_core::platform::DeliveryError;
use smallwins_fake_slack::Fault;

use crate::outward::{Letter, Outward, chart};

const DIGEST: Letter<'_> = Letter {
    words: "The week\n(chart)\nThat is all",
    task: 1,
    also: &[],
    manner: smallwins_core::task::Manner::Proactive,
    first_try: None,
    in_doubt: false,
};

#[tokio::test]
async fn a_chart_is_a_picture_beneath_its_message_with_words_for_those_who_do_not_see_it() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    at.tell(&ana.id, DIGEST).await.unwrap();
    let seen = ana.dms();
    assert_eq!(seen.len(), 2, "the words, and the picture beneath them");
    assert!(seen[0].text.contains("The week") && seen[0].text.contains("That is all"), "{}", seen[0].text);
    let (name, alt, bytes) = at.fake.files().pop().unwrap();
    assert_eq!((name.as_str(), alt), ("smallwins.png", Some(chart().alt.into())));
    assert!(bytes.starts_with(b"\x89PNG"));
}

#[tokio::test]
async fn it_is_shown_in_the_channel_to_which_its_message_goes() {
    let mut at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let channel = at.workspace.channel("numbers", &[&ana]);
    at.workspace.invite_app(&channel);
    at.community.channel = Some(channel.clone());
    at.announce(DIGEST).await.unwrap();
    assert_eq!((ana.channel(&channel).len(), at.fake.files().len()), (2, 1));
}

#[tokio::test]
async fn a_chart_whose_message_is_found_is_not_shown_a_second_time() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let said = at.tell(&ana.id, DIGEST).await.unwrap();
    // We ended before that it had arrived was written down.
    let found = at.tell(&ana.id, Letter { in_doubt: true, ..DIGEST }).await.unwrap();
    assert_eq!((found, ana.dms().len(), at.fake.files().len()), (said, 2, 1));
}

#[tokio::test]
async fn a_doubtful_message_that_had_not_arrived_comes_with_its_chart() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    at.tell(&ana.id, Letter { in_doubt: true, ..DIGEST }).await.unwrap();
    assert_eq!((ana.dms().len(), at.fake.files().len()), (2, 1));
}

#[tokio::test]
async fn a_chart_that_cannot_be_shown_holds_up_no_words() {
    for (method, fault) in [
        ("files.getUploadURLExternal", Fault::Status(500)),
        ("files.getUploadURLExternal", Fault::RateLimited(9)),
        ("files.completeUploadExternal", Fault::ResetBefore),
    ] {
        let at = Outward::set().await;
        let ana = at.workspace.person("ana", "Europe/Lisbon");
        at.fake.fail(method, fault.clone());
        at.tell(&ana.id, DIGEST).await.unwrap();
        assert_eq!(ana.dms().len(), 1, "{method} {fault:?}");
        assert!(ana.dms()[0].text.contains("The week"));
    }
}

const ALONE: Letter<'_> =
    Letter { words: "(chart)", manner: smallwins_core::task::Manner::Awaited, ..DIGEST };

#[tokio::test]
async fn a_chart_that_is_a_message_of_its_own_is_tried_again_until_it_is_shown() {
    for method in ["files.getUploadURLExternal", "files.completeUploadExternal"] {
        let at = Outward::set().await;
        let ana = at.workspace.person("ana", "Europe/Lisbon");
        at.fake.fail(method, Fault::RateLimited(9));
        let put_off = at.tell(&ana.id, ALONE).await;
        assert!(matches!(put_off, Err(DeliveryError::Later { .. })), "{method}: {put_off:?}");
        assert!(ana.dms().is_empty());
        at.wait(Duration::from_secs(10)).await;
        at.tell(&ana.id, ALONE).await.unwrap();
        assert_eq!((ana.dms().len(), at.fake.files().len()), (1, 1), "{method}");
    }
}

#[tokio::test]
async fn a_chart_of_its_own_that_may_have_been_shown_is_not_shown_twice() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    at.fake.fail("files.completeUploadExternal", Fault::ResetAfter);
    let broken = at.tell(&ana.id, ALONE).await;
    assert!(matches!(broken, Err(DeliveryError::Unknown { .. })), "{broken:?}");
    at.wait(Duration::from_secs(3)).await;
    at.tell(&ana.id, Letter { in_doubt: true, ..ALONE }).await.unwrap();
    assert_eq!(at.fake.files().len(), 1);
}
