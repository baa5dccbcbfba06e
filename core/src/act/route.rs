//! Puts an ask to the next mentor: to the best who has room, else it waits, else it goes to the pool.

use std::sync::Arc;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::cards;
use crate::action::{Action, Wake};
use crate::ask::{Ask, Offer, OfferStage, Stage};
use crate::calendar::WorkingTime;
use crate::community::Community;
use crate::decision::{Change, Decision, wake};
use crate::fact::{Event, Fact};
use crate::follow_up::{Policy, Wish};
use crate::id::MemberId;
use crate::matching::{Candidate, Excluded, PRESSES, Reason, Terms, Why, rank};
use crate::member::{Held, Holding, Member};
use crate::moment::Moment;
use crate::pace::Pace;
use crate::signal::Urgency;
use crate::task::Subject;
use crate::topic::{self, Topic};

/// The clock looks so often for somebody with room, a working day apart.
pub(super) const MOST_TRIES: u32 = 10;
/// After so many of them the learner may open it to everybody instead of waiting on.
pub(super) const WAITED: u32 = 4;
/// For an ask in the pool it looks after so many working days,
pub(super) const LOOK_APART: u32 = 2;
/// and after so many looks such an ask is closed with a word.
pub(super) const LAST_LOOK: u32 = 5;

/// Whether anybody can be asked now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Reach {
    /// They can.
    #[default]
    Open,
    /// Nothing reaches anybody in the community.
    Closed,
}

/// Those who may be asked, as the memory knows them.
#[derive(Debug, Clone, Default)]
pub(super) struct Field {
    /// Mentors of a topic that the question is about.
    pub on_topic: Vec<Arc<Member>>,
    /// Mentors of the nearest topic, when nobody offers the one that was asked for.
    pub nearby: Vec<Arc<Member>>,
    /// Whether any of them can be asked now.
    pub reach: Reach,
    /// Whether there is a channel in which everybody sees what is open to them.
    pub has_channel: bool,
    /// What matches go by here.
    pub terms: Terms,
    /// How soon an ask gets a first answer here; `None` where nobody is told.
    pub pace: Option<Pace>,
    /// When the next round is held, where asks are gathered for one.
    pub round_at: Option<DateTime<Utc>>,
    /// A mentor who has heard enough today, and when they hear of an ask.
    pub heard: Option<(MemberId, DateTime<Utc>)>,
}

/// A mentor who was chosen, and why.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    /// Who.
    pub best: Candidate,
    /// What they are told.
    pub reasons: Vec<Reason>,
    /// What is kept, so that it can be told later.
    pub why: Why,
}

/// Where an ask went.
#[derive(Debug, Clone)]
pub(super) struct Routed {
    /// The ask as it is from now on.
    pub ask: Ask,
    /// What goes with it, besides the ask itself.
    pub changes: Vec<Change>,
    /// Where it went.
    pub to: Destination,
}

/// What an ask waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lack {
    /// There is room, which is kept for what presses.
    Reserved,
    /// Those who could help have given what they want to give.
    Room,
    /// They are away.
    Away,
    /// Some of them the one, some the other.
    Both,
}

impl Lack {
    fn of(excluded: &Excluded) -> Lack {
        match (excluded.room, excluded.away) {
            (_, 0) => Lack::Room,
            (0, _) => Lack::Away,
            _ => Lack::Both,
        }
    }

    /// What it is called in a sentence.
    pub(super) fn word(self) -> &'static str {
        match self {
            Lack::Reserved => "reserved",
            Lack::Room => "room",
            Lack::Away => "away",
            Lack::Both => "both",
        }
    }
}

/// Whose turn an ask is after routing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Destination {
    /// A mentor's, until then as far as can be known now.
    Mentor {
        /// How many could be asked, this one included.
        able: usize,
        /// Whether others could be another day, so that it waits for them before it is opened.
        more_later: bool,
        /// When the offer runs out.
        until: DateTime<Utc>,
        /// The nearest topic, when nobody offers the one that was asked for.
        near: Option<Topic>,
    },
    /// The clock's: those who could help can another day.
    Waiting {
        /// When it looks again.
        again_at: DateTime<Utc>,
        /// What it waits for.
        lack: Lack,
    },
    /// Everybody's.
    Pool {
        /// Whether somebody offers the topic at all.
        known: bool,
        /// Whether it is put where everybody sees it; if not it waits for a channel to be chosen.
        posted: bool,
        /// Why no mentor of the topic can be asked.
        left: Excluded,
        /// When the clock looks for a mentor again.
        again_at: DateTime<Utc>,
    },
    /// Nobody's before the community is open again: then the clock looks at once.
    Kept,
}

