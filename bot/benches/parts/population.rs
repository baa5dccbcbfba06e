//! A large community with a past: members in many zones, some of whom mentor, and what their sessions left behind.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use rand::rngs::StdRng;
use rand::seq::IteratorRandom;
use rand::{Rng, SeedableRng};
use smallwins_core::action::{Action, Wake};
use smallwins_core::ask::{Ask, Ending as AskEnding, Offer, OfferStage, Stage as AskStage};
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::{Change, wake};
use smallwins_core::fact::{Event, Fact};
use smallwins_core::id::{MemberId, OfferId, SessionId};
use smallwins_core::matching::Reason;
use smallwins_core::member::{Caps, Held, Holding, Member, Mentor, Person, Record};
use smallwins_core::message::Reply;
use smallwins_core::moment::Moment;
use smallwins_core::note::Draft;
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::session::{
    Actionable, ActionableStage, Affirmation, Answer, Attendance, Checkpoint, CheckpointStage, Ending, Fits,
    Item, Minutes, Note, Session, Stage,
};
use smallwins_core::store::{CallId, Commit, Store};
use smallwins_core::task::Subject;
use smallwins_core::text::{Limit, Typed};
use smallwins_core::topic::Topic;
use smallwins_core::win::Win;

/// Everybody.
const MEMBERS: usize = 10_000;
/// The first so many of them mentor.
const MENTORS: usize = 2_000;
/// The past begins so long before the present.
const PAST: TimeDelta = TimeDelta::days(730);
/// So many sessions share a commit.
const TOGETHER: usize = 1_000;

/// A topic is a subject alone or with one of four sides of it; each side belongs to four subjects.
const SUBJECTS: &str = "rust python sql kubernetes typescript golang java terraform react postgres linux git docker \
    bash ansible figma excel statistics writing presenting recruiting negotiating budgeting onboarding accessibility \
    cryptography graphql kafka redis spark pandas airflow swift kotlin elixir haskell photography copyediting \
    fundraising moderation";
const SIDES: &str = "testing parsing lifetimes concurrency debugging profiling migrations indexes caching logging \
    deployment monitoring security packaging documentation styling hooks queries joins windows branching rebasing \
    networking scheduling typing macros streams generics recursion charts forms layouts feedback interviews agendas \
    roadmaps estimates retrospectives mentoring audits";

const ZONES: [Tz; 8] = [
    Tz::Europe__Lisbon,
    Tz::Europe__Berlin,
    Tz::America__Chicago,
    Tz::America__Sao_Paulo,
    Tz::Asia__Kolkata,
    Tz::Asia__Tokyo,
    Tz::Africa__Nairobi,
    Tz::Australia__Sydney,
];

/// Where a community is, and who its people are there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Home {
    /// The platform.
    pub(crate) platform: &'static str,
    /// The community's id on it.
    pub(crate) external: &'static str,
    /// The id of each of its people.
    pub(crate) handle: fn(usize) -> String,
}

/// A community in a store.
pub(crate) struct Population {
    pub(crate) scope: Scope,
    people: Vec<Person>,
    topics: Vec<String>,
}

/// One session that took place.
struct Past {
    learner: usize,
    mentor: usize,
    at: DateTime<Utc>,
}

impl Population {
    /// Fills an empty store with everybody and so many past sessions, the last of them just before `now`.
    pub(crate) async fn settle(
        store: &dyn Store,
        home: Home,
        sessions: usize,
        now: DateTime<Utc>,
    ) -> Population {
        let platform = PlatformName::new(home.platform);
        let mut moment = Moment::new(now - PAST, 1);
        let community = Community::new(platform, home.external.to_owned(), Tz::Europe__Lisbon, &mut moment);
        let scope = store.found(community).await.expect("a community is founded").scope();
        let people = (0..MEMBERS).map(|number| person(home, number)).collect();
        let mut population = Population { scope, people, topics: topics() };
        let past = past(sessions, now);
        let members = population.members(&past, now);
        let everybody = members.iter().map(|member| Change::Member(Box::new(member.clone()))).collect();
        population.commit(store, "everybody", now - PAST, everybody).await;
        let mut over: Vec<Change> = Vec::new();
        for (number, past) in past.chunks(TOGETHER).enumerate() {
            let mut changes = std::mem::take(&mut over);
            for (place, past) in past.iter().enumerate() {
                let moment = Moment::new(past.at, (number * TOGETHER + place) as u64);
                let about = population.remember(past, &members, moment, &mut changes);
                over.push(Change::Drop(about));
            }
            population.commit(store, &format!("past-{number}"), past[0].at, changes).await;
        }
        population.commit(store, "over", now, over).await;
        population.people.drain(..MENTORS);
        population
    }

