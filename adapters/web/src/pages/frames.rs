//! The pieces in which an open page is kept up to date: what `sse-swap` in the templates waits for.

use askama::Template;
use smallwins_core::action::VERBS;
use smallwins_core::store::StoreError;

use super::around::Around;
use super::column::{Column, Status};
use super::due::DueList;
use super::hints::Hints;
use super::line::Row;
use super::page::{Tab, WordList};
use crate::playground::Playground;
use crate::playground::players::Player;
use crate::playground::thread::Entry;

/// A piece of the page and the name by which the page knows it.
pub(crate) struct Frame {
    /// The name of the event.
    pub(crate) name: String,
    /// What it brings.
    pub(crate) html: String,
}

impl Frame {
    /// A piece; the stream's format has no carriage returns.
    fn new(name: impl Into<String>, part: &impl Template) -> Frame {
        let html = part.render().expect("writing to a string does not fail").replace('\r', "");
        Frame { name: name.into(), html }
    }

    /// The word that everything begins anew, upon which the page loads itself again. Browsers drop events without
    /// data.
    pub(crate) fn started_over() -> Frame {
        Frame { name: "started-over".to_owned(), html: "now".to_owned() }
    }
}

/// A new line, for each column in which it is seen.
pub(crate) fn line(playground: &Playground, entry: &Entry) -> Vec<Frame> {
    let players = playground.players();
    let readers = players.iter().filter(|player| entry.is_seen_by(&player.handle));
    let frame = |player: &Player| {
        let before = playground.line_before(entry, player);
        let row = Row::new(entry, before.as_deref(), player, playground);
        Frame::new(format!("line-{}", player.handle.0), &row)
    };
    readers.map(frame).collect()
}

/// A line that says something else from now on, in the place of the same in each column.
pub(crate) fn changed(playground: &Playground, entry: &Entry) -> Vec<Frame> {
    let players = playground.players();
    let readers = players.iter().filter(|player| entry.is_seen_by(&player.handle));
    let frame = |player: &Player| {
        let row = Row::new(entry, Some(entry), player, playground).in_its_place();
        Frame::new(format!("changed-{}", player.handle.0), &row)
    };
    readers.map(frame).collect()
}

/// The column of somebody who came, and the way to it.
pub(crate) fn arrival(playground: &Playground, player: &Player) -> Vec<Frame> {
    let column = Column::new(playground, player, (String::new(), String::new()));
    vec![Frame::new("tab", &Tab { player }), Frame::new("column", &column)]
}

/// Everything that is replaced as a whole.
pub(crate) async fn around(playground: &Playground) -> Result<Vec<Frame>, StoreError> {
    let around = Around::read(playground).await?;
    let channel = playground.community().channel;
    let clock = around.clock();
    let due = DueList { now: around.now, zone: clock.zone, due: &around.due };
    let words = WordList { verbs: &VERBS, topics: &around.topics };
    let mut frames = vec![Frame::new("clock", &clock), Frame::new("due", &due), Frame::new("words", &words)];
    for present in &around.people {
        let handle = &present.player.handle.0;
        let status = Status { present, now: around.now, channel: channel.as_deref() };
        frames.push(Frame::new(format!("status-{handle}"), &status));
        let hints = Hints { player: &present.player, hints: &present.hints };
        frames.push(Frame::new(format!("hints-{handle}"), &hints));
    }
    Ok(frames)
}
