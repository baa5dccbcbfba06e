use super::*;
use chrono::TimeDelta;
use proptest::prelude::*;

use crate::action::{Affirmable, Audience, Met, Saying, VERBS};
use crate::ask::Offer;
use crate::message::{Block, Weight};
use crate::sample::{
    ask, buttons, community, following, id, later, member, mentor, moment, note, now, offer, offered,
    session, signal, typed,
};
use crate::session::{ActionableStage, Answer};

fn card(member: &Member, desk: &Desk, offers: &[Offer]) -> Message {
    let offers: Vec<_> = offers.iter().map(|offer| offered(offer.clone())).collect();
    let others = ["ana", "ben"].map(|name| (id(name), typed(name))).into();
    me(member, desk, &offers, &others, &community(), &moment())
}

/// The rows of buttons, as the actions on them.
fn rows(message: &Message) -> Vec<Vec<Action>> {
    let rows = message.blocks.iter().filter_map(|block| match block {
        Block::Buttons(row) => Some(row.iter().map(|button| button.action.clone()).collect()),
        _ => None,
    });
    rows.collect()
}

fn with(stage: Stage) -> Desk {
    Desk { sessions: vec![Session { stage, ..session() }], ..Desk::default() }
}

#[test]
fn an_offer_can_be_taken_and_passed_on_where_it_is_shown() {
    let desk = Desk { offers: vec![offer()], ..Desk::default() };
    let card = card(&mentor("ben"), &desk, &desk.offers);
    let id = id("offer");
    let affirm = Action::Affirm(Affirmable::Offer(id), Saying::Open);
    assert_eq!(rows(&card)[0], [affirm, Action::NotNow(id), Action::NotForMe(id)]);
    assert!(card.bare(chrono_tz::UTC).contains("Ana asks: How do I test a parser?"));
    let planned = Offer { stage: OfferStage::Planned { opens_at: now() }, ..offer() };
    let desk = Desk { offers: vec![planned], ..Desk::default() };
    assert_eq!(rows(&self::card(&mentor("ben"), &desk, &desk.offers)).len(), 1);
}

#[test]
fn a_compliment_is_shown_to_the_one_it_is_for_with_the_way_to_a_time() {
    let desk = with(session().stage);
    let mine = card(&member("ana"), &desk, &[]);
    let id = id("session");
    assert_eq!(rows(&mine)[0], [Action::Times(id, None), Action::Landed(id)]);
    assert!(mine.bare(chrono_tz::UTC).contains("ben noticed:\nI noticed the failing case"));
    assert_eq!(rows(&card(&mentor("ben"), &desk, &[])).len(), 1);
}

#[test]
fn what_somebody_was_asked_can_be_answered_and_what_they_were_not_asked_waits() {
    let id = id("session");
    let answers = |item| {
        [Answer::Done, Answer::Partly, Answer::Stuck, Answer::Dropped]
            .map(|answer| Action::Answer(answer, Some((id, item))))
    };
    assert_eq!(rows(&card(&member("ana"), &with(following()), &[])).len(), 1);
    let mut nudged = note();
    nudged.actionables[1].stage = ActionableStage::Open { nudges: 1 };
    let asked = |note: Note| with(Stage::Following { started_at: now(), note });
    let shown = rows(&card(&member("ana"), &asked(nudged.clone()), &[]));
    assert_eq!((shown.len(), &shown[0][..]), (2, &answers(Item::Two)[..]));
    nudged.checkpoint.stage = CheckpointStage::Asked { at: now() };
    let shown = rows(&card(&member("ana"), &asked(nudged.clone()), &[]));
    assert_eq!((shown.len(), &shown[0][..]), (2, &answers(Item::Checkpoint)[..]));
    assert_eq!(rows(&card(&mentor("ben"), &asked(nudged), &[])).len(), 1);
}

#[test]
fn the_next_appointment_can_be_moved_and_started_when_it_is_near() {
    let (id, near) = (id("session"), now() + TimeDelta::minutes(59));
    let shown = |starts_at| rows(&card(&member("ana"), &with(Stage::Booked { starts_at }), &[])).remove(0);
    let (start, changes) = (Action::Start(Some(id)), [Action::Move(Some(id)), Action::Cancel(Some(id))]);
    assert_eq!(shown(near)[0], start);
    assert_eq!(shown(near)[1..], changes);
    assert_eq!(shown(near + TimeDelta::hours(1)), changes);
}

