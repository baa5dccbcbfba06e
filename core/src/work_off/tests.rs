use chrono::TimeDelta;

use super::patience::{in_doubt, put_off};
use super::post::{bundled, bundles};
use super::send::unheard;
use super::*;
use crate::action::{Action, Wake};
use crate::calendar::Hours;
use crate::chart::Chart;
use crate::id::TaskId;
use crate::message::{Block, Text};
use crate::news::News;
use crate::platform::DeliveryError;
use crate::sample::{calendar, community, id, member, mentor, now, paused};
use crate::script::say;
use crate::task::{InVain, Manner, Subject, Task};
use crate::welcome::Consent;

fn lease(name: &str, manner: Manner) -> Lease {
    let message = say("landed.mentor").with("learner", name).message();
    let work = Work::Deliver(Delivery::new(Address::Member(id("ben")), message, manner));
    let task = Task {
        id: id::<TaskId>(name),
        due: now(),
        wish: None,
        not_after: None,
        about: Subject::Member(id("ben")),
        work,
    };
    let community = community();
    Lease { community, task, attempt: 1, first_try: Some(now()), in_doubt: false, in_vain: None }
}

/// A lease whose message has so many characters.
fn of_length(name: &str, length: usize) -> Lease {
    let mut lease = lease(name, Manner::Proactive);
    if let Work::Deliver(delivery) = &mut lease.task.work {
        delivery.message.blocks = vec![Block::Paragraph(Text::plain("x".repeat(length)))].into();
    }
    lease
}

fn ben(said_today: u32) -> Reader {
    Reader::Member { member: Box::new(mentor("ben")), said_today, known_at: None }
}

fn names(bundles: &[Vec<Lease>]) -> Vec<usize> {
    bundles.iter().map(Vec::len).collect()
}

fn outcomes(post: &Post) -> Vec<Outcome> {
    post.settled.iter().map(|settlement| settlement.outcome.clone()).collect()
}

#[test]
fn while_it_is_in_doubt_whether_something_was_heard_what_nobody_asked_for_waits_until_it_is_known() {
    let due = now() + TimeDelta::seconds(2);
    let reader = Reader::Member { member: Box::new(mentor("ben")), said_today: 2, known_at: Some(due) };
    let post = sorted(vec![lease("a", Manner::Proactive), lease("b", Manner::Awaited)], &reader, now());
    assert_eq!(names(&post.bundles), [1], "an answer is none of the day's messages");
    assert!(matches!(&outcomes(&post)[..], [Outcome::Later { due: at, .. }] if *at == due));
}

#[test]
fn what_is_in_doubt_is_looked_for_before_another_takes_its_place_in_the_day() {
    let doubt = Lease { in_doubt: true, ..lease("b", Manner::Proactive) };
    let post = sorted(vec![lease("a", Manner::Proactive), doubt], &ben(2), now());
    let [first] = &post.bundles[..] else { panic!("one leaves: {:?}", outcomes(&post)) };
    assert!(first[0].in_doubt && post.settled.len() == 1);
}

#[test]
fn what_nobody_asked_for_leaves_as_one_and_the_rest_as_it_is() {
    let leases = vec![
        lease("a", Manner::Proactive),
        lease("b", Manner::Awaited),
        lease("c", Manner::Proactive),
        lease("d", Manner::Appointment),
    ];
    let post = sorted(leases, &ben(0), now());
    assert_eq!(names(&post.bundles), [2, 1, 1]);
    let message = bundled(&post.bundles[0]).unwrap();
    assert_eq!(message.blocks.len(), 3);
    assert_eq!(message.blocks[1], Block::Divider);
}

/// A lease that was put off in the evening.
fn put_off_since_the_evening(name: &str, manner: Manner) -> Lease {
    Lease { first_try: Some(now() - TimeDelta::hours(15)), ..lease(name, manner) }
}

#[test]
fn what_waited_for_the_morning_leaves_as_one_and_a_compliment_by_itself_before_what_follows_it() {
    let waited = |name| put_off_since_the_evening(name, Manner::Awaited);
    let mut compliment = waited("c");
    if let Work::Deliver(delivery) = &mut compliment.task.work {
        delivery.message.receipt.key = "affirmed".to_owned();
    }
    let leases = vec![waited("a"), lease("b", Manner::Proactive), compliment, waited("d"), waited("e")];
    let post = sorted(leases, &ben(0), now());
    assert_eq!(names(&post.bundles), [2, 1, 2]);
    // An answer to what was said just now leaves at once.
    let fresh = vec![waited("a"), lease("b", Manner::Awaited), waited("c")];
    assert_eq!(names(&sorted(fresh, &ben(0), now()).bundles), [2, 1]);
}

