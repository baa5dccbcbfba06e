//! Forms: opened, sent, and sent back.

use crate::stage::{BOTH, By, Stage};

#[tokio::test]
async fn a_command_that_asks_for_a_form_gets_it_at_once() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        let ack = stage.ana.slash(&stage.general, "mentor join", &[]).await;
        assert!(ack.in_time && ack.kind == Some(9), "{by:?} {ack:?}");
        let ack = stage.ana.submit(&[("topics", "parsers, rust")]).await;
        assert!(ack.in_time && ack.kind == Some(4), "{by:?} {ack:?}");
        assert!(stage.ana.last().is_ephemeral);
        let ana = stage.member(&stage.guild, &stage.ana).await.unwrap();
        assert_eq!(ana.mentor.unwrap().topics.len(), 2);
    }
}

#[tokio::test]
async fn a_form_with_a_choice_is_a_message_whose_buttons_open_it() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ana.slash(&stage.general, "mentor help", &[]).await;
        let ack = stage.ana.press("Ask something").await;
        assert!(ack.in_time && ack.kind == Some(4), "{by:?} {ack:?}");
        let ack = stage.ana.press("15 minutes: a review").await;
        assert!(ack.in_time && ack.kind == Some(9), "{by:?} {ack:?}");
        let ack = stage.ana.submit(&[("question", "How do I test a parser?")]).await;
        assert!(ack.in_time && ack.kind == Some(4), "{by:?} {ack:?}");
        stage.ana.slash(&stage.general, "mentor me", &[]).await;
        assert!(stage.ana.last().text.contains("How do I test a parser?"), "{}", stage.ana.last());
    }
}

#[tokio::test]
async fn a_form_that_comes_back_can_be_edited_with_what_was_typed_in_it() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ana.slash(&stage.general, "mentor help", &[]).await;
        stage.ana.press("Ask something").await;
        stage.ana.press("15 minutes: a review").await;
        let long = format!("How do I *test* {}a parser?", "and test and ".repeat(40));
        let ack = stage.ana.submit(&[("question", &long)]).await;
        assert!(ack.in_time && ack.kind == Some(4), "{by:?} {ack:?}");
        let seen = stage.ana.last();
        assert!(seen.is_ephemeral && seen.button("Edit").is_some(), "{by:?} {seen}");
        let ack = stage.ana.press("Edit").await;
        assert!(ack.in_time && ack.kind == Some(9), "{by:?} {ack:?}");
        let form = stage.ana.modal().unwrap();
        assert!(form.to_string().contains(&long), "{form}");
        stage.ana.submit(&[("question", "How do I test a parser?")]).await;
        stage.ana.slash(&stage.general, "mentor me", &[]).await;
        assert!(stage.ana.last().text.contains("How do I test a parser?"), "{}", stage.ana.last());
    }
}

#[tokio::test]
async fn what_is_typed_in_a_command_and_is_wrong_comes_back_as_a_form_too() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        let long = "how do I test a parser ".repeat(40);
        let ack = stage.ana.slash(&stage.general, "mentor ask", &[("question", long.trim())]).await;
        assert!(ack.in_time && ack.kind == Some(4), "{by:?} {ack:?}");
        let seen = stage.ana.last();
        assert!(seen.to_string().contains("how do I test a parser how do"), "{seen}");
        assert!(seen.button("Edit").is_some(), "{seen}");
        stage.ana.press("Edit").await;
        assert!(stage.ana.modal().unwrap().to_string().contains("how do I test a parser how do"));
    }
}

#[tokio::test]
async fn a_form_is_opened_and_sent_in_a_direct_message_too() {
    let stage = Stage::set(By::Gateway).await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    stage.ana.slash(&stage.ana.dm_channel(), "mentor join", &[]).await;
    stage.ana.submit(&[("topics", "rust")]).await;
    let seen = stage.ana.last();
    assert!(!seen.is_ephemeral && seen.place == "dm", "{seen}");
    assert!(stage.member(&stage.guild, &stage.ana).await.unwrap().mentor.is_some());
}

#[tokio::test]
async fn a_line_that_asks_for_a_form_gets_a_button_that_opens_it() {
    let stage = Stage::set(By::Gateway).await;
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    stage.ana.dm("win");
    let seen = stage.ana.until_messages(3).await;
    let button = seen.buttons()[0].label.clone();
    let ack = stage.ana.press(&button).await;
    assert_eq!(ack.kind, Some(9), "{seen}");
    stage.ana.submit(&[("win", "Wrote a test")]).await;
    assert_eq!(stage.wins(&stage.ana).await.len(), 1);
}

#[tokio::test]
async fn whoever_types_is_shown_what_they_could_mean() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ben.slash(&stage.general, "mentor join", &[("topics", "rust, parsers")]).await;
        let choices = stage.ana.autocomplete(&stage.general, "mentor join", &[("topics", "ru")]).await;
        assert!(choices.iter().any(|choice| choice.name == "rust"), "{by:?} {choices:?}");
        let zones = stage.ana.autocomplete(&stage.general, "mentor hours", &[("zone", "lisb")]).await;
        assert!(zones.iter().any(|choice| choice.value == "Europe/Lisbon"), "{by:?} {zones:?}");
        assert!(zones.len() <= 25);
    }
}

#[tokio::test]
async fn whoever_types_where_nobody_is_known_is_shown_what_concerns_everybody() {
    let stage = Stage::set(By::Http).await;
    let choices = stage.ana.autocomplete(&stage.ana.dm_channel(), "mentor hours", &[("zone", "lisb")]).await;
    assert!(choices.is_empty(), "nobody knows where she belongs: {choices:?}");
    assert!(stage.community(&stage.guild).await.is_none(), "nothing is founded by typing");
}
