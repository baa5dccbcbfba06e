//! Leaving: nothing more is offered or said to whoever leaves, and what is open between them and others is settled one
//! thing at a time. Whoever waited for them hears so neutrally, without a name.

use chrono::{DateTime, TimeDelta, Utc};

use super::booking::{call_off, came_to_nothing};
use super::mentor::pass_on;
use super::rest::LONGEST;
use super::route::{Field, release};
use super::{attendance, cards};
use crate::action::{Action, Care, Met, Resolve, Wake};
use crate::ask::{Ending as AskEnding, Offer, OfferStage, Stage as AskStage};
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal, wake};
use crate::fact::{Event, Fact};
use crate::id::MemberId;
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::parting::{Erasure, MarkKey, Parting, Then};
use crate::script::{Saying, say};
use crate::session::{Ending, Session, Stage};
use crate::signal::AccountLink;
use crate::store::{AskStory, Desk, SessionStory};
use crate::task::{Manner, Subject};

/// How long the last question can be answered.
const ASKED: TimeDelta = TimeDelta::minutes(10);
/// What was said at the same time as the last yes has come to its end by then.
const SETTLED: TimeDelta = TimeDelta::seconds(10);

/// Somebody leaves, by one word.
pub(super) fn leave(member: &Member, desk: &Desk, moment: &mut Moment) -> Result<Decision, Refusal> {
    if member.parting.is_some() {
        return Err(Refusal::because(say("left.already")));
    }
    let reply = say("left").with("mentor", member.mentor.is_some()).message();
    Ok(going(Decision::reply(reply), member, Then::Keep, &desk.offers, moment))
}

/// A decision by which somebody takes part again who had left; beneath the answer they read so.
pub(crate) fn rejoined_beneath(mut decision: Decision) -> Decision {
    let welcome = say("left.over").message();
    let fits = |answer: &&mut Message| answer.length() + welcome.length() <= LONGEST;
    if let Some(answer) = decision.reply.message.as_mut().filter(fits) {
        answer.blocks.extend(welcome.blocks);
    }
    decision
}

/// Somebody wants to be erased: they read what goes and what stays, and are asked twice.
pub(super) fn erase(resolve: Resolve, member: &Member, desk: &Desk, moment: &mut Moment) -> Decision {
    let keep = Action::Privacy(Care::Show);
    let asked = |resolve| Action::Privacy(Care::Erase(resolve));
    match resolve {
        Resolve::ForGood(until) if moment.now <= until => {
            let reply = say("erase.going").message();
            going(Decision::reply(reply), member, Then::Erase, &desk.offers, moment)
        }
        Resolve::Sure => {
            let until = asked(Resolve::ForGood(moment.now + ASKED));
            let question = say("erase.sure").button("for_good", until).button("keep", keep);
            Decision::reply(question.message())
        }
        Resolve::Asked | Resolve::ForGood(_) => {
            let late = matches!(resolve, Resolve::ForGood(_));
            let question = say("erase").with("late", late).button("sure", asked(Resolve::Sure));
            Decision::reply(question.button("keep", keep).message())
        }
    }
}

/// Somebody is on their way out: they are offered nothing more, and the clock settles the rest.
fn going(decision: Decision, member: &Member, then: Then, offers: &[Offer], moment: &mut Moment) -> Decision {
    let mut going = member.clone();
    let left = matches!(member.parting, Some(Parting::Left { .. }));
    going.parting = Some(Parting::Going { since: moment.now, then, left });
    let mentored = going.mentor.take().is_some();
    let mut decision = decision.and_all(pass_on(offers, moment)).and(again(member, moment.now, moment));
    if mentored {
        decision = decision.and_fact(member.id, Event::StoppedMentoring, moment);
    }
    decision.and(Change::Member(Box::new(going)))
}

/// Settles the next thing.
fn again(member: &Member, due: DateTime<Utc>, moment: &mut Moment) -> Change {
    let part = Action::Clock(Wake::Part(member.id));
    wake(part, due, None, Subject::Member(member.id), moment)
}

/// Whether a session has to be settled when one of its two goes: what a learner does after it goes on without a mentor
/// who leaves, and cannot without one who is erased.
pub(super) fn is_open_for(session: &Session, leaver: &Member, then: Then) -> bool {
    let goes_on = session.mentor == leaver.id && matches!(session.stage, Stage::Following { .. });
    session.is_open() && (then == Then::Erase || !goes_on)
}

