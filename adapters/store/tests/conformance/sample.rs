//! Sample values. A test overrides the fields that it is about.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use smallwins_core::action::{Action, Meet, Wake};
use smallwins_core::ask::{self, Ask, Offer, OfferStage};
use smallwins_core::audit::{By, Entry, Head, People};
use smallwins_core::calendar::{Calendar, Hours};
use smallwins_core::community::{Community, Scope};
use smallwins_core::fact::{Event, Fact};
use smallwins_core::id::{AskId, CommunityId, MemberId, OfferId, SessionId, SignalId, WinId};
use smallwins_core::matching::{Excluded, Kept, Part, Why};
use smallwins_core::member::{Changed, Earlier, Held, Holding, Member, Mentor, Record, Unanswered};
use smallwins_core::message::{Block, Message, Receipt, Text};
use smallwins_core::moment::Moment;
use smallwins_core::note::Draft;
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::session::{Affirmation, Attendance, Booked, Fit, Fits, Minutes, Session, Stage};
use smallwins_core::signal::{AccountLink, Arrival, Kind, Outcome, Signal, Source, Suggestions, Whose};
use smallwins_core::task::{Address, Delivery, Manner, Subject, Task, Work};
use smallwins_core::text::{Limit, Typed};
use smallwins_core::tongue::Tongue;
use smallwins_core::topic::Topic;
use smallwins_core::visit::{Secret, Visit};
use smallwins_core::welcome::{self, Consent, Welcome};
use smallwins_core::win::Win;
use uuid::Uuid;

/// A Monday afternoon.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_795_000_000_123).unwrap()
}

/// So many minutes after [`now`].
pub(crate) fn minutes(minutes: i64) -> DateTime<Utc> {
    now() + TimeDelta::minutes(minutes)
}

/// The id of that number.
pub(crate) fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

pub(crate) fn slack() -> PlatformName {
    PlatformName::new("slack")
}

pub(crate) fn typed(text: &str) -> Typed {
    Typed::parse(text, Limit::COMPLIMENT).unwrap()
}

pub(crate) fn community(platform: &str, external: &str, seed: u64) -> Community {
    let mut moment = Moment::new(now(), seed);
    Community::new(PlatformName::new(platform), external.to_owned(), Berlin, &mut moment)
}

pub(crate) fn member(community: CommunityId, number: u128) -> Member {
    Member {
        id: id(number),
        community,
        version: 0,
        handle: Handle(format!("U{number}")),
        name: typed(&format!("Member {number}")),
        calendar: Calendar::new(Berlin, Hours::default()),
        zone_told: false,
        zone_asked: false,
        tongue: None,
        language: Some("de".to_owned()),
        admin: false,
        organiser: false,
        unreachable: None,
        reported: None,
        called: None,
        unanswered: Unanswered::default(),
        asked_to_recommend: None,
        earlier: Some(Box::new(Earlier {
            at: now(),
            changed: Changed::Pass(id(903)),
            calendar: Calendar {
                zone: Berlin,
                hours: Hours::none(),
                pause: None,
                off: Default::default(),
                holidays: Default::default(),
            },
            zone_told: true,
            mentor: None,
        })),
        suggestions: Suggestions::default(),
        welcome: Welcome {
            consent: Consent::Given { at: now() },
            win: welcome::Stage::Done,
            ask: welcome::Stage::Shown,
            waiting: None,
        },
        parting: None,
        mentor: None,
        met: [(id(900), now())].into(),
        fits: [(id(900), Fit::Good)].into(),
        blocked: [id(901)].into(),
        kept_apart: [id(902)].into(),
        since: now(),
    }
}

/// A member who mentors, with so many holdings.
pub(crate) fn mentor(community: CommunityId, number: u128, topics: &[&str], held: u32) -> Member {
    let holding =
        |number: u32| Held { what: Holding::Offer(id(number.into())), at: now(), minutes: Minutes::Ten };
    let mentor = Mentor {
        topics: topics.iter().map(|topic| Topic::parse(topic).unwrap()).collect(),
        caps: Default::default(),
        languages: vec!["de".to_owned()],
        link: None,
        held: (0..held).map(holding).collect(),
        record: Record { answered: 3, missed: 1 },
        absences: Vec::new(),
        office: None,
        since: now(),
    };
    Member { mentor: Some(mentor), ..member(community, number) }
}

pub(crate) fn win(number: u128, learner: MemberId) -> Win {
    Win {
        id: id::<WinId>(number),
        version: 0,
        learner,
        deed: typed("Merged the parser"),
        link: None,
        at: now(),
        undone: None,
    }
}

/// Something that is due in a day.
pub(crate) fn signal(number: u128, whose: Whose) -> Signal {
    Signal {
        id: id::<SignalId>(number),
        version: 0,
        whose,
        source: Source::learner(),
        via: "github/ana-dev".parse().ok(),
        kind: Kind::Deadline,
        what: typed("Parser homework"),
        deed: None,
        link: None,
        times: Vec::new(),
        counts_from: 0,
        key: format!("parser homework {number}"),
        at: now(),
        until: minutes(24 * 60),
        undone: None,
    }
}

