//! A small world of one learner, two mentors and a passer-by, in which anything happens in any order. The decisions
//! are the real ones; what a store would load and keep is a map.

mod checks;
mod usage;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::later::{follow_up, put_off};
use super::route::Field;
use super::*;
use crate::action::{Affirmable, Meet, Met, Saying as Compliment, Wake, Whom};
use crate::affirmation::SaidBefore;
use crate::ask::{Ask, Offer, Stage as AskStage};
use crate::calendar::hours;
use crate::decision::Change;
use crate::follow_up::{Busy, Speak, may_speak};
use crate::id::{AskId, MemberId, OfferId, SessionId};
use crate::member::{Caps, Holding};
use crate::sample::{self, buttons, id, member, mentor, now, words};
use crate::session::{Answer, Ending, Item, Session, Stage};
use crate::store::{AskStory, Desk, OfferStory, SessionStory};
use crate::task::{Subject, Task, Work};

const GOOD: &str = "I noticed the precise question you asked about the parser. It saves us a long search.";
const WARNED: &str =
    "I noticed the precise question you asked about the parser, but it is long for what it asks.";
const PEOPLE: [&str; 4] = ["ana", "ben", "cleo", "eve"];

struct World {
    now: DateTime<Utc>,
    decisions: u64,
    members: BTreeMap<MemberId, Member>,
    asks: BTreeMap<AskId, Ask>,
    offers: BTreeMap<OfferId, Offer>,
    sessions: BTreeMap<SessionId, Session>,
    waiting: Vec<Task>,
}

fn nth<T: Clone>(all: impl Iterator<Item = T>, n: u8) -> Option<T> {
    let all: Vec<T> = all.collect();
    (!all.is_empty()).then(|| all[usize::from(n) % all.len()].clone())
}

impl World {
    fn new() -> World {
        let people = [member("ana"), mentor("ben"), mentor("cleo"), member("eve")];
        World {
            now: now(),
            decisions: 0,
            members: people.into_iter().map(|member| (member.id, member)).collect(),
            asks: BTreeMap::new(),
            offers: BTreeMap::new(),
            sessions: BTreeMap::new(),
            waiting: Vec::new(),
        }
    }

    fn moment(&mut self) -> Moment {
        self.decisions += 1;
        Moment::new(self.now, self.decisions)
    }

    fn who(&self, name: &str) -> Member {
        self.members[&id(name)].clone()
    }

    fn field(&self) -> Field {
        let mentors = self.members.values().filter(|member| member.mentor.is_some());
        Field { on_topic: mentors.cloned().map(Into::into).collect(), ..Field::default() }
    }

    fn busy(&self, one: MemberId, other: MemberId) -> Vec<Busy> {
        let theirs =
            |session: &&Session| [one, other].into_iter().any(|member| session.partner_of(member).is_some());
        self.sessions.values().filter(theirs).filter_map(Session::busy).collect()
    }

    /// Every session: who begins to mentor looks for theirs among them.
    fn given(&self) -> Vec<Session> {
        self.sessions.values().cloned().collect()
    }

    fn desk(&self, member: MemberId) -> Desk {
        Desk {
            wins: Vec::new(),
            asks: self.asks.values().filter(|ask| ask.learner == member && ask.is_open()).cloned().collect(),
            offers: self
                .offers
                .values()
                .filter(|offer| offer.mentor == member && offer.is_open())
                .cloned()
                .collect(),
            sessions: self
                .sessions
                .values()
                .filter(|session| session.partner_of(member).is_some() && session.is_open())
                .cloned()
                .collect(),
            signals: Vec::new(),
        }
    }

    fn about(&self, ask: AskId) -> AskStory {
        let ask = self.asks[&ask].clone();
        let offers = self.offers.values().filter(|offer| offer.ask == ask.id && offer.is_open());
        AskStory {
            learner: self.members[&ask.learner].clone(),
            offers: offers.cloned().collect(),
            wins: vec![],
            signals: vec![],
            ask,
        }
    }

