use super::*;
use crate::act::attendance::met;
use crate::act::booking::pick;
use crate::action::Met;
use crate::ask::{Ask, Offer, OfferStage, Stage as AskStage};
use crate::calendar::{Pause, hours};
use crate::decision::Change;
use crate::fact::Event;
use crate::follow_up::Busy;
use crate::matching::Reason;
use crate::member::{Caps, Holding, Mentor};
use crate::message::Message;
use crate::sample::{
    ask, asked, at, buttons, calendar, community, following, id, later, meeting, member, mentor, moment,
    note, now, offer, offered, refused, session, words,
};
use crate::session::{Attendance, Booked, Ending, Word};
use crate::store::SessionStory;
use crate::task::{Address, Subject};
use crate::win::Win;

const TEN: TimeDelta = FOR;
const MOST: Caps = Caps { day: 8, week: 40, minutes: 600 };

/// Ben has accepted by what he wrote.
fn accepted() -> (SessionStory, Offer) {
    let story = meeting(Stage::Choosing { until: now() + TimeDelta::days(2) });
    (story, Offer { stage: OfferStage::Accepted { at: now() }, ..offer() })
}

fn unsays(who: &str, story: SessionStory, offer: Offer, by: TimeDelta) -> Result<Decision, Refusal> {
    compliment(story, offer, &mentor(who), &community(), &mut later(by))
}

#[test]
fn a_compliment_is_taken_back_with_the_yes_and_its_words_stay_with_the_mentor() {
    let (story, offer) = accepted();
    let written = story.session.affirmation.words.clone();
    let decision = unsays("ben", story, offer, TimeDelta::minutes(3)).unwrap();
    assert_eq!(decision.told(), [(Address::Member(id("ana")), "undo.compliment-told")]);
    assert!(
        decision
            .changes
            .contains(&Change::Unsay(Address::Member(id("ana")), Subject::Session(id("session"))))
    );
    assert!(matches!(decision.session().stage, Stage::Closed { ending: Ending::Cancelled { .. }, .. }));
    let [offer] = decision.offers()[..] else { panic!("the offer is written") };
    assert!(offer.is_open() && offer.draft.as_ref().is_some_and(|(_, words)| *words == written));
    assert!(matches!(decision.ask().stage, AskStage::AwaitingMentor { .. }));
    let held = &decision.member("ben").unwrap().mentor.as_ref().unwrap().held;
    assert_eq!(held.len(), 1);
}

#[test]
fn who_has_read_nothing_of_a_compliment_hears_nothing_of_it() {
    let (mut story, offer) = accepted();
    story.learner.calendar = calendar(chrono_tz::Asia::Tokyo, "mon-fri 9-17");
    let decision = unsays("ben", story, offer, TimeDelta::minutes(3)).unwrap();
    assert!(decision.told().is_empty());
    assert!(decision.reply.message.unwrap().bare(chrono_tz::UTC).contains("has read nothing of it"));
}

#[test]
fn a_claim_that_is_taken_back_lies_in_the_pool_again() {
    let (story, mut offer) = accepted();
    offer.reasons = vec![crate::matching::Reason::Volunteer];
    let decision = unsays("ben", story, offer, TimeDelta::minutes(3)).unwrap();
    assert!(matches!(decision.ask().stage, AskStage::InPool { .. }));
    assert!(!decision.offers()[0].is_open());
    assert!(decision.member("ben").unwrap().mentor.as_ref().unwrap().held.is_empty());
}

#[test]
fn a_card_that_says_who_has_an_ask_says_that_they_are_asked_once_their_compliment_is_taken_back() {
    let message = crate::platform::MessageId("1".to_owned());
    let at = crate::platform::Posted { channel: "C1".to_owned(), message };
    let (mut story, offer) = accepted();
    story.ask.cards = vec![crate::ask::Card::Over(at.clone())];
    let decision = unsays("ben", story, offer, TimeDelta::minutes(3)).unwrap();
    let decision = crate::act::with_cards(decision, &community(), &mut moment());
    let changed = decision.deliveries().filter(|(_, said)| said.instead_of.as_ref() == Some(&at));
    let changed: Vec<_> = changed.map(|(_, said)| said.message.receipt.key.as_str()).collect();
    assert_eq!(changed, ["pool.elsewhere-now"]);
}

