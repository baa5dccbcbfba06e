//! Two judges that know Discord's shapes and limits without us, and the rules that both of them miss.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use twilight_model::channel::message::{Component, Embed};
use twilight_validate::component::component_v1;
use twilight_validate::embed::embed;
use twilight_validate::message::{components, content, embeds};

use crate::render::Post;

/// A post that Discord takes.
pub(crate) fn judge_post(post: &Post) {
    let sent = serde_json::to_value(post).expect("a value");
    let known: Vec<_> = sent.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(known, ["allowed_mentions", "components", "content", "embeds", "flags"]);
    judge_mentions(&sent["allowed_mentions"], &post.content);
    content(&post.content).unwrap_or_else(|error| panic!("{error}\n{post:#?}"));
    assert!(!post.content.trim().is_empty(), "a notification says nothing: {post:#?}");
    judge_components(&post.components);
    let shown: Vec<Embed> = post.embeds.iter().map(parsed).collect();
    embeds(&shown).unwrap_or_else(|error| panic!("{error}\n{post:#?}"));
    for one in &shown {
        embed(one).unwrap_or_else(|error| panic!("{error}\n{one:#?}"));
        one.fields.iter().for_each(|field| judge_lines(&field.value));
    }
    assert_eq!(post.flags & !(1 << 12), if shown.is_empty() { 1 << 2 } else { 0 }, "{post:#?}");
    post.content.split('\n').for_each(judge_line);
}

/// Whoever may be mentioned is, and nobody else: a number in brackets behind no backslash.
fn judge_mentions(allowed: &Value, content: &str) {
    let mut users: Vec<&str> =
        allowed["users"].as_array().into_iter().flatten().map(|id| id.as_str().expect("an id")).collect();
    assert_eq!(allowed["parse"], json!([]));
    assert!(users.len() <= 100 && users.iter().collect::<BTreeSet<_>>().len() == users.len(), "{allowed}");
    users.retain(|user| !content.contains(&format!("<@{user}>")));
    assert_eq!(users, [""; 0], "{content}");
}

/// A modal that Discord takes.
pub(crate) fn judge_modal(modal: &Value) {
    let known: Vec<_> = modal.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(known, ["components", "custom_id", "title"]);
    let length = |value: &Value| value.as_str().expect("a text").chars().count();
    assert!((1..=45).contains(&length(&modal["title"])), "{modal:#}");
    assert!((1..=100).contains(&length(&modal["custom_id"])), "{modal:#}");
    let rows = modal["components"].as_array().expect("a list");
    assert!((1..=5).contains(&rows.len()), "{modal:#}");
    judge_components(rows);
    for row in rows {
        let [input] = &row["components"].as_array().expect("a list")[..] else {
            panic!("one in a row: {row:#}")
        };
        assert_eq!(input["type"], 4, "{input:#}");
        let value =
            input.get("value").map_or(0, |value| value.as_str().expect("a text").encode_utf16().count());
        assert!(value as u64 <= input["max_length"].as_u64().expect("a number"), "{input:#}");
    }
}

fn judge_components(rows: &[Value]) {
    let shown: Vec<Component> = rows.iter().map(parsed).collect();
    components(&shown, false).unwrap_or_else(|error| panic!("{error}\n{rows:#?}"));
    let mut ids = BTreeSet::new();
    for (row, value) in shown.iter().zip(rows) {
        component_v1(row).unwrap_or_else(|error| panic!("{error}\n{value:#}"));
        assert!(matches!(row, Component::ActionRow(_)), "{value:#}");
        let inside = value["components"].as_array().expect("a list");
        assert!(!inside.is_empty(), "an empty row");
        for component in inside {
            let id = component["custom_id"].as_str().expect("an id");
            assert!(ids.insert(id), "two components are called {id}");
            if component["type"] == 2 {
                let label = component["label"].as_str().expect("a label");
                assert!((1..=80).contains(&label.encode_utf16().count()), "{label:?}");
            }
        }
    }
}

fn parsed<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}\n{value:#}"))
}

fn judge_lines(lines: &str) {
    assert!(!lines.trim().is_empty());
    for line in lines.split('\n') {
        // Nothing of ours begins a line of what was typed.
        assert!(!begins_a_block(line), "{line}");
        judge_inside(line);
    }
}

/// A line in which every mark is one that we make.
fn judge_line(line: &str) {
    let rest =
        ["### ", "-# ", "> ", "- "].into_iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
    assert!(!begins_a_block(rest), "{line}");
    judge_inside(rest);
}

/// As Discord sees where a heading, small print, a quote or a list begins.
fn begins_a_block(line: &str) -> bool {
    let line = line.trim_start();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = number.len() < line.len() && number.starts_with(['.', ')']);
    let marks = ["# ", "## ", "### ", "-# ", "> ", ">>>", "- ", "* ", "+ "];
    is_numbered || marks.iter().any(|mark| line.starts_with(mark) || line == mark.trim())
}

/// Stands for what is no mark.
const SOMETHING: char = '\u{fffc}';

fn judge_inside(line: &str) {
    // What is escaped is no mark.
    let mut bare = String::new();
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        if c == '\\' {
            let escaped = characters.next().unwrap_or_else(|| panic!("nothing is escaped: {line}"));
            assert!(escaped.is_ascii_punctuation(), "{escaped:?} needs no escape: {line}");
            bare.push(SOMETHING);
        } else {
            bare.push(c);
        }
    }
    let mut outside = String::new();
    let mut rest = bare.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        let (inside, after) = after.split_once('>').unwrap_or_else(|| panic!("a bracket stays open: {line}"));
        let is_somebody = inside.strip_prefix('@').is_some_and(|id| id.parse::<u64>().is_ok());
        let starts = ["t:", "https://", "http://"];
        let is_ours = is_somebody || starts.iter().any(|start| inside.starts_with(start));
        assert!(is_ours && !inside.contains([' ', '*', '`']), "{inside}: {line}");
        outside.push_str(before);
        outside.push(SOMETHING);
        rest = after;
    }
    outside.push_str(rest);
    let outside = outside.as_str();
    assert_eq!(outside.matches('[').count(), outside.matches("](\u{fffc})").count(), "{line}");
    let lower = outside.to_lowercase();
    for mark in ["@everyone", "@here", "`", "~", "|", "_", "://", "***", "\u{202e}", "\0", "\r"] {
        assert!(!lower.contains(mark), "{mark:?} in {line}");
    }
    assert_eq!(lower.matches("**").count() % 2, 0, "{line}");
    assert_eq!(lower.replace("**", "").matches('*').count() % 2, 0, "{line}");
    let mut between = lower.split(':').skip(1).peekable();
    while let Some(name) = between.next() {
        let is_a_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-+".contains(c));
        assert!(between.peek().is_none() || !is_a_name, "an emoji: {line}");
    }
}
