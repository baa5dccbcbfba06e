//! The messages that people get, as Discord gets them.

use smallwins_chat_samples::{
    affirmed, agenda, asked, bundle, checkpoint, me, misheard, noted, nudge, offer, pooled, times,
};
use smallwins_core::message::{Block, Message, Span, Text};
use smallwins_core::platform::Handle;

use super::GUILD;
use super::judge::judge_post;
use crate::render::{Post, posts};

/// A post as somebody sees it who knows Markdown.
pub(super) fn seen(post: &Post) -> String {
    let rows = post.components.iter().map(|row| {
        let buttons = row["components"].as_array().expect("a row").iter();
        let button = |it: &serde_json::Value| {
            let mark = if it["style"] == 1 { "!" } else { "" };
            format!(
                "[{}{mark}]({})",
                it["label"].as_str().expect("a label"),
                it["custom_id"].as_str().expect("an id")
            )
        };
        buttons.map(button).collect::<Vec<_>>().join(" ")
    });
    let fields = post.embeds.iter().flat_map(|embed| embed["fields"].as_array().expect("fields"));
    let fields = fields.map(|it| format!("| {}\n| | {}", it["name"], it["value"]));
    let flags = std::iter::once(format!("flags {}", post.flags));
    std::iter::once(post.content.clone())
        .chain(fields)
        .chain(rows)
        .chain(flags)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Shows a message to the judges and to us.
macro_rules! shown {
    ($message:expr) => {{
        let posts = posts(&$message, GUILD);
        posts.iter().for_each(judge_post);
        let shown: Vec<_> = posts.iter().map(seen).collect();
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
fn whoever_is_called_is_told_of_it_and_nobody_else() {
    let ben = Span::Mention { handle: Handle("80351110224678912".into()), name: "Ben".into() };
    let call = Block::Paragraph(Text(vec![ben, Span::Plain(", write to me once; not <@1>".into())]));
    let long = Block::Paragraph(Text::plain("wordy ".repeat(330)));
    let message = Message { blocks: vec![long.clone(), call, long].into(), ..asked() };
    let posts = posts(&message, GUILD);
    posts.iter().for_each(judge_post);
    let called: Vec<_> = posts.iter().map(|post| post.allowed_mentions.users.join(" ")).collect();
    assert_eq!(called, ["", "80351110224678912", ""]);
    // What calls somebody is heard.
    assert_eq!(posts.iter().map(|post| post.flags).collect::<Vec<_>>(), [4, 4, 4 | 4096]);
}

#[test]
fn an_answer_can_be_for_one_reader_alone() {
    let [post] = &posts(&asked(), GUILD)[..] else { panic!("one post") };
    assert_eq!((post.flags, post.clone().ephemeral().flags), (4, 4 | 64));
}

#[test]
fn what_was_typed_comes_back() {
    shown!(misheard());
}

#[test]
fn what_waited_for_the_morning_arrives_as_one() {
    shown!(bundle());
}