#[test]
fn a_yes_to_what_was_taken_out_meanwhile_is_taken_back_and_nobody_is_asked_any_more() {
    for claimed in [true, false] {
        let message = crate::platform::MessageId("1".to_owned());
        let at = crate::platform::Posted { channel: "C1".to_owned(), message };
        let (mut story, mut offer) = accepted();
        story.ask.cards = vec![crate::ask::Card::Over(at.clone())];
        story.ask.taken_out = true;
        if claimed {
            offer.reasons = vec![crate::matching::Reason::Volunteer];
        }
        let decision = unsays("ben", story, offer, TimeDelta::minutes(3)).unwrap();
        let decision = crate::act::with_cards(decision, &community(), &mut moment());
        assert!(!decision.ask().is_open() && !decision.offers()[0].is_open());
        assert!(decision.wakes().is_empty());
        let message = decision.reply.message.as_ref().unwrap();
        assert!(message.bare(chrono_tz::UTC).contains("nobody is asked any more"));
        assert!(buttons(message).is_empty());
        assert_eq!(decision.told(), [(crate::task::Address::Member(id("ana")), "undo.compliment-told")]);
    }
}

/// What the journal is told of an undo, and whether the ask knows of a first response afterwards.
fn told_of(decision: &Decision) -> (Vec<&Event>, Option<DateTime<Utc>>) {
    let facts = decision.changes.iter().filter_map(|change| match change {
        Change::Fact(fact) => Some(&fact.event),
        _ => None,
    });
    (facts.collect(), decision.ask().first_response)
}

#[test]
fn the_journal_hears_that_an_answer_was_taken_back_and_the_next_one_is_the_first() {
    let reopened = Event::Reopened { offer: id("offer"), ask: id("ask") };
    for first in [Some(now()), Some(now() - TimeDelta::hours(1))] {
        // Of somebody else who answered before it stays known that they did.
        let expected = first.filter(|first| *first < now());
        let (mut story, offer) = accepted();
        story.ask.first_response = first;
        let decision = unsays("ben", story, offer, TimeDelta::minutes(3)).unwrap();
        let cancelled = Event::Cancelled { session: id("session"), late: false };
        assert_eq!(told_of(&decision), (vec![&cancelled, &reopened], expected));
        let mut story = passed(AskStage::InPool { since: now(), tries: 1 });
        story.ask.ask.first_response = first;
        let decision = pass(story, vec![], &mentor("ben"), hours(4), &mut later(TimeDelta::minutes(3)));
        assert_eq!(told_of(&decision.unwrap()), (vec![&reopened], expected));
    }
}

#[test]
fn a_compliment_stays_after_ten_minutes_or_once_something_was_answered_to_it() {
    let late = |change: fn(&mut SessionStory), by| {
        let (mut story, offer) = accepted();
        change(&mut story);
        refused(unsays("ben", story, offer, by))
    };
    assert_eq!(late(|_| {}, TEN), "undo.compliment-late");
    let three = TimeDelta::minutes(3);
    assert_eq!(late(|story| story.session.affirmation.landed = Some(now()), three), "undo.compliment-late");
    let booked = |story: &mut SessionStory| story.session.stage = Stage::Booked { starts_at: now() };
    assert_eq!(late(booked, three), "undo.compliment-late");
    let (story, offer) = accepted();
    assert_eq!(refused(unsays("cleo", story, offer, three)), "refusal.not-yours");
}

#[test]
fn a_compliment_is_taken_back_once_and_no_other_is_held_against_it() {
    let (story, offer) = accepted();
    let decision = unsays("ben", story.clone(), offer.clone(), TimeDelta::minutes(3)).unwrap();
    let session = decision.session().clone();
    assert_eq!(session.affirmation.undone, Some(now() + TimeDelta::minutes(3)));
    let again = unsays("ben", SessionStory { session, ..story }, offer, TimeDelta::minutes(4));
    assert_eq!(refused(again), "undo.compliment-gone");
}

/// Ana has picked a time for tomorrow.
fn booked(was: Option<DateTime<Utc>>) -> SessionStory {
    let mut story = meeting(Stage::Booked { starts_at: now() + TimeDelta::days(1) });
    story.session.booked = Some(Booked { by: id("ana"), at: now(), was, before: None });
    story
}

