use chrono::DateTime;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use smallwins_core::action::Action;

use super::*;

const GUILD: Guild = Guild(u64::MAX);

fn said(action: &str, does: Does) -> CustomId {
    CustomId { guild: GUILD, action: action.to_owned(), does }
}

fn given(name: &str, value: Option<&str>) -> Given {
    Given { name: name.to_owned(), value: value.map(str::to_owned) }
}

/// The texts of all that a button can say, at their longest: ids have one length, and instants are in UTC.
fn longest() -> Vec<String> {
    let id = |prefix: &str| format!("{prefix}_7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    let (ask, offer, session, win) = (id("ask"), id("offer"), id("ses"), id("win"));
    let at = "9999-12-31T23:59:59Z";
    let mut texts: Vec<String> =
        ["help", "me", "win", "ask", "join", "leave", "hours", "resume", "channel", "health"]
            .map(str::to_owned)
            .to_vec();
    texts.extend([format!("withdraw {ask}"), format!("affirm {offer}"), format!("affirm {ask}")]);
    texts.extend([
        format!("affirm {offer} anyway"),
        format!("not-now {offer}"),
        format!("not-for-me {offer}"),
    ]);
    texts.extend([format!("pick {session} {at}"), format!("now {session}"), format!("times {session} {at}")]);
    texts.extend(
        ["move", "cancel", "on-my-way", "start", "note", "landed", "undo"]
            .map(|verb| format!("{verb} {session}")),
    );
    texts.extend(["done", "partly", "stuck", "dropped"].map(|verb| format!("{verb} {session} checkpoint")));
    texts.extend(["same", "other", "nobody"].map(|whom| format!("again {session} {whom}")));
    texts.extend([format!("undo {win}"), "pause 2026-12-31".to_owned(), "when-removed erase".to_owned()]);
    // A channel is named by its id.
    texts.push(format!("channel {}", u64::MAX));
    texts
}

#[test]
fn the_longest_of_all_that_a_button_can_say_is_carried_and_understood() {
    for text in longest() {
        let action: Action = text.parse().unwrap_or_else(|problem| panic!("{text}: {problem}"));
        assert_eq!(action.to_string(), text);
        let id = said(&text, Does::Say);
        let written = id.written(25).unwrap_or_else(|| panic!("{text} is too long"));
        assert_eq!(written.parse(), Ok(id));
    }
}

#[test]
fn the_longest_forms_are_carried_with_what_is_known_of_each_field() {
    let session = "ses_7ZZZZZZZZZZZZZZZZZZZZZZZZZ";
    let offer = "offer_7ZZZZZZZZZZZZZZZZZZZZZZZZZ";
    for (action, names) in [
        (format!("note {session}"), vec!["affirmation=", "first=", "second=", "day=", "question="]),
        (format!("affirm {offer}"), vec!["words=", "meet=times"]),
        ("join".to_owned(), vec!["topics=", "day=", "week=", "minutes=", "languages="]),
        ("ask".to_owned(), vec!["question=", "minutes=20m"]),
        ("hours".to_owned(), vec!["hours=", "zone="]),
    ] {
        let given: Vec<_> = names.into_iter().map(Given::read).collect();
        for does in [Does::Open(given.clone()), Does::Edit(given), Does::Send] {
            let id = said(&action, does);
            assert_eq!(id.written(25).unwrap().parse(), Ok(id));
        }
    }
}

#[test]
fn an_id_says_what_it_does() {
    let open = Does::Open(vec![given("meet", Some("now"))]);
    let edit = Does::Edit(vec![given("words", None), given("day", Some(""))]);
    let guild = Guild(1_234_567_890_123_456_789);
    for (does, nth, written) in [
        (Does::Say, 1, "1|9do1sj396nf9|ask"),
        (Does::Say, 2, "1.2|9do1sj396nf9|ask"),
        (open, 1, "1o|9do1sj396nf9|ask|meet=now"),
        (Does::Open(Vec::new()), 1, "1o|9do1sj396nf9|ask|"),
        (edit, 1, "1e|9do1sj396nf9|ask|words,day="),
        (Does::Send, 3, "1s.3|9do1sj396nf9|ask|"),
    ] {
        let id = CustomId { guild, action: "ask".to_owned(), does };
        assert_eq!(id.written(nth).as_deref(), Some(written));
    }
}

#[test]
fn what_is_not_of_this_version_is_not_guessed_at() {
    for text in
        ["", "me", "1|me", "2|7|me", "1x|7|me|", "1o|7|me", "1|ü|me", "1|zzzzzzzzzzzzzz|me", "11|7|me"]
    {
        assert_eq!(text.parse::<CustomId>(), Err(Unreadable), "{text}");
    }
}

fn does() -> impl Strategy<Value = Does> {
    let given = proptest::collection::vec(("[a-z=,|]{0,6}", proptest::option::of("[a-z0-9=,|]{0,4}")), 0..3)
        .prop_map(|all| all.into_iter().map(|(name, value)| Given { name, value }).collect::<Vec<_>>());
    prop_oneof![
        Just(Does::Say),
        Just(Does::Send),
        given.clone().prop_map(Does::Open),
        given.prop_map(Does::Edit)
    ]
}

proptest! {
    #[test]
    fn what_is_written_reads_back_or_is_not_written(
        guild in any::<u64>(),
        action in "[a-z|=, ]{0,40}|\\PC{0,60}",
        does in does(),
        nth in 1..26_usize,
    ) {
        let id = CustomId { guild: Guild(guild), action, does };
        if let Some(written) = id.written(nth) {
            prop_assert!(length(&written) <= 100);
            prop_assert_eq!(written.parse(), Ok(id));
        } else {
            let awkward = !matches!(id.does, Does::Say | Does::Send);
            prop_assert!(awkward || length(&id.action) > 78, "{:?}", id);
        }
    }

    #[test]
    fn every_instant_and_id_is_carried(at in 0_i64..253_402_300_800, guild in any::<u64>(), session in any::<u128>()) {
        let at = DateTime::from_timestamp(at, 0).unwrap();
        let session = smallwins_core::id::SessionId::from(uuid::Uuid::from_u128(session));
        let action = Action::Pick(session, at);
        let id = CustomId { guild: Guild(guild), action: action.to_string(), does: Does::Say };
        let read: CustomId = id.written(25).unwrap().parse().unwrap();
        prop_assert_eq!(read.action.parse::<Action>(), Ok(action));
    }

    #[test]
    fn no_text_makes_the_reader_stumble(text in "\\PC{0,120}") {
        let _ = text.parse::<CustomId>();
        let _ = format!("1e|{text}").parse::<CustomId>();
    }
}
