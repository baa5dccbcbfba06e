//! The whole page.

use askama::Template;
use axum::response::Html;
use smallwins_core::action::{VERBS, Verb};
use smallwins_core::topic::Topic;

use super::around::{Around, Present};
use super::clock::Clock;
use super::column::{Column, Status};
use super::due::DueList;
use super::hints::Hints;
use super::trouble::Trouble;
use super::{Open, parts};
use crate::playground::Playground;
use crate::playground::players::Player;

/// The whole page.
#[derive(Template)]
#[template(path = "play.html")]
struct Page<'a> {
    stage: String,
    line: u64,
    tabs: Vec<Tab<'a>>,
    columns: Vec<Column<'a>>,
    clock: Clock<'a>,
    due: DueList<'a>,
    words: WordList<'a>,
    open: Option<Open>,
}

/// The way to a column where the window holds one at a time.
#[derive(Template)]
#[template(path = "tab.html")]
pub(crate) struct Tab<'a> {
    /// Whose column.
    pub(crate) player: &'a Player,
}
parts!(Tab<'a>);

/// What a composer completes.
#[derive(Template)]
#[template(path = "word_list.html")]
pub(crate) struct WordList<'a> {
    /// After `/mentor`.
    pub(crate) verbs: &'a [Verb],
    /// After a verb that takes topics.
    pub(crate) topics: &'a [Topic],
}
parts!(WordList<'a>);

/// The page as it is now, with a dialog open in it for those who have no script.
pub(crate) async fn show(playground: &Playground, open: Option<Open>) -> Result<Html<String>, Trouble> {
    let stage = playground.community().scope().community().to_string();
    let line = playground.lines_after(0).last().map_or(0, |entry| entry.seq);
    let around = Around::read(playground).await?;
    let channel = playground.community().channel;
    let column = |present: &'_ Present| {
        let status = Status { present, now: around.now, channel: channel.as_deref() };
        let hints = Hints { player: &present.player, hints: &present.hints };
        (status.to_string(), hints.to_string())
    };
    let clock = around.clock();
    let page = Page {
        stage,
        line,
        tabs: around.people.iter().map(|present| Tab { player: &present.player }).collect(),
        columns: around
            .people
            .iter()
            .map(|present| Column::new(playground, &present.player, column(present)))
            .collect(),
        due: DueList { now: around.now, zone: clock.zone, due: &around.due },
        words: WordList { verbs: &VERBS, topics: &around.topics },
        clock,
        open,
    };
    Ok(Html(page.to_string()))
}
