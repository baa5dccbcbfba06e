use super::*;
use crate::action::{Action, words};
use crate::ask::{Ask, Stage};
use crate::audit::Changed;
use crate::message::Message;
use crate::sample::{at, buttons, community, id, member, moment, refused};
use crate::task::{Address, Subject};

fn says(text: &str) -> Result<Decision, Refusal> {
    said(text, &Facts::default(), &community())
}

fn said(text: &str, facts: &Facts, community: &Community) -> Result<Decision, Refusal> {
    holidays(wish(words(text).as_ref(), &dee())?, facts, &dee(), community, &mut moment())
}

fn dee() -> Member {
    Member { admin: true, ..member("dee") }
}

fn written(decision: &Decision) -> Option<&Community> {
    decision.changes.iter().find_map(|change| match change {
        Change::Community(community) => Some(&**community),
        _ => None,
    })
}

/// A community that keeps these.
fn with(days: &str) -> Community {
    let mut community = community();
    community.holidays = read(days, "2026-11-24".parse().unwrap()).unwrap().holidays;
    community
}

/// What is known once a decision is stored.
fn after(decision: &Decision) -> Facts {
    let kept = decision.changes.iter().find_map(|change| match change {
        Change::Keepsake(name, Some(body)) => Some((name.clone(), body.clone())),
        _ => None,
    });
    Facts { draft: Draft::among(kept.into_iter().collect(), &dee()), ..Facts::default() }
}

fn message(decision: &Decision) -> &Message {
    decision.reply.message.as_ref().unwrap()
}

fn shown(decision: &Decision) -> String {
    message(decision).bare(chrono_tz::UTC)
}

/// What the first button says.
fn first_button(decision: &Decision) -> String {
    let Action::Holidays(said) = buttons(message(decision))[0].action.clone() else { panic!("of holidays") };
    said.unwrap().get().clone()
}

fn changed_by_zoe() -> Vec<Told> {
    let changed =
        Changed {
            word: "holidays".to_owned(), whom: Vec::new(), before: None, after: Some("…".to_owned())
        };
    let by = Speaker::Person(member("zoe").name);
    vec![Told { number: 1, at: None, by, changes: vec![changed] }]
}

#[test]
fn those_who_run_a_community_tell_its_holidays_and_the_digest_keeps_them() {
    let decision = says("30 nov Saint Andrew\n24 dec - 2 jan Closed").unwrap();
    assert_eq!(decision.answered(), "holidays.done");
    let changed = written(&decision).unwrap();
    assert_eq!(changed.holidays.lines(), "2026-11-30 Saint Andrew\n2026-12-24 - 2027-01-02 Closed\n");
    // The last Monday of November is one of them.
    assert_eq!(changed.digest.planned, Some(at("2026-12-01T08:00:00Z")));
    let show = said("show", &Facts::default(), changed).unwrap();
    assert!(shown(&show).contains("Saint Andrew") && show.changes.is_empty());
    let form = said("", &Facts::default(), changed).unwrap().reply.form.unwrap();
    assert_eq!(form.fields[0].value, changed.holidays.lines().trim_end());
}

#[test]
fn what_cannot_be_read_changes_nothing_and_says_where_and_why() {
    let Err(Refusal::Form(form, saying)) = says("24 dec\nwhenever we like") else { panic!("the form") };
    assert_eq!(saying.key(), "holidays.problem");
    assert!(form.fields[0].problem.as_ref().unwrap().contains("Line 2"), "{:?}", form.fields[0].problem);
    assert_eq!(refused(says("+ 24 dec\n+ whenever we like")), "holidays.problem");
    assert_eq!(wish(words("24 dec").as_ref(), &member("ana")).unwrap_err().key(), "admins.only");
}

#[test]
fn days_that_would_go_are_shown_first_and_go_with_the_button_beneath_that() {
    let before = with("24 dec - 2 jan Closed\n1 may Work");
    for text in ["none", "24 dec - 2 jan Closed", "- 1 may"] {
        let tried = said(text, &Facts::default(), &before).unwrap();
        assert!(written(&tried).is_none(), "{text}");
        assert_eq!(tried.answered(), "holidays.change", "{text}");
        assert!(shown(&tried).contains("Work"), "{text}: {}", shown(&tried));
        let saved = said(&first_button(&tried), &after(&tried), &before).unwrap();
        let left = written(&saved).unwrap().holidays.lines();
        assert!(!left.contains("Work") && left.contains("Closed") == (text != "none"), "{text}: {left}");
        assert!(saved.changes.contains(&Draft::dropped(&dee())));
        let again = said(&first_button(&tried), &Facts::default(), &before);
        assert_eq!(refused(again), "holidays.no-draft");
    }
    let tried = said("none", &Facts::default(), &before).unwrap();
    let edit = said("edit", &after(&tried), &before).unwrap();
    assert_eq!(edit.reply.form.unwrap().fields[0].value, "");
    let kept = said("keep", &after(&tried), &before).unwrap();
    assert!(written(&kept).is_none() && kept.changes.contains(&Draft::dropped(&dee())));
}