fn unbooks(who: &str, story: SessionStory, busy: &[Busy], by: TimeDelta) -> Result<Decision, Refusal> {
    booking(story, &member(who), busy, &mut later(by))
}

#[test]
fn a_time_is_taken_back_by_whoever_picked_it_and_the_other_one_hears_so() {
    let decision = unbooks("ana", booked(None), &[], TimeDelta::minutes(3)).unwrap();
    assert_eq!(decision.told(), [(Address::Member(id("ben")), "undo.booking-told")]);
    assert!(
        matches!(decision.session().stage, Stage::Choosing { .. }) && decision.session().booked.is_none()
    );
    assert!(matches!(decision.ask().stage, AskStage::AwaitingLearner { .. }));
    assert_eq!(decision.wakes().len(), 1);
}

#[test]
fn what_two_said_of_a_time_that_passed_is_known_again_once_another_is_taken_back() {
    let mut story = meeting(Stage::Choosing { until: now() + TimeDelta::days(2) });
    let (learner, mentor) = (Some(Word::Met), Some(Word::NotMet));
    let (missed_at, unheard) = (Some(now()), Some(now() - TimeDelta::minutes(30)));
    let said = Attendance { learner, mentor, missed: 1, missed_at, unheard, held: false };
    story.session.attendance = said;
    let tomorrow = at("2026-11-25T10:00:00Z");
    let picked = pick(story.clone(), &member("ana"), tomorrow, &[], &mut moment()).unwrap();
    assert_eq!(picked.session().attendance, said.of_another_time());
    let story = SessionStory { session: picked.session().clone(), ..story };
    let decision = unbooks("ana", story.clone(), &[], TimeDelta::minutes(3)).unwrap();
    assert_eq!(decision.session().attendance, said);
    let story = SessionStory { session: decision.session().clone(), ..story };
    let met = met(story, &crate::sample::mentor("ben"), Met::Yes, &mut later(TimeDelta::minutes(4))).unwrap();
    assert_eq!(met.session().attendance.mentor, Some(Word::Met));
}

#[test]
fn what_was_given_up_while_it_went_on_waits_again_once_the_next_time_is_taken_back() {
    let story = SessionStory { session: gone_by(), ..meeting(Stage::Choosing { until: now() }) };
    let tomorrow = at("2026-11-25T10:00:00Z");
    let picked = pick(story.clone(), &member("ana"), tomorrow, &[], &mut moment()).unwrap();
    let story = SessionStory { session: picked.session().clone(), ..story };
    let decision = unbooks("ana", story, &[], TimeDelta::minutes(3)).unwrap();
    assert!(matches!(decision.session().stage, Stage::Choosing { .. }));
    assert_eq!(decision.session().attendance.missed, 1);
}

/// Ana was alone in it, and it began half an hour ago.
fn gone_by() -> crate::session::Session {
    let started_at = now() - TimeDelta::minutes(30);
    let mut session =
        meeting(Stage::Noting { started_at, ended_at: started_at + TimeDelta::minutes(10) }).session;
    session.attendance.learner = Some(Word::NotMet);
    session
}

#[test]
fn a_session_that_was_moved_has_its_time_before_again() {
    let before = at("2026-11-26T10:00:00Z");
    let decision = unbooks("ana", booked(Some(before)), &[], TimeDelta::minutes(3)).unwrap();
    assert_eq!(decision.session().starts_at(), Some(before));
    assert_eq!(
        (decision.session().booked, decision.told()),
        (None, vec![(Address::Member(id("ben")), "moved.by-partner")])
    );
    let taken = [Busy::kept_free(before, before + TimeDelta::minutes(10))];
    assert_eq!(refused(unbooks("ana", booked(Some(before)), &taken, TimeDelta::minutes(3))), "pick.taken");
}

#[test]
fn a_time_stays_after_ten_minutes_for_the_other_one_and_where_there_is_none() {
    assert_eq!(refused(unbooks("ana", booked(None), &[], TEN)), "undo.booking-late");
    assert_eq!(refused(unbooks("ben", booked(None), &[], TimeDelta::minutes(3))), "undo.booking-late");
    assert_eq!(refused(unbooks("cleo", booked(None), &[], TimeDelta::minutes(3))), "refusal.not-yours");
    let none = meeting(Stage::Choosing { until: now() });
    assert_eq!(refused(unbooks("ana", none, &[], TimeDelta::minutes(3))), "undo.no-booking");
}

