//! Choices of many values.

use serde_json::json;
use smallwins_chat_samples::compliment;
use smallwins_core::message::FieldKind;

use super::GUILD;
use super::judge::judge_post;
use crate::render::{CustomId, Does, Given, card};

#[test]
fn a_form_with_many_choices_has_a_select_that_opens_it() {
    let mut form = compliment();
    let choices = (1..=30).map(|day| (format!("day {day}"), format!("On day {day}").into())).collect();
    form.fields[1].kind = FieldKind::Choice(choices);
    let posts = card(&form, GUILD);
    posts.iter().for_each(judge_post);
    let [row] = &posts.last().unwrap().components[..] else { panic!("one row") };
    let select = &row["components"][0];
    assert_eq!((&select["type"], select["options"].as_array().unwrap().len()), (&json!(3), 25));
    let (id, option) = (select["custom_id"].as_str().unwrap(), &select["options"][6]);
    assert_eq!(option, &json!({ "label": "On day 7", "value": "day 7" }));
    let carries = id.parse::<CustomId>().unwrap().with_chosen("day 7").unwrap();
    let day = Given { name: "meet".to_owned(), value: Some("day 7".to_owned()) };
    assert_eq!((carries.action, carries.does), (form.action.to_string(), Does::Open(vec![day])));
    form.fields[1].kind = FieldKind::Choice(vec![("a,b".to_owned(), "Both".into()); 6]);
    assert_eq!(card(&form, GUILD).last().unwrap().components, [json!(null); 0], "nothing could be carried");
}
