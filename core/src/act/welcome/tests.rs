use chrono::TimeDelta;
use chrono_tz::Tz;

use super::*;
use crate::action::{Wake, words};
use crate::sample::{self, buttons, mentor, moment, now};
use crate::welcome::Consent;

/// Somebody who has not said yes yet.
fn newcomer() -> Member {
    Member { version: 0, welcome: Welcome::begins(), ..sample::member("ana") }
}

/// Somebody who has just said yes.
fn welcomed() -> Member {
    let mut ana = newcomer();
    ana.welcome.agree(now());
    ana
}

fn ask(text: &str) -> Action {
    Action::Ask(words(text))
}

fn received(action: Action, member: &mut Member) -> Received {
    receive(Ok(action), member, &Settings::default(), &mut moment())
}

fn answered(action: Action, member: &mut Member) -> Decision {
    match received(action, member) {
        Received::Answered(decision) => *decision,
        Received::Heard(..) => panic!("they were heard"),
    }
}

fn heard(action: Action, member: &mut Member) -> (Action, Yes) {
    match received(action, member) {
        Received::Heard(Ok(action), yes) => (action, yes),
        _ => panic!("they were not heard"),
    }
}

fn message(decision: &Decision) -> &Message {
    decision.reply.message.as_ref().unwrap()
}

fn told(decision: &Decision) -> String {
    message(decision).bare(Tz::UTC)
}

fn yes(decision: &Decision) -> Action {
    buttons(message(decision))[0].action.clone()
}

#[test]
fn whoever_is_new_reads_what_would_be_held_and_nothing_of_what_they_said_is_kept() {
    let decision = answered(ask("how do I test a parser"), &mut newcomer());
    assert_eq!(decision.answered(), "welcome.notice");
    assert!(decision.changes.is_empty());
    for part in ["What:", "Who sees it:", "For how long:", "When I write:", "as soon as you say yes"] {
        assert!(told(&decision).contains(part), "{part}");
    }
    let kept = serde_json::to_string(&decision.kept_reply()).unwrap();
    assert!(!kept.contains("parser"), "{kept}");
}

#[test]
fn what_they_said_goes_on_by_their_yes() {
    let said = ask("how do I test a parser");
    let (mut ana, action) = (newcomer(), yes(&answered(said.clone(), &mut newcomer())));
    assert_eq!(heard(action, &mut ana), (said, Yes::Now));
    assert_eq!(ana.welcome.consent, Consent::Given { at: now() });
}

#[test]
fn what_is_too_long_for_a_button_waits_for_an_hour_and_is_forgotten_then() {
    let said = ask(&"how do I test a parser ".repeat(8));
    let decision = answered(said.clone(), &mut newcomer());
    assert!(told(&decision).contains("waits with me until"));
    let [(Action::Clock(Wake::LetGo), due)] = decision.wakes()[..] else { panic!("one wake-up") };
    assert_eq!(due, now() + TimeDelta::hours(1));
    assert!(decision.member("ana").is_none(), "they are no member by it");
    assert!(yes(&decision).to_string().len() < 80);
    let mut waiting = newcomer();
    waiting.welcome.waiting = Some(Waiting::begins(&said, now()));
    assert_eq!(heard(yes(&decision), &mut waiting.clone()), (said, Yes::Now));
    let looks = answered(Action::Privacy(Care::Show), &mut waiting.clone());
    assert!(told(&looks).contains("waits with me until"));
    let declined = answered(Action::Welcome(Greeting::Decline), &mut waiting);
    assert_eq!(declined.changes, [Waiting::dropped(For::Yes, &waiting.handle)]);
}

#[test]
fn what_a_button_cannot_carry_as_it_is_waits_too() {
    for text in ["a | b", "one\ntwo"] {
        let decision = answered(ask(text), &mut newcomer());
        assert!(matches!(decision.changes[..], [Change::Keepsake(_, Some(_)), Change::Task(_)]), "{text}");
    }
}

#[test]
fn help_and_what_is_held_need_no_yes_and_nobody_else_is_asked_for_one() {
    for action in [Action::Help, Action::Privacy(Care::Return)] {
        assert_eq!(heard(action.clone(), &mut newcomer()), (action, Yes::Before));
    }
    for care in [Care::Show, Care::Export, Care::Leave] {
        let decision = answered(Action::Privacy(care), &mut newcomer());
        assert_eq!((decision.answered(), decision.changes.len()), ("welcome.nothing", 0));
        // Of whom an earlier release knew without a yes something is held.
        let known = &mut Member { version: 1, ..newcomer() };
        assert_eq!(heard(Action::Privacy(care), known), (Action::Privacy(care), Yes::Before));
    }
    let known = ask("how do I test a parser");
    assert_eq!(heard(known.clone(), &mut sample::member("ana")), (known, Yes::Before));
}

