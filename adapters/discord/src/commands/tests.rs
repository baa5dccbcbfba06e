use proptest::prelude::{Strategy, prop_assert_eq, proptest};
use smallwins_core::action::{Action, words};
use twilight_model::application::command::Command;

use super::*;

fn said(verb: &str, filled: &[(&str, &str)]) -> String {
    let filled: Vec<_> =
        filled.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    line(verb, &filled)
}

fn commands() -> Vec<Value> {
    all().as_array().unwrap().clone()
}

fn subcommands() -> Vec<Value> {
    commands().iter().flat_map(|command| command["options"].as_array().unwrap().clone()).collect()
}

/// Every word but that for office hours, which stands with hours.
fn subcommand_verbs() -> impl Iterator<Item = Verb> {
    VERBS.into_iter().filter(|verb| verb.name != "office")
}

#[test]
fn discord_takes_the_commands() {
    for mut command in commands() {
        command["version"] = "1".into();
        let command: Command = serde_json::from_value(command).unwrap_or_else(|error| panic!("{error}"));
        twilight_validate::command::command(&command).unwrap_or_else(|error| panic!("{error}"));
        assert!(twilight_validate::command::command_characters(&command) <= 4000);
        assert!((1..=25).contains(&command.options.len()));
    }
}

#[test]
fn what_is_for_admins_stands_apart_and_is_shown_to_those_who_manage_the_server() {
    let [everybody, admins] = &commands()[..] else { panic!("two commands") };
    assert_eq!(everybody.get("default_member_permissions"), None);
    assert_eq!(admins["default_member_permissions"], (1 << 5).to_string());
    let of = |command: &Value, name: &str| {
        command["options"].as_array().unwrap().iter().any(|verb| verb["name"] == name)
    };
    for verb in subcommand_verbs() {
        let for_admins = verb.audience == Audience::Admins;
        assert_eq!((of(everybody, verb.name), of(admins, verb.name)), (!for_admins, for_admins), "{verb:?}");
    }
}

/// What is said of something and of all that stands in it, in English and in German.
fn said_of(value: &Value, all: &mut Vec<(String, Value, Value)>) {
    let name = value["name"].as_str().unwrap();
    let field = if value.get("value").is_some() { "name" } else { "description" };
    all.push((name.to_owned(), value[field].clone(), value[format!("{field}_localizations")]["de"].clone()));
    for inner in ["options", "choices"] {
        value[inner].as_array().into_iter().flatten().for_each(|inner| said_of(inner, all));
    }
}

#[test]
fn whoever_uses_discord_in_german_reads_german_of_every_command_option_and_choice() {
    let mut all = Vec::new();
    commands().iter().for_each(|command| said_of(command, &mut all));
    assert!(all.len() > 2 + VERBS.len(), "{}", all.len());
    let examples = ["off github", "offer-hours 6", "topic 50"];
    for (name, english, german) in all {
        let (english, german) = (english.as_str().unwrap(), german.as_str().unwrap_or_default());
        assert!((1..=100).contains(&german.chars().count()), "{name}: {german}");
        assert!(english != german || examples.contains(&english), "{name}: {german}");
    }
}

#[test]
fn a_command_is_spoken_of_as_it_is_called_here() {
    assert_eq!(called_here("/mentor kpis 30d").as_deref(), Some("/mentor-admin kpis 30d"));
    assert_eq!(called_here("/mentor health").as_deref(), Some("/mentor-admin health"));
    let office = called_here("/mentor office tue 14-15");
    assert_eq!(office.as_deref(), Some("/mentor hours office tue 14-15"));
    for same in ["/mentor ask", "/mentor", "/mentor kpi", "kpis", "see /mentor kpis"] {
        assert_eq!(called_here(same), None, "{same}");
    }
}

#[test]
fn every_word_is_a_subcommand_and_is_understood_without_anything_behind_it() {
    let names: Vec<_> = subcommands().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names, subcommand_verbs().map(|verb| verb.name).collect::<Vec<_>>());
    for name in names {
        assert_eq!(said(&name, &[]).parse::<Action>(), name.parse(), "{name}");
    }
}

