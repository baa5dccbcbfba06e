//! Files beside a message: each one is named, each name has a file.

use serde_json::Value;

use super::{list, maybe};
use crate::refusal::Refusal;
use crate::request::File;

pub(super) fn check(body: &Value, files: &[File], kept: &[Value]) -> Result<(), Refusal> {
    let named = list(body, "attachments");
    if named.len().max(files.len()) > 10 {
        return Err(Refusal::form("/attachments", "Must be 10 or fewer in length."));
    }
    for (place, attachment) in named.iter().enumerate() {
        let at = format!("/attachments/{place}");
        let number = attachment["id"].as_u64().or_else(|| attachment["id"].as_str()?.parse().ok());
        let is_there = files.iter().any(|file| Some(file.number) == number)
            || kept.iter().any(|known| known["id"] == attachment["id"]);
        if !is_there {
            return Err(Refusal::form(&at, "no files[n] came with this id"));
        }
        maybe(&attachment["description"], &format!("{at}/description"), 1024)?;
    }
    files.iter().try_for_each(picture)
}

/// What calls itself a PNG begins and ends as one.
fn picture(file: &File) -> Result<(), Refusal> {
    let is_png = file.name.ends_with(".png") || file.kind == "image/png";
    let is_well =
        file.bytes.starts_with(b"\x89PNG\r\n\x1a\n") && file.bytes.ends_with(b"IEND\xae\x42\x60\x82");
    match is_png && !is_well {
        true => Err(Refusal::form("/files", format!("{} is no picture", file.name))),
        false => Ok(()),
    }
}
