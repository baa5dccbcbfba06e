//! Direct messages belong to no guild: which community is meant.

use crate::stage::{BOTH, By, Stage};

#[tokio::test]
async fn whoever_is_in_one_community_means_it() {
    let stage = Stage::set(By::Gateway).await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    stage.ana.dm("win Wrote a test");
    stage.ana.until_sees("Noted").await;
    assert_eq!(stage.wins(&stage.ana).await.len(), 1);
}

#[tokio::test]
async fn whoever_is_in_several_means_the_one_in_which_they_spoke_last() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        let other = stage.fake.guild("other");
        let lounge = other.channel("lounge");
        let there = other.welcomes(&stage.ana);
        stage.ana.slash(&stage.general, "mentor me", &[]).await;
        there.slash(&lounge, "mentor me", &[]).await;
        stage.ana.slash(&stage.ana.dm_channel(), "mentor win", &[("what", "Wrote a test")]).await;
        assert_eq!(stage.wins_in(&other, &stage.ana).await.len(), 1, "{by:?}");
        stage.ana.slash(&stage.general, "mentor me", &[]).await;
        stage.ana.slash(&stage.ana.dm_channel(), "mentor win", &[("what", "Wrote a test")]).await;
        assert_eq!(stage.wins(&stage.ana).await.len(), 1, "{by:?}");
    }
}

#[tokio::test]
async fn whoever_is_in_several_and_spoke_in_none_is_asked_and_loses_no_word() {
    for by in BOTH {
        let mut stage = Stage::set(by).await;
        let other = stage.fake.guild("other");
        let lounge = other.channel("lounge");
        stage.ana.slash(&stage.general, "mentor me", &[]).await;
        other.welcomes(&stage.ana).slash(&lounge, "mentor me", &[]).await;
        stage.end().await;
        stage.begin(by).await;
        let dm = stage.ana.dm_channel();
        stage.ana.slash(&dm, "mentor win", &[("what", "Wrote a test")]).await;
        let seen = stage.ana.last();
        assert!(
            seen.text.contains("more than one place") && seen.text.contains("win Wrote a test"),
            "{seen}"
        );
        assert!(seen.button("small").is_some() && seen.button("other").is_some(), "{seen}");
        assert!(stage.wins(&stage.ana).await.is_empty());
        stage.ana.press("other").await;
        stage.ana.slash(&dm, "mentor win", &[("what", "Wrote a test")]).await;
        assert_eq!(stage.wins_in(&other, &stage.ana).await.len(), 1, "{by:?}");
    }
}

#[tokio::test]
async fn whoever_is_known_nowhere_is_told_how_they_become_known() {
    let stage = Stage::set(By::Gateway).await;
    stage.ana.dm("win Wrote a test");
    let seen = stage.ana.until_sees("where you belong").await;
    assert!(seen.text.contains("win Wrote a test"), "{seen}");
    stage.ana.slash(&stage.ana.dm_channel(), "mentor me", &[]).await;
    assert!(stage.ana.last().text.contains("where you belong"));
    assert!(stage.community(&stage.guild).await.is_none(), "nothing is founded by it");
}

#[tokio::test]
async fn a_button_in_a_direct_message_speaks_of_its_own_guild() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        let other = stage.fake.guild("other");
        let lounge = other.channel("lounge");
        stage.ana.slash(&stage.general, "mentor me", &[]).await;
        let dm = stage.ana.dm_channel();
        stage.ana.slash(&dm, "mentor win", &[("what", "Wrote a test")]).await;
        let noted = stage.ana.last();
        other.welcomes(&stage.ana).slash(&lounge, "mentor me", &[]).await;
        stage.ana.press_old(&noted, "Undo").await;
        assert!(stage.wins(&stage.ana).await.is_empty(), "{by:?}");
    }
}