fn passed(stage: AskStage) -> crate::store::OfferStory {
    let gone = Offer { stage: OfferStage::Passed { at: now(), how: crate::ask::Pass::NotNow }, ..offer() };
    let mut story = offered(gone);
    story.ask = asked(Ask { tried: vec![id("ben")], stage, ..ask() }, vec![]);
    story
}

fn next(stage: OfferStage) -> Vec<(Offer, Member)> {
    vec![(Offer { id: id("next"), mentor: id("cleo"), stage, ..offer() }, mentor("cleo"))]
}

#[test]
fn a_pass_is_taken_back_while_nobody_else_has_seen_the_offer() {
    let waiting = || passed(AskStage::AwaitingMentor { offer: id("next"), until: now() });
    let three = TimeDelta::minutes(3);
    let back = |story, others, who: &str, by| pass(story, others, &mentor(who), hours(4), &mut later(by));
    let unseen = next(OfferStage::Planned { opens_at: now() + TimeDelta::hours(1) });
    let decision = back(waiting(), unseen.clone(), "ben", three).unwrap();
    let open: Vec<_> = decision.offers().into_iter().filter(|offer| offer.is_open()).collect();
    assert_eq!(open.iter().map(|offer| offer.mentor).collect::<Vec<_>>(), [id("ben")]);
    assert!(decision.ask().tried.is_empty());
    assert_eq!(decision.told(), [(Address::Member(id("ana")), "ask.found")]);
    let seen = next(OfferStage::Offered { until: now() + TimeDelta::hours(1) });
    assert_eq!(refused(back(waiting(), seen, "ben", three)), "undo.pass-late");
    assert_eq!(refused(back(waiting(), unseen.clone(), "ben", TEN)), "undo.pass-late");
    assert_eq!(refused(back(waiting(), unseen.clone(), "cleo", three)), "refusal.not-yours");
    let session = id("session");
    let taken = passed(AskStage::AwaitingLearner { session });
    assert_eq!(refused(back(taken, vec![], "ben", three)), "undo.pass-late");
    assert_eq!(refused(back(offered(offer()), unseen, "ben", three)), "undo.no-pass");
}

#[test]
fn a_pass_is_not_taken_back_over_what_a_mentor_wants_to_give() {
    let three = TimeDelta::minutes(3);
    let back = |mentor: &Member| {
        let mut story = passed(AskStage::Waiting { again_at: now(), tries: 0 });
        story.mentor = mentor.clone();
        pass(story, vec![], mentor, hours(4), &mut later(three))
    };
    let mut ben = crate::sample::holding(mentor("ben"), 1, now() + three);
    ben.mentor.as_mut().unwrap().caps.week = 2;
    assert!(back(&ben).is_ok());
    ben.mentor.as_mut().unwrap().caps.week = 1;
    assert_eq!(refused(back(&ben)), "undo.pass-full");
}

#[test]
fn a_pass_of_whoever_came_forward_by_themselves_takes_nothing_from_everybody() {
    let mut story = passed(crate::sample::ask_in_pool().stage);
    story.offer.reasons = vec![Reason::Volunteer];
    let ben = story.mentor.clone();
    assert_eq!(refused(pass(story, vec![], &ben, hours(4), &mut moment())), "undo.pass-open");
}

fn unsettles(member: &Member, by: TimeDelta) -> Result<Decision, Refusal> {
    let changed_at = member.earlier.as_deref().map_or(now(), |earlier| earlier.at);
    settled(member, changed_at, &Desk::default(), &[], &mut later(by))
}

fn after(decision: Decision, name: &str) -> Member {
    decision.member(name).unwrap().clone()
}

#[test]
fn hours_and_zone_are_as_they_were_before() {
    let changed = super::super::day::set_hours(
        words("mon-thu 8-12 Europe/Lisbon").as_ref(),
        &member("ana"),
        &mut moment(),
    );
    let changed = after(changed.unwrap(), "ana");
    assert!(changed.zone_told && changed.calendar != member("ana").calendar);
    let back = after(unsettles(&changed, TimeDelta::minutes(9)).unwrap(), "ana");
    assert_eq!(back, member("ana"));
    assert_eq!(refused(unsettles(&changed, TEN)), "undo.settled-late");
    assert_eq!(refused(unsettles(&back, TimeDelta::minutes(9))), "undo.settled-gone");
    // A button of what was changed before takes back nothing that was changed later.
    let earlier = settled(&changed, now() - TimeDelta::minutes(4), &Desk::default(), &[], &mut moment());
    assert_eq!(refused(earlier), "undo.settled-gone");
}

