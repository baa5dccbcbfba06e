//! The forms that people fill in, as Slack gets them, and what comes back.

use chrono_tz::Europe::Berlin;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert_eq, proptest};
use proptest::{collection::vec, option};
use serde_json::{Value, json};
use smallwins_core::message::{Blocks, Button, Field, FieldKind, Form, Values, Weight};
use smallwins_core::script::{Phrase, Value as Slot, label, record, say};
use smallwins_core::tongue::Tongue;

use super::hostile;
use super::judge::{blocks, judge_modal};
use super::messages::action;
use super::properties::message;
use crate::render::{modal, problems, values};

fn field(name: &str, label: &str, kind: FieldKind, value: &str) -> Field {
    Field {
        name: name.into(),
        label: label.into(),
        hint: None,
        kind,
        value: value.into(),
        problem: None,
        needed: false,
    }
}

fn compliment() -> Form {
    let win = [("deed", "Wrote the *failing* case first".into()), ("link", ().into()), ("days", 1.into())];
    let intro = say("form.affirm.intro").with("learner", "Ana").with("wins", vec![record(win)]);
    let intro = intro.with("no_time", None::<&str>);
    let intro =
        intro.with("frame", "did").with("deed", "wrote the *failing* case first").with("linked", false);
    let meet = [("times", "form.affirm.times"), ("now", "form.affirm.now")];
    let meet = meet.map(|(value, key)| (value.to_owned(), label(key))).to_vec();
    let mut words = field("words", &label("form.affirm.words"), FieldKind::Lines(600), "");
    words.hint = Some(label("form.affirm.hint"));
    words.needed = true;
    Form {
        title: label("form.affirm"),
        action: action("affirm OFFER"),
        intro: intro.message().blocks,
        fields: vec![words, field("meet", &label("form.affirm.meet"), FieldKind::Choice(meet), "times")],
        submit: label("form.affirm.submit"),
        also: Vec::new(),
        tongue: Tongue::English,
    }
}

fn note() -> Form {
    let typed = "When `cargo test` passes,\nI will add the <fuzz> case";
    let mut second = field("second", &label("form.note.second"), FieldKind::Lines(300), typed);
    second.problem = Some(say("text.too-long").with("length", 340_u32).with("limit", 300_u32).text());
    let mut day = field("day", &label("form.note.day"), FieldKind::Line(40), "fri 27 nov 10:00");
    day.hint = Some(label("form.note.day-hint"));
    Form {
        title: label("form.note"),
        action: action("note SESSION"),
        intro: Blocks::default(),
        fields: vec![
            field("affirmation", &label("form.note.affirmation"), FieldKind::Line(600), ""),
            field(
                "first",
                &label("form.note.first"),
                FieldKind::Lines(300),
                "When I open it, I will write one.",
            ),
            second,
            day,
        ],
        submit: label("form.note.submit"),
        also: Vec::new(),
        tongue: Tongue::English,
    }
}

fn warned() -> Form {
    let mut form = compliment();
    form.fields[0].value = "A careful test, but late.".into();
    form.fields[0].problem = Some(say("lint.pivot").with("found", "but").with("learner", "Ana").text());
    form.intro = say("affirm.warned")
        .with("explanations", Vec::<Slot>::new())
        .with("words", "A careful test, but late.")
        .message()
        .blocks;
    let label = label("affirm.anyway");
    form.also = vec![Button { label, action: action("affirm OFFER anyway"), weight: Weight::Plain }];
    form
}

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

fn known(form: &Form) -> Values {
    form.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect()
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
    shown!(note());
    let problem = "That is 340 characters; 300 fit here.";
    assert_eq!(problems(&note()), Some(json!({ "field/second": problem })));
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

fn any_field() -> impl Strategy<Value = Field> {
    let choices = vec((hostile(), hostile()), 0..12).prop_map(|labels| {
        let numbered = labels.into_iter().enumerate();
        FieldKind::Choice(
            numbered.map(|(place, (_, label))| (format!("choice {place}"), label.into())).collect(),
        )
    });
    let kind = proptest::prop_oneof![
        any::<usize>().prop_map(FieldKind::Line),
        any::<usize>().prop_map(FieldKind::Lines),
        choices
    ];
    (hostile(), option::of(hostile()), option::of(hostile()), kind, hostile()).prop_map(
        |(label, hint, problem, kind, value)| Field {
            name: String::new(),
            label: label.into(),
            hint: hint.map(Phrase::from),
            kind,
            value,
            problem: problem.map(Phrase::from),
            needed: false,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn slack_takes_every_form(
        message in message(),
        mut fields in vec(any_field(), 0..6),
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
