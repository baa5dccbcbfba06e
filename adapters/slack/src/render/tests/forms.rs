//! The forms that people fill in, as Slack gets them, and what comes back.

use chrono_tz::Europe::Berlin;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};
use serde_json::{Value, json};
use smallwins_chat_samples::{action, compliment, corrected, field, known, note, warned};
use smallwins_core::message::{FieldKind, Form, Values};
use smallwins_core::tongue::Tongue;

use super::hostile;
use super::judge::{blocks, judge_modal};
use super::properties::speech;
use crate::render::{modal, problems, values};

/// What Slack sends when somebody submits a modal without touching it.
fn untouched(view: &Value) -> Value {
    let mut state =
        json!({ "values": { "made-by-slack": { "x": { "type": "plain_text_input", "value": "no" } } } });
    for block in blocks(view).iter().filter(|block| block["type"] == "input") {
        let element = &block["element"];
        let value = json!({
            "type": element["type"],
            "value": element["initial_value"],
            "selected_option": element["initial_option"],
        });
        let (block_id, action_id) = (block["block_id"].as_str(), element["action_id"].as_str());
        state["values"][block_id.unwrap()] = json!({ action_id.unwrap(): value });
    }
    state
}

/// Shows a form to the judges and to us.
macro_rules! shown {
    ($form:expr) => {{
        let view = modal(&$form, Berlin, "here");
        judge_modal(&view);
        assert_eq!(values(&untouched(&view)), known(&$form));
        insta::assert_snapshot!(format!("{view:#}"));
    }};
}

#[test]
fn a_compliment_is_written() {
    shown!(compliment());
}

#[test]
fn a_note_is_corrected() {
    shown!(corrected());
    let problem = "That is 340 characters; 300 fit here.";
    assert_eq!(problems(&corrected()), Some(json!({ "field/second": problem })));
}

#[test]
fn a_warned_compliment_can_be_sent_anyway() {
    shown!(warned());
    // There is more to it than its problem, so that it has to be shown anew.
    assert_eq!(problems(&warned()), None);
    assert_eq!(problems(&compliment()), None);
}

#[test]
fn more_than_ten_choices_fold_into_a_menu() {
    let hours: Vec<_> = (0..24).map(|hour| (format!("{hour}h"), format!("{hour}:00").into())).collect();
    let mut form = note();
    form.fields = vec![field("hour", "From when?", FieldKind::Choice(hours), "9h")];
    let view = modal(&form, Berlin, "");
    judge_modal(&view);
    assert_eq!(blocks(&view)[0]["element"]["type"], "static_select");
    assert_eq!(values(&untouched(&view)), known(&form));
}

#[test]
fn what_is_too_long_for_slack_says_that_it_is_shortened() {
    let mut form = note();
    form.fields = vec![field("first", "First thing to do", FieldKind::Lines(300), &"wordy ".repeat(600))];
    let view = modal(&form, Berlin, "");
    judge_modal(&view);
    assert!(blocks(&view)[0].to_string().contains("cannot hold all"));
}

#[test]
fn what_comes_back_is_read_with_tolerance() {
    let state = json!({ "values": {
        "field/words": { "value": { "type": "plain_text_input", "value": null } },
        "field/meet": { "value": { "type": "radio_buttons", "selected_option": { "text": {}, "value": "now" } } },
        "field/odd": { "another": { "type": "checkboxes" } },
        "AbC": { "value": { "value": "not of ours" } },
    } });
    let known = [("words", ""), ("meet", "now")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(values(&state), Values::from(known));
    assert_eq!(values(&json!(null)), Values::new());
    assert_eq!(values(&json!({ "values": ["?"] })), Values::new());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn slack_takes_every_form(
        message in speech().message(),
        mut fields in vec(speech().field(0..12), 0..6),
        title in hostile(),
        submit in hostile(),
    ) {
        for (place, field) in fields.iter_mut().enumerate() {
            field.name = format!("field {place}");
        }
        let form = Form {
            title: title.into(),
            action: action("win"),
            intro: message.blocks,
            fields,
            submit: submit.into(),
            also: warned().also,
            tongue: Tongue::English,
        };
        let view = modal(&form, Berlin, "here");
        judge_modal(&view);
        let back = values(&untouched(&view));
        for field in &form.fields {
            let Some(value) = back.get(&field.name) else { continue };
            let is_chosen = matches!(&field.kind, FieldKind::Choice(_));
            let whole = field.value.chars().count() * 2 < 3000;
            prop_assert_eq!(value, if is_chosen { "" } else if whole { &field.value } else { value });
        }
    }
}
