//! What a button or a form carries: what pressing or sending it says, and in which guild.
//!
//! ```text
//! 1|GUILD|ACTION                    says the action
//! 1o|GUILD|ACTION|meet=now          opens the action's form, in which that is chosen; such a form carries the same
//! 1o|GUILD|ACTION|meet              opens it with what is chosen in a select, which carries this
//! 1e|GUILD|ACTION|words,day=        opens it with what the message shows: the words above, and an empty day
//! 1s|GUILD|ACTION|                  says the action with what the message shows
//! ```
//!
//! `1` is the version of the form, GUILD the guild's id in base 36: a direct message tells none. Discord wants ids that
//! differ within a message, so a second button that says the same has `1.2` instead of `1`.

use std::fmt;
use std::str::FromStr;

use super::words::length;

/// What Discord takes.
const LONGEST: usize = 100;
const VERSION: &str = "1";

/// A guild: one community of Discord's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Guild(pub(crate) u64);

/// The id of a button or a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CustomId {
    /// Where it is said.
    pub(crate) guild: Guild,
    /// The action, in the core's words.
    pub(crate) action: String,
    /// What is to be done with it.
    pub(crate) does: Does,
}

/// What a press or a submission does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Does {
    /// Says the action, with what was filled in where it is a form's.
    Say,
    /// Opens the action's form, in which these are chosen already. A form that was opened so carries it too.
    Open(Vec<Given>),
    /// Opens the action's form with what was typed in it before, as [`super::typed`] reads it.
    Edit(Vec<Given>),
    /// Says the action with what was typed before, as [`super::typed`] reads it.
    Send,
}

/// What is known of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    /// Its name.
    pub(crate) name: String,
    /// Its value; `None` when it is shown in the message, in its turn, or chosen in a select.
    pub(crate) value: Option<String>,
}

/// An id that no button of ours has, or not any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of a button of this version")]
pub(crate) struct Unreadable;

impl CustomId {
    /// Its text, as that of the nth in its message; `None` when Discord could not carry it.
    pub(super) fn written(&self, nth: usize) -> Option<String> {
        let CustomId { guild, action, does } = self;
        let (letter, given) = match does {
            Does::Say => ("", None),
            Does::Open(given) => ("o", Some(given.as_slice())),
            Does::Edit(given) => ("e", Some(given.as_slice())),
            Does::Send => ("s", Some([].as_slice())),
        };
        let nth = if nth > 1 { format!(".{nth}") } else { String::new() };
        let given = match given {
            None => String::new(),
            Some(given) => format!("|{}", given.iter().map(Given::to_string).collect::<Vec<_>>().join(",")),
        };
        let text = format!("{VERSION}{letter}{nth}|{}|{action}{given}", base36(guild.0));
        (length(&text) <= LONGEST && text.parse().as_ref() == Ok(self)).then_some(text)
    }
}

impl CustomId {
    /// That of a select, once something was chosen in it; `None` when it is none.
    pub(crate) fn with_chosen(mut self, value: &str) -> Option<CustomId> {
        let Does::Open(given) = &mut self.does else { return None };
        given.iter_mut().find(|given| given.value.is_none())?.value = Some(value.to_owned());
        Some(self)
    }
}

impl FromStr for CustomId {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let (head, rest) = text.split_once('|').ok_or(Unreadable)?;
        let (guild, said) = rest.split_once('|').ok_or(Unreadable)?;
        let guild = Guild(u64::from_str_radix(guild, 36).map_err(|_| Unreadable)?);
        let head = head.split_once('.').map_or(head, |(head, _)| head);
        let letter = head.strip_prefix(VERSION).ok_or(Unreadable)?;
        if letter.is_empty() {
            return Ok(CustomId { guild, action: said.to_owned(), does: Does::Say });
        }
        let (action, given) = said.rsplit_once('|').ok_or(Unreadable)?;
        let given = given.split(',').filter(|given| !given.is_empty()).map(Given::read).collect();
        let does = match letter {
            "o" => Does::Open(given),
            "e" => Does::Edit(given),
            "s" => Does::Send,
            _ => return Err(Unreadable),
        };
        Ok(CustomId { guild, action: action.to_owned(), does })
    }
}

impl Given {
    fn read(text: &str) -> Given {
        match text.split_once('=') {
            Some((name, value)) => Given { name: name.to_owned(), value: Some(value.to_owned()) },
            None => Given { name: text.to_owned(), value: None },
        }
    }
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.value.as_ref().map_or(Ok(()), |value| write!(f, "={value}"))
    }
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.extend(char::from_digit((number % 36) as u32, 36));
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests;
