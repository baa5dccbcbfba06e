//! The forms that people fill in, as Discord gets them, and what comes back.

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, proptest};
use serde_json::{Value, json};
use smallwins_chat_samples::{action, compliment, corrected, field, known, note, warned};
use smallwins_core::message::{Field, FieldKind, Form, Values};
use smallwins_core::text::clean_lines;
use smallwins_core::tongue::Tongue;

use super::judge::{judge_modal, judge_post};
use super::messages::seen;
use super::properties::speech;
use super::{GUILD, hostile};
use crate::render::{CustomId, Does, Opening, Post, card, filled, modal, opening, typed, values};

/// What Discord sends when somebody submits a modal without touching it.
fn untouched(modal: &Value) -> (Value, Does) {
    let rows = modal["components"].as_array().unwrap().iter().map(|row| {
        let input = &row["components"][0];
        let value = input.get("value").cloned().unwrap_or_else(|| "".into());
        json!({ "type": 1, "components": [{ "type": 4, "custom_id": input["custom_id"], "value": value }] })
    });
    let sent = json!({ "custom_id": modal["custom_id"], "components": rows.collect::<Vec<_>>() });
    let id: CustomId = sent["custom_id"].as_str().unwrap().parse().unwrap();
    (sent, id.does)
}

/// The message that Discord sends along with a press of a button of it: no space stays at an end of a field.
fn along(posts: &[Post]) -> Value {
    let mut message = serde_json::to_value(posts.last().unwrap()).unwrap();
    for field in message["embeds"][0]["fields"].as_array_mut().into_iter().flatten() {
        field["value"] = field["value"].as_str().unwrap().trim().into();
    }
    message
}