/// A session of somebody who leaves.
pub(super) fn from_session(
    story: SessionStory,
    leaver: &Member,
    field: Field,
    moment: &mut Moment,
) -> Decision {
    let is_learner = story.learner.id == leaver.id;
    let other = if is_learner { &story.mentor } else { &story.learner };
    let told = say(if is_learner { "parted.learner" } else { "parted.mentor" })
        .with("question", &story.ask.question)
        .with("over", story.ask.taken_out)
        .with("at", story.session.starts_at());
    let decision = Decision::silent().and(again(leaver, moment.now, moment));
    match story.session.stage {
        Stage::Choosing { .. } | Stage::Booked { .. } => {
            let decision = told_neutrally(decision, other, told, moment);
            call_off(decision, story, leaver, field, moment)
        }
        Stage::Meeting { .. } | Stage::Noting { .. } => broken_off(decision, story, leaver, field, moment),
        Stage::Following { ref note, .. } => {
            let told = say("parted.note")
                .with("actionables", note.actionables.iter().map(|one| &one.words).collect::<Vec<_>>());
            let decision = if is_learner { decision } else { told_neutrally(decision, other, told, moment) };
            closed(decision, story.session, Ending::Quiet, moment)
        }
        Stage::Closed { .. } => decision,
    }
}

/// A session that began ends without one of its two. Where they met, as far as anybody did or said anything that tells,
/// it counts; otherwise it came to nothing, and an ask whose mentor leaves keeps its place.
fn broken_off(
    decision: Decision,
    story: SessionStory,
    leaver: &Member,
    field: Field,
    moment: &mut Moment,
) -> Decision {
    let SessionStory { session, ask, learner, mentor } = &story;
    let attendance = session.attendance;
    let is_over = matches!(session.stage, Stage::Noting { .. });
    let is_told = attendance.both_came() || is_over || attendance.somebody_met();
    let they_met = attendance.held || is_told && attendance.seems_held();
    let unheard = !they_met && !attendance.somebody_is_alone();
    let is_learner = learner.id == leaver.id;
    let goes_on = !they_met && !is_learner && !ask.taken_out;
    let told = say("parted.session")
        .with("at", session.starts_at())
        .with("question", goes_on.then_some(&ask.question))
        .with("unheard", unheard)
        .button_if(unheard, "yes", Action::Met(session.id, Met::Yes));
    let decision = told_neutrally(decision, if is_learner { mentor } else { learner }, told, moment);
    if they_met {
        let (story, changes) = attendance::held(story, moment);
        return closed(decision.and_all(changes), story.session, Ending::Unwritten, moment);
    }
    let (mut story, fact) = attendance::missed(story, moment);
    story.session.stage = Stage::Closed { at: moment.now, ending: Ending::Missed, note: None };
    let decision = decision.and(Change::Drop(Subject::Session(story.session.id))).and(fact);
    came_to_nothing(decision, story, goes_on, field, moment)
}

fn closed(decision: Decision, mut session: Session, ending: Ending, moment: &Moment) -> Decision {
    let note = session.note().cloned();
    session.stage = Stage::Closed { at: moment.now, ending, note };
    decision.and(Change::Drop(Subject::Session(session.id))).and(Change::Session(Box::new(session)))
}

/// An ask of somebody who leaves: those who have it to answer need not.
pub(super) fn from_ask(
    story: AskStory,
    offers: Vec<(Offer, Member)>,
    leaver: &Member,
    moment: &mut Moment,
) -> Decision {
    let mut ask = story.ask;
    ask.stage = AskStage::Closed { at: moment.now, ending: AskEnding::Withdrawn };
    cards::untrue(&mut ask);
    let mut decision = Decision::silent()
        .and(again(leaver, moment.now, moment))
        .and_fact(leaver.id, Event::Withdrew { ask: ask.id }, moment)
        .and(Change::Drop(Subject::Ask(ask.id)));
    for (offer, mentor) in offers {
        if matches!(offer.stage, OfferStage::Offered { .. }) {
            decision = told_neutrally(decision, &mentor, say("parted.offer"), moment);
        }
        let (offer, mentor) = release(offer, mentor, OfferStage::Recalled { at: moment.now });
        decision = decision
            .and(Change::Drop(Subject::Offer(offer.id)))
            .and(Change::Offer(offer))
            .and(Change::Member(Box::new(mentor)));
    }
    decision.and(Change::Ask(ask))
}