#[test]
fn what_is_filled_in_becomes_the_line_that_the_core_reads() {
    for (line, verb, options) in [
        ("ask how do I test a parser", "ask", &[("question", "how do I test a parser")][..]),
        ("ask 15m how do I", "ask", &[("question", "how do I"), ("minutes", "15m")]),
        ("win Replaced it https://a.example", "win", &[("what", "Replaced it https://a.example")]),
        ("join rust, parsing", "join", &[("topics", "rust, parsing")]),
        (
            "join rust ; week: 3; languages: en, de",
            "join",
            &[("languages", "en, de"), ("topics", "rust"), ("week", "3")],
        ),
        ("join ; day: 1", "join", &[("day", "1")]),
        (
            "hours mon-fri 9-17 Europe/Berlin",
            "hours",
            &[("zone", "Europe/Berlin"), ("hours", "mon-fri 9-17")],
        ),
        ("hours Europe/Berlin", "hours", &[("zone", "Europe/Berlin")]),
        ("office tue 14:00-15:30", "hours", &[("office", "tue 14:00-15:30")]),
        ("hours 9-17 office tue 14-15", "hours", &[("hours", "9-17"), ("office", "tue 14-15")]),
        (
            "withdraw ask_00000000000000000000000001",
            "withdraw",
            &[("which", "ask_00000000000000000000000001")],
        ),
        ("done ses_00000000000000000000000001 2", "done", &[("which", "ses_00000000000000000000000001 2")]),
        ("pause 2w", "pause", &[("until", "2w")]),
        ("channel 1234567890123456789", "channel", &[("channel", "1234567890123456789")]),
        ("when-removed erase", "when-removed", &[("choice", "erase")]),
    ] {
        assert_eq!(said(verb, options), line);
        assert!(line.parse::<Action>().is_ok(), "{line}");
    }
}

#[test]
fn what_is_not_of_ours_is_answered_like_any_other_word() {
    assert_eq!(said("gone", &[("word", "x")]), "gone");
    assert_eq!(said("me", &[("word", "x")]), "me");
    assert_eq!(said("", &[]), "");
}

#[test]
fn every_box_that_is_completed_is_one_that_the_core_completes() {
    let mut completed = 0;
    for subcommand in subcommands() {
        for option in subcommand["options"].as_array().unwrap() {
            let blank = blank(subcommand["name"].as_str().unwrap(), option["name"].as_str().unwrap());
            assert_eq!(option["autocomplete"] == true, blank.is_some(), "{subcommand:#}");
            completed += usize::from(blank.is_some());
        }
    }
    assert_eq!(completed, 13);
}

#[test]
fn what_could_be_meant_is_shown_and_stands_for_itself() {
    let zone = Choice { label: "Europe/Berlin · Fri 09:20".to_owned(), value: "Europe/Berlin".to_owned() };
    let shown = json!({ "name": "Europe/Berlin · Fri 09:20", "value": "Europe/Berlin" });
    assert_eq!(choices(&[zone]), [shown]);
}

#[test]
fn the_command_is_registered_so() {
    insta::assert_snapshot!(format!("{:#}", all()));
}

fn typed() -> impl Strategy<Value = String> {
    "[^\\x00]{1,80}".prop_filter("nothing is left of it", |raw| words(raw).is_some())
}

proptest! {
    #[test]
    fn words_arrive_as_they_were_typed(typed in typed()) {
        let known = words(&typed);
        prop_assert_eq!(said("ask", &[("question", &typed)]).parse(), Ok(Action::Ask(known.clone())));
        prop_assert_eq!(said("win", &[("what", &typed)]).parse(), Ok(Action::Win(known.clone())));
        prop_assert_eq!(said("pause", &[("until", &typed)]).parse(), Ok(Action::Pause(known)));
        let timed = said("ask", &[("question", &typed), ("minutes", "20m")]);
        prop_assert_eq!(timed.parse(), Ok(Action::Ask(words(&format!("20m {typed}")))));
    }
}
