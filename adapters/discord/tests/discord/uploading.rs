//! A picture in a channel.

use smallwins_core::platform::DeliveryError;
use smallwins_discord::Png;
use smallwins_fake_discord::{Fault, Scope};

use crate::outward::{Outward, SEND};

fn png() -> Png {
    let bytes = b"\x89PNG\r\n\x1a\n and so on IEND\xae\x42\x60\x82".to_vec();
    Png { bytes, title: "This week".to_owned(), alt: "Eight numbers, all within their bands".to_owned() }
}

async fn set() -> (Outward, smallwins_fake_discord::Person, String) {
    let mut at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    let channel = at.with_channel();
    (at, ana, channel)
}

#[tokio::test]
async fn a_picture_is_shown_with_its_words_and_for_those_who_do_not_see_it() {
    let (at, ana, channel) = set().await;
    let id = at.discord.upload(&at.community, &channel, png(), "Done & @everyone *landed*").await.unwrap();
    let shown = ana.channel(&channel).pop().unwrap();
    assert_eq!(id.0, format!("{channel}/{}", shown.id));
    let text = shown.to_string();
    for words in ["This week", "Done & @everyone *landed*", &png().alt] {
        assert!(text.contains(words), "{text}");
    }
    let sent = at.fake.calls_of(SEND).pop().unwrap();
    assert_eq!(sent.files, [("smallwins.png".to_owned(), png().bytes)]);
}

#[tokio::test]
async fn what_breaks_off_is_shown_once() {
    for fault in [Fault::StatusAfter(502), Fault::ResetAfter, Fault::Status(502), Fault::ResetBefore] {
        let (at, ana, channel) = set().await;
        at.fake.fail(SEND, fault.clone());
        at.discord.upload(&at.community, &channel, png(), "This week").await.unwrap();
        assert_eq!(ana.channel(&channel).len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn what_is_refused_says_so() {
    let (at, _, channel) = set().await;
    at.fake.fail(SEND, Fault::RateLimited(9, Scope::User));
    let later = at.discord.upload(&at.community, &channel, png(), "This week").await;
    assert!(matches!(later, Err(DeliveryError::Later { .. })), "{later:?}");
    let (at, _, channel) = set().await;
    at.guild.mute_app(&channel);
    let never = at.discord.upload(&at.community, &channel, png(), "This week").await;
    assert!(matches!(never, Err(DeliveryError::Never { .. })), "{never:?}");
    at.guild.remove_app();
    let closed = at.discord.upload(&at.community, &channel, png(), "This week").await;
    assert!(matches!(closed, Err(DeliveryError::Closed { .. })), "{closed:?}");
}
