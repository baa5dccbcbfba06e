//! Every language says the same: each sentence, with the same slots, buttons and blocks.

use super::*;

/// Every language but English.
fn others() -> impl Iterator<Item = Tongue> {
    Tongue::ALL.into_iter().filter(|tongue| *tongue != Tongue::English)
}

/// The template of each key.
fn templates(tongue: Tongue) -> BTreeMap<&'static str, &'static str> {
    let sections = tongue.script().split("\n## ").skip(1).filter_map(|section| section.split_once('\n'));
    sections.map(|(head, template)| (head.split(" · ").next().unwrap(), template.trim())).collect()
}

/// What stands between an opening and the first of its ends, all over a template.
fn between<'a>(template: &'a str, open: &'a str, ends: &'a [char]) -> BTreeSet<&'a str> {
    template.split(open).skip(1).filter_map(|rest| rest.split(ends).next()).map(str::trim).collect()
}

/// The names that a template speaks of: of slots, and of what stands in them. Filters and words between quotes are
/// none.
fn names(template: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for code in template.split('{').skip(1).filter_map(|rest| rest.strip_prefix(['{', '%'])) {
        let code = code.split(['}', '%']).next().unwrap_or_default();
        let unquoted: String = code.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        let is_of_a_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let mut before = ' ';
        let mut word = String::new();
        for c in unquoted.chars().chain([' ']) {
            if is_of_a_name(c) {
                word.push(c);
                continue;
            }
            let is_name = word.starts_with(|c: char| c.is_ascii_lowercase()) && before != '|';
            if is_name && !WORDS_OF_TEMPLATES.contains(&word.as_str()) {
                names.insert(word.clone());
            }
            if !word.is_empty() || c != ' ' {
                before = c;
            }
            word.clear();
        }
    }
    names
}

const WORDS_OF_TEMPLATES: [&str; 12] =
    ["if", "elif", "else", "endif", "for", "endfor", "in", "not", "and", "or", "few", "many"];

#[test]
fn every_sentence_is_in_every_language_and_none_is_in_one_alone() {
    let english: BTreeSet<_> = templates(Tongue::English).into_keys().collect();
    for tongue in others() {
        let known: BTreeSet<_> = templates(tongue).into_keys().collect();
        let missing: Vec<_> = english.difference(&known).collect();
        assert!(missing.is_empty(), "{} lacks {missing:?}", tongue.name());
        let alone: Vec<_> = known.difference(&english).collect();
        assert!(alone.is_empty(), "{} alone has {alone:?}", tongue.name());
    }
}

#[test]
fn a_sentence_has_the_same_buttons_slots_and_blocks_in_every_language() {
    let english = templates(Tongue::English);
    for tongue in others() {
        for (key, template) in templates(tongue) {
            let Some(said) = english.get(key) else { continue };
            let which = format!("{key} in {}", tongue.name());
            let buttons = |template| between(template, "[[", &['|']);
            assert_eq!(buttons(template), buttons(said), "{which}");
            assert_eq!(names(template), names(said), "{which}");
            let blocks = |template: &'static str| {
                let kinds = ["# ", "~ ", "> ", "- ", "[["];
                let kind = move |line: &str| kinds.into_iter().find(|kind| line.starts_with(kind));
                template.lines().map(kind).collect::<Vec<_>>()
            };
            assert_eq!(blocks(template), blocks(said), "{which}");
        }
    }
}

#[test]
fn what_a_language_does_not_have_is_said_in_english_and_its_receipt_tells_so() {
    let little = Catalogue::read("\n## ask.empty · v1\nFrag!\n", Tongue::German, "de");
    let said = |key: &'static str| spoken(&little, &say(key)).unwrap().0;
    assert_eq!((said("ask.empty").tongue, said("win.undone").tongue), (Tongue::German, Tongue::English));
    assert_eq!(little.bare(&say("win.undone")).unwrap(), "Taken back. No mentor sees it.");
}

#[test]
fn numbers_dates_and_lists_are_written_as_the_language_does() {
    let at = chrono::NaiveDate::from_ymd_opt(2026, 3, 3).unwrap().and_hms_opt(9, 5, 0).unwrap();
    for (form, english, german) in [
        (Wall::Clock, "09:05", "09:05"),
        (Wall::DayClock, "Tue 09:05", "Di 09:05"),
        (Wall::Day, "Tue 3 Mar", "Di, 3. März"),
        (Wall::Full, "Tue 3 Mar, 09:05", "Di, 3. März, 09:05"),
        (Wall::Year, "3 Mar 2026", "3. März 2026"),
        (Wall::Short, "3 Mar", "3. März"),
        (Wall::Weekday, "Tue", "Di"),
        (Wall::Long, "Tuesday 3 March", "Dienstag, 3. März"),
    ] {
        assert_eq!(wall(at, form, Tongue::English), english);
        assert_eq!(wall(at, form, Tongue::German), german);
    }
    let german = |saying: Saying| saying.text().in_tongue(Tongue::German).to_string();
    assert_eq!(german(say("unit.decimal").with("value", 1.25).with("places", 2)), "1,25");
    assert_eq!(german(say("unit.share").with("value", 74.6)), "75 %");
    assert_eq!(
        german(say("digest.too-few").with("figures", vec!["a", "b", "c"])),
        "in vier Wochen noch zu wenige für a, b und c"
    );
    let hours = |hours: &str| german(say("undo.hours").with("hours", hours).with("zone", "Europe/Berlin"));
    assert_eq!(
        hours("mon-thu 09:00-18:00, fri 09:00-12:00 13:00-15:00"),
        "Wie zuvor: deine Arbeitszeit ist Mo-Do 09:00-18:00, Fr 09:00-12:00 13:00-15:00 in Europe/Berlin."
    );
    assert_eq!(hours("none"), "Wie zuvor: deine Arbeitszeit ist keine in Europe/Berlin.");
}

#[test]
fn a_phrase_within_a_sentence_is_in_the_language_of_the_sentence() {
    let problem = say("text.too-long").with("length", 340).with("limit", 300).text();
    assert_eq!(problem, "That is 340 characters; 300 fit here.");
    let saying = say("win.problem").with("problem", problem).with("typed", None::<&str>);
    let message = saying.message().in_tongue(Tongue::German);
    let bare = message.bare(chrono_tz::UTC);
    assert_eq!(bare, "Das habe ich nicht notiert. Das sind 340 Zeichen; 300 passen hier hinein.");
}
