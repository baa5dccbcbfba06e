//! The messages that people get, as Slack gets them.

use chrono::TimeDelta;
use chrono_tz::Europe::Berlin;
use smallwins_core::action::Action;
use smallwins_core::message::{Block, Message};
use smallwins_core::script::{Value, record, say};

use super::judge::{judge_home, judge_modal, judge_post};
use super::now;
use crate::render::{home, notice, posts};

/// What a button says, about the same thing everywhere.
pub(super) fn action(verb: &str) -> Action {
    let id = |prefix: &str| format!("{prefix}_00000000000000000000000001");
    let text = verb.replace("OFFER", &id("offer")).replace("SESSION", &id("ses")).replace("ASK", &id("ask"));
    text.parse().unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
}

fn offer() -> Message {
    let win = |deed: &str, link: Option<&str>, days: i64| {
        record([("deed", deed.into()), ("link", link.into()), ("days", days.into())])
    };
    let reasons = vec![
        record([("why", "topic".into()), ("topic", "parsing".into())]),
        record([("why", "overlap".into()), ("from", "09:00".into()), ("to", "12:00".into())]),
        record([("why", "room".into()), ("free", 2.into()), ("of", 3.into())]),
    ];
    let wins = vec![
        win("Replaced `match *self` in the parser with a table", Some("https://git.example/pull/41"), 2),
        win("Opened “fuzz input hangs” with a failing case", None, 5),
    ];
    say("offer.prompt")
        .with("learner", "Ana")
        .with("question", "how do I test a parser")
        .with("minutes", 10_u32)
        .with("why_now", None::<&str>)
        .with("reasons", reasons)
        .with("wins", wins)
        .with("until", now() + TimeDelta::hours(4))
        .button("affirm", action("affirm OFFER"))
        .button("not_now", action("not-now OFFER"))
        .button("not_for_me", action("not-for-me OFFER"))
        .message()
}

fn nudge() -> Message {
    let answers = ["done", "partly", "stuck", "dropped"];
    let words = [
        "When I open the parser tomorrow, I will write one table-driven test until it fails for the right reason.",
        "When it passes, I will add the fuzz case until `cargo test` runs without the hang.",
    ];
    let saying = say("nudge")
        .with("at", now() - TimeDelta::days(2))
        .with("partner", "Ben")
        .with("actionables", words.map(Value::from).to_vec())
        .with("time", 1_u32);
    let saying = [("done0", 0), ("partly0", 1), ("stuck0", 2), ("dropped0", 3)]
        .into_iter()
        .fold(saying, |saying, (key, place)| {
            saying.button(key, action(&format!("{} SESSION 1", answers[place])))
        });
    [("done1", 0), ("partly1", 1), ("stuck1", 2), ("dropped1", 3)]
        .into_iter()
        .fold(saying, |saying, (key, place)| {
            saying.button(key, action(&format!("{} SESSION 2", answers[place])))
        })
        .message()
}

fn me() -> Message {
    let session = |partner: &str, stage: &str| {
        record([
            ("partner", partner.into()),
            ("mine", true.into()),
            ("stage", stage.into()),
            ("at", (now() + TimeDelta::days(1)).timestamp_millis().into()),
            ("asked", false.into()),
            ("items", Value::from(Vec::<Value>::new())),
        ])
    };
    let ask = record([
        ("question", "does a <Vec<&str>> need *two* lifetimes?".into()),
        ("turn", "mentor".into()),
        ("at", (now() + TimeDelta::hours(3)).timestamp_millis().into()),
    ]);
    let head = say("me")
        .with("name", "Ana")
        .with("pause", None::<&str>)
        .with("off", Vec::<&str>::new())
        .with("rests", None::<&str>)
        .with("sessions", vec![session("Ben", "booked"), session("R&D Cleo", "choosing")])
        .with("more", 0_u32)
        .with("asks", vec![ask])
        .with("deadlines", Vec::<&str>::new())
        .with("offers", 0_u32);
    let need = say("me.affirmed")
        .with("partner", "R&D Cleo")
        .with("words", "I noticed that you named *both* lifetimes.")
        .button("times", action("times SESSION"))
        .button("landed", action("landed SESSION"));
    let foot = say("me.foot")
        .with("wins", 2_u32)
        .with("hours", "mon-fri 9-17")
        .with("zone", "Europe/Berlin")
        .with("language", None::<&str>)
        .with("topics", None::<&str>)
        .with("room", None::<&str>)
        .with("office", None::<&str>)
        .button("ask", Action::Ask(None))
        .button("win", Action::Win(None))
        .button("join", Action::Join(None))
        .button("pause", Action::Pause(None));
    let mut message = head.message();
    for saying in [need, foot] {
        message.blocks.extend(saying.message().blocks);
    }
    message
}