    fn offered(&self, offer: OfferId) -> OfferStory {
        let offer = self.offers[&offer].clone();
        OfferStory { mentor: self.members[&offer.mentor].clone(), ask: self.about(offer.ask), offer }
    }

    fn story(&self, session: SessionId) -> SessionStory {
        let session = self.sessions[&session].clone();
        SessionStory {
            ask: self.asks[&session.ask].clone(),
            learner: self.members[&session.learner].clone(),
            mentor: self.members[&session.mentor].clone(),
            session,
        }
    }

    fn with_mentors(&self, offers: Vec<Offer>) -> Vec<(Offer, Member)> {
        offers.into_iter().map(|offer| (offer.clone(), self.members[&offer.mentor].clone())).collect()
    }

    /// What `Memory::compliment` loads.
    fn compliment(&self, what: Affirmable, speaker: &Member) -> affirm::Facts {
        let (about, offer) = match what {
            Affirmable::Offer(offer) => (self.offered(offer).ask, Some(self.offers[&offer].clone())),
            Affirmable::Ask(ask) => {
                let about = self.about(ask);
                let pooled = matches!(about.ask.stage, AskStage::InPool { .. });
                let own = about.offers.iter().find(|offer| offer.mentor == speaker.id && pooled).cloned();
                (about, own)
            }
        };
        let others =
            about.offers.iter().filter(|other| Some(other.id) != offer.as_ref().map(|offer| offer.id));
        let others = self.with_mentors(others.cloned().collect());
        let busy = self.busy(about.learner.id, speaker.id);
        let lasts = crate::calendar::hours(4);
        affirm::Facts { about, offer, said_before: SaidBefore::default(), busy, others, lasts }
    }

    fn take(&mut self, result: Result<Decision, Refusal>) {
        let Ok(decision) = result else { return };
        for change in &decision.changes {
            if let Change::Drop(about) = change {
                self.waiting.retain(|task| task.about != *about);
            }
        }
        for change in decision.changes {
            match change {
                Change::Member(member) => drop(self.members.insert(member.id, *member)),
                Change::Ask(ask) => drop(self.asks.insert(ask.id, ask)),
                Change::Offer(mut offer) => {
                    offer.version += 1;
                    self.offers.insert(offer.id, offer);
                }
                Change::Session(session) => drop(self.sessions.insert(session.id, *session)),
                Change::Task(task) => {
                    assert!(task.due >= self.now, "due in the past: {task:?}");
                    match &task.work {
                        Work::Act(_) => self.waiting.push(task),
                        Work::Deliver(_) => {
                            assert!(task.not_after.is_none_or(|last| last >= task.due), "too late: {task:?}");
                        }
                    }
                }
                Change::Community(_)
                | Change::Win(_)
                | Change::Signal(_)
                | Change::Link(_)
                | Change::Arrived(_)
                | Change::Drop(_)
                | Change::Unsay(..)
                | Change::Forgo(..)
                | Change::Hasten(_)
                | Change::Fact(_)
                | Change::Past(_)
                | Change::Keepsake(..)
                | Change::Outdated(..)
                | Change::Invite(_)
                | Change::Audit(_)
                | Change::Forget(_)
                | Change::Erase(_) => {}
            }
        }
    }