fn ids(posts: &[Post]) -> Vec<CustomId> {
    let rows = posts.iter().flat_map(|post| &post.components);
    let buttons = rows.flat_map(|row| row["components"].as_array().unwrap());
    buttons.map(|button| button["custom_id"].as_str().unwrap().parse().unwrap()).collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn a_form_of_text_alone_opens_at_once() {
    let Opening::Modal(modal) = opening(&note(), GUILD) else { panic!("a card") };
    judge_modal(&modal);
    let (sent, does) = untouched(&modal);
    assert_eq!(values(&sent, &does), known(&note()));
    insta::assert_snapshot!(format!("{modal:#}"));
}

#[test]
fn a_compliment_is_read_about_then_chosen_then_written() {
    let Opening::Card(posts) = opening(&compliment(), GUILD) else { panic!("a modal") };
    posts.iter().for_each(judge_post);
    insta::assert_snapshot!(posts.iter().map(seen).collect::<Vec<_>>().join("\n\n"));
    let Does::Open(given) = &ids(&posts)[1].does else { panic!("another button") };
    let given: Values = given.iter().map(|it| (it.name.clone(), it.value.clone().unwrap())).collect();
    let modal = modal(&filled(compliment(), &given), GUILD);
    judge_modal(&modal);
    let (sent, does) = untouched(&modal);
    assert_eq!(values(&sent, &does), Values::from([pair("words", ""), pair("meet", "now")]));
}

#[test]
fn a_note_is_corrected() {
    let Opening::Card(posts) = opening(&corrected(), GUILD) else { panic!("a modal") };
    posts.iter().for_each(judge_post);
    insta::assert_snapshot!(posts.iter().map(seen).collect::<Vec<_>>().join("\n\n"));
    assert_eq!(typed(&along(&posts)), known(&corrected()));
}

#[test]
fn a_warned_compliment_can_be_edited_and_sent_anyway() {
    let posts = card(&warned(), GUILD);
    posts.iter().for_each(judge_post);
    insta::assert_snapshot!(posts.iter().map(seen).collect::<Vec<_>>().join("\n\n"));
    assert_eq!(typed(&along(&posts)), known(&warned()));
    let [edit, send] = &ids(&posts)[..] else { panic!("two buttons") };
    assert!(matches!(edit.does, Does::Edit(_)) && edit.action == warned().action.to_string());
    assert_eq!((&send.does, &send.action), (&Does::Send, &warned().also[0].action.to_string()));
}

#[test]
fn a_form_with_something_to_read_and_nothing_to_choose_has_one_button() {
    let mut form = compliment();
    form.fields.truncate(1);
    let posts = card(&form, GUILD);
    posts.iter().for_each(judge_post);
    assert_eq!(ids(&posts).iter().map(|id| id.does.clone()).collect::<Vec<_>>(), [Does::Open(Vec::new())]);
}

#[test]
fn whatever_can_be_typed_into_a_form_comes_back_whole() {
    for (mut form, mark) in
        [note(), compliment()].into_iter().flat_map(|form| [(form.clone(), "*"), (form, "x")])
    {
        let shown = modal(&form, GUILD);
        let mut inputs = shown["components"].as_array().unwrap().iter().map(|row| &row["components"][0]);
        for field in form.fields.iter_mut().filter(|field| !matches!(field.kind, FieldKind::Choice(_))) {
            let most = inputs.next().unwrap()["max_length"].as_u64().unwrap();
            field.value = mark.repeat(most as usize);
        }
        form.fields[0].problem = Some("It is too long.".into());
        let typed = typed(&along(&card(&form, GUILD)));
        for field in &form.fields {
            assert_eq!(typed.get(&field.name), Some(&field.value), "{}", field.name);
        }
    }
}

#[test]
fn what_one_message_cannot_hold_says_that_it_is_shortened() {
    let mut form = corrected();
    form.fields[1].value = "wordy ".repeat(900);
    let posts = card(&form, GUILD);
    posts.iter().for_each(judge_post);
    assert!(posts[0].content.contains("cannot hold all"));
    let back = typed(&along(&posts));
    assert!(form.fields[1].value.starts_with(&back["first"]) && back["first"].len() > 500);
    assert_eq!(back["second"], form.fields[2].value);
}

#[test]
fn a_box_holds_what_stands_in_it_also_when_that_is_too_long() {
    let mut form = note();
    form.fields = vec![field("day", "Sessions a day, at most", FieldKind::Line(3), &"9".repeat(3000))];
    let shown = modal(&form, GUILD);
    judge_modal(&shown);
    assert_eq!(shown["components"][0]["components"][0]["max_length"], 3000);
    form.fields[0].value = "9".repeat(5000);
    judge_modal(&modal(&form, GUILD));
}

#[test]
fn what_comes_back_is_read_with_tolerance() {
    let row = |input: Value| json!({ "components": [input] });
    let data = json!({ "components": [
        row(json!({ "type": 4, "custom_id": "words", "value": null })),
        row(json!({ "type": 4, "custom_id": "day", "value": "fri" })),
        row(json!({ "type": 4, "value": "nameless" })),
        { "type": 18, "component": { "type": 4, "custom_id": "odd", "value": "no" } },
    ] });
    assert_eq!(values(&data, &Does::Say), Values::from([pair("day", "fri")]));
    assert_eq!(values(&json!(null), &Does::Send), Values::new());
    assert_eq!(typed(&json!({ "components": ["?"], "embeds": "?" })), Values::new());
    // Somebody's settings hide embeds from them, not from Discord; a message without them says what it knows.
    let bare = json!({ "components": [row(json!({ "custom_id": "1e|7|ask|question,minutes=10m" }))] });
    assert_eq!(typed(&bare), Values::from([pair("minutes", "10m")]));
}

/// A field in which one of its choices stands, where it has some.
fn any_field() -> impl Strategy<Value = Field> {
    speech().field(1..12).prop_map(|field| {
        let is_choice = matches!(field.kind, FieldKind::Choice(_));
        Field { value: if is_choice { "c0".to_owned() } else { field.value }, ..field }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn discord_takes_every_form_and_gives_back_what_was_typed(
        message in speech().message(),
        text in any_field(),
        mut fields in vec(any_field(), 0..5),
        title in hostile(),
        also in any::<bool>(),
    ) {
        fields.push(Field { kind: FieldKind::Lines(300), value: "text".into(), ..text });
        for (place, field) in fields.iter_mut().enumerate() {
            field.name = format!("f{place}");
        }
        let also = if also { warned().also } else { Vec::new() };
        let form = Form {
            title: title.into(),
            action: action("win"),
            intro: message.blocks,
            fields,
            submit: "Send".into(),
            also,
            tongue: Tongue::English,
        };
        card(&form, GUILD).iter().for_each(judge_post);
        let modal = modal(&form, GUILD);
        judge_modal(&modal);
        let (sent, does) = untouched(&modal);
        let back = values(&sent, &does);
        let fits = |field: &Field| field.value.encode_utf16().count() <= 4000;
        for field in form.fields.iter().filter(|field| fits(field)) {
            prop_assert_eq!(back.get(&field.name), Some(&field.value));
        }
        let returned = Form { also: warned().also, ..form };
        let back = typed(&along(&card(&returned, GUILD)));
        let all: usize = returned.fields.iter().map(|field| field.value.chars().count() * 2).sum();
        for field in returned.fields.iter().filter(|_| all < 4500) {
            let typed = clean_lines(&field.value);
            prop_assert_eq!(back.get(&field.name), Some(&typed));
        }
        prop_assert!(returned.fields.iter().all(|field| back.contains_key(&field.name)));
    }
}