/// Nothing is open for them any more. Whoever had left before does not leave once more by being erased. Their accounts
/// elsewhere are marked with them, so that what is told of those later is not kept either.
pub(super) fn gone(
    member: &Member,
    (since, then, had_left): (DateTime<Utc>, Then, bool),
    accounts: &[AccountLink],
    apart: Vec<Member>,
    community: &Community,
    key: &MarkKey,
    moment: &mut Moment,
) -> Decision {
    let settled = since + SETTLED;
    match then {
        Then::Keep => {
            let mut left = member.clone();
            left.parting = Some(Parting::Left { since: moment.now });
            Decision::silent()
                .and(Change::Drop(Subject::Member(member.id)))
                .and(Change::Drop(Subject::Pause(member.id)))
                .and(Change::Member(Box::new(left)))
                .and_fact(member.id, Event::Left, moment)
        }
        Then::Erase if moment.now < settled => Decision::silent().and(again(member, settled, moment)),
        Then::Erase => {
            let scope = community.scope();
            let erasure = Erasure::of(member, key, scope, moment);
            let accounts = accounts.iter().map(|link| key.marked_account(scope, &link.account, moment.now));
            let accounts: Vec<Change> = accounts.collect();
            let left = (!had_left).then(|| Change::Fact(Fact::new(erasure.then, Event::Left, moment)));
            Decision::silent()
                .and_all(left)
                .and(key.marked(scope, &member.handle, moment.now))
                .and_all(accounts)
                .and_all(kept_apart(member.id, apart))
                .and(Change::Erase(erasure))
        }
    }
}

/// That two are kept apart stays with the other one, who may have begun anew since it was settled.
fn kept_apart(leaver: MemberId, apart: Vec<Member>) -> impl Iterator<Item = Change> {
    apart
        .into_iter()
        .filter_map(move |mut other| other.kept_apart.insert(leaver).then(|| Change::Member(Box::new(other))))
}

