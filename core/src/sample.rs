//! Sample values for the tests beneath. A test overrides the fields that it is about.
//!
//! It is Tuesday, 24 November 2026, ten in the morning in Berlin, where everybody works from nine to six. Ana asks,
//! and Ben mentors in parsing and rust.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::action::{self, Action, Words};
use crate::ask::{self, Ask, Offer, OfferStage};
use crate::calendar::{Calendar, Hours, Pause};
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::id::CommunityId;
use crate::matching::Reason;
use crate::member::{Caps, Held, Holding, Member, Mentor, Record, Unanswered};
use crate::message::{Block, Button, Message};
use crate::moment::Moment;
use crate::note::Draft;
use crate::platform::{Handle, PlatformName};
use crate::session::{
    Actionable, ActionableStage, Affirmation, Attendance, Checkpoint, CheckpointStage, Fits, Minutes, Note,
    Session, Stage,
};
use crate::signal::{Kind, Signal, Source, Suggestions, Whose};
use crate::store::{AskStory, OfferStory, SessionStory};
use crate::task::{Address, Delivery, Task, Work};
use crate::text::{Limit, Typed};
use crate::topic::Topic;
use crate::welcome::Welcome;

/// An instant as RFC 3339 writes it.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Tuesday, ten in the morning in Berlin.
pub(crate) fn now() -> DateTime<Utc> {
    at("2026-11-24T09:00:00Z")
}

/// The moment of a decision that is taken [`now`].
pub(crate) fn moment() -> Moment {
    Moment::new(now(), 7)
}

/// The moment of a decision that is taken so long after [`now`].
pub(crate) fn later(by: TimeDelta) -> Moment {
    Moment::new(now() + by, 8)
}

/// A person's words, whatever their limit.
pub(crate) fn typed(text: &str) -> Typed {
    Typed::parse(text, Limit::COMPLIMENT).unwrap()
}

/// What somebody typed behind a verb.
pub(crate) fn words(text: &str) -> Option<Words> {
    action::words(text)
}

/// An id that is always the same for the same name.
pub(crate) fn id<T: From<Uuid>>(name: &str) -> T {
    let number = name.bytes().fold(7_u128, |number, byte| number.wrapping_mul(257) + u128::from(byte));
    Uuid::from_u128(number).into()
}

/// Working hours in a zone.
pub(crate) fn calendar(zone: Tz, hours: &str) -> Calendar {
    Calendar::new(zone, hours.parse().unwrap())
}

/// Where everybody is.
pub(crate) fn community() -> Community {
    Community::new(PlatformName::new("stage"), "place".to_owned(), Tz::Europe__Berlin, &mut moment())
}

/// Somebody who is known, and offers nothing.
pub(crate) fn member(name: &str) -> Member {
    Member {
        id: id(name),
        community: id::<CommunityId>("community"),
        version: 1,
        handle: Handle(name.to_owned()),
        name: typed(&(name[..1].to_uppercase() + &name[1..])),
        calendar: Calendar::new(Tz::Europe__Berlin, Hours::default()),
        zone_told: false,
        zone_asked: false,
        language: None,
        tongue: None,
        admin: false,
        organiser: false,
        unreachable: None,
        reported: None,
        called: None,
        unanswered: Unanswered::default(),
        asked_to_recommend: None,
        earlier: None,
        suggestions: Suggestions::default(),
        welcome: Welcome::over(),
        parting: None,
        mentor: None,
        met: [].into(),
        fits: [].into(),
        blocked: [].into(),
        kept_apart: [].into(),
        since: now() - TimeDelta::days(30),
    }
}

/// Somebody who mentors in parsing and rust, with the caps that everybody begins with.
pub(crate) fn mentor(name: &str) -> Member {
    let mentor = Mentor {
        topics: ["parsing", "rust"].map(|topic| Topic::parse(topic).unwrap()).into(),
        caps: Caps::default(),
        languages: Vec::new(),
        link: None,
        office: None,
        held: Vec::new(),
        record: Record::default(),
        absences: Vec::new(),
        since: now() - TimeDelta::days(30),
    };
    Member { mentor: Some(mentor), ..member(name) }
}

/// Somebody in a pause that began an hour ago and lasts so many days.
pub(crate) fn paused(mut member: Member, days: i64) -> Member {
    let pause = Pause { from: now() - TimeDelta::hours(1), until: now() + TimeDelta::days(days) };
    member.calendar.pause = Some(pause);
    member
}

