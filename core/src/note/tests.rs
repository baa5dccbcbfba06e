use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use proptest::prelude::{Strategy, any, prop_assert_eq, proptest};

use super::{Checkpoint, Draft, NoteProblem, Part, When, WhenProblem, Why, is_note, parse_lines};
use crate::text::{Limit, TextProblem, Typed};

/// Tuesday, 24 November 2026, 10:10.
fn now() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap().and_hms_opt(10, 10, 0).unwrap()
}

fn typed(text: &str) -> Option<Typed> {
    Some(Typed::parse(text, Limit::COMPLIMENT).unwrap())
}

fn friday_at_ten(question: Option<&str>) -> Option<Checkpoint> {
    let date = NaiveDate::from_ymd_opt(2026, 11, 27).unwrap();
    Some(Checkpoint {
        when: When { date, time: NaiveTime::from_hms_opt(10, 0, 0) },
        question: question.and_then(typed),
    })
}

fn whole() -> Draft {
    Draft {
        by_learner: false,
        affirmation: typed("the failing case"),
        actionables: [
            typed("When I open the parser, I will write a test"),
            typed("Read chapter 2. Then stop"),
        ],
        checkpoint: friday_at_ten(Some("Did the fuzz case become a test?")),
    }
}

fn problem(text: &str) -> NoteProblem {
    parse_lines(text, now()).unwrap_err()
}

#[test]
fn a_note_is_read_from_its_lines_in_any_order() {
    let text = "@ fri 10:00 Did the fuzz case become a test?\r\n2) Read chapter 2. Then stop\n\n1: When I open the parser,\nI will write a test\n+the failing case";
    assert_eq!(parse_lines(text, now()), Ok(whole()));
}

#[test]
fn a_whole_note_may_be_one_line() {
    let text = "+ the failing case 1. When I open the parser, I will write a test 2. Read chapter 2. Then stop @ fri 10 Did the fuzz case become a test?";
    assert_eq!(parse_lines(text, now()), Ok(whole()));
}

#[test]
fn numbers_inside_a_line_stay_in_it() {
    let draft = parse_lines("1. Read chapter 2. Then stop", now()).unwrap();
    assert_eq!(draft.actionables, [typed("Read chapter 2. Then stop"), None]);
}

#[test]
fn a_note_grows_over_several_messages() {
    let mut draft = Draft::default();
    assert_eq!(
        draft.missing(),
        [Part::Affirmation, Part::FirstActionable, Part::SecondActionable, Part::Checkpoint]
    );
    for message in [
        "2. draft",
        "+ the failing case",
        "@ thu Did the fuzz case become a test?",
        "1. When I open the parser, I will write a test",
        "2. Read chapter 2. Then stop",
    ] {
        draft = draft.merge(parse_lines(message, now()).unwrap());
    }
    assert_eq!(draft.missing(), []);
    draft = draft.merge(parse_lines("@ fri 10:00", now()).unwrap());
    assert_eq!(draft, whole());
}

#[test]
fn a_note_is_told_from_other_talk() {
    for text in
        ["+ good", "+good case", "1. go", "2) go", "1:go", "@ fri 10:00", "@fri", "@ whenever", " \n+ x"]
    {
        assert!(is_note(text), "{text}");
    }
    for text in [
        "",
        "+",
        "+1",
        "+1 for that",
        "++",
        "1.5 hours",
        "1:30 works",
        "1",
        "10. x",
        "@ben hi",
        "hello",
        "3. x",
        "a\n+ b",
        "1..",
        "1.",
    ] {
        assert!(!is_note(text), "{text}");
    }
}

#[test]
fn a_line_that_cannot_be_taken_is_named() {
    let at = |line, part, why| NoteProblem { line, part, why };
    assert_eq!(problem("hello\n+ x"), at(1, None, Why::Unmarked));
    assert_eq!(problem(""), at(1, None, Why::Unmarked));
    assert_eq!(problem("1. a\n2. b\n3. c"), at(3, None, Why::ThirdActionable));
    assert_eq!(problem("1. a\n1. b"), at(2, Some(Part::FirstActionable), Why::Twice));
    assert_eq!(problem("+ x\n1."), at(2, Some(Part::FirstActionable), Why::Text(TextProblem::Empty)));
    assert_eq!(problem("@ soon"), at(1, Some(Part::Checkpoint), Why::When(WhenProblem::NotADate)));
    let first = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
    assert_eq!(
        problem("@ today 18:00"),
        at(1, Some(Part::Checkpoint), Why::When(WhenProblem::TooSoon { first }))
    );
    let long = format!("@ fri {}", "x".repeat(201));
    assert_eq!(problem(&long).why, Why::Text(TextProblem::TooLong { length: 201, limit: 200 }));
}

#[test]
fn a_note_is_stored_as_its_parts() {
    let json = serde_json::to_string(&whole()).unwrap();
    assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), whole());
    assert_eq!(serde_json::from_str::<Draft>("{}").unwrap(), Draft::default());
}

fn a_text() -> impl Strategy<Value = Option<Typed>> {
    let raw = "(at |10:00 |Am |pm |noon |[:,–+@-] |[12][.):] |[a-zé!?“”🦀]{1,9} ?){0,6}";
    proptest::option::of(raw.prop_map(|raw| Typed::parse(&raw, Limit::QUESTION).ok()))
        .prop_map(Option::flatten)
}

proptest! {
    #[test]
    fn what_is_shown_is_read_back(
        affirmation in a_text(), first in a_text(), second in a_text(), question in a_text(),
        days in proptest::option::of(1u64..=14), minutes in proptest::option::of(0u32..1440)
    ) {
        let checkpoint = days.map(|days| Checkpoint {
            when: When {
                date: now().date() + chrono::Days::new(days),
                time: minutes.map(|m| NaiveTime::from_hms_opt(m / 60, m % 60, 0).unwrap()),
            },
            question,
        });
        let draft = Draft { affirmation, actionables: [first, second], checkpoint, by_learner: false };
        if draft != Draft::default() {
            prop_assert_eq!(parse_lines(&draft.to_string(), now()), Ok(draft));
        }
    }

    #[test]
    fn any_text_can_be_read(text in any::<String>(), mark in "(\\+|1\\.|2\\)|@ fri) ?") {
        let _ = parse_lines(&text, now());
        let _ = parse_lines(&format!("{mark}{text}"), now());
        is_note(&text);
    }
}
