use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use serde_json::Value;

use super::*;
use crate::action::{Action, words};
use crate::fact::Event;
use crate::sample::{self, ask, following, id, meeting, member, mentor, now, offer, typed};
use crate::session::{Fit, Fits, Session, Share, Thanks, Word};
use crate::store::Belongings;
use crate::win::Win;

fn held() -> Belongings {
    let win = Win {
        id: id("win"),
        version: 1,
        learner: id("ana"),
        deed: typed("=1+1, \"quoted\""),
        link: None,
        at: now(),
        undone: None,
    };
    let mut session: Session = meeting(following()).session;
    session.recommended = 9.try_into().ok();
    session.affirmation.landed = Some(now());
    session.thanks = Some(Thanks { words: typed("It worked"), share: Share::Mentor, at: now() });
    session.attendance.mentor = Some(Word::NotMet);
    session.fits = Fits { learner: Some(Fit::NotGood), mentor: Some(Fit::Good) };
    Belongings {
        wins: vec![win],
        asks: vec![ask()],
        offers: vec![offer()],
        sessions: vec![session],
        signals: vec![sample::signal(crate::signal::Kind::Deadline)],
        ..Belongings::default()
    }
}

fn made_for(member: &Member) -> Value {
    let community = sample::community();
    let others = [self::member("ana"), mentor("ben")];
    let journal = [Fact { id: id("fact"), at: now(), member: member.id, event: Event::Left }];
    let held = held();
    let changes = [Told {
        number: 3,
        at: Some(now()),
        by: crate::audit::Speaker::Person(member.name.clone()),
        changes: vec![crate::audit::Changed {
            word: "zone".to_owned(),
            whom: Vec::new(),
            before: None,
            after: Some("Europe/Berlin".to_owned()),
        }],
    }];
    let says = [Action::Ask(words("how do I test")), Action::Report(None, words("He shouted"))];
    let waits = says.map(|said| Waiting::begins(&said, now()));
    let read = [(id("session"), now())];
    let all = Everything {
        community: &community,
        member,
        held: &held,
        others: &others,
        journal: &journal,
        changes: &changes,
        waits: &waits,
        read: &read,
        sent: &read,
    };
    value::value(&all, now())
}

fn files(bytes: Vec<u8>) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.insert(file.name().unwrap().into_owned(), text);
    }
    files
}

#[test]
fn an_archive_is_as_its_schema_says_and_nothing_is_in_it_that_the_schema_does_not_tell() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for member in [member("ana"), mentor("ben")] {
        let made = made_for(&member);
        let errors: Vec<String> = validator.iter_errors(&made).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut more = made_for(&member("ana"));
    more["wins"][0]["mood"] = "good".into();
    assert!(!validator.is_valid(&more));
}

#[test]
fn whatever_waits_for_a_second_word_is_in_it() {
    let waits = &made_for(&member("ana"))["person"]["waits_for_a_yes"];
    assert_eq!(waits, "ask how do I test\nreport He shouted");
}

#[test]
fn that_a_report_of_theirs_was_sent_and_read_is_in_it() {
    let read = &made_for(&member("ana"))["person"]["reports_read"][0];
    let session: SessionId = id("session");
    assert_eq!(*read, serde_json::json!({ "session": session, "at": now() }));
    let report = &made_for(&member("ana"))["reports"][0];
    assert_eq!((&report["about"], &report["at"]), (&"Ben".into(), &serde_json::json!(now())));
    assert_eq!(report["kept_until"], serde_json::json!(now() + chrono::TimeDelta::days(180)));
}

#[test]
fn what_a_learner_told_of_a_session_alone_is_not_in_its_mentors_archive() {
    let (learner, mentor) = (made_for(&member("ana")), made_for(&mentor("ben")));
    let session = |made: &Value| made["sessions"][0].clone();
    assert_eq!((&session(&learner)["recommended"], &session(&learner)["with"]), (&9.into(), &"Ben".into()));
    assert!(session(&mentor)["recommended"].is_null() && session(&mentor)["noticed"]["landed"].is_null());
    assert_eq!(session(&mentor)["with"], "Ana");
    assert!(session(&learner)["came"].is_null() && session(&mentor)["came"] == "not_met");
    assert_eq!((&session(&learner)["fit"], &session(&mentor)["fit"]), (&"not_good".into(), &"good".into()));
}

#[test]
fn every_list_is_a_file_that_a_spreadsheet_opens() {
    let files = files(files::zip(&made_for(&member("ana"))));
    let json: Value = serde_json::from_str(&files["smallwins.json"]).unwrap();
    assert_eq!(json, made_for(&member("ana")));
    let wins: Vec<&str> = files["wins.csv"].split("\r\n").collect();
    assert_eq!(wins[0], "at,deed,id,link,taken_back");
    assert!(wins[1].contains("\"'=1+1, \"\"quoted\"\"\""), "{}", wins[1]);
    assert!(files["sessions.csv"].lines().next().unwrap().contains("note.actionables.1.words"));
    assert_eq!(files["accounts.csv"], "\r\n");
    assert_eq!(files.len(), 12);
}

#[test]
fn what_others_took_out_is_not_told_as_withdrawn() {
    let how = |taken_out| {
        let mut ask = ask();
        ask.stage = crate::ask::Stage::Closed { at: now(), ending: crate::ask::Ending::Withdrawn };
        ask.taken_out = taken_out;
        let event = Event::Withdrew { ask: ask.id };
        let fact = Fact { id: id("fact"), at: now(), member: id("ana"), event };
        let journal = value::fact(&fact, std::slice::from_ref(&ask))["event"]["kind"].clone();
        (value::ask(&ask)["closed"]["how"].clone(), journal)
    };
    assert_eq!(how(true), ("taken_out".into(), "taken_out".into()));
    assert_eq!(how(false), ("withdrawn".into(), "withdrew".into()));
}