fn asked() -> Message {
    say("ask.offered")
        .with("question", "how do I test a parser")
        .with("minutes", 10_u32)
        .with("able", 3_u32)
        .with("until", now() + TimeDelta::hours(4))
        .with("pace", None::<&str>)
        .button("withdraw", action("withdraw ASK"))
        .message()
}

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
    let saying = say("choose")
        .with("mentor", "Ben")
        .with("question", "how do I test a parser")
        .with("times", ["Tue 10:00", "Tue 11:30", "Wed 09:30"].map(Value::from).to_vec())
        .with("free_until", now() + TimeDelta::minutes(30))
        .with("office", Vec::<Value>::new())
        .with("until", now() + TimeDelta::days(2));
    let times = ["2026-11-24T09:00:00Z", "2026-11-24T10:30:00Z", "2026-11-25T08:30:00Z"];
    let picks = ["pick0", "pick1", "pick2"].into_iter().zip(times);
    let saying =
        picks.fold(saying, |saying, (key, at)| saying.button(key, action(&format!("pick SESSION {at}"))));
    shown!(saying.button("now", action("now SESSION")).button("other", action("times SESSION")).message());
}

#[test]
fn a_compliment_arrives() {
    let words = "I noticed the failing case you put in “fuzz input hangs” *before* asking. It pins the hang to one_byte.";
    shown!(
        say("affirmed")
            .with("mentor", "Ben")
            .with("words", words)
            .button("landed", action("landed SESSION"))
            .message()
    );
}

#[test]
fn a_session_begins() {
    let saying = say("agenda").with("partner", "Ben").with("learner", "Ana");
    let saying = saying.with("question", "how do I test a parser").with("minutes", 10_u32);
    shown!(saying.button("note", action("note SESSION")).message());
}

#[test]
fn a_note_is_written() {
    let actionables =
        ["When I open the parser, I will write one test.", "When it passes, I will add the fuzz case."];
    let saying = say("note.written")
        .with("is_learner", true)
        .with("learner", "Ana")
        .with("affirmation", "The failing case came first.")
        .with("actionables", actionables.map(Value::from).to_vec())
        .with("due", now() + TimeDelta::days(7))
        .with("clock", None::<Value>)
        .with("question", "Did the fuzz case become a test?");
    shown!(saying.button("change", action("note SESSION")).button("undo", Action::Undo(None)).message());
}

#[test]
fn two_things_are_asked_about() {
    shown!(nudge());
}

#[test]
fn the_day_has_come() {
    let saying = say("checkpoint").with("question", "Did the fuzz case become a test?");
    let saying = ["done", "partly", "stuck", "dropped"]
        .into_iter()
        .fold(saying, |saying, key| saying.button(key, action(&format!("{key} SESSION checkpoint"))));
    shown!(saying.message());
}

#[test]
fn an_ask_is_open_to_everybody() {
    let question = "why does <!channel> ping & how do I stop it";
    let saying = say("pool.open").with("question", question).with("learner", "Ana").with("minutes", 15_u32);
    shown!(saying.button("claim", action("affirm ASK")).message());
}

#[test]
fn what_is_open_is_shown() {
    shown!(me());
}

#[test]
fn what_was_typed_comes_back() {
    let saying = say("refusal.unknown").with("nearest", "ask").with("typed", "aks <@U1> about `**kwargs`");
    shown!(saying.button("help", Action::Help).message());
}

#[test]
fn what_waited_for_the_morning_arrives_as_one() {
    let (mut bundle, second) = (asked(), say("pool.taken-by-another"));
    let second = second.with("question", "is a *borrow* a loan?").with("learner", "Cleo").message();
    bundle.blocks.push(Block::Divider);
    bundle.blocks.extend(second.blocks);
    shown!(bundle);
}

#[test]
fn the_home_tab_and_a_notice_hold_the_same_blocks() {
    let (home, notice) = (home(&me(), Berlin), notice(&me(), Berlin, "here"));
    judge_home(&home);
    judge_modal(&notice);
    assert_eq!(home["blocks"], notice["blocks"]);
    assert_eq!(notice["private_metadata"], "here");
}
