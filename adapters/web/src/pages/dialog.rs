//! One of Smallwins's forms, as a dialog.

use askama::Template;
use chrono_tz::Tz;
use smallwins_core::message::{Block, Field, FieldKind, Form};
use smallwins_core::tongue::Tongue;

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

    /// Whether a field keeps the form from being sent. What can be sent all the same is warned about.
    fn is_refused(&self, field: &Field) -> bool {
        field.problem.is_some() && self.form.also.is_empty()
    }

    /// The class of a field that somebody has to look at.
    fn marked(&self, field: &Field) -> &'static str {
        match (&field.problem, self.is_refused(field)) {
            (None, _) => "",
            (Some(_), true) => " refused",
            (Some(_), false) => " warned",
        }
    }

    /// The first field with a problem, or else the first of all, is where the person goes on.
    fn is_first(&self, field: &Field) -> bool {
        let fields = || self.form.fields.iter();
        let first = fields().find(|field| field.problem.is_some()).or(fields().next());
        first.is_some_and(|first| first.name == field.name)
    }

    /// Whether the form shows some work that begins with these words: to other work no example fits. The work is a
    /// list; beneath it stand a frame and more, which is nobody's work.
    fn shows(&self, words: &str) -> bool {
        let lists = self.form.intro.iter().filter(|block| matches!(block, Block::List(_)));
        let shown: Vec<String> = lists.filter_map(|list| list.bare(self.player.zone)).collect();
        let mut items = shown.iter().flat_map(|list| list.lines());
        items.any(|item| item.trim_start_matches("• ").starts_with(words))
    }

    /// An example in the language of the form.
    fn in_its_tongue<'a>(&self, english: &'a str, german: &'a str) -> &'a str {
        match self.form.tongue {
            Tongue::English => english,
            Tongue::German => german,
        }
    }

    /// The ids of what describes a field.
    fn described_by(&self, field: &Field) -> String {
        let hint = field.hint.as_ref().map(|_| format!("hint-{}", field.name));
        let problem = field.problem.as_ref().map(|_| format!("problem-{}", field.name));
        problem.into_iter().chain(hint).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use smallwins_core::message::Text;
    use smallwins_core::script::label;
    use smallwins_core::text::{Limit, Typed};

    use super::*;

    fn shown(win: &str, tongue: Tongue) -> String {
        let frame = Block::Quiet(Text::plain("Replaced the nested matches in …"));
        let field = Field {
            name: "words".to_owned(),
            label: label("form.affirm.words"),
            hint: None,
            kind: FieldKind::Lines(600),
            value: String::new(),
            problem: None,
            needed: true,
        };
        let form = Form {
            title: label("form.affirm"),
            action: smallwins_core::action::Action::Me,
            intro: vec![Block::List(vec![Text::plain(win)]), frame].into(),
            fields: vec![field],
            submit: label("form.affirm.submit"),
            also: vec![],
            tongue,
        };
        let player = Player {
            handle: smallwins_core::platform::Handle("ana".to_owned()),
            name: Typed::parse("Ana", Limit::NAME).unwrap(),
            zone: chrono_tz::UTC,
            admin: false,
        };
        Dialog { player, form, call: "call".to_owned() }.render().unwrap()
    }

    #[test]
    fn a_compliment_is_offered_on_the_work_that_is_shown_in_the_language_of_the_form() {
        let table = "Replaced the nested matches in the parser with a table · today";
        assert!(shown(table, Tongue::English).contains("data-words=\"I noticed you replaced"));
        assert!(shown(table, Tongue::German).contains("data-words=\"Du hast im Parser"));
        let case = "Wrote the failing case before asking · yesterday";
        assert!(shown(case, Tongue::English).contains("data-words=\"I noticed you wrote the failing case"));
        assert!(!shown("Drew the state machine · today", Tongue::English).contains("data-words"));
    }
}
