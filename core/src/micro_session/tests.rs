use chrono_tz::Europe::Berlin;
use proptest::prelude::{Strategy, any, prop_assert_eq, prop_oneof, proptest};
use uuid::Uuid;

use super::*;
use crate::fact::{Event, Fact, FirstResponse};
use crate::sample::{id, now};
use crate::session::{Answer, Fit, Item, Minutes};

/// One of each kind, in the order in which they would happen.
fn each() -> Vec<Fact> {
    let (ask, offer, session, win) = (id("ask"), id("offer"), id("session"), id("win"));
    let first_response = Some(FirstResponse { wall: 3_600_000, working: 1_200_000 });
    let events = [
        Event::JoinedCommunity,
        Event::BecameMentor,
        Event::StoppedMentoring,
        Event::Paused { until: now() },
        Event::Resumed,
        Event::WonSomething { win },
        Event::WinUndone { win },
        Event::Asked { ask, minutes: Minutes::Fifteen },
        Event::Withdrew { ask },
        Event::Offered { offer, ask },
        Event::Passed { offer, ask, first_response },
        Event::Missed { offer, ask },
        Event::Pooled { ask },
        Event::Affirmed {
            offer,
            ask,
            session,
            specific: true,
            warned: false,
            repeated: false,
            first_response: None,
        },
        Event::Rewritten { ask },
        Event::Landed { session },
        Event::SessionBooked { session, starts_at: now(), moved: false },
        Event::Cancelled { session, late: true },
        Event::SessionHeld { session, mentor: id("ben"), minutes: Minutes::Ten },
        Event::SessionMissed { session },
        Event::Noted { session, due: now(), affirmation: Some(true), repeated: true },
        Event::NoteUndone { session },
        Event::Answered { session, item: Item::Checkpoint, answer: Answer::Partly },
        Event::WentQuiet { session },
        Event::Fitted { session, fit: Fit::Good },
        Event::Thanked { session, shared: true },
        Event::Recommended { session, score: 9 },
        Event::Left,
        Event::Onboarded,
        Event::Reopened { offer, ask },
        Event::SessionUnheard { session },
    ];
    let number = |(number, event)| Fact {
        id: Uuid::from_u128(number as u128 + 1).into(),
        at: now(),
        member: id("ana"),
        event,
    };
    events.into_iter().enumerate().map(number).collect()
}

fn written(facts: &[Fact], mut writer: Writer<'_>) -> Vec<String> {
    let begin = writer.begin(Berlin);
    let facts: Vec<_> = facts.iter().map(|fact| writer.fact(fact)).collect();
    [vec![begin], facts, vec![writer.end()]].concat()
}

fn read(lines: &[String]) -> Result<Vec<Fact>, Unread> {
    let mut reader = Reader::default();
    let mut facts = Vec::new();
    for line in lines {
        facts.extend(reader.read(line.as_bytes())?);
    }
    assert_eq!(reader.zone(), Some(Berlin));
    reader.finish().inspect(|count| assert_eq!(*count, facts.len() as u64))?;
    Ok(facts)
}

/// What is said of the lines when one of them has become another.
fn said(change: impl Fn(&mut Vec<String>)) -> String {
    let mut lines = written(&each(), Writer::verbatim());
    change(&mut lines);
    read(&lines).expect_err("a line is wrong").to_string()
}

/// What is said when a piece of the line of a kind has become another.
fn said_of(kind: &str, from: &str, to: &str) -> String {
    said(|lines| {
        let line = lines.iter_mut().find(|line| line.contains(&format!("\"{kind}\""))).expect(kind);
        assert!(line.contains(from), "{line}");
        *line = line.replace(from, to);
    })
}

#[test]
fn every_kind_is_read_as_it_was_written() {
    assert_eq!(read(&written(&each(), Writer::verbatim())), Ok(each()));
}

#[test]
fn a_file_holds_no_kind_that_came_with_a_later_version_than_its_own() {
    let says = |version: u64, without: &[&str]| {
        let mut lines = written(&each(), Writer::verbatim());
        lines[0] = lines[0].replace("\"version\":3", &format!("\"version\":{version}"));
        lines.retain(|line| without.iter().all(|kind| !line.contains(kind)));
        read(&lines).expect_err("a kind is too new").to_string()
    };
    let unheard = |line, version| {
        format!(
            "line {line}: the kind `session_unheard` came with version 3, and the file is of version {version}"
        )
    };
    assert_eq!(says(2, &[]), unheard(32, 2));
    assert_eq!(says(1, &["reopened", "noted"]), unheard(30, 1));
    assert_eq!(
        says(1, &["noted"]),
        "line 30: the kind `reopened` came with version 2, and the file is of version 1"
    );
    assert_eq!(
        says(1, &[]),
        "line 22: the field `repeated` of `noted` came with version 2, and the file is of version 1"
    );
}