impl Field {
    /// Those of a community, as far as anything reaches them there, for somebody whom it presses so much to help.
    pub(super) fn within(self, community: &Community, urgency: Urgency) -> Field {
        let reach = if community.is_closed() { Reach::Closed } else { Reach::Open };
        let terms = Terms {
            weights: community.weights.clone(),
            prices: community.prices.clone(),
            pressed: community.pressed.clone(),
            pace: community.settings.pace(),
            urgency,
        };
        let round_at = community.rounds.planned;
        Field { reach, has_channel: community.channel.is_some(), terms, round_at, ..self }
    }

    /// The topic of an ask that presses, so that room is kept for the next that does: the first that shares a stem with
    /// the question.
    pub(super) fn pressing_topic(&self, question: &str) -> Option<Topic> {
        let stems = topic::stems(question);
        let profiles = self.on_topic.iter().filter_map(|mentor| mentor.mentor.as_ref());
        let mut topics = profiles.flat_map(|profile| &profile.topics);
        let pressing = self.terms.urgency.points() >= PRESSES;
        topics.find(|topic| !topic.stems().is_disjoint(&stems)).filter(|_| pressing).cloned()
    }

    /// For somebody who is told how soon an ask gets an answer here.
    pub(super) fn at_a(self, pace: Pace) -> Field {
        Field { pace: Some(pace), ..self }
    }
}

impl Routed {
    /// As part of a decision.
    pub(super) fn into(self, decision: Decision) -> Decision {
        decision.and_all(self.changes).and(Change::Ask(self.ask))
    }
}

/// Puts an ask to the next mentor. The ask's earlier offers are already settled.
pub(super) fn route(ask: Ask, learner: &Member, field: Field, moment: &mut Moment) -> Routed {
    if field.reach == Reach::Closed {
        return keep(ask, moment);
    }
    let (known, posted) = (!field.on_topic.is_empty(), field.has_channel);
    if known && ask.tried.len() >= field.terms.pace.offers_before_pool {
        return to_pool(ask, learner, Found::asked_enough(), posted, moment);
    }
    let mentors = if known { field.on_topic } else { field.nearby };
    let ranking = rank(&ask, learner, &mentors, &field.terms, moment.now);
    let why = ranking.candidates.first().map(|best| ranking.why(best, &field.terms));
    let left = ranking.excluded;
    // What was open to everybody once is so again, where everybody reads that somebody has it.
    let may_wait = known && tries(&ask) < MOST_TRIES && ask.cards.is_empty();
    if may_wait && ranking.holds_back(&field.terms) {
        return wait(ask, learner, Lack::Reserved, moment);
    }
    match ranking.candidates.into_iter().next().zip(why) {
        Some((mut best, why)) => {
            if let Some((_, later)) = field.heard.filter(|(mentor, _)| *mentor == best.mentor.id) {
                best.opens_at = best.opens_at.max(later);
            }
            let reasons = best.reasons();
            offer(ask, Chosen { best, reasons, why }, field.terms.pace.offer_lasts, moment)
        }
        None if may_wait && left.for_now() > 0 => wait(ask, learner, Lack::of(&left), moment),
        None => to_pool(ask, learner, Found { known, left }, posted, moment),
    }
}

/// An ask is opened to everybody before its time, as its learner wants.
pub(super) fn open_up(ask: Ask, learner: &Member, posted: bool, moment: &mut Moment) -> Routed {
    to_pool(ask, learner, Found { known: true, left: Excluded::default() }, posted, moment)
}

/// What looking for a mentor came to, where nobody can be asked.
struct Found {
    /// Whether somebody offers the topic at all.
    known: bool,
    /// Why none of them can be asked.
    left: Excluded,
}

impl Found {
    /// So many were asked that everybody is.
    fn asked_enough() -> Found {
        Found { known: true, left: Excluded::default() }
    }
}