/// Something that came from GitHub.
pub(crate) fn arrival(outcome: Outcome) -> Arrival {
    Arrival { source: Source::github(), outcome, at: now(), times: 1 }
}

/// A line of the audit after a head: the second member chose another channel.
pub(crate) fn entry(scope: Scope, head: &Head, channel: &str) -> Entry {
    entry_about(scope, head, &[id(2)], channel)
}

/// As [`entry`], about these people.
pub(crate) fn entry_about(scope: Scope, head: &Head, whom: &[MemberId], channel: &str) -> Entry {
    let mut people = People::default();
    for whom in whom {
        people.say(*whom);
    }
    let told = |value: serde_json::Value| [("channel".to_owned(), value)].into();
    let changed = (told(serde_json::Value::Null), told(channel.into()));
    Entry::after(head, scope, By::Person(whom[0]), &people, changed, &mut Moment::new(now(), head.number))
}

/// Whose an account is.
pub(crate) fn link(account: &str, member: Option<MemberId>) -> AccountLink {
    AccountLink { account: account.parse().unwrap(), version: 0, member, since: now() }
}

pub(crate) fn ask(number: u128, learner: MemberId) -> Ask {
    Ask {
        id: id::<AskId>(number),
        version: 0,
        learner,
        question: typed("How do I test a parser?"),
        minutes: Minutes::Fifteen,
        at: now(),
        tried: vec![id(901)],
        first_response: None,
        stage: ask::Stage::InPool { since: now(), tries: 1 },
        cards: Vec::new(),
        taken_out: false,
    }
}

fn why() -> Why {
    let excluded = Excluded { room: 2, ..Excluded::default() };
    Why {
        weights: 1,
        parts: vec![(Part::Topic, 40), (Part::CoolDown, -30)],
        able: 3,
        excluded,
        price: 7,
        together: Some(4),
        urgency: 60,
        kept: Some(Kept { free: 2, kept: 1 }),
    }
}

pub(crate) fn offer(number: u128, ask: AskId, mentor: MemberId) -> Offer {
    Offer {
        id: id::<OfferId>(number),
        version: 0,
        ask,
        mentor,
        reasons: Vec::new(),
        why: Some(why()),
        prompt: Some(message("Somebody asks").receipt),
        draft: Some((Meet::Now, typed("You wrote the failing case first"))),
        stage: OfferStage::Offered { until: minutes(240) },
    }
}

pub(crate) fn session(number: u128, ask: AskId, learner: MemberId, mentor: MemberId) -> Session {
    Session {
        id: id::<SessionId>(number),
        version: 0,
        ask,
        offer: id(700),
        learner,
        mentor,
        minutes: Minutes::Ten,
        affirmation: Affirmation {
            words: typed(&format!("Nice work {number}")),
            specific: true,
            landed: None,
            undone: None,
        },
        draft: Draft::default(),
        recommended: None,
        free: None,
        attendance: Attendance::default(),
        fits: Fits::default(),
        booked: Some(Booked { by: learner, at: now(), was: Some(minutes(9)), before: None }),
        thanks: None,
        no_time: false,
        forgotten: false,
        stage: Stage::Booked { starts_at: now() },
    }
}

pub(crate) fn message(words: &str) -> Message {
    Message {
        receipt: Receipt {
            key: "offer.new".to_owned(),
            version: 3,
            hash: "c0ffee".to_owned(),
            tongue: Tongue::English,
        },
        blocks: vec![Block::Paragraph(Text::plain(words))].into(),
    }
}

/// Something to be decided about an offer.
pub(crate) fn act(number: u128, offer: OfferId) -> Task {
    Task {
        id: id(number),
        due: now(),
        wish: None,
        not_after: None,
        about: Subject::Offer(offer),
        work: Work::Act(Action::Clock(Wake::Expire(offer))),
    }
}

/// Something to be said to a member.
pub(crate) fn delivery(number: u128, to: MemberId, manner: Manner) -> Task {
    let delivery = Delivery::new(Address::Member(to), message("Somebody noticed your work"), manner);
    Task {
        id: id(number),
        due: now(),
        wish: None,
        not_after: Some(minutes(60)),
        about: Subject::Member(to),
        work: Work::Deliver(delivery),
    }
}

/// Something that everybody is to read.
pub(crate) fn post(number: u128) -> Task {
    let message = message("Somebody asks");
    let work = Work::Deliver(Delivery::new(Address::Channel, message, Manner::Awaited));
    Task { work, ..delivery(number, id(1), Manner::Awaited) }
}

pub(crate) fn fact(number: u128, member: MemberId) -> Fact {
    Fact { id: id(number), at: now(), member, event: Event::Landed { session: id(1) } }
}

/// A link for a member, good for ten minutes, and its secret; each word has its own.
pub(crate) fn invitation(community: &Community, whom: MemberId, word: &str) -> (Visit, Secret) {
    let seed = word.bytes().fold(7, |seed: u64, byte| seed.wrapping_mul(257) + u64::from(byte));
    let mut somebody = member(community.scope().community(), 1);
    somebody.id = whom;
    Visit::invite(&somebody, community, &mut Moment::new(now(), seed))
}