/// The other side of something is told about itself, and not about whoever leaves: what is about them is not said any
/// more.
fn told_neutrally(decision: Decision, other: &Member, told: Saying, moment: &mut Moment) -> Decision {
    decision.and_tell(other.id, Subject::Member(other.id), Manner::Awaited, told.message(), moment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, ask, following, id, meeting, member, mentor, moment, now, refused, session};
    use crate::session::{Attendance, Word};
    use crate::task::Address;

    #[test]
    fn whoever_had_left_reads_beneath_an_answer_that_they_are_back() {
        let shown = |text: &str| {
            let decision = rejoined_beneath(Decision::reply(say("practice.learner").message()));
            decision.reply.message.unwrap().bare(chrono_tz::UTC).contains(text)
        };
        assert!(shown("Sam") && shown("Welcome back: you take part again"));
        let long = "wordy ".repeat(310);
        let long = say("affirm.blocked").with("explanations", Vec::<String>::new()).with("words", long);
        let answer = Decision::reply(long.button("edit", Action::Me).message());
        assert_eq!(rejoined_beneath(answer.clone()).reply, answer.reply, "a long one goes without");
    }

    fn parting(member: &Member) -> Option<Parting> {
        member.parting
    }

    fn booked() -> Stage {
        Stage::Booked { starts_at: now() + TimeDelta::hours(2) }
    }

    fn settled(stage: Stage, leaver: &Member) -> Decision {
        from_session(meeting(stage), leaver, Field::default(), &mut moment())
    }

    #[test]
    fn whoever_leaves_offers_nothing_more_and_lets_go_of_what_was_offered_to_them() {
        let desk = Desk { offers: vec![sample::offer()], ..Desk::default() };
        let decision = leave(&mentor("ben"), &desk, &mut moment()).unwrap();
        let ben = decision.member("ben").unwrap();
        assert_eq!(
            (ben.mentor.is_none(), parting(ben)),
            (true, Some(Parting::Going { since: now(), then: Then::Keep, left: false }))
        );
        let wakes = decision.wakes();
        assert!(wakes.contains(&(&Action::Clock(Wake::Expire(id("offer"))), now())), "{wakes:?}");
        assert!(wakes.contains(&(&Action::Clock(Wake::Part(id("ben"))), now())), "{wakes:?}");
        assert_eq!(refused(leave(ben, &desk, &mut moment())), "left.already");
    }

    #[test]
    fn what_was_booked_is_called_off_and_the_other_hears_no_name() {
        let decision = settled(booked(), &member("ana"));
        assert_eq!(decision.told(), [(Address::Member(id("ben")), "parted.learner")]);
        let (task, said) = (decision.tasks().next().unwrap(), decision.deliveries().next().unwrap().1);
        assert_ne!(task.about, Subject::Session(id("session")));
        assert!(!said.message.bare(chrono_tz::UTC).contains("Ana"));
        let by_mentor = settled(booked(), &mentor("ben"));
        assert_eq!(by_mentor.told()[0], (Address::Member(id("ana")), "parted.mentor"));
    }

    #[test]
    fn a_session_under_way_ends_and_what_a_learner_took_along_stays_theirs() {
        let started_at = now();
        let decision = settled(Stage::Meeting { started_at }, &member("ana"));
        assert_eq!(decision.told(), [(Address::Member(id("ben")), "parted.session")]);
        let following = session_in(following());
        let open = |leaver: &Member, then| is_open_for(&following, leaver, then);
        assert!(open(&member("ana"), Then::Keep) && !open(&mentor("ben"), Then::Keep));
        assert!(open(&mentor("ben"), Then::Erase));
        let told = settled(following.stage.clone(), &mentor("ben"));
        assert_eq!(told.told(), [(Address::Member(id("ana")), "parted.note")]);
        let quiet = settled(following.stage, &member("ana"));
        assert!(quiet.told().is_empty());
    }

    fn noting(learner: Option<Word>, by: &Member) -> Decision {
        ended(Stage::Noting { started_at: now() - TimeDelta::minutes(10), ended_at: now() }, learner, by)
    }

    fn ended(stage: Stage, learner: Option<Word>, by: &Member) -> Decision {
        let mut story = meeting(stage);
        story.session.attendance = Attendance { learner, ..Attendance::default() };
        from_session(story, by, Field::default(), &mut moment())
    }

    /// How the session ended, what became of its ask, and what the journal hears.
    fn ends_as(decision: &Decision) -> (Ending, AskStage, Vec<Event>) {
        let Stage::Closed { ending, .. } = decision.session().stage else { panic!("it is over") };
        let events = decision.changes.iter().filter_map(|change| match change {
            Change::Fact(fact) => Some(fact.event.clone()),
            _ => None,
        });
        (ending, decision.ask().stage.clone(), events.collect())
    }

    #[test]
    fn a_session_that_one_said_took_place_counts_though_the_other_leaves() {
        let session = id("session");
        let held =
            Event::SessionHeld { session, mentor: id("ben"), minutes: crate::sample::session().minutes };
        let met = AskStage::Closed { at: now(), ending: AskEnding::Met };
        for leaver in [member("ana"), mentor("ben")] {
            let decision = noting(Some(Word::Met), &leaver);
            let expected = (Ending::Unwritten, met.clone(), vec![held.clone()]);
            assert_eq!(ends_as(&decision), expected, "{}", leaver.name);
        }
    }

    #[test]
    fn an_ask_whose_mentor_leaves_before_anybody_said_that_they_met_keeps_its_place() {
        let session = id("session");
        let said = |decision: &Decision| {
            let (_, delivery) = decision.deliveries().next().unwrap();
            delivery.message.bare(chrono_tz::UTC)
        };
        for (word, event) in [
            (None, Event::SessionUnheard { session }),
            (Some(Word::NotMet), Event::SessionMissed { session }),
        ] {
            let decision = noting(word, &mentor("ben"));
            let (ending, ask, events) = ends_as(&decision);
            assert_eq!((ending, events.first()), (Ending::Missed, Some(&event)));
            assert!(matches!(ask, AskStage::InPool { .. }), "nobody else is there: {ask:?}");
            assert!(said(&decision).contains("Your ask stays open"), "{}", said(&decision));
            let by_learner = noting(word, &member("ana"));
            let lapsed = AskStage::Closed { at: now(), ending: AskEnding::Lapsed };
            assert_eq!(ends_as(&by_learner), (Ending::Missed, lapsed, vec![event]));
            assert!(said(&by_learner).contains("Nothing is left for you to do"));
        }
    }

    #[test]
    fn while_the_minutes_run_a_word_counts_and_that_one_came_alone_tells_nothing() {
        let runs = |word| ends_as(&ended(Stage::Meeting { started_at: now() }, word, &mentor("ben")));
        let session = id("session");
        for (word, ending, event) in [
            (Some(Word::Came), Ending::Missed, Event::SessionUnheard { session }),
            (None, Ending::Missed, Event::SessionUnheard { session }),
            (Some(Word::NotMet), Ending::Missed, Event::SessionMissed { session }),
        ] {
            let (ended, _, events) = runs(word);
            assert_eq!((ended, events.first()), (ending, Some(&event)), "{word:?}");
        }
        let (ended, _, events) = runs(Some(Word::Met));
        assert!(matches!(&events[..], [Event::SessionHeld { .. }]), "{events:?}");
        assert_eq!(ended, Ending::Unwritten);
    }

    fn session_in(stage: Stage) -> Session {
        Session { stage, ..session() }
    }

    #[test]
    fn whoever_had_an_ask_to_answer_hears_that_they_need_not() {
        let story = crate::sample::asked(ask(), vec![]);
        let (offer, ben) = (sample::offered(sample::offer()).offer, mentor("ben"));
        let decision = from_ask(story, vec![(offer, ben)], &member("ana"), &mut moment());
        assert_eq!(decision.told(), [(Address::Member(id("ben")), "parted.offer")]);
        assert!(decision.changes.contains(&Change::Drop(Subject::Ask(id("ask")))));
    }

    fn goes(member: &Member, then: Then, moment: &mut Moment) -> Decision {
        let account = "github/ana-dev".parse().unwrap();
        let link = AccountLink { account, version: 1, member: Some(member.id), since: now() };
        gone(
            member,
            (now(), then, matches!(member.parting, Some(Parting::Left { .. }))),
            &[link],
            vec![mentor("ben")],
            &sample::community(),
            &MarkKey::default(),
            moment,
        )
    }

    #[test]
    fn whoever_has_left_is_written_into_the_journal_once_nothing_is_open() {
        let decision = goes(&member("ana"), Then::Keep, &mut moment());
        assert_eq!(parting(decision.member("ana").unwrap()), Some(Parting::Left { since: now() }));
        assert_eq!(leavers(&decision), [id("ana")]);
    }

    fn leavers(decision: &Decision) -> Vec<MemberId> {
        let left = |change: &Change| match change {
            Change::Fact(fact) if fact.event == Event::Left => Some(fact.member),
            _ => None,
        };
        decision.changes.iter().filter_map(left).collect()
    }

    #[test]
    fn whoever_is_erased_is_asked_twice_and_the_last_yes_counts_for_ten_minutes() {
        let says = |resolve, moment: &mut Moment| erase(resolve, &mentor("ben"), &Desk::default(), moment);
        let pressed =
            |decision: &Decision| match sample::buttons(decision.reply.message.as_ref().unwrap())[0].action {
                Action::Privacy(Care::Erase(resolve)) => resolve,
                ref other => panic!("{other}"),
            };
        let first = says(Resolve::Asked, &mut moment());
        let second = says(pressed(&first), &mut moment());
        assert!(first.changes.is_empty() && second.changes.is_empty());
        let yes = pressed(&second);
        assert_eq!(yes, Resolve::ForGood(now() + ASKED));
        let erased = says(yes, &mut sample::later(ASKED));
        let going = parting(erased.member("ben").unwrap());
        assert_eq!(going, Some(Parting::Going { since: now() + ASKED, then: Then::Erase, left: false }));
        let late = says(yes, &mut sample::later(ASKED + TimeDelta::seconds(1)));
        assert!(late.changes.is_empty() && pressed(&late) == Resolve::Sure);
    }

    #[test]
    fn somebody_is_erased_once_what_they_said_last_is_settled_and_leaves_under_another_name() {
        let waits = goes(&member("ana"), Then::Erase, &mut moment());
        assert_eq!(waits.wakes(), [(&Action::Clock(Wake::Part(id("ana"))), now() + SETTLED)]);
        let decision = goes(&member("ana"), Then::Erase, &mut sample::later(SETTLED));
        let Some(Change::Erase(erasure)) = decision.changes.last() else { panic!("nobody is erased") };
        assert_eq!((erasure.member, &erasure.handle), (id("ana"), &member("ana").handle));
        assert_eq!(leavers(&decision), [erasure.then]);
        let apart = &decision.member("ben").unwrap().kept_apart;
        assert_eq!(*apart, [id("ana")].into(), "whoever began anew keeps what their row did not say");
        let marks = decision.changes.iter().filter_map(|change| match change {
            Change::Keepsake(name, Some(_)) => name.split('/').next(),
            _ => None,
        });
        assert_eq!(marks.collect::<Vec<_>>(), ["erased", "left"], "they, and their account");
    }

    #[test]
    fn whoever_has_left_and_is_erased_afterwards_has_left_once() {
        let mut ana = member("ana");
        ana.parting = Some(Parting::Left { since: now() - TimeDelta::days(1) });
        let decision = erase(Resolve::ForGood(now()), &ana, &Desk::default(), &mut moment());
        let Some(Parting::Going { then: Then::Erase, left, .. }) = parting(decision.member("ana").unwrap())
        else {
            panic!("she is on her way out")
        };
        assert!(left);
        let decision = goes(&ana, Then::Erase, &mut sample::later(SETTLED));
        assert!(leavers(&decision).is_empty());
        assert!(matches!(decision.changes.last(), Some(Change::Erase(_))));
    }
}
