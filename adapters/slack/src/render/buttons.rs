//! Rows of buttons.

use smallwins_core::message::{Block, Button, Weight};
use smallwins_core::text::visible;

use super::kit::{Json, Kit, Press};
use super::words::{fit, is_blank, length, plain};

/// What Slack takes: the words on a button, its value, and what a screen reader says of it.
const LABEL: usize = 75;
const VALUE: usize = 2000;
const SPOKEN: usize = 75;

/// So many buttons stand in a row: Slack takes 25, a message of ours has five.
const IN_A_ROW: usize = 5;

/// The rows of a message or of a form, each with an id of its own.
pub(super) struct Rows<'a> {
    labels: Vec<&'a str>,
    made: usize,
}

impl<'a> Rows<'a> {
    /// Those of these blocks, none of them made yet.
    pub(super) fn of(blocks: &'a [Block]) -> Rows<'a> {
        let rows = blocks.iter().filter_map(|block| match block {
            Block::Buttons(buttons) => Some(buttons),
            _ => None,
        });
        Rows { labels: rows.flatten().map(|button| button.label.as_str()).collect(), made: 0 }
    }

    /// Buttons as `actions` blocks. `about` is what the text above them begins with: it is added for a screen reader
    /// where the same label stands more than once.
    ///
    /// A button whose action is longer than Slack carries could not be pressed, so it is not shown; the core keeps
    /// every action of a button below a hundred characters.
    pub(super) fn next(&mut self, buttons: &[Button], about: &str) -> Vec<Json> {
        let said = buttons.iter().map(|button| (button, button.action.to_string()));
        let said: Vec<_> = said.filter(|(_, action)| length(action) <= VALUE).collect();
        said.chunks(IN_A_ROW).map(|row| self.row(row, about)).collect()
    }

    fn row(&mut self, row: &[(&Button, String)], about: &str) -> Json {
        self.made += 1;
        let elements = row.iter().enumerate().map(|(place, (button, action))| {
            let stands_twice = self.labels.iter().filter(|label| **label == button.label).count() > 1;
            let spoken = (stands_twice && !is_blank(about)).then(|| format!("{}: {about}", button.label));
            Press {
                action_id: format!("press/{place}"),
                text: plain(&button.label, LABEL),
                value: action,
                style: (button.weight == Weight::Primary).then_some("primary"),
                accessibility_label: spoken.map(|spoken| fit(visible(spoken), SPOKEN)),
            }
        });
        let elements = elements.collect();
        Json::of(&Kit::Actions { block_id: format!("row/{}", self.made), elements })
    }
}

#[cfg(test)]
mod tests {
    use smallwins_core::action::Action;

    use super::*;

    fn button(label: &str, action: Action) -> Button {
        Button { label: label.into(), action, weight: Weight::Plain }
    }

    #[test]
    fn a_label_that_stands_twice_says_what_it_is_about() {
        let row = |label: &str| Block::Buttons(vec![button("Done", Action::Me), button(label, Action::Help)]);
        let blocks = [row("Stuck"), row("Dropped")];
        let shown =
            Rows::of(&blocks).next(&[button("Done", Action::Me), button("Stuck", Action::Me)], "One test");
        let shown = shown[0].value();
        assert_eq!(shown["elements"][0]["accessibility_label"], "Done: One test");
        assert_eq!(shown["elements"][1].get("accessibility_label"), None);
    }

    #[test]
    fn each_row_has_an_id_and_at_most_five_buttons() {
        let many: Vec<_> = (0..7).map(|n| button(&format!("{n}"), Action::Me)).collect();
        let shown: Vec<_> = Rows::of(&[]).next(&many, "").iter().map(Json::value).collect();
        let ids: Vec<_> = shown.iter().map(|row| row["block_id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["row/1", "row/2"]);
        assert_eq!(shown[0]["elements"].as_array().unwrap().len(), 5);
    }

    #[test]
    fn what_could_not_be_pressed_is_not_shown() {
        let action = Action::Win(Some("wordy ".repeat(400).into()));
        assert!(Rows::of(&[]).next(&[button("Win", action)], "").is_empty());
    }
}