    /// A learner, each a different one, as the platform describes them.
    pub(crate) fn learner(&self, number: usize) -> Person {
        self.people[number].clone()
    }

    /// Something to ask.
    pub(crate) fn question(&self, number: usize) -> String {
        format!("how do I begin with {} in a small team?", self.topics[number * 7 % self.topics.len()])
    }

    fn members(&self, past: &[Past], now: DateTime<Utc>) -> Vec<Member> {
        let mut chance = StdRng::seed_from_u64(2);
        let mut members: Vec<Member> = Vec::with_capacity(MEMBERS);
        for (number, person) in self.people.iter().enumerate() {
            let mut moment = Moment::new(now - PAST, number as u64);
            let zone = person.zone.expect("everybody has one");
            let mut member = Member::new(person, self.scope.community(), zone, &mut moment);
            if number < MENTORS {
                let count = chance.random_range(1..=4);
                let topics = self.topics.iter().choose_multiple(&mut chance, count);
                member.mentor = Some(mentor(&topics, member.since));
            }
            members.push(member);
        }
        let ids: Vec<MemberId> = members.iter().map(|member| member.id).collect();
        for past in past {
            members[past.learner].met.insert(ids[past.mentor], past.at);
            let mentor = members[past.mentor].mentor.take().expect("they mentor");
            let what = Holding::Session(Moment::new(past.at, past.learner as u64).id());
            let mut mentor = mentor.holding(Held { what, at: past.at, minutes: Minutes::Ten }, past.at);
            mentor.record.answered += 1;
            members[past.mentor].mentor = Some(mentor);
        }
        members
    }

    /// What a session leaves behind. Answers with what its one waiting wake-up is about, which is still to be dropped.
    fn remember(
        &self,
        past: &Past,
        members: &[Member],
        mut moment: Moment,
        changes: &mut Vec<Change>,
    ) -> Subject {
        let (learner, mentor) = (&members[past.learner], &members[past.mentor]);
        let topic = &mentor.mentor.as_ref().expect("they mentor").topics[0];
        let typed = |text: &str, limit| Typed::parse(text, limit).expect("it is short");
        let ask = Ask {
            id: moment.id(),
            version: 0,
            learner: learner.id,
            question: typed(&format!("how do I begin with {}?", topic.as_str()), Limit::ASK),
            minutes: Minutes::Ten,
            at: past.at,
            tried: Vec::new(),
            first_response: Some(past.at),
            stage: AskStage::Closed { at: past.at, ending: AskEnding::Met },
            cards: Vec::new(),
            taken_out: false,
        };
        let offer = Offer {
            id: moment.id(),
            version: 0,
            ask: ask.id,
            mentor: mentor.id,
            reasons: vec![Reason::Topic { topic: topic.clone() }, Reason::Room { free: 2, of: 3 }],
            why: None,
            prompt: None,
            draft: None,
            stage: OfferStage::Accepted { at: past.at },
        };
        let win = Win {
            id: moment.id(),
            version: 0,
            learner: learner.id,
            deed: typed("Replaced three nested matches with a table that a test walks through", Limit::WIN),
            link: None,
            at: past.at,
            undone: None,
        };
        let done = |words| Actionable {
            words: typed(words, Limit::ACTIONABLE),
            stage: ActionableStage::Answered { answer: Answer::Done, at: past.at },
        };
        let note = Note {
            affirmation: None,
            actionables: [done("Write the failing test first"), done("Read the chapter on tables")],
            checkpoint: Checkpoint {
                due: past.at,
                question: None,
                stage: CheckpointStage::Answered { answer: Answer::Done, at: past.at },
            },
            at: past.at,
            by_mentor: false,
        };
        let stage = Stage::Closed { at: past.at, ending: Ending::Answered, note: Some(note) };
        let session = Session {
            affirmation: Affirmation { landed: Some(past.at), ..affirmation() },
            ..session(moment.id(), &ask, offer.id, mentor.id, stage)
        };
        let about = Subject::Session(session.id);
        let close = Action::Clock(Wake::Close(session.id));
        changes.push(wake(close, past.at + TimeDelta::days(9), None, about, &mut moment));
        let (mentor, minutes) = (mentor.id, Minutes::Ten);
        for event in [
            Event::Asked { ask: ask.id, minutes },
            Event::SessionHeld { session: session.id, mentor, minutes },
            Event::Noted { session: session.id, due: past.at, affirmation: None, repeated: false },
            Event::Answered { session: session.id, item: Item::Checkpoint, answer: Answer::Done },
        ] {
            changes.push(Change::Fact(Fact::new(learner.id, event, &mut moment)));
        }
        changes.extend([Change::Ask(ask), Change::Offer(offer), Change::Win(win)]);
        changes.push(Change::Session(Box::new(session)));
        about
    }