#[test]
fn what_nobody_asked_for_goes_along_with_an_answer_and_is_no_message_more() {
    let leases = vec![put_off_since_the_evening("a", Manner::Awaited), lease("b", Manner::Proactive)];
    let waits = |said| names(&sorted(leases.clone(), &ben(said), now()).bundles);
    assert_eq!(waits(2), [2]);
    // On a day with three already, only the answer leaves.
    let post = sorted(leases, &ben(3), now());
    assert_eq!((names(&post.bundles), outcomes(&post).len()), (vec![1], 1));
}

#[test]
fn what_may_have_arrived_already_is_looked_for_by_itself() {
    let doubtful = Lease { in_doubt: true, ..lease("b", Manner::Proactive) };
    let leases = vec![lease("a", Manner::Proactive), doubtful, lease("c", Manner::Proactive)];
    assert_eq!(names(&bundles(leases, now())), [2, 1]);
}

#[test]
fn a_bundle_is_never_longer_than_one_message_of_any_platform() {
    let leases = vec![of_length("a", 1000), of_length("b", 1000), of_length("c", 800)];
    assert_eq!(names(&bundles(leases, now())), [1, 2]);
    let with_buttons = |name: &str| {
        let mut lease = lease(name, Manner::Proactive);
        if let Work::Deliver(delivery) = &mut lease.task.work {
            delivery.message.blocks = vec![Block::Buttons(Vec::new()); 2].into();
        }
        lease
    };
    assert_eq!(names(&bundles(["a", "b", "c"].map(with_buttons).into(), now())), [2, 1]);
}

#[test]
fn the_fourth_message_of_a_day_waits_even_when_all_are_due_at_once() {
    let leases = vec![of_length("a", 1500), of_length("b", 1500), lease("c", Manner::Awaited)];
    let post = sorted(leases, &ben(2), now());
    assert_eq!(names(&post.bundles), [1, 1]);
    let tomorrow = now() + TimeDelta::hours(23);
    let waits = Outcome::Later { due: tomorrow, why: "waits for their working hours".into() };
    assert_eq!(outcomes(&post), [waits]);
}

#[test]
fn what_comes_behind_a_bundle_in_doubt_waits_until_it_was_looked_for_and_not_for_another_day() {
    let in_doubt = ["a", "b", "c"].map(|name| {
        let mut lease = lease(name, Manner::Proactive);
        lease.in_doubt = true;
        lease
    });
    let leases = || in_doubt.iter().cloned().chain([lease("d", Manner::Proactive)]);
    let post = sorted(leases().collect(), &ben(0), now());
    let why = "what was said before it comes first".to_owned();
    let soon = Outcome::Later { due: now() + TimeDelta::seconds(2), why };
    assert_eq!((names(&post.bundles), outcomes(&post)), (vec![1, 1, 1], vec![soon]));

    // One alone is one message, whether it arrived or not.
    let post = sorted(leases().skip(2).collect(), &ben(2), now());
    let tomorrow =
        Outcome::Later { due: now() + TimeDelta::hours(23), why: "waits for their working hours".into() };
    assert_eq!((names(&post.bundles), outcomes(&post)), (vec![1], vec![tomorrow]));
}

/// The words of a digest, and its picture.
fn digest() -> Vec<Lease> {
    let [title, bars, line, nothing, alt] = ["weeks"; 5].map(|text| text.to_owned().into());
    let chart = Chart { title, bars, line, nothing, alt, weeks: Vec::new(), tongue: Tongue::English };
    let mut picture = lease("picture", Manner::Awaited);
    if let Work::Deliver(delivery) = &mut picture.task.work {
        delivery.message.blocks = vec![Block::Chart(Box::new(chart))].into();
    }
    let mut pair = vec![picture, lease("words", Manner::Proactive)];
    for lease in &mut pair {
        lease.task.about = Subject::Community(community().scope().community());
    }
    pair
}

#[test]
fn a_picture_leaves_behind_its_words_and_is_no_message_more() {
    let post = sorted(digest(), &ben(2), now());
    let left: Vec<_> = post.bundles.iter().map(|bundle| bundle[0].task.id).collect();
    assert_eq!((left, outcomes(&post).len()), (vec![id("words"), id("picture")], 0));
}

