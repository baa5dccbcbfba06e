//! What may stand in embeds, and how much of it.

use serde_json::Value;

use super::{length, list, maybe, text};
use crate::refusal::Refusal;
use crate::request::File;

/// All words of all embeds of a message.
const WORDS: usize = 6000;

pub(super) fn check(embeds: &[Value], files: &[File]) -> Result<(), Refusal> {
    if embeds.len() > 10 {
        return Err(Refusal::form("/embeds", "Must be 10 or fewer in length."));
    }
    for (place, embed) in embeds.iter().enumerate() {
        one(embed, &format!("/embeds/{place}"), files)?;
    }
    match embeds.iter().map(words).sum::<usize>() {
        words if words > WORDS => {
            Err(Refusal::form("/embeds", format!("Embed size exceeds maximum size of 6000: {words}")))
        }
        _ => Ok(()),
    }
}

fn one(embed: &Value, path: &str, files: &[File]) -> Result<(), Refusal> {
    let at = |name: &str| format!("{path}/{name}");
    if embed.get("type").is_some_and(|kind| kind != "rich") {
        return Err(Refusal::form(&at("type"), "an app sends rich embeds"));
    }
    maybe(&embed["title"], &at("title"), 256)?;
    maybe(&embed["description"], &at("description"), 4096)?;
    if !embed["footer"].is_null() {
        text(&embed["footer"]["text"], &at("footer/text"), 1..=2048)?;
    }
    if !embed["author"].is_null() {
        text(&embed["author"]["name"], &at("author/name"), 1..=256)?;
    }
    if embed["color"].as_u64().unwrap_or_default() > 0xff_ffff {
        return Err(Refusal::form(&at("color"), "int value should be less than or equal to 16777215."));
    }
    let fields = list(embed, "fields");
    if fields.len() > 25 {
        return Err(Refusal::form(&at("fields"), "Must be 25 or fewer in length."));
    }
    for (place, field) in fields.iter().enumerate() {
        text(&field["name"], &at(&format!("fields/{place}/name")), 1..=256)?;
        text(&field["value"], &at(&format!("fields/{place}/value")), 1..=1024)?;
    }
    for name in ["image", "thumbnail"] {
        let file = embed[name]["url"].as_str().and_then(|url| url.strip_prefix("attachment://"));
        if file.is_some_and(|file| !files.iter().any(|known| known.name == file)) {
            return Err(Refusal::form(&at(name), "no such file came with it"));
        }
    }
    let shown = ["image", "thumbnail"].iter().any(|name| !embed[*name].is_null());
    match words(embed) == 0 && !shown {
        true => Err(Refusal::form(path, "an embed with nothing in it")),
        false => Ok(()),
    }
}

fn words(embed: &Value) -> usize {
    let fields = list(embed, "fields").iter().map(|field| length(&field["name"]) + length(&field["value"]));
    let own = [&embed["title"], &embed["description"], &embed["footer"]["text"], &embed["author"]["name"]];
    own.into_iter().map(length).sum::<usize>() + fields.sum::<usize>()
}