    fn run_due(&mut self) {
        while let Some(place) = self.waiting.iter().position(|task| task.due <= self.now) {
            let task = self.waiting.remove(place);
            let Work::Act(Action::Clock(wake)) = task.work else { panic!("only the clock waits") };
            let mut moment = self.moment();
            let moment = &mut moment;
            let decision = match wake {
                Wake::Present(offer) => offer::present(self.offered(offer), 0, self.field(), moment),
                Wake::Expire(offer) => offer::expire(self.offered(offer), self.field(), moment),
                Wake::Rematch(ask) => offer::rematch(self.about(ask), self.field(), moment),
                Wake::Lapse(session) => {
                    let story = self.story(session);
                    let busy = self.busy(story.learner.id, story.mentor.id);
                    booking::lapse(story, &busy, self.field(), moment)
                }
                Wake::Remind(session, notice) => booking::remind(&self.story(session), notice, moment),
                Wake::Begin(session) => meeting::on_time(self.story(session), moment),
                Wake::WrapUp(session) => meeting::wrap_up(self.story(session), moment),
                Wake::Unwritten(session)
                | Wake::Nudge(session, _)
                | Wake::CheckIn(session)
                | Wake::Close(session) => {
                    let story = self.story(session);
                    match may_speak(&story.learner.calendar, 0, self.now) {
                        Some(Speak::Later(later)) => put_off(wake, &story, later, moment),
                        Some(Speak::Now) | None => follow_up(wake, story, moment),
                    }
                }
                Wake::PauseEnds(member) => day::pause_ends(&self.members[&member], moment),
                Wake::Look(..) => Decision::silent(),
                Wake::PauseOver(member) => day::pause_over(&self.members[&member], moment),
                Wake::Thank(session) => thank::send(self.story(session), moment),
                // Nobody here runs it, nobody leaves, and nobody is new.
                Wake::Digest
                | Wake::Round
                | Wake::Forget
                | Wake::Part(_)
                | Wake::Claim(_)
                | Wake::LetGo
                | Wake::FirstDays(_) => Decision::silent(),
            };
            self.take(Ok(decision));
            self.check();
        }
    }

    /// Time passes, and what is due in between is done at its time.
    fn time_passes(&mut self, n: u8) {
        let next = self.waiting.iter().map(|task| task.due).min();
        let until = match (n % 3, next) {
            (0, Some(due)) => due,
            (1, _) => self.now + TimeDelta::minutes(7),
            _ => self.now + TimeDelta::minutes(190),
        };
        while let Some(due) = self.waiting.iter().map(|task| task.due).min().filter(|due| *due <= until) {
            self.now = due;
            self.run_due();
        }
        self.now = until;
    }