#[test]
fn a_picture_waits_for_as_long_as_its_words_and_is_dropped_with_them() {
    let post = sorted(digest(), &ben(3), now());
    let tomorrow =
        Outcome::Later { due: now() + TimeDelta::hours(23), why: "waits for their working hours".into() };
    assert_eq!((post.bundles.len(), outcomes(&post)), (0, vec![tomorrow.clone(), tomorrow]));
    let mut leases = vec![of_length("long", 1850)];
    leases.extend(digest());
    let post = sorted(leases, &ben(2), now());
    assert_eq!((names(&post.bundles), outcomes(&post).len()), (vec![1], 2));

    let mut silent = mentor("ben");
    silent.calendar.hours = Hours::none();
    let mut new = mentor("ben");
    new.welcome.consent = Consent::Missing;
    for (member, why) in [(silent, "they have no working hours"), (new, "they have not said yes")] {
        let post = sorted(
            digest(),
            &Reader::Member { member: Box::new(member), said_today: 0, known_at: None },
            now(),
        );
        let dropped = Outcome::Dropped { why: why.into() };
        assert_eq!((post.bundles.len(), outcomes(&post)), (0, vec![dropped.clone(), dropped]));
    }
}

#[test]
fn a_picture_is_not_dropped_with_the_words_of_the_week_before() {
    let mut last_week = digest().remove(1);
    last_week.task.id = id("old");
    last_week.task.not_after = Some(now() - TimeDelta::seconds(1));
    let mut leases = vec![last_week];
    leases.extend(digest().into_iter().map(|mut lease| {
        lease.task.not_after = Some(now() + TimeDelta::days(7));
        lease
    }));
    let post = sorted(leases, &ben(0), now());
    let left: Vec<_> = post.bundles.iter().map(|bundle| bundle[0].task.id).collect();
    assert_eq!(left, [id("words"), id("picture")]);
    assert_eq!(outcomes(&post), [Outcome::Dropped { why: "too late to be of use".into() }]);
}

#[test]
fn a_picture_whose_words_were_said_before_and_one_that_somebody_asked_for_go_by_themselves() {
    let alone = digest().remove(0);
    let post = sorted(vec![alone], &ben(3), now());
    assert_eq!(names(&post.bundles), [1]);
    let mut asked = digest().remove(0);
    if let Work::Deliver(delivery) = &mut asked.task.work {
        delivery.manner = Manner::Appointment;
    }
    let post = sorted(vec![lease("a", Manner::Proactive), asked], &ben(3), now());
    assert_eq!((names(&post.bundles), outcomes(&post).len()), (vec![1], 1));
}

#[test]
fn what_comes_too_late_is_dropped_with_a_reason() {
    let mut late = lease("a", Manner::Appointment);
    late.task.not_after = Some(now() - TimeDelta::seconds(1));
    let mut just = lease("b", Manner::Appointment);
    just.task.not_after = Some(now());
    let post = sorted(vec![late, just], &ben(0), now());
    assert_eq!(names(&post.bundles), [1]);
    assert_eq!(outcomes(&post), [Outcome::Dropped { why: "too late to be of use".into() }]);
}

#[test]
fn the_night_is_kept_by_everything_but_an_appointment() {
    let night = now() + TimeDelta::hours(12);
    let leases =
        vec![lease("a", Manner::Proactive), lease("b", Manner::Awaited), lease("c", Manner::Appointment)];
    let post = sorted(leases, &ben(0), night);
    assert_eq!(post.bundles[0][0].task.id, id("c"));
    let morning =
        Outcome::Later { due: now() + TimeDelta::hours(23), why: "waits for their working hours".into() };
    assert_eq!(outcomes(&post), [morning.clone(), morning]);
}

#[test]
fn somebody_without_hours_is_answered_and_never_spoken_to_first() {
    let mut ana = member("ana");
    ana.calendar = calendar(chrono_tz::UTC, "none");
    let reader = Reader::Member { member: Box::new(ana), said_today: 0, known_at: None };
    let post = sorted(vec![lease("a", Manner::Awaited), lease("b", Manner::Proactive)], &reader, now());
    assert_eq!(post.bundles[0][0].task.id, id("a"));
    assert_eq!(outcomes(&post), [Outcome::Dropped { why: "they have no working hours".into() }]);
}

#[test]
fn somebody_without_hours_has_their_pause_like_everybody() {
    let mut ana = paused(member("ana"), 3);
    ana.calendar.hours = Hours::none();
    let reader = Reader::Member { member: Box::new(ana), said_today: 0, known_at: None };
    let post = sorted(vec![lease("a", Manner::Awaited)], &reader, now());
    assert!(post.bundles.is_empty());
    let over =
        Outcome::Later { due: now() + TimeDelta::days(3), why: "waits for their working hours".into() };
    assert_eq!(outcomes(&post), [over]);
}

#[test]
fn nothing_is_said_to_somebody_who_is_gone() {
    let post = sorted(vec![lease("a", Manner::Appointment)], &Reader::Nobody, now());
    assert!(post.bundles.is_empty());
    assert_eq!(outcomes(&post), [Outcome::Dropped { why: "nobody there".into() }]);
}

