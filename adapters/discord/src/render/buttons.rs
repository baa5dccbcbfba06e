//! Rows of buttons.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use smallwins_core::message::{Button, Weight};

use super::custom_id::{CustomId, Does, Guild};
use super::words::plain;

/// What Discord takes: the words on a button, the buttons of a row and the rows of a message.
const LABEL: usize = 80;
pub(super) const IN_A_ROW: usize = 5;
pub(super) const ROWS: usize = 5;

const BLURPLE: u8 = 1;
const GREY: u8 = 2;

/// Something to press, and what it carries.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Press {
    pub(super) label: String,
    pub(super) id: CustomId,
    pub(super) weight: Weight,
}

impl Press {
    /// A button of a message.
    pub(super) fn says(button: &Button, guild: Guild) -> Press {
        let id = CustomId { guild, action: button.action.to_string(), does: Does::Say };
        Press { label: button.label.to_string(), id, weight: button.weight }
    }
}

/// Buttons as rows that Discord takes. One whose action is longer than Discord carries could not be pressed, so it is
/// not shown; the core keeps every action of a button far below.
pub(super) fn rows(presses: &[Press]) -> Vec<Vec<Press>> {
    let pressable: Vec<_> =
        presses.iter().filter(|press| press.id.written(MOST).is_some()).cloned().collect();
    pressable.chunks(IN_A_ROW).map(<[Press]>::to_vec).collect()
}

/// The rows of one message as `components`, each button with an id of its own.
pub(super) fn components(rows: &[Vec<Press>]) -> Vec<Value> {
    let mut times = BTreeMap::new();
    let mut shown = |press: &Press| {
        let nth = times.entry(press.id.written(1)?).and_modify(|nth| *nth += 1).or_insert(1);
        let style = if press.weight == Weight::Primary { BLURPLE } else { GREY };
        let id = press.id.written(*nth)?;
        Some(json!({ "type": 2, "style": style, "label": plain(&press.label, LABEL), "custom_id": id }))
    };
    let mut row = |row: &Vec<Press>| json!({ "type": 1, "components": row.iter().filter_map(&mut shown).collect::<Vec<_>>() });
    rows.iter().map(&mut row).collect()
}

/// So many buttons a message has at most, and so many of them can say the same.
const MOST: usize = IN_A_ROW * ROWS;

#[cfg(test)]
mod tests {
    use smallwins_core::action::Action;

    use super::*;

    fn button(label: &str, action: Action) -> Press {
        let button = Button { label: label.into(), action, weight: Weight::Plain };
        Press::says(&button, Guild(7))
    }

    #[test]
    fn each_row_has_at_most_five_buttons_and_each_button_an_id() {
        let many: Vec<_> = (0..7).map(|n| button(&format!("{n}"), Action::Me)).collect();
        let shown = components(&rows(&many));
        let ids: Vec<Vec<_>> = shown
            .iter()
            .map(|row| {
                row["components"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|it| it["custom_id"].as_str().unwrap())
                    .collect()
            })
            .collect();
        assert_eq!(
            ids,
            [vec!["1|7|me", "1.2|7|me", "1.3|7|me", "1.4|7|me", "1.5|7|me"], vec!["1.6|7|me", "1.7|7|me"]]
        );
    }

    #[test]
    fn what_could_not_be_pressed_is_not_shown() {
        let action = Action::Win(Some("wordy ".repeat(20).into()));
        assert!(rows(&[button("Win", action)]).is_empty());
    }
}