    fn somebody_does(&mut self, what: u8, n: u8) {
        let mut moment = self.moment();
        let moment = &mut moment;
        let session = nth(self.sessions.keys().copied(), n / 2);
        let either = |story: &SessionStory| {
            if n.is_multiple_of(2) { story.learner.clone() } else { story.mentor.clone() }
        };
        let offer = nth(self.offers.keys().copied(), n);
        let ask = nth(self.asks.keys().copied(), n);
        let result = match what {
            0 => {
                let request = ask::Request::parse(&format!("How do I test parser number {n}?")).unwrap();
                ask::ask(request, &self.who("ana"), &self.desk(id("ana")), self.field(), moment)
            }
            1 => {
                let Some(about) = ask.map(|ask| self.about(ask)) else { return };
                let offers = self.with_mentors(about.offers);
                ask::withdraw(about.ask, &about.learner, offers, moment)
            }
            2..=4 => {
                let Some(offer) = offer else { return };
                let what_for = Affirmable::Offer(offer);
                let compliment = match what {
                    2 => Compliment::Words(Meet::Times, words(GOOD).unwrap()),
                    3 => Compliment::Words(Meet::Now, words(WARNED).unwrap()),
                    _ => Compliment::Anyway(None),
                };
                let speaker = self.members[&self.offers[&offer].mentor].clone();
                let facts = self.compliment(what_for, &speaker);
                affirm::affirm(what_for, compliment, facts, &speaker, moment)
            }
            5 | 6 => {
                let Some(ask) = ask else { return };
                let speaker = self.who(PEOPLE[usize::from(n) % 4]);
                let text = if what == 5 { GOOD } else { WARNED };
                let facts = self.compliment(Affirmable::Ask(ask), &speaker);
                let compliment = Compliment::Words(Meet::Times, words(text).unwrap());
                affirm::affirm(Affirmable::Ask(ask), compliment, facts, &speaker, moment)
            }
            7 => {
                let Some(story) = offer.map(|offer| self.offered(offer)) else { return };
                let speaker = story.mentor.clone();
                offer::pass(story, &speaker, Pass::NotNow, self.field(), moment)
            }
            8 | 9 => {
                let Some(story) = session.map(|session| self.story(session)) else { return };
                let (speaker, busy) = (either(&story), self.busy(story.learner.id, story.mentor.id));
                let shown = booking::times(&story, &speaker, None, &busy, moment);
                let picks =
                    shown.iter().filter_map(|decision| decision.reply.message.as_ref()).flat_map(buttons);
                let at = nth(
                    picks.filter_map(|button| match button.action {
                        Action::Pick(_, at) => Some(at),
                        _ => None,
                    }),
                    n,
                );
                let Some(at) = at else { return };
                let booked = booking::pick(story, &speaker, at, &busy, moment);
                let key = booked.as_ref().err().map(Refusal::key);
                assert!(matches!(key, None | Some("booked.already")), "a suggested time is refused: {key:?}");
                booked
            }
            10 => {
                let Some(story) = session.map(|session| self.story(session)) else { return };
                let (speaker, busy) = (either(&story), self.busy(story.learner.id, story.mentor.id));
                booking::now(story, &speaker, &busy, moment)
            }
            11 => {
                let Some(story) = session.map(|session| self.story(session)) else { return };
                let speaker = either(&story);
                let busy = self.busy(story.learner.id, story.mentor.id);
                booking::cancel(story, &speaker, &busy, self.field(), moment)
            }
            12 => {
                let Some(story) = session.map(|session| self.story(session)) else { return };
                let (speaker, busy) = (either(&story), self.busy(story.learner.id, story.mentor.id));
                meeting::start(story, &speaker, &busy, moment)
            }
            13 => {
                let Some(story) = session.map(|session| self.story(session)) else { return };
                let speaker = either(&story);
                let lines =
                    ["1. write a test", "2. add the case\n@ in 3 days", "1. one\n2. two\n@ in 5 days 9:00"];
                note::note(
                    story,
                    &speaker,
                    words(lines[usize::from(n) % 3]).as_ref(),
                    SaidBefore::default(),
                    moment,
                )
            }
            14 => {
                let Some(story) = session.map(|session| self.story(session)) else { return };
                let speaker = either(&story);
                note::undo(story, &speaker, moment)
            }
            15 => {
                let Some(story) = session.map(|session| self.story(session)) else { return };
                let (ana, item) =
                    (story.learner.clone(), [Item::One, Item::Two, Item::Checkpoint][usize::from(n) % 3]);
                let answer = [Answer::Done, Answer::Stuck][usize::from(n) % 2];
                follow::answer(story, &ana, answer, item, moment)
            }
            16 => {
                let Some(story) = session.map(|session| self.story(session)) else { return };
                let (ana, whom) = (story.learner.clone(), [Whom::Same, Whom::Other][usize::from(n) % 2]);
                follow::again(story, &ana, whom, &self.desk(ana.id), self.field(), moment)
            }
            17 => {
                let member = self.who(PEOPLE[1 + usize::from(n) % 3]);
                let desk = self.desk(member.id);
                if member.mentor.is_some() {
                    mentor::leave(&member, &desk.offers, moment)
                } else {
                    mentor::join(words("parsing").as_ref(), &member, &self.given(), Caps::default(), moment)
                }
            }
            18 => {
                let Some(story) = session.map(|session| self.story(session)) else { return };
                let (speaker, met) = (either(&story), [Met::No, Met::Yes][usize::from(n % 4 == 3)]);
                attendance::met(story, &speaker, met, moment)
            }
            19 => {
                let Some(story) = session.map(|session| self.story(session)) else { return };
                booking::on_my_way(&story, &either(&story), moment)
            }
            20 => {
                let Some(story) = session.map(|session| self.story(session)) else { return };
                let (offer, speaker) = (self.offers[&story.session.offer].clone(), either(&story));
                undo::compliment(story, offer, &speaker, &crate::sample::community(), moment)
            }
            21 => {
                let Some(story) = session.map(|session| self.story(session)) else { return };
                let (speaker, busy) = (either(&story), self.busy(story.learner.id, story.mentor.id));
                undo::booking(story, &speaker, &busy, moment)
            }
            22 => {
                let Some(story) = offer.map(|offer| self.offered(offer)) else { return };
                let (speaker, others) = (story.mentor.clone(), self.with_mentors(story.ask.offers.clone()));
                undo::pass(story, others, &speaker, hours(4), moment)
            }
            23 => {
                let member = self.who(PEOPLE[usize::from(n) % 4]);
                let changed_at = member.earlier.as_deref().map_or(self.now, |earlier| earlier.at);
                undo::settled(&member, changed_at, &self.desk(member.id), &self.given(), moment)
            }
            _ => {
                let member = self.who(PEOPLE[usize::from(n) % 4]);
                let desk = self.desk(member.id);
                if member.pause_after(self.now).is_some() {
                    day::resume(&member, moment)
                } else {
                    day::pause(words("3d").as_ref(), &member, &desk.offers, &desk.sessions, moment)
                }
            }
        };
        self.take(result);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_it_is_one_persons_turn_and_nobody_gives_more_than_they_hold(
        steps in proptest::collection::vec((0..36_u8, any::<u8>()), 1..60)
    ) {
        let mut world = World::new();
        for (what, n) in steps {
            if what < 25 { world.somebody_does(what, n) } else { world.time_passes(n) }
            world.run_due();
            world.check();
        }
    }
}

#[test]
fn an_answer_that_is_a_form_and_nothing_else_is_foretold() {
    let (ana, ben) = (member("ana"), mentor("ben"));
    let mut moment = Moment::new(now(), 1);
    let moment = &mut moment;
    let offer = sample::offered(sample::offer());
    let what = Affirmable::Offer(id("offer"));
    let mut affirms = |saying: Compliment| {
        let (about, own) = (offer.ask.clone(), Some(offer.offer.clone()));
        let lasts = crate::calendar::hours(4);
        let facts = affirm::Facts {
            about,
            offer: own,
            said_before: SaidBefore::default(),
            busy: Vec::new(),
            others: Vec::new(),
            lasts,
        };
        (Action::Affirm(what, saying.clone()), affirm::affirm(what, saying, facts, &ben, moment))
    };
    let mut answers = vec![
        affirms(Compliment::Open),
        affirms(Compliment::Words(Meet::Times, words("Nice").unwrap())),
        affirms(Compliment::Anyway(None)),
    ];
    for (bare, typed) in [(true, ""), (false, "25-26, soon: https://a.example")] {
        let words = if bare { None } else { words(typed) };
        let long = words.as_ref().and_then(|_| sample::words(&"why ".repeat(100)));
        let story = sample::meeting(Stage::Meeting { started_at: now() });
        answers.extend([
            (Action::Ask(long.clone()), ask::read(long.as_ref()).map(|_| Decision::silent())),
            (Action::Win(long.clone()), win::win(long.as_ref(), &ana, moment)),
            (Action::Join(long.clone()), mentor::join(long.as_ref(), &ana, &[], Caps::default(), moment)),
            (Action::Hours(words.clone()), day::set_hours(words.as_ref(), &ana, moment)),
            (Action::Pause(words.clone()), day::pause(words.as_ref(), &ana, &[], &[], moment)),
            (
                Action::Note(None, words.clone()),
                note::note(story, &ana, words.as_ref(), SaidBefore::default(), moment),
            ),
        ]);
    }
    for (action, answer) in answers {
        let reply = answer.map_or_else(|refusal| refusal.reply(None), |decision| decision.reply);
        let form = reply.form.is_some();
        assert!(form || !action.opens_form(), "{action}");
        assert!(!form || action.opens_form() || reply.message.is_some(), "{action}");
    }
    for form in every_form(&ana.name) {
        assert!(form.action.opens_form(), "{}", form.action);
    }
}