#[test]
fn a_pause_and_the_end_of_one_are_taken_back_with_what_the_clock_had_to_do() {
    let pause =
        super::super::day::pause(words("1w").as_ref(), &member("ana"), &[], &[], &mut moment()).unwrap();
    let paused = after(pause, "ana");
    let decision = unsettles(&paused, TimeDelta::minutes(3)).unwrap();
    assert!(
        decision.wakes().is_empty() && decision.changes.contains(&Change::Drop(Subject::Pause(id("ana"))))
    );
    assert_eq!(after(decision, "ana").calendar.pause, None);
    let resumed =
        after(super::super::day::resume(&paused, &mut later(TimeDelta::minutes(1))).unwrap(), "ana");
    let decision = unsettles(&resumed, TimeDelta::minutes(3)).unwrap();
    assert_eq!(decision.wakes().len(), 2);
    let Some(Pause { until, .. }) = after(decision, "ana").calendar.pause else { panic!("paused again") };
    assert_eq!(Some(until), paused.calendar.pause.map(|pause| pause.until));
}

#[test]
fn to_mentor_and_to_mentor_no_more_are_taken_back_and_what_was_promised_stays() {
    let join = |member: &Member, text: &str| {
        after(
            super::super::mentor::join(words(text).as_ref(), member, &[], MOST, &mut moment()).unwrap(),
            "ben",
        )
    };
    let joined = join(&member("ben"), "rust");
    assert_eq!(after(unsettles(&joined, TimeDelta::minutes(3)).unwrap(), "ben").mentor, None);
    let before = crate::sample::holding(mentor("ben"), 1, now());
    let changed = join(&before, "welding; week 9");
    let back = after(unsettles(&changed, TimeDelta::minutes(3)).unwrap(), "ben");
    assert_eq!(back.mentor, before.mentor);
    let left = after(super::super::mentor::leave(&before, &[], &mut moment()).unwrap(), "ben");
    let stage = Stage::Closed { at: now(), ending: Ending::Unwritten, note: None };
    let attendance = Attendance { held: true, ..Attendance::default() };
    let given = [session(), Session { id: id("given"), stage, attendance, ..session() }];
    let back = settled(&left, now(), &Desk::default(), &given, &mut later(TimeDelta::minutes(3))).unwrap();
    let Some(Mentor { topics, held, .. }) = after(back, "ben").mentor else { panic!("they mentor again") };
    let held: Vec<_> = held.into_iter().map(|held| held.what).collect();
    // What is open and what was given before counts in their week.
    let counts = ["session", "given"].map(|name| Holding::Session(id(name)));
    assert_eq!((topics.len(), held), (2, counts.to_vec()));
}

fn won(at: DateTime<Utc>) -> Win {
    let deed = crate::sample::typed("Merged the parser");
    Win { id: id("win"), version: 1, learner: id("ana"), deed, link: None, at, undone: None }
}