/// Puts an ask to one mentor.
pub(super) fn offer(mut ask: Ask, chosen: Chosen, lasts: WorkingTime, moment: &mut Moment) -> Routed {
    let Chosen { best: Candidate { mentor, opens_at, .. }, reasons, why } = chosen;
    let (able, more_later) = (why.able, why.excluded.for_now() > 0);
    let mut mentor = Arc::unwrap_or_clone(mentor);
    let near = reasons.iter().find_map(|reason| match reason {
        Reason::NearTopic { topic } => Some(topic.clone()),
        _ => None,
    });
    let offer = Offer {
        id: moment.id(),
        version: 0,
        ask: ask.id,
        mentor: mentor.id,
        reasons,
        why: Some(why),
        prompt: None,
        draft: None,
        stage: OfferStage::Planned { opens_at },
    };
    let held = Held { what: Holding::Offer(offer.id), at: opens_at, minutes: ask.minutes };
    mentor.mentor = mentor.mentor.map(|profile| profile.holding(held, moment.now));
    let until = runs_out(&mentor, opens_at, lasts);
    ask.stage = Stage::AwaitingMentor { offer: offer.id, until };
    let wish = Wish::at(opens_at, &mentor.calendar, Policy::InHours);
    let present = Action::Clock(Wake::Present(offer.id));
    let changes = vec![
        wake(present, opens_at, Some(wish), Subject::Offer(offer.id), moment),
        Change::Offer(offer),
        Change::Member(Box::new(mentor)),
    ];
    Routed { ask, changes, to: Destination::Mentor { able, more_later, until, near } }
}

/// When an offer runs out that a mentor gets at an instant. Without any hours it lasts a day.
pub(super) fn runs_out(mentor: &Member, from: DateTime<Utc>, lasts: WorkingTime) -> DateTime<Utc> {
    mentor.calendar.after_working(from, lasts).unwrap_or(from + TimeDelta::days(1))
}

/// How often the clock has looked for somebody.
pub(super) fn tries(ask: &Ask) -> u32 {
    match ask.stage {
        Stage::Waiting { tries, .. } | Stage::InPool { tries, .. } => tries,
        _ => 0,
    }
}

/// None of a closed community's tasks is done, so this one is as soon as it is open.
fn keep(mut ask: Ask, moment: &mut Moment) -> Routed {
    ask.stage = Stage::Waiting { again_at: moment.now, tries: tries(&ask) };
    let rematch = Action::Clock(Wake::Rematch(ask.id));
    let changes = vec![wake(rematch, moment.now, None, Subject::Ask(ask.id), moment)];
    Routed { ask, changes, to: Destination::Kept }
}

fn wait(mut ask: Ask, learner: &Member, lack: Lack, moment: &mut Moment) -> Routed {
    let again_at = working_days_later(learner, moment.now, 1);
    ask.stage = Stage::Waiting { again_at, tries: tries(&ask) + 1 };
    let rematch = Action::Clock(Wake::Rematch(ask.id));
    let changes = vec![wake(rematch, again_at, None, Subject::Ask(ask.id), moment)];
    Routed { ask, changes, to: Destination::Waiting { again_at, lack } }
}

fn to_pool(mut ask: Ask, learner: &Member, found: Found, posted: bool, moment: &mut Moment) -> Routed {
    let Found { known, left } = found;
    let again_at = working_days_later(learner, moment.now, LOOK_APART);
    // How often it was looked for somebody before says nothing of how long it has been open to everybody.
    let (since, looked, first) = match ask.stage {
        Stage::InPool { since, tries } => (since, tries, false),
        _ => (moment.now, 0, true),
    };
    ask.stage = Stage::InPool { since, tries: looked + 1 };
    let rematch = Action::Clock(Wake::Rematch(ask.id));
    let mut changes = vec![wake(rematch, again_at, None, Subject::Ask(ask.id), moment)];
    if first {
        changes.extend(cards::put_there(&mut ask, learner, moment));
        changes.push(Change::Fact(Fact::new(learner.id, Event::Pooled { ask: ask.id }, moment)));
    }
    Routed { ask, changes, to: Destination::Pool { known, posted, left, again_at } }
}

/// Ten o'clock of the member's, so many working days later; without any hours, so many days later.
pub(super) fn working_days_later(member: &Member, from: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    let ten = NaiveTime::from_hms_opt(10, 0, 0).expect("ten o'clock exists");
    let wish = member.calendar.working_days_after(from, days).and_then(|date| {
        Wish { wall: date.and_time(ten), zone: member.calendar.zone, policy: Policy::OnDay }
            .resolve(&member.calendar)
    });
    wish.unwrap_or(from + TimeDelta::days(i64::from(days)))
}

/// Takes an open offer back from its mentor. Answers with the offer and the mentor as they are from now on.
pub(super) fn release(mut offer: Offer, mut mentor: Member, stage: OfferStage) -> (Offer, Member) {
    let what = Holding::Offer(offer.id);
    mentor.mentor = mentor.mentor.map(|mut profile| {
        match stage {
            OfferStage::Missed { .. } => profile.record.missed += 1,
            OfferStage::Passed { .. } => profile.record.answered += 1,
            _ => {}
        }
        profile.without(what)
    });
    offer.stage = stage;
    // What was not sent is nobody's to keep.
    offer.draft = None;
    (offer, mentor)
}