/// A mentor with so many ten-minute sessions at an instant.
pub(crate) fn holding(mut member: Member, count: usize, at: DateTime<Utc>) -> Member {
    let held =
        |n: usize| Held { what: Holding::Session(id(&format!("held{n}{at}"))), at, minutes: Minutes::Ten };
    let profile = member.mentor.as_mut().expect("a mentor holds");
    profile.held.extend((0..count).map(held));
    member
}

/// Something about Ana that came up now and is a reason for a week.
pub(crate) fn signal(kind: Kind) -> Signal {
    Signal {
        id: id("signal"),
        version: 1,
        whose: Whose::Member(id("ana")),
        source: Source::learner(),
        via: None,
        kind,
        what: typed("Parser homework"),
        deed: None,
        link: None,
        times: Vec::new(),
        counts_from: 0,
        key: "parser homework".to_owned(),
        at: now(),
        until: now() + TimeDelta::days(7),
        undone: None,
    }
}

/// Ana's ask, which Ben has.
pub(crate) fn ask() -> Ask {
    Ask {
        id: id("ask"),
        version: 1,
        learner: id("ana"),
        question: typed("How do I test a parser?"),
        minutes: Minutes::Ten,
        at: now() - TimeDelta::hours(1),
        tried: Vec::new(),
        first_response: None,
        stage: ask::Stage::AwaitingMentor { offer: id("offer"), until: now() + TimeDelta::hours(3) },
        cards: Vec::new(),
        taken_out: false,
    }
}

/// Ana's ask where anybody may take it.
pub(crate) fn ask_in_pool() -> Ask {
    Ask { stage: ask::Stage::InPool { since: now() - TimeDelta::minutes(5), tries: 1 }, ..ask() }
}

/// Ana's ask, put to Ben, who sees it.
pub(crate) fn offer() -> Offer {
    Offer {
        id: id("offer"),
        version: 1,
        ask: id("ask"),
        mentor: id("ben"),
        reasons: vec![Reason::Topic { topic: Topic::parse("parsing").unwrap() }],
        why: None,
        prompt: None,
        draft: None,
        stage: OfferStage::Offered { until: now() + TimeDelta::hours(3) },
    }
}

/// Ana and Ben, who has affirmed her; she picks a time.
pub(crate) fn session() -> Session {
    let affirmation = Affirmation {
        words: typed("I noticed the failing case before the question. It pins the hang to one byte."),
        specific: true,
        landed: None,
        undone: None,
    };
    Session {
        id: id("session"),
        version: 1,
        ask: id("ask"),
        offer: id("offer"),
        learner: id("ana"),
        mentor: id("ben"),
        minutes: Minutes::Ten,
        affirmation,
        draft: Draft::default(),
        recommended: None,
        free: None,
        booked: None,
        attendance: Attendance::default(),
        fits: Fits::default(),
        thanks: None,
        no_time: false,
        forgotten: false,
        stage: Stage::Choosing { until: now() + TimeDelta::days(2) },
    }
}

/// What Ana takes along, noted at the present; the checkpoint is on Friday at ten.
pub(crate) fn note() -> Note {
    let actionable = |text| Actionable { words: typed(text), stage: ActionableStage::Open { nudges: 0 } };
    Note {
        affirmation: None,
        actionables: [actionable("write one test until it fails"), actionable("add the fuzz case")],
        checkpoint: Checkpoint {
            due: at("2026-11-27T09:00:00Z"),
            question: None,
            stage: CheckpointStage::Planned,
        },
        at: now(),
        by_mentor: false,
    }
}

/// The stage of a session that began half an hour ago and is followed up.
pub(crate) fn following() -> Stage {
    Stage::Following { started_at: now() - TimeDelta::minutes(30), note: note() }
}