    async fn commit(&self, store: &dyn Store, call: &str, at: DateTime<Utc>, changes: Vec<Change>) {
        let call = CallId(call.to_owned());
        let commit = Commit { scope: self.scope, call, at, reply: Reply::default(), changes };
        store.commit(commit).await.expect("the past is written");
    }
}

/// A session about an ask, for which a mentor accepted an offer.
pub(crate) fn session(id: SessionId, ask: &Ask, offer: OfferId, mentor: MemberId, stage: Stage) -> Session {
    Session {
        id,
        version: 0,
        ask: ask.id,
        offer,
        learner: ask.learner,
        mentor,
        minutes: Minutes::Ten,
        affirmation: affirmation(),
        draft: Draft::default(),
        recommended: None,
        free: None,
        attendance: Attendance::default(),
        fits: Fits::default(),
        booked: None,
        thanks: None,
        no_time: false,
        forgotten: false,
        stage,
    }
}

fn affirmation() -> Affirmation {
    let words = "Your table of cases names each state, so I could check it in a minute.";
    let words = Typed::parse(words, Limit::COMPLIMENT).expect("it is short");
    Affirmation { words, specific: true, landed: None, undone: None }
}

fn person(home: Home, number: usize) -> Person {
    Person {
        handle: Handle((home.handle)(number)),
        name: Some(format!("Member {number}")),
        zone: Some(ZONES[number % ZONES.len()]),
        language: None,
        admin: Some(false),
    }
}

fn topics() -> Vec<String> {
    let sides: Vec<&str> = SIDES.split_whitespace().collect();
    let with_sides = |(number, subject): (usize, &str)| {
        let side = |place: usize| format!("{subject} {}", sides[(number * 4 + place) % sides.len()]);
        std::iter::once(subject.to_owned()).chain((0..4).map(side)).collect::<Vec<_>>()
    };
    SUBJECTS.split_whitespace().enumerate().flat_map(with_sides).collect()
}

fn mentor(topics: &[&String], since: DateTime<Utc>) -> Mentor {
    Mentor {
        topics: topics.iter().filter_map(|topic| Topic::parse(topic)).collect(),
        caps: Caps::default(),
        languages: Vec::new(),
        link: None,
        held: Vec::new(),
        record: Record::default(),
        absences: Vec::new(),
        office: None,
        since,
    }
}

/// Sessions in the order in which they took place. Anybody may have learnt, from any mentor but themselves.
fn past(sessions: usize, now: DateTime<Utc>) -> Vec<Past> {
    let mut chance = StdRng::seed_from_u64(3);
    let session = |number: usize| {
        let back =
            PAST * i32::try_from(sessions - number).expect("fewer") / i32::try_from(sessions).expect("fewer");
        let mentor = chance.random_range(0..MENTORS);
        let learner = (mentor + chance.random_range(1..MEMBERS)) % MEMBERS;
        Past { learner, mentor, at: now - back }
    };
    (0..sessions).map(session).collect()
}
