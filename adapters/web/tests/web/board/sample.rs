//! Sample values. A test overrides the fields that it is about.

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::ask::{Ask, Offer, OfferStage, Stage as AskStage};
use smallwins_core::decision::Change;
use smallwins_core::fact::{Event, Fact};
use smallwins_core::id::{MemberId, OfferId};
use smallwins_core::member::{Member, Person};
use smallwins_core::moment::Moment;
use smallwins_core::note::Draft;
use smallwins_core::platform::Handle;
use smallwins_core::session::{
    Actionable, ActionableStage, Affirmation, Attendance, Checkpoint, CheckpointStage, Fits, Minutes, Note,
    Session, Stage,
};
use smallwins_core::text::{Limit, Typed};
use smallwins_core::topic::Topic;
use uuid::Uuid;

/// Wednesday noon in Lisbon.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-25T12:00:00Z".parse().unwrap()
}

/// The id of that number.
pub(crate) fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

pub(crate) fn typed(text: &str) -> Typed {
    Typed::parse(text, Limit::COMPLIMENT).unwrap()
}

pub(crate) fn person(handle: &str, admin: bool) -> Person {
    let name = handle[..1].to_uppercase() + &handle[1..];
    Person {
        handle: Handle(handle.to_owned()),
        name: Some(name),
        zone: Some(chrono_tz::Europe::Lisbon),
        language: None,
        admin: Some(admin),
    }
}

/// Somebody of that number and name.
pub(crate) fn member(number: u128, name: &str) -> Member {
    let mut moment = Moment::new(now(), 1);
    let mut member = Member::new(&person("x", false), id(0), chrono_tz::UTC, &mut moment);
    member.id = id(number);
    member.handle = Handle(format!("U{number}"));
    member.name = typed(name);
    member
}

/// Somebody who mentors in parsing.
pub(crate) fn mentor(number: u128, name: &str) -> Member {
    let mentor = smallwins_core::member::Mentor {
        absences: Vec::new(),
        office: None,
        topics: vec![Topic::parse("parsing").unwrap()],
        caps: smallwins_core::member::Caps::default(),
        languages: Vec::new(),
        held: Vec::new(),
        record: smallwins_core::member::Record { answered: 5, missed: 1 },
        link: None,
        since: now(),
    };
    Member { mentor: Some(mentor), ..member(number, name) }
}

/// An ask that one mentor has.
pub(crate) fn ask(number: u128, learner: MemberId) -> Ask {
    Ask {
        id: id(number),
        version: 0,
        learner,
        question: typed("What does nobody know yet?"),
        minutes: Minutes::Ten,
        at: now() - TimeDelta::hours(3),
        tried: Vec::new(),
        first_response: None,
        stage: AskStage::AwaitingMentor { offer: id(number), until: now() },
        cards: Vec::new(),
        taken_out: false,
    }
}

/// The offer of the ask of that number.
pub(crate) fn offer(number: u128, mentor: MemberId) -> Offer {
    let stage = OfferStage::Offered { until: now() + TimeDelta::hours(2) };
    let id_of_offer: OfferId = id(number);
    Offer {
        id: id_of_offer,
        version: 0,
        ask: id(number),
        mentor,
        reasons: Vec::new(),
        why: None,
        prompt: None,
        draft: None,
        stage,
    }
}

/// A session that is followed up, full of what two people wrote to one another.
pub(crate) fn session(number: u128, learner: MemberId, mentor: MemberId) -> Session {
    let actionable = |words| Actionable { words: typed(words), stage: ActionableStage::Open { nudges: 0 } };
    let note = Note {
        affirmation: Some(typed("PRIVATE affirmation of the note")),
        actionables: [actionable("PRIVATE first thing"), actionable("PRIVATE second thing")],
        checkpoint: Checkpoint {
            due: now() + TimeDelta::days(2),
            question: Some(typed("PRIVATE question of the checkpoint")),
            stage: CheckpointStage::Planned,
        },
        at: now() - TimeDelta::hours(1),
        by_mentor: false,
    };
    Session {
        id: id(number),
        version: 0,
        ask: id(number),
        offer: id(number),
        learner,
        mentor,
        minutes: Minutes::Ten,
        affirmation: Affirmation {
            words: typed("PRIVATE compliment"),
            specific: true,
            landed: None,
            undone: None,
        },
        draft: Draft::default(),
        free: None,
        attendance: Attendance::default(),
        fits: Fits::default(),
        booked: None,
        thanks: None,
        no_time: false,
        forgotten: false,
        recommended: None,
        stage: Stage::Following { started_at: now() - TimeDelta::hours(2), note },
    }
}

/// Something that happened so many days ago.
pub(crate) fn fact(number: u128, days: i64, member: MemberId, event: Event) -> Fact {
    Fact { id: id(number), at: now() - TimeDelta::days(days), member, event }
}

/// Ten pairs met for the first time five days ago.
pub(crate) fn ten_met() -> Vec<Change> {
    let met = |number: u128| {
        let (session, mentor, minutes) = (id(number), id(number + 10), Minutes::Ten);
        Change::Fact(fact(number, 5, id(number), Event::SessionHeld { session, mentor, minutes }))
    };
    (1..=10).map(met).collect()
}