#[test]
fn a_digest_that_never_arrives_is_told_and_nothing_else_is() {
    let never = Err(DeliveryError::Never { why: "no".to_owned() });
    let unknown = Err(DeliveryError::Unknown { why: "no".to_owned() });
    let to = |address| {
        let mut lease = lease("a", Manner::Proactive);
        if let Work::Deliver(delivery) = &mut lease.task.work {
            delivery.to = address;
        }
        lease
    };
    let message = say("digest.quiet").with("since", "Mon 23 Nov").with("until", "Sun 29 Nov");
    let message = message.with("wins", 0).with("said_yes", 0).message();
    let told = News::Unheard { digest: Box::new(message.clone()), why: "no".to_owned() };
    assert_eq!(unheard(&never, &to(Address::Digest), &message), Some(told));
    assert_eq!(unheard(&never, &to(Address::Channel), &message), None);
    assert_eq!(unheard(&unknown, &to(Address::Digest), &message), None);
}

#[test]
fn each_recipient_gets_their_own() {
    let mut channel = lease("c", Manner::Awaited);
    if let Work::Deliver(delivery) = &mut channel.task.work {
        delivery.to = Address::Channel;
    }
    let mut wake = lease("d", Manner::Awaited);
    wake.task.work = Work::Act(Action::Clock(Wake::PauseOver(id("ben"))));
    let leases = vec![lease("a", Manner::Awaited), channel, lease("b", Manner::Awaited), wake];
    let letters = by_recipient(leases);
    assert_eq!(letters.iter().map(|letters| letters.leases.len()).collect::<Vec<_>>(), [2, 1]);
}

/// A lease of something that was tried in vain so often, for the first time so long ago.
fn worn(times: u32, ago: TimeDelta) -> Lease {
    let in_vain = (times > 0).then_some(InVain { times, since: now() - ago });
    Lease { attempt: 40, in_vain, ..lease("a", Manner::Awaited) }
}

#[test]
fn an_outage_gives_nothing_up_and_a_row_that_cannot_be_read_is_given_up_in_the_end() {
    let worn_out = worn(40, TimeDelta::days(9));
    let outage = StoreError::Unavailable("no answer".to_owned());
    assert!(matches!(after_trouble(&worn_out, &outage, now()), Outcome::Again { .. }));
    let corrupt = || StoreError::Corrupt { table: "member", id: "x".to_owned(), why: "y".to_owned() };
    assert!(matches!(after_trouble(&worn_out, &corrupt(), now()), Outcome::Failed { .. }));
    let soon =
        Outcome::Again { due: now() + TimeDelta::seconds(2), why: "a row of it cannot be read".into() };
    assert_eq!(after_trouble(&worn(0, TimeDelta::zero()), &corrupt(), now()), soon);
}

#[test]
fn a_message_is_given_up_after_three_days_and_eight_tries_and_not_after_either_alone() {
    let tried = |times, ago| put_off(&worn(times, ago), TimeDelta::minutes(50), "busy", now());
    let later = Outcome::Again { due: now() + TimeDelta::minutes(50), why: "busy".into() };
    assert_eq!(tried(0, TimeDelta::zero()), later);
    assert_eq!(tried(99, TimeDelta::days(3) - TimeDelta::seconds(1)), later);
    assert_eq!(tried(6, TimeDelta::days(30)), later);
    assert_eq!(tried(7, TimeDelta::days(3)), Outcome::Failed { why: "given up after 8 tries: busy".into() });
    let doubt = |times, ago| in_doubt(&worn(times, ago), "no answer", now());
    assert!(matches!(doubt(99, TimeDelta::days(2)), Outcome::Unknown { .. }));
    assert!(matches!(doubt(99, TimeDelta::days(3)), Outcome::Failed { .. }));
}

#[test]
fn whoever_does_not_want_to_be_disturbed_is_waited_for_however_often() {
    let patient = put_off(&worn(99, TimeDelta::days(99)), TimeDelta::hours(10), "dnd", now());
    assert_eq!(patient, Outcome::Later { due: now() + TimeDelta::hours(10), why: "dnd".into() });
}

#[test]
fn tries_are_further_and_further_apart_and_never_by_more_than_an_hour() {
    let pause = |times| match in_doubt(&worn(times, TimeDelta::zero()), "no answer", now()) {
        Outcome::Unknown { due, .. } => (due - now()).num_seconds(),
        other => panic!("{other:?}"),
    };
    assert_eq!([0, 1, 2, 9].map(pause), [2, 4, 8, 1024]);
    assert_eq!(pause(4_000), 2048);
}