/// The session of Ana and Ben in a stage, with everything that belongs to it.
pub(crate) fn meeting(stage: Stage) -> SessionStory {
    let held = matches!(stage, Stage::Following { .. } | Stage::Closed { .. });
    let session = Session { stage, attendance: Attendance { held, ..Attendance::default() }, ..session() };
    let ask_stage = match session.stage {
        Stage::Choosing { .. } => ask::Stage::AwaitingLearner { session: session.id },
        Stage::Booked { .. } | Stage::Meeting { .. } | Stage::Noting { .. } => {
            ask::Stage::Booked { session: session.id }
        }
        Stage::Following { .. } | Stage::Closed { .. } => {
            ask::Stage::Closed { at: now(), ending: ask::Ending::Met }
        }
    };
    let mut ben = mentor("ben");
    let held = Held { what: Holding::Session(session.id), at: now(), minutes: session.minutes };
    ben.mentor = ben.mentor.map(|profile| profile.holding(held, now()));
    SessionStory { session, ask: Ask { stage: ask_stage, ..ask() }, learner: member("ana"), mentor: ben }
}

/// The offer to Ben, who holds it under his caps, and everything that belongs to it.
pub(crate) fn offered(offer: Offer) -> OfferStory {
    let mut ben = mentor("ben");
    let held = Held { what: Holding::Offer(offer.id), at: now(), minutes: Minutes::Ten };
    ben.mentor = ben.mentor.map(|profile| profile.holding(held, now()));
    OfferStory { ask: asked(ask(), vec![offer.clone()]), offer, mentor: ben }
}

/// An ask of Ana's with its open offers.
pub(crate) fn asked(ask: Ask, offers: Vec<Offer>) -> AskStory {
    AskStory { ask, learner: member("ana"), offers, wins: Vec::new(), signals: Vec::new() }
}

/// The key of a refusal's sentence.
pub(crate) fn refused(result: Result<Decision, Refusal>) -> &'static str {
    match result {
        Err(refusal) => refusal.key(),
        Ok(decision) => panic!("not refused, but {decision:?}"),
    }
}

/// What a decision can be asked in a test.
impl Decision {
    /// The key of the answer.
    pub(crate) fn answered(&self) -> &str {
        self.reply.message.as_ref().map_or("", |message| &message.receipt.key)
    }

    /// Who is told what: names of sentences.
    pub(crate) fn told(&self) -> Vec<(Address, &str)> {
        self.deliveries().map(|(_, said)| (said.to, said.message.receipt.key.as_str())).collect()
    }

    /// What is promised to be said.
    pub(crate) fn deliveries(&self) -> impl Iterator<Item = (&Task, &Delivery)> {
        self.tasks().filter_map(|task| match &task.work {
            Work::Deliver(delivery) => Some((task, delivery)),
            Work::Act(_) => None,
        })
    }

    /// What the clock is to say, and when.
    pub(crate) fn wakes(&self) -> Vec<(&Action, DateTime<Utc>)> {
        self.tasks()
            .filter_map(|task| match &task.work {
                Work::Act(action) => Some((action, task.due)),
                Work::Deliver(_) => None,
            })
            .collect()
    }

    /// What is promised.
    pub(crate) fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.changes.iter().filter_map(|change| match change {
            Change::Task(task) => Some(task),
            _ => None,
        })
    }

    /// The ask as it is from now on.
    pub(crate) fn ask(&self) -> &Ask {
        let mut asks = self.changes.iter().filter_map(|change| match change {
            Change::Ask(ask) => Some(ask),
            _ => None,
        });
        asks.next_back().expect("the ask is written")
    }

    /// The session as it is from now on.
    pub(crate) fn session(&self) -> &Session {
        let mut sessions = self.changes.iter().filter_map(|change| match change {
            Change::Session(session) => Some(&**session),
            _ => None,
        });
        sessions.next_back().expect("the session is written")
    }

    /// The offers as they are from now on.
    pub(crate) fn offers(&self) -> Vec<&Offer> {
        let offers = self.changes.iter().filter_map(|change| match change {
            Change::Offer(offer) => Some(offer),
            _ => None,
        });
        offers.collect()
    }

    /// Somebody as they are from now on, when they are written.
    pub(crate) fn member(&self, name: &str) -> Option<&Member> {
        let members = self.changes.iter().filter_map(|change| match change {
            Change::Member(member) => Some(&**member),
            _ => None,
        });
        members.rev().find(|member| member.id == id(name))
    }
}

/// The buttons of a message.
pub(crate) fn buttons(message: &Message) -> Vec<&Button> {
    let rows = message.blocks.iter().filter_map(|block| match block {
        Block::Buttons(buttons) => Some(buttons),
        _ => None,
    });
    rows.flatten().collect()
}
