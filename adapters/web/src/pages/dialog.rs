//! One of Smallwins's forms, as a dialog.

use askama::Template;
use chrono_tz::Tz;
use smallwins_core::message::{Block, Field, FieldKind, Form};

use super::parts;
use super::words::Said;
use crate::playground::Playground;
use crate::playground::players::Player;

/// What stands before the names of a form's own fields, to keep them apart from ours.
pub(crate) const FIELD: &str = "field.";

/// A form for one player.
#[derive(Template)]
#[template(path = "dialog.html")]
pub(crate) struct Dialog {
    player: Player,
    form: Form,
    call: String,
}
parts!(Dialog);

impl Dialog {
    /// The dialog in which a player fills in a form.
    pub(crate) fn new(player: &Player, form: Form, playground: &Playground) -> Dialog {
        Dialog { player: player.clone(), form, call: playground.fresh_call().0 }
    }

    fn intro(&self) -> Vec<Said<'_>> {
        let zone: Tz = self.player.zone;
        self.form
            .intro
            .iter()
            .filter(|block| !matches!(block, Block::Buttons(_)))
            .map(|it| Said::new(it, zone))
            .collect()
    }

    /// The first field with a problem, or else the first of all, is where the person goes on.
    fn is_first(&self, field: &Field) -> bool {
        let fields = || self.form.fields.iter();
        let first = fields().find(|field| field.problem.is_some()).or(fields().next());
        first.is_some_and(|first| first.name == field.name)
    }

    /// The ids of what describes a field.
    fn described_by(&self, field: &Field) -> String {
        let hint = field.hint.as_ref().map(|_| format!("hint-{}", field.name));
        let problem = field.problem.as_ref().map(|_| format!("problem-{}", field.name));
        problem.into_iter().chain(hint).collect::<Vec<_>>().join(" ")
    }
}