#[test]
fn one_more_and_one_less_leave_the_others_alone() {
    let before = with("24 dec - 2 jan Closed");
    let more = said("+ 1 may Work", &Facts::default(), &before).unwrap();
    assert_eq!(more.answered(), "holidays.done");
    let changed = written(&more).unwrap();
    assert_eq!(changed.holidays.lines(), "2026-12-24 - 2027-01-02 Closed\n2027-05-01 Work\n");
    let same = said("+ 1 may Work", &Facts::default(), changed).unwrap();
    assert!(same.answered() == "holidays.same" && written(&same).is_none());
    // A day within several that are free.
    let less = said("- 26 dec", &Facts::default(), changed).unwrap();
    assert!(shown(&less).contains("Closed") && !shown(&less).contains("Work"), "{}", shown(&less));
}

#[test]
fn of_two_who_change_them_at_once_the_second_sees_what_the_first_did() {
    let before = community();
    let form = said("", &Facts::default(), &before).unwrap().reply.form.unwrap();
    let values = [("days".to_owned(), "24 dec".to_owned())].into_iter().collect();
    let Action::Holidays(Some(filled)) = form.action.filled_in(&values) else { panic!("of holidays") };
    assert_eq!(wish(Some(&filled), &dee()).unwrap(), Wish::Set("24 dec".to_owned(), Some(0)));
    // Meanwhile Zoe kept a day that is not in Dee's form.
    let now = with("1 may Work");
    let facts = Facts { since: changed_by_zoe(), ..Facts::default() };
    let tried = said(filled.get(), &facts, &now).unwrap();
    assert!(written(&tried).is_none());
    assert!(shown(&tried).contains("Work") && shown(&tried).contains("Zoe"), "{}", shown(&tried));
    // Between the look and the button she keeps another.
    let later = with("1 may Work\n2 may Rest");
    let facts = Facts { since: changed_by_zoe(), ..after(&tried) };
    let again = said(&first_button(&tried), &facts, &later).unwrap();
    assert!(written(&again).is_none() && shown(&again).contains("Rest"), "{}", shown(&again));
    let saved = said(&first_button(&again), &after(&again), &later).unwrap();
    assert_eq!(written(&saved).unwrap().holidays.lines(), "2026-12-24 \n");
    // And where she took one away, it does not come back unseen.
    let facts = Facts { since: changed_by_zoe(), ..Facts::default() };
    let tried = said("at 0\n1 may Work\n24 dec", &facts, &with("24 dec")).unwrap();
    assert!(written(&tried).is_none() && shown(&tried).contains("Work"), "{}", shown(&tried));
}

#[test]
fn more_than_a_form_holds_are_shown_and_no_form_takes_their_place() {
    let days: Vec<String> = (0..100)
        .map(|day| format!("2027-{:02}-{:02} {}", day / 25 + 1, day % 25 + 1, "x".repeat(30)))
        .collect();
    let many = with(&days.join("\n"));
    assert_eq!(many.holidays.count(), 100);
    let opened = said("", &Facts::default(), &many).unwrap();
    assert!(opened.reply.form.is_none());
    assert!(shown(&opened).contains("smallwins holidays"), "{}", shown(&opened));
    assert!(buttons(message(&opened)).iter().all(|button| button.action != Action::Holidays(None)));
    let more = said("+ 24 dec", &Facts::default(), &many).unwrap();
    assert_eq!(written(&more).unwrap().holidays.count(), 101);
}

#[test]
fn what_waits_for_a_round_goes_with_it_to_the_day_after_a_holiday() {
    let (monday, tuesday) = (at("2026-11-30T09:00:00Z"), at("2026-12-01T09:00:00Z"));
    let waiting = |again_at| Ask { stage: Stage::Waiting { again_at, tries: 0 }, ..crate::sample::ask() };
    let facts = Facts { gathered: vec![(waiting(monday), member("ana"))], ..Facts::default() };
    let mut weekly = community();
    weekly.rounds.weekly = Some((chrono::Weekday::Mon, "10:00:00".parse().unwrap()));
    weekly.rounds.planned = Some(monday);
    let closed = said("+ 30 nov Closed", &facts, &weekly).unwrap();
    assert_eq!(written(&closed).unwrap().rounds.planned, Some(tuesday));
    assert_eq!(closed.ask().stage, waiting(tuesday).stage);
    assert_eq!(closed.told(), [(Address::Member(id("ana")), "round.moved")]);
    assert!(closed.changes.contains(&Change::Drop(Subject::Ask(id("ask")))));
    let elsewhere = said("+ 2 dec Closed", &facts, &weekly).unwrap();
    assert!(elsewhere.told().is_empty() && written(&elsewhere).unwrap().rounds.planned == Some(monday));
}

#[test]
fn a_holiday_of_another_year_says_which() {
    let community = with("24 dec - 2 jan Closed\n2027-12-11 Team day");
    let told = shown(&said("show", &Facts::default(), &community).unwrap());
    assert!(told.contains("Thu 24 Dec to Sat 2 Jan 2027: Closed"), "{told}");
    assert!(told.contains("Sat 11 Dec 2027: Team day"), "{told}");
    let change = shown(&said("none", &Facts::default(), &community).unwrap());
    assert!(change.contains("Sat 11 Dec 2027: Team day"), "{change}");
}