#[test]
fn the_latest_thing_is_meant_and_what_others_act_on_only_while_it_is_fresh() {
    let ago = |minutes| now() - TimeDelta::minutes(minutes);
    let mut choosing = session();
    choosing.stage = Stage::Booked { starts_at: now() + TimeDelta::days(1) };
    choosing.booked = Some(Booked { by: id("ana"), at: ago(5), was: None, before: None });
    let asked = Ask { at: ago(3), ..ask() };
    let desk = |wins, asks, sessions| Desk { wins, asks, sessions, ..Desk::default() };
    let latest = |desk: &Desk, me: &Member| {
        latest(desk, me, now()).map(|(_, what)| what).map_err(|refusal| refusal.key())
    };
    let ana = member("ana");
    let all = desk(vec![won(ago(30))], vec![asked.clone()], vec![choosing.clone()]);
    assert_eq!(latest(&all, &ana), Ok(Undoable::Ask(asked.id)));
    let without_ask = desk(vec![won(ago(30))], vec![], vec![choosing.clone()]);
    assert_eq!(latest(&without_ask, &ana), Ok(Undoable::Booking(id("session"))));
    let fresh = desk(vec![won(ago(7))], vec![], vec![choosing]);
    assert_eq!(latest(&fresh, &member("ben")), Ok(Undoable::Win(id("win"))));
    assert_eq!(latest(&without_ask, &member("ben")), Ok(Undoable::Win(id("win"))));
    // An ask can be taken back until somebody has said yes, however long that is.
    let waits = Ask { stage: crate::sample::ask_in_pool().stage, at: ago(300), ..ask() };
    assert_eq!(latest(&desk(vec![], vec![waits.clone()], vec![]), &ana), Ok(Undoable::Ask(waits.id)));
    let has_one = Ask { stage: AskStage::AwaitingLearner { session: id("session") }, at: ago(1), ..ask() };
    assert_eq!(latest(&desk(vec![], vec![has_one], vec![]), &ana), Err("undo.nothing"));
    let mut answered = session();
    answered.affirmation.landed = Some(now());
    let sent = |session: &Session| {
        let mut of_it = of_a_session(session, &member("ben")).into_iter();
        of_it.any(|(_, what)| what == Undoable::Compliment(session.id))
    };
    assert!(sent(&session()) && !sent(&answered));
    let changed = ana.changing(Changed::Hours, ago(1));
    assert_eq!(latest(&all, &changed), Ok(Undoable::Settled(ago(1))));
    let passed = ana.changing(Changed::Pass(id("offer")), ago(1));
    assert_eq!(latest(&all, &passed), Ok(Undoable::Pass(id("offer"))));
    let mut noted = session();
    noted.stage = following();
    let written = desk(vec![], vec![], vec![noted]);
    assert_eq!(latest(&written, &ana), Ok(Undoable::Note(id("session"))));
    assert_eq!(latest(&written, &member("ben")), Err("undo.nothing"), "he wrote none of it");
    assert_eq!(note().at, now());
}

#[test]
fn what_can_be_taken_back_is_named_and_only_its_button_does_so() {
    let ago = |minutes| now() - TimeDelta::minutes(minutes);
    let mut noted = session();
    noted.stage = following();
    let desk = Desk { wins: vec![won(ago(30))], sessions: vec![noted], ..Desk::default() };
    let partners = [(id("ben"), crate::sample::typed("Ben"))].into();
    let ana = member("ana");
    for (changed, wanted) in [
        (None, "the note that you wrote of your session with Ben"),
        (Some(Changed::Pause), "your pause"),
        (Some(Changed::Join), "what you offer as a mentor"),
    ] {
        let ana = changed.map_or(ana.clone(), |changed| ana.changing(changed, now() + TEN / 2));
        let what = latest(&desk, &ana, now() + TEN / 2).unwrap();
        let decision = to_be_undone(what, &desk, &partners, &ana);
        let shown = decision.reply.message.as_ref().unwrap();
        let (said, pressed) = (shown.bare(chrono_tz::UTC), buttons(shown));
        assert!(said.contains(wanted), "{said}");
        assert_eq!((pressed.len(), &pressed[0].action), (1, &Action::Undo(Some(what.1))));
        assert!(decision.changes.is_empty());
    }
    let old = (ago(30), Undoable::Win(id("win")));
    let said = to_be_undone(old, &desk, &partners, &ana).reply.message.unwrap().bare(chrono_tz::UTC);
    assert!(said.contains("your win") && said.contains("Merged the parser"), "{said}");
}

#[test]
fn whoever_keeps_somebody_apart_reads_where_that_is_lifted() {
    let mut ana = member("ana");
    let nothing = |me: &Member| {
        let refusal = latest(&Desk::default(), me, now()).unwrap_err();
        refusal.reply(None).message.unwrap()
    };
    let told = |message: &Message| {
        let lifts = buttons(message).iter().any(|button| button.action == Action::Block(None));
        let says = message.bare(chrono_tz::UTC).contains("is lifted on a card of its own");
        assert_eq!(lifts, says);
        lifts
    };
    assert!(!told(&nothing(&ana)));
    ana.blocked.insert(id("ben"));
    assert!(told(&nothing(&ana)));
    let won = Desk { wins: vec![won(now())], ..Desk::default() };
    let win = latest(&won, &ana, now()).unwrap();
    assert!(told(&to_be_undone(win, &won, &[].into(), &ana).reply.message.unwrap()));
}