#[test]
fn a_journal_of_an_earlier_version_is_read_and_its_compliments_count_as_new() {
    let mut facts = each();
    facts.retain(|fact| !matches!(fact.event, Event::Reopened { .. } | Event::SessionUnheard { .. }));
    let mut lines = written(&facts, Writer::verbatim());
    lines[0] = lines[0].replace("\"version\":3", "\"version\":1");
    assert!(lines[0].contains("\"version\":1"));
    let is_note = |line: &String| line.contains("\"kind\":\"noted\"");
    for line in lines.iter_mut().filter(|line| is_note(line)) {
        *line = line.replace(",\"repeated\":true", "").replace(",\"repeated\":false", "");
    }
    let expected = facts.into_iter().map(|mut fact| {
        if let Event::Noted { repeated, .. } = &mut fact.event {
            *repeated = false;
        }
        fact
    });
    assert_eq!(read(&lines), Ok(expected.collect()));
}

#[test]
fn every_line_is_one_by_the_published_schema() {
    let schema = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let judge = jsonschema::options().should_validate_formats(true).build(&schema).expect("it is a schema");
    let lines = written(&each(), Writer::verbatim());
    for line in &lines {
        let value = serde_json::from_str(line).expect("a line is JSON");
        assert!(judge.is_valid(&value), "{line}");
    }
    // What the reader refuses, the schema refuses, as far as it sees one line.
    for (from, to) in [("\"minutes\":15", "\"minutes\":30"), ("\"kind\":\"left\"", "\"kind\":\"gone\"")] {
        let line = lines.iter().find(|line| line.contains(from)).expect(from).replace(from, to);
        assert!(!judge.is_valid(&serde_json::from_str(&line).expect("a line is JSON")), "{line}");
    }
}

#[test]
fn ids_get_other_numbers_everywhere_and_the_same_ones_get_the_same() {
    let rename = |prefix: &str, number: u128| number ^ prefix.len() as u128;
    let lines = written(&each(), Writer::renaming(&rename));
    let plain = written(&each(), Writer::verbatim());
    for word in ["mem_", "ask_", "offer_", "ses_", "win_"] {
        let ids = |lines: &[String]| -> Vec<String> {
            let texts = lines.iter().flat_map(|line| line.split('"'));
            let ids = texts.filter(|text| text.starts_with(word) && text.len() == word.len() + 26);
            ids.map(str::to_owned).collect()
        };
        let (renamed, before) = (ids(&lines), ids(&plain));
        assert_eq!(renamed.len(), before.len());
        assert!(renamed.iter().zip(&before).all(|(one, other)| one != other), "{word}");
    }
    let back = read(&lines).unwrap();
    assert_eq!(written(&back, Writer::renaming(&rename)), plain);
}

#[test]
fn whatever_is_wrong_is_named_with_its_line() {
    for (says, expected) in [
        (
            said(|lines| lines[0] = lines[0].replace(":3,", ":4,")),
            "line 1: the file is of version 4, and this Smallwins knows",
        ),
        (
            said(|lines| lines[0] = lines[0].replace(":3,", ":0,")),
            "line 1: the file is of version 0, and only versions 1 to 3 are known",
        ),
        (said(|lines| drop(lines.remove(0))), "line 1: it does not begin with"),
        (said(|lines| lines[0] = lines[0].replace("Berlin", "Atlantis")), "line 1: the field `zone`"),
        (said(|lines| drop(lines.pop())), "line 33: the file ends before"),
        (said(|lines| lines[32].truncate(10)), "line 33: it is no JSON from column 10 on"),
        (
            said(|lines| lines[32] = lines[32].replace("31", "30")),
            "line 33: the file counts 30 facts, and 31",
        ),
        (said(|lines| lines.push(lines[3].clone())), "line 34: the file should have ended"),
        (said(|lines| lines.insert(5, lines[4].clone())), "line 6: its id stands on the line above"),
        (said(|lines| lines.swap(4, 5)), "line 6: it happened before"),
        (said(|lines| lines[2] = "[1]".to_owned()), "line 3: it is no JSON object"),
        (said(|lines| lines[2] = " ".repeat(2001)), "line 3: it has more than 2000 bytes"),
        (said_of("asked", ",\"minutes\":15", ""), "line 9: it is no fact: missing field `minutes`"),
        (said_of("asked", "15", "30"), "line 9: the field `minutes` does not hold"),
        (said_of("asked", "\"minutes\"", "\"mood\":1,\"minutes\""), "line 9: there is no field `mood`"),
        (
            said_of("asked", "\"minutes\"", "\"minutes\":10,\"minutes\""),
            "line 9: the field `minutes` stands there more than once",
        ),
        (
            said_of("passed", "\"wall\"", "\"wall\":1,\"wall\""),
            "line 12: the field `wall` stands there more than once",
        ),
        (said(|lines| lines[2] = "[{\"a\":1,\"a\":2}]".to_owned()), "line 3: the field `a` stands"),
        (said_of("passed", "\"wall\":3600000", "\"wall\":-1"), "line 12: the field `first_response`"),
        (said_of("passed", "\"wall\"", "\"moon\":1,\"wall\""), "line 12: the field `first_response`"),
        (
            said_of("affirmed", ",\"first_response\":null", ""),
            "line 15: the field `first_response` is missing",
        ),
        (said_of("recommended", ":9", ":11"), "line 28: the field `score`"),
        (said_of("recommended", ":9", ":9.5"), "line 28: it is no fact"),
        (said_of("left", "\"left\"", "\"gone\""), "line 29: it is no fact: unknown variant `gone`"),
        (said_of("left", "mem_", "ses_"), "line 29: the field `person`"),
        (said_of("left", "\"person\"", "\"human\""), "line 29: the field `person` is missing"),
    ] {
        assert!(says.starts_with(expected), "{says}");
    }
    assert!(Reader::default().read(b"\xff").is_err_and(|error| error.why == Why::Text));
}

