//! One line of a thread, as one player sees it.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use smallwins_core::message::{Block, Button, Message, TimeForm, Weight};
use smallwins_core::tongue::Tongue;

use super::parts;
use super::words::Said;
use crate::playground::Playground;
use crate::playground::players::Player;
use crate::playground::thread::{Entry, Line, Place};

/// One line of a thread.
#[derive(Template)]
#[template(path = "line.html")]
pub(crate) struct Row<'a> {
    entry: &'a Entry,
    player: &'a Player,
    /// The channel's name, when it was said there.
    channel: Option<String>,
    /// The day to be shown above the line, when it is another than that of the line before.
    day: Option<DateTime<Utc>>,
    /// The id of the calls that its buttons make, to which each adds its place.
    call: String,
    /// Whether it takes the place of the same line in a page that has it.
    replaces: bool,
}
parts!(Row<'a>);

/// A part of a message in which buttons know their place.
enum Part<'a> {
    Said(Said<'a>),
    Buttons(Vec<(usize, &'a Button)>),
}

impl<'a> Row<'a> {
    /// The line of `entry` in a player's column, beneath the line `before` it.
    pub(crate) fn new(
        entry: &'a Entry,
        before: Option<&Entry>,
        player: &'a Player,
        playground: &Playground,
    ) -> Self {
        let date = |at: DateTime<Utc>| -> NaiveDate { at.with_timezone(&player.zone).date_naive() };
        let another_day = before.is_none_or(|before| date(before.at) != date(entry.at));
        let channel = match entry.place {
            Place::Direct(_) => None,
            Place::Channel => playground.community().channel,
        };
        let call = playground.fresh_call().0;
        Row { entry, player, channel, day: another_day.then_some(entry.at), call, replaces: false }
    }

    /// It takes the place of the same line.
    pub(crate) fn in_its_place(self) -> Self {
        Row { replaces: true, ..self }
    }

    fn time(&self) -> String {
        TimeForm::Clock.show(self.entry.at, self.player.zone, Tongue::English)
    }

    fn day_in_words(&self, at: &DateTime<Utc>) -> String {
        at.with_timezone(&self.player.zone).format("%A %-d %B").to_string()
    }

    fn message(&self) -> Option<&Message> {
        match &self.entry.what {
            Line::Answered(message) | Line::Delivered(message) => Some(message),
            Line::Typed(_) | Line::Chose(_) | Line::Sent(_) => None,
        }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        let mut place = 0..;
        let blocks = self.message().into_iter().flat_map(|message| &message.blocks);
        blocks
            .map(|block| match block {
                Block::Buttons(buttons) => Part::Buttons(place.by_ref().zip(buttons).collect()),
                block => Part::Said(Said::new(block, self.player.zone)),
            })
            .collect()
    }
}
