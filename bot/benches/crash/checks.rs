//! What has to be true of a database whose process was killed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use smallwins::wire::SystemMoments;
use smallwins_core::ask::{Ask, Offer, OfferStage, Stage};
use smallwins_core::community::Scope;
use smallwins_core::id::AskId;
use smallwins_core::matching::Reason;
use smallwins_core::moment::Moments;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::{Desk, Store};
use smallwins_core::task::{Subject, Task, Work};

use crate::players::{Effect, Said};

/// What was due so long ago and is not done is stuck.
const STUCK: TimeDelta = TimeDelta::minutes(2);

/// Everything that a database holds and that can be looked at.
pub(crate) struct Found {
    /// The playground's lines by their keys.
    pub(crate) lines: BTreeMap<String, Value>,
    /// Everybody's desk by their handle.
    desks: BTreeMap<String, Desk>,
    /// Every ask that some line names.
    asks: BTreeMap<AskId, Ask>,
    waiting: Vec<Task>,
    now: DateTime<Utc>,
}

impl Found {
    /// Looks at a database that no process has open.
    pub(crate) async fn at(url: &str) -> Found {
        let store = smallwins_store::open(url).await.expect("the database opens after the crash");
        let platform = PlatformName::new(smallwins_web::playground::PLATFORM);
        let community = store.community(&platform, "playground").await.expect("it answers");
        let scope = community.expect("the playground is there").scope();
        let mut found = Found {
            lines: lines(&store, scope).await,
            desks: BTreeMap::new(),
            asks: BTreeMap::new(),
            waiting: store.due(scope, 100_000).await.expect("it answers"),
            now: now(&store, scope).await,
        };
        for member in store.everyone(scope, 100).await.expect("it answers") {
            let desk = store.desk(scope, member.id, DateTime::UNIX_EPOCH).await.expect("it answers");
            found.desks.insert(member.handle.0, desk);
        }
        for id in found.named_asks() {
            let story =
                store.ask_stories(scope, &[id], DateTime::UNIX_EPOCH).await.expect("it answers").pop();
            found.asks.extend(story.map(|story| (id, story.ask)));
        }
        store.close().await;
        found
    }

    /// What is wrong with what was answered before the crash.
    pub(crate) fn acknowledged(&self, said: &[Said]) -> Vec<String> {
        said.iter().filter_map(|said| self.lost(said).map(|why| format!("{}: {why}", said.call))).collect()
    }

    fn lost(&self, said: &Said) -> Option<String> {
        if said.opened_a_form {
            return None;
        }
        let Some(answer) = self.lines.get(&answer_to(said)) else {
            return Some("its answer is gone".to_owned());
        };
        let message = &answer["what"]["answered"];
        let key = message["receipt"]["key"].as_str().unwrap_or_default();
        if key.starts_with("trouble.") {
            return Some(format!("it was answered with {key}"));
        }
        let Some(desk) = self.desks.get(said.handle) else {
            return Some("nobody of that name is known".to_owned());
        };
        let times = |there: usize| (there != 1).then(|| format!("what it did is there {there} times"));
        match &said.effect {
            Some(Effect::Win(deed)) => {
                times(desk.wins.iter().filter(|win| win.deed.as_str() == deed).count())
            }
            Some(Effect::Ask(question)) if ["ask.offered", "ask.waiting", "ask.pooled"].contains(&key) => {
                times(self.asks.values().filter(|ask| ask.question.as_str() == question).count())
            }
            Some(Effect::Ask(_)) | None => None,
        }
    }

