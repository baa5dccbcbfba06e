use chrono_tz::Tz;
use smallwins_core::moment::Moment;
use smallwins_core::platform::PlatformName;
use smallwins_core::script::say;
use smallwins_core::task::Delivery;

use super::*;
use crate::rehearse::checks::UnderWay;
use crate::rehearse::checks::kept::tests::ask;
use crate::rehearse::hours::USUAL;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn told() -> Told {
    Told::new(Tz::UTC, &USUAL)
}

fn reader(told: &Told) -> Reader<'_> {
    Reader { told, is_lost: false, is_failed: false, is_full: false }
}

fn written(promises: &mut Promises, change: Change, now: DateTime<Utc>) {
    let told = told();
    let unsaid = promises.decided(&[change], &UnderWay::default(), now, |_| Some(&told));
    assert!(unsaid.is_empty(), "{unsaid:?}");
}

fn found(promises: &mut Promises, now: &str, reader: &Reader<'_>) -> usize {
    let Reader { told, is_lost, is_failed, is_full } = *reader;
    promises.late(at(now), |_, _| Some(Reader { told, is_lost, is_failed, is_full })).len()
}

fn waiting(again_at: &str, moment: &mut Moment) -> Ask {
    ask(AskStage::Waiting { again_at: at(again_at), tries: 1 }, moment)
}

#[test]
fn an_ask_that_is_not_looked_at_again_when_it_was_to_be_is_found_once_and_at_that_time() {
    let mut moment = Moment::new(at("2026-09-07T09:00:00Z"), 1);
    let ask = waiting("2026-09-08T09:00:00Z", &mut moment);
    let (told, mut promises) = (told(), Promises::default());
    written(&mut promises, Change::Ask(ask), moment.now);
    assert_eq!(found(&mut promises, "2026-09-08T09:05:00Z", &reader(&told)), 0);
    assert_eq!(found(&mut promises, "2026-09-08T09:05:01Z", &reader(&told)), 1);
    assert_eq!(found(&mut promises, "2026-09-09T09:00:00Z", &reader(&told)), 0);
}

#[test]
fn what_is_to_be_said_is_heard_within_an_hour_of_theirs_unless_they_could_not_hear_it() {
    let mut moment = Moment::new(at("2026-09-07T20:00:00Z"), 1);
    let mut task = || {
        let message = say("landed").with("mentor", "Ben").message();
        let work = Work::Deliver(Delivery::new(Address::Member(moment.id()), message, Manner::Proactive));
        let about = Subject::Session(moment.id());
        Task { id: moment.id(), due: moment.now, wish: None, not_after: None, about, work }
    };
    let (told, now) = (told(), at("2026-09-07T20:00:00Z"));
    let heard = |task: &Task, reader: &Reader<'_>, tasks: &[TaskId]| {
        let mut promises = Promises::default();
        written(&mut promises, Change::Task(task.clone()), now);
        promises.heard(tasks);
        assert_eq!(found(&mut promises, "2026-09-08T10:00:00Z", reader), 0);
        found(&mut promises, "2026-09-08T10:00:01Z", reader)
    };
    let task = task();
    assert_eq!(heard(&task, &reader(&told), &[]), 1, "in their hours, and not said");
    assert_eq!(heard(&task, &reader(&told), &[task.id]), 0);
    assert_eq!(heard(&task, &Reader { is_lost: true, ..reader(&told) }, &[]), 0);
    let failed = Reader { is_failed: true, ..reader(&told) };
    assert_eq!(heard(&task, &failed, &[]) + heard(&task, &Reader { is_full: true, ..reader(&told) }, &[]), 0);
    let paused = Told { pause: Some((now, at("2026-09-09T00:00:00Z"))), ..told };
    assert_eq!(heard(&task, &reader(&paused), &[]), 0);
}

#[test]
fn a_week_that_is_not_told_or_counts_as_told_without_a_word_in_its_channel_is_found() {
    let monday = at("2026-09-14T08:00:00Z");
    let mut moment = Moment::new(at("2026-09-07T09:00:00Z"), 1);
    let mut community = Community::new(PlatformName::new("stage"), "acme".to_owned(), Tz::UTC, &mut moment);
    (community.digest.channel, community.digest.planned) = (Some("C1".to_owned()), Some(monday));
    let (told, mut promises) = (told(), Promises::default());
    written(&mut promises, Change::Community(Box::new(community.clone())), moment.now);
    assert_eq!(found(&mut promises, "2026-09-14T08:05:00Z", &reader(&told)), 0);
    assert_eq!(found(&mut promises, "2026-09-14T08:05:01Z", &reader(&told)), 1);

    (community.digest.told, community.digest.planned) = (Some(monday), None);
    let unsaid = |said: Option<Change>| {
        let changes: Vec<Change> =
            [Change::Community(Box::new(community.clone()))].into_iter().chain(said).collect();
        let mut promises = Promises::default();
        let unsaid = promises.decided(&changes, &UnderWay::default(), monday, |_| Some(&told)).len();
        // What is to be said in a channel is said within an hour.
        (unsaid, found(&mut promises, "2026-09-14T09:00:01Z", &reader(&told)))
    };
    let message = say("landed").with("mentor", "Ben").message();
    let work = Work::Deliver(Delivery::new(Address::Digest, message, Manner::Proactive));
    let about = Subject::Community(community.scope().community());
    let task = Task { id: moment.id(), due: monday, wish: None, not_after: None, about, work };
    assert_eq!(unsaid(None), (1, 0));
    assert_eq!(unsaid(Some(Change::Task(task))), (0, 1));
}