#[test]
fn a_session_of_somebody_with_themselves_is_none() {
    let mut facts = each();
    for fact in &mut facts {
        if let Event::SessionHeld { mentor, .. } = &mut fact.event {
            *mentor = fact.member;
        }
    }
    let alone = read(&written(&facts, Writer::verbatim())).expect_err("nobody mentors themselves");
    assert_eq!(alone, Unread { line: 20, why: Why::Alone });
}

#[test]
fn a_mark_that_says_utf_8_may_begin_a_file_and_no_other_line() {
    let mut lines = written(&each(), Writer::verbatim());
    lines[0].insert(0, '\u{feff}');
    assert_eq!(read(&lines), Ok(each()));
    lines[1].insert(0, '\u{feff}');
    assert!(matches!(read(&lines), Err(Unread { line: 2, why: Why::Json(_) })));
}

#[test]
fn an_instant_can_be_written_in_another_zone_and_not_finer_than_the_memory_keeps_it() {
    let mut lines = written(&each(), Writer::verbatim());
    let instant = serde_json::to_string(&now()).unwrap();
    let there = format!("{:?}", now().with_timezone(&Berlin).to_rfc3339());
    lines.iter_mut().for_each(|line| *line = line.replace(&instant, &there));
    assert_eq!(read(&lines), Ok(each()));
    let finer = instant.replace("Z\"", ".0001Z\"");
    for kind in ["left", "noted"] {
        assert!(said_of(kind, &instant, &finer).contains("the field `at`"));
    }
}

fn facts() -> impl Strategy<Value = Vec<Fact>> {
    let session = || any::<u128>().prop_map(|number| Uuid::from_u128(number).into());
    let event = prop_oneof![
        session().prop_map(|session| Event::Landed { session }),
        (session(), any::<bool>()).prop_map(|(session, late)| Event::Cancelled { session, late }),
        (session(), 0..=10_u8).prop_map(|(session, score)| Event::Recommended { session, score }),
        (session(), 0..4_000_000_000_000_i64, proptest::option::of(any::<bool>())).prop_map(
            |(session, due, affirmation)| {
                let due = chrono::DateTime::from_timestamp_millis(due).expect("in range");
                Event::Noted { session, due, affirmation, repeated: affirmation == Some(true) }
            }
        ),
    ];
    let fact = (any::<u64>(), 0..4_000_000_000_000_i64, any::<u128>(), event);
    proptest::collection::vec(fact, 0..20).prop_map(|mut facts| {
        facts.sort_by_key(|(_, at, ..)| *at);
        let number = |(place, (low, at, member, event)): (usize, (u64, i64, u128, Event))| Fact {
            id: Uuid::from_u128(((place as u128) << 64) + u128::from(low)).into(),
            at: chrono::DateTime::from_timestamp_millis(at).expect("in range"),
            member: Uuid::from_u128(member).into(),
            event,
        };
        facts.into_iter().enumerate().map(number).collect()
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(facts in facts()) {
        prop_assert_eq!(read(&written(&facts, Writer::verbatim())), Ok(facts));
    }

    #[test]
    fn no_line_makes_the_reader_stumble(lines: Vec<Vec<u8>>, begins: bool) {
        let mut reader = Reader::default();
        if begins {
            reader.read(Writer::verbatim().begin(Berlin).as_bytes()).expect("it begins");
        }
        for line in lines {
            let _ = reader.read(&line);
        }
    }
}
