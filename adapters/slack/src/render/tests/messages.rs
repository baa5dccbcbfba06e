//! The messages that people get, as Slack gets them.

use chrono_tz::Europe::Berlin;
use smallwins_chat_samples::{
    affirmed, agenda, asked, bundle, checkpoint, me, misheard, noted, nudge, offer, pooled, times,
};

use super::judge::{judge_home, judge_modal, judge_post};
use crate::render::{home, notice, posts};

/// Shows a message to the judges and to us.
macro_rules! shown {
    ($message:expr) => {{
        let posts = posts(&$message, Berlin);
        posts.iter().for_each(judge_post);
        let shown: Vec<_> = posts
            .iter()
            .map(|post| format!("{}\n\n{:#}", post.text, serde_json::to_value(&post.blocks).unwrap()))
            .collect();
        insta::assert_snapshot!(shown.join("\n\n"));
    }};
}

#[test]
fn a_mentor_is_asked() {
    shown!(offer());
}

#[test]
fn an_ask_is_answered() {
    shown!(asked());
}

#[test]
fn times_are_proposed() {
    shown!(times());
}

#[test]
fn a_compliment_arrives() {
    shown!(affirmed());
}

#[test]
fn a_session_begins() {
    shown!(agenda());
}

#[test]
fn a_note_is_written() {
    shown!(noted());
}

#[test]
fn two_things_are_asked_about() {
    shown!(nudge());
}

#[test]
fn the_day_has_come() {
    shown!(checkpoint());
}

#[test]
fn an_ask_is_open_to_everybody() {
    shown!(pooled());
}

#[test]
fn what_is_open_is_shown() {
    shown!(me());
}

#[test]
fn what_was_typed_comes_back() {
    shown!(misheard());
}

#[test]
fn what_waited_for_the_morning_arrives_as_one() {
    shown!(bundle());
}

#[test]
fn the_home_tab_and_a_notice_hold_the_same_blocks() {
    let (home, notice) = (home(&me(), Berlin), notice(&me(), Berlin, "here"));
    judge_home(&home);
    judge_modal(&notice);
    assert_eq!(home["blocks"], notice["blocks"]);
    assert_eq!(notice["private_metadata"], "here");
}