    /// What is wrong with what was promised: an open ask, offer or session that nothing will ever be heard of.
    pub(crate) fn promises(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let wakes: BTreeSet<String> = self
            .waiting
            .iter()
            .filter(|task| matches!(task.work, Work::Act(_)))
            .map(|task| task.about.to_string())
            .collect();
        let mut promised = |about: Subject, what: &str| {
            if !wakes.contains(&about.to_string()) {
                wrong.push(format!("{about} is {what}, and no wake-up waits"));
            }
        };
        for desk in self.desks.values() {
            for ask in &desk.asks {
                match ask.stage {
                    Stage::AwaitingMentor { offer, .. } => promised(Subject::Offer(offer), "a mentor's turn"),
                    Stage::Waiting { .. } => promised(Subject::Ask(ask.id), "waiting"),
                    Stage::InPool { .. } => promised(Subject::Ask(ask.id), "in the pool"),
                    Stage::AwaitingLearner { session } | Stage::Booked { session } => {
                        promised(Subject::Session(session), "a session");
                    }
                    Stage::Closed { .. } => {}
                }
            }
            for session in &desk.sessions {
                promised(Subject::Session(session.id), "open");
            }
        }
        for (handle, desk) in &self.desks {
            // Who came forward by themselves knows of the offer.
            let is_told = |offer: &&Offer| {
                matches!(offer.stage, OfferStage::Offered { .. })
                    && !offer.reasons.contains(&Reason::Volunteer)
            };
            for offer in desk.offers.iter().filter(is_told) {
                let id = offer.id.to_string();
                let about = |task: &Task| task.about == Subject::Offer(offer.id);
                let waits =
                    self.waiting.iter().any(|task| about(task) && matches!(task.work, Work::Deliver(_)));
                let is_said = || {
                    self.lines.values().any(|line| {
                        line["place"]["direct"] == handle.as_str() && line["what"].to_string().contains(&id)
                    })
                };
                if !waits && !is_said() {
                    wrong.push(format!("{id} is offered, and {handle} never hears of it"));
                }
            }
        }
        wrong
    }

    /// What was due and is not done.
    pub(crate) fn stuck(&self) -> Vec<String> {
        let late = self.waiting.iter().filter(|task| task.due < self.now - STUCK);
        late.map(|task| format!("{} was due at {} and it is {}", task.id, task.due, self.now)).collect()
    }

    /// What was said twice to the same people, be it alone or bundled with other messages.
    pub(crate) fn said_twice(&self) -> Vec<String> {
        let (mut said, mut numbers, mut wrong) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
        for (key, line) in &self.lines {
            if !numbers.insert(line["seq"].as_u64()) {
                wrong.push(format!("{key} has the number of another line"));
            }
            let Some(blocks) = line["what"]["delivered"]["blocks"].as_array() else { continue };
            let receipt = &line["what"]["delivered"]["receipt"]["key"];
            // An ask that comes back to the pool is put out again in the same words.
            if receipt == "pool.open" {
                continue;
            }
            for message in blocks.split(|block| block == "divider") {
                let words = format!("{} {}", line["place"], Value::from(message));
                if let Some(earlier) = said.insert(words, key) {
                    wrong.push(format!("{earlier} and {key} say the same ({receipt})"));
                }
            }
        }
        wrong
    }

    fn named_asks(&self) -> BTreeSet<AskId> {
        let texts = self.lines.values().map(ToString::to_string);
        let ids = texts.flat_map(|text| {
            let ids = text.match_indices("ask_").filter_map(|(at, _)| text.get(at..at + 30)?.parse().ok());
            ids.collect::<Vec<AskId>>()
        });
        let open = self.desks.values().flat_map(|desk| desk.asks.iter().map(|ask| ask.id));
        ids.chain(open).collect()
    }
}

/// The key of the line that answers a call.
pub(crate) fn answer_to(said: &Said) -> String {
    format!("thread/{}/answer", said.call)
}

async fn lines(store: &dyn Store, scope: Scope) -> BTreeMap<String, Value> {
    let kept = store.keepsakes(scope, "thread/").await.expect("it answers");
    let read = |(key, json): (String, String)| (key, serde_json::from_str(&json).expect("it is whole"));
    kept.into_iter().map(read).collect()
}

/// What the playground's clock shows.
async fn now(store: &dyn Store, scope: Scope) -> DateTime<Utc> {
    let kept = store.keepsakes(scope, "clock").await.expect("it answers");
    let offset = kept.first().and_then(|(_, millis)| millis.parse().ok()).unwrap_or_default();
    SystemMoments.moment().now + TimeDelta::milliseconds(offset)
}