#[test]
fn a_session_that_is_over_is_named_by_when_it_began() {
    let noting = Stage::Noting { started_at: now() - TimeDelta::minutes(20), ended_at: now() };
    let told = card(&mentor("ana"), &with(noting), &[]).bare(chrono_tz::Europe::Berlin);
    let began = member("ana").calendar.local(now() - TimeDelta::minutes(20)).format("%H:%M").to_string();
    assert!(told.contains(&format!("{began}: the note is still to be written")), "{told}");
}

#[test]
fn a_note_that_is_not_written_comes_before_everything_else() {
    let (note, no) = (Action::Note(Some(id("session")), None), Action::Met(id("session"), Met::No));
    let noting = Stage::Noting { started_at: now(), ended_at: now() };
    for (stage, buttons) in
        [(Stage::Meeting { started_at: now() }, vec![note.clone()]), (noting, vec![note, no])]
    {
        let mut desk = with(stage);
        desk.offers = vec![offer()];
        for name in ["ana", "ben"] {
            let shown = rows(&card(&mentor(name), &desk, &desk.offers));
            assert_eq!(shown[0], buttons);
        }
    }
}

fn any_stage() -> impl Strategy<Value = Stage> {
    let mut nudged = note();
    nudged.actionables.iter_mut().for_each(|actionable| {
        actionable.stage = ActionableStage::Open { nudges: 2 };
        actionable.words = typed(&"wordy ".repeat(50));
    });
    prop_oneof![
        Just(Stage::Choosing { until: now() }),
        Just(Stage::Booked { starts_at: now() }),
        Just(Stage::Noting { started_at: now(), ended_at: now() }),
        Just(Stage::Following { started_at: now(), note: nudged }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_card_is_one_message_of_any_platform_whatever_is_open(
        stages in prop::collection::vec(any_stage(), 0..9),
        offers in 0..4_usize,
        asks in 0..3_usize,
        deadlines in 0..6_usize,
    ) {
        let long = typed(&"wordy ".repeat(10));
        let mut ana = Member { name: long.clone(), ..mentor("ana") };
        ana.calendar = crate::sample::calendar(
            "America/Argentina/ComodRivadavia".parse().unwrap(),
            "mon 8-9 10-11 12-13; tue 9-10 11-12; wed 8-9 10-11; thu 9-10; fri 7-8 9-10; sat 8-9; sun 10-11",
        );
        let session = |stage: &Stage| {
            let mut session = Session { stage: stage.clone(), ..session() };
            session.affirmation.words = typed(&"wordy ".repeat(99));
            session
        };
        let ask = Ask { question: typed(&"wordy ".repeat(33)), ..ask() };
        let desk = Desk {
            sessions: stages.iter().map(session).collect(),
            offers: vec![offer(); offers],
            asks: vec![ask.clone(); asks],
            wins: Vec::new(),
            signals: vec![Signal { what: typed(&"wordy ".repeat(16)), ..signal(Kind::Deadline) }; deadlines],
        };
        let mut story = offered(offer());
        (story.ask.ask, story.ask.learner.name) = (ask, long.clone());
        let stories = vec![story; offers.min(3)];
        let others = ["ana", "ben"].map(|name| (id(name), long.clone())).into();
        let card = me(&ana, &desk, &stories, &others, &community(), &later(TimeDelta::hours(1)));
        prop_assert!(card.length() <= 2000, "{}", card.length());
        prop_assert!(card.rows() <= 5);
        let primary = buttons(&card).into_iter().filter(|button| button.weight == Weight::Primary);
        prop_assert!(primary.count() <= 1);
        // Nothing that waits is left out for want of room.
        let waits = needs(&ana, &desk, &stories, &others, &moment()).len();
        prop_assert_eq!(card.rows(), waits.min(NEEDS_SHOWN) + 1);
    }
}

#[test]
fn help_names_every_word_that_the_reader_can_say_and_no_other() {
    for admin in [false, true] {
        let shown = help(&Member { admin, ..member("dee") }, &moment()).bare(chrono_tz::UTC);
        let words: Vec<&str> = shown.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
        for verb in VERBS.iter().filter(|verb| verb.name != "help") {
            let can_say = admin || verb.audience == Audience::Everybody;
            assert_eq!(words.contains(&verb.name), can_say, "{}", verb.name);
        }
    }
}