#[test]
fn a_no_keeps_nothing_and_a_no_after_a_yes_shows_the_way_out() {
    let declined = answered(Action::Welcome(Greeting::Decline), &mut newcomer());
    assert_eq!((declined.answered(), declined.changes.len()), ("welcome.declined", 0));
    let known = &mut Member { version: 1, ..newcomer() };
    let erased = answered(Action::Welcome(Greeting::Decline), known);
    assert!(matches!(&erased.changes[..], [Change::Erase(erasure)] if erasure.member == known.id));
    let after = heard(Action::Welcome(Greeting::Decline), &mut welcomed());
    assert_eq!(after.0, Action::Privacy(Care::Show));
}

#[test]
fn a_yes_twice_is_one_yes() {
    let again = Action::Welcome(Greeting::Agree(None));
    assert_eq!(heard(again, &mut welcomed()), (Action::Welcome(Greeting::Next), Yes::Before));
}

fn won() -> Decision {
    let reply = say("win.undone").message();
    Decision::reply(reply).and_fact(
        sample::id("ana"),
        Event::WonSomething { win: sample::id("win") },
        &mut moment(),
    )
}

#[test]
fn the_next_step_stands_beneath_an_answer_once_and_what_was_done_is_no_step() {
    let win = Action::Win(words("Merged the parser"));
    let decision = onwards(won(), &win, Yes::Before, &welcomed(), &mut moment());
    assert!(told(&decision).contains("first ten minutes") && !told(&decision).contains("lately"));
    let ana = decision.member("ana").unwrap().clone();
    assert_eq!((ana.welcome.win, ana.welcome.ask), (Stage::Done, Stage::Shown));
    let again = onwards(won(), &win, Yes::Before, &ana, &mut moment());
    assert!(!told(&again).contains("first ten minutes"));
    assert!(step(&ana).is_some(), "it waits on the card");
}

#[test]
fn a_yes_is_told_to_the_journal_once() {
    let onboarded = |decision: &Decision| {
        let facts = decision.changes.iter();
        facts.filter(|change| matches!(change, Change::Fact(fact) if fact.event == Event::Onboarded)).count()
    };
    let next = Action::Welcome(Greeting::Next);
    let greeted = || greeted(&Greeting::Next, &welcomed());
    assert_eq!(onboarded(&onwards(greeted(), &next, Yes::Now, &welcomed(), &mut moment())), 1);
    assert_eq!(onboarded(&onwards(greeted(), &next, Yes::Before, &welcomed(), &mut moment())), 0);
}

#[test]
fn nobody_is_asked_for_a_win_beneath_what_they_report_even_when_they_say_yes_with_it() {
    let steps = |action: Action| {
        let answer = Decision::reply(say("block.lifted").message());
        let onwards = onwards(answer, &action, Yes::Now, &welcomed(), &mut moment());
        buttons(message(&onwards)).len()
    };
    assert!(steps(Action::Win(words("I named the tokens"))) > 0);
    assert_eq!(steps(Action::Report(None, words("Ben was rude"))), 0);
    assert_eq!(steps(Action::ReportPage(1)), 0);
}

#[test]
fn steps_are_skipped_one_after_the_other_and_taken_up_again() {
    let first = greeted(&Greeting::Next, &welcomed());
    assert!(told(&first).contains("lately"));
    let second = greeted(&Greeting::Skip(Step::Win), first.member("ana").unwrap());
    assert!(told(&second).contains("first ten minutes"));
    let again = greeted(&Greeting::Next, second.member("ana").unwrap());
    assert!(told(&again).contains("first ten minutes"));
    let over = greeted(&Greeting::Skip(Step::Ask), second.member("ana").unwrap());
    assert!(told(&over).contains("That is all"));
    assert_eq!(over.member("ana").unwrap().welcome.next(), None);
}

#[test]
fn whoever_mentors_or_is_asked_for_their_zone_is_put_no_step() {
    let ben = Member { welcome: welcomed().welcome, ..mentor("ben") };
    assert!(step(&ben).is_none());
    let win = Action::Win(words("Merged the parser"));
    let asked = won().and(Change::Member(Box::new(Member { zone_asked: true, ..welcomed() })));
    let decision = onwards(asked, &win, Yes::Before, &welcomed(), &mut moment());
    assert!(!told(&decision).contains("first ten minutes"));
    assert_eq!(decision.member("ana").unwrap().welcome.ask, Stage::Ahead);
}
