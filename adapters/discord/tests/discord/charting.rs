//! A message with a chart.

use chrono::TimeDelta;
use smallwins_core::platform::DeliveryError;
use smallwins_core::task::Manner;
use smallwins_fake_discord::Fault;

use crate::outward::{Letter, Outward, SEND, chart};

const DIGEST: Letter<'_> = Letter {
    words: "The week\n(chart)\nThat is all",
    task: 1,
    also: &[],
    manner: Manner::Proactive,
    in_doubt: false,
};

#[tokio::test]
async fn a_chart_is_a_picture_beneath_its_message_with_words_for_those_who_do_not_see_it() {
    let mut at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    let channel = at.with_channel();
    at.announce(DIGEST).await.unwrap();
    let seen = ana.channel(&channel);
    assert_eq!(seen.len(), 2, "the words, and the picture beneath them");
    let (words, picture) = (seen[0].to_string(), seen[1].to_string());
    assert!(words.contains("The week") && words.contains("That is all"), "{words}");
    assert!(
        picture.contains(chart().alt.as_str()) && picture.contains("The @everyone last weeks"),
        "{picture}"
    );
    let sent = at.fake.calls_of(SEND).pop().unwrap();
    assert!(sent.files[0].1.starts_with(b"\x89PNG") && sent.files[0].1.ends_with(b"IEND\xae\x42\x60\x82"));
}

#[tokio::test]
async fn a_chart_whose_message_is_found_is_not_shown_a_second_time() {
    let mut at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    let said = at.tell(&ana.id, DIGEST).await.unwrap();
    // We ended before that it had arrived was written down, and Discord has forgotten its keys.
    at.clock.pass(TimeDelta::hours(1));
    at.restart().await;
    let found = at.tell(&ana.id, Letter { in_doubt: true, ..DIGEST }).await.unwrap();
    assert_eq!((found, ana.dms().len()), (said, 2));
}

#[tokio::test]
async fn a_doubtful_message_that_had_not_arrived_comes_with_its_chart() {
    let at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.tell(&ana.id, Letter { in_doubt: true, ..DIGEST }).await.unwrap();
    assert_eq!(ana.dms().len(), 2);
}

#[tokio::test]
async fn it_reaches_direct_messages_and_holds_up_no_words_where_it_cannot_be_shown() {
    let at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.tell(&ana.id, DIGEST).await.unwrap();
    assert_eq!(ana.dms().len(), 2);
    let at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.fake.fail_after(1, SEND, Fault::RateLimited(9, smallwins_fake_discord::Scope::User));
    at.tell(&ana.id, DIGEST).await.unwrap();
    assert_eq!(ana.dms().len(), 1);
}

const ALONE: Letter<'_> = Letter { words: "(chart)", manner: Manner::Awaited, ..DIGEST };

#[tokio::test]
async fn a_chart_that_is_a_message_of_its_own_is_tried_again_until_it_is_shown_and_comes_once() {
    let mut at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.fake.fail(SEND, Fault::RateLimited(9, smallwins_fake_discord::Scope::User));
    let put_off = at.tell(&ana.id, ALONE).await;
    assert!(matches!(put_off, Err(DeliveryError::Later { .. })), "{put_off:?}");
    assert!(ana.dms().is_empty());
    at.clock.pass(TimeDelta::minutes(1));
    at.restart().await;
    at.tell(&ana.id, ALONE).await.unwrap();
    assert_eq!(ana.dms().len(), 1);
    // We ended before that it had arrived was written down, and Discord has forgotten its keys.
    at.clock.pass(TimeDelta::hours(1));
    at.restart().await;
    at.tell(&ana.id, Letter { in_doubt: true, ..ALONE }).await.unwrap();
    assert_eq!(ana.dms().len(), 1);
}
