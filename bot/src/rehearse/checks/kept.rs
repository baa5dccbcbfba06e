//! Every promise is kept in time, and of everything that is open it is known whose turn it is.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use smallwins_core::ask::{Ask, Offer, Stage};
use smallwins_core::id::{AskId, OfferId, SessionId};
use smallwins_core::session::Session;
use smallwins_core::task::{Subject, Task};

/// Everything that is under way, as it was last written.
#[derive(Default)]
pub(crate) struct UnderWay {
    pub(crate) asks: BTreeMap<AskId, Ask>,
    pub(crate) offers: BTreeMap<OfferId, Offer>,
    pub(crate) sessions: BTreeMap<SessionId, Session>,
}

impl UnderWay {
    /// What is promised and late, or open and nobody's turn: its id, and why.
    pub(crate) fn forgotten(&self, waiting: &[Task], now: DateTime<Utc>) -> Vec<(String, String)> {
        let late = waiting.iter().filter(|task| task.due <= now);
        let late = late.map(|task| {
            let since = now - task.due;
            (
                task.id.to_string(),
                format!("due for {} minutes and not done, about {}", since.num_minutes(), task.about),
            )
        });
        let promised: HashSet<Subject> = waiting.iter().map(|task| task.about).collect();
        let asks = self.asks.values().filter(|ask| ask.is_open() && !self.is_somebodys_turn(ask, &promised));
        let asks = asks.map(|ask| (ask.id.to_string(), format!("it is nobody's turn: {}", stage(ask))));
        let sessions = self.sessions.values().filter(|session| session.is_open());
        let sessions = sessions.filter(|session| !promised.contains(&Subject::Session(session.id)));
        let sessions =
            sessions.map(|session| (session.id.to_string(), "it is open, and nothing is due".to_owned()));
        late.chain(asks).chain(sessions).collect()
    }

    fn is_somebodys_turn(&self, ask: &Ask, promised: &HashSet<Subject>) -> bool {
        match &ask.stage {
            Stage::AwaitingMentor { offer, .. } => {
                self.offers.get(offer).is_some_and(Offer::is_open)
                    && promised.contains(&Subject::Offer(*offer))
            }
            Stage::Waiting { .. } | Stage::InPool { .. } => promised.contains(&Subject::Ask(ask.id)),
            Stage::AwaitingLearner { session } | Stage::Booked { session } => {
                self.sessions.get(session).is_some_and(Session::is_open)
                    && promised.contains(&Subject::Session(*session))
            }
            Stage::Closed { .. } => true,
        }
    }
}

fn stage(ask: &Ask) -> String {
    match &ask.stage {
        Stage::AwaitingMentor { offer, .. } => format!("waits for the mentor of {offer}"),
        Stage::Waiting { .. } => "waits for somebody with room".to_owned(),
        Stage::InPool { .. } => "lies in the pool".to_owned(),
        Stage::AwaitingLearner { session } | Stage::Booked { session } => format!("has {session}"),
        Stage::Closed { .. } => "closed".to_owned(),
    }
}

#[cfg(test)]
pub(in crate::rehearse::checks) mod tests {
    use chrono::TimeDelta;
    use smallwins_core::action::{Action, Wake};
    use smallwins_core::ask::OfferStage;
    use smallwins_core::moment::Moment;
    use smallwins_core::session::Minutes;
    use smallwins_core::task::Work;
    use smallwins_core::text::{Limit, Typed};

    use super::*;

    fn moment() -> Moment {
        Moment::new(DateTime::from_timestamp(1_790_000_000, 0).unwrap(), 1)
    }

    /// An ask at a stage.
    pub(in crate::rehearse::checks) fn ask(stage: Stage, moment: &mut Moment) -> Ask {
        Ask {
            id: moment.id(),
            version: 0,
            learner: moment.id(),
            question: Typed::parse("how do I test a parser", Limit::ASK).unwrap(),
            minutes: Minutes::Ten,
            at: moment.now,
            tried: Vec::new(),
            first_response: None,
            stage,
            cards: Vec::new(),
            taken_out: false,
        }
    }

    fn promise(about: Subject, minutes: i64, moment: &mut Moment) -> Task {
        let due = moment.now + TimeDelta::minutes(minutes);
        let work = Work::Act(Action::Clock(Wake::Rematch(moment.id())));
        Task { id: moment.id(), due, wish: None, not_after: None, about, work }
    }

    #[test]
    fn a_promise_that_is_late_is_found() {
        let mut moment = moment();
        let about = Subject::Member(moment.id());
        let (late, ahead) = (promise(about, -5, &mut moment), promise(about, 5, &mut moment));
        let found = UnderWay::default().forgotten(&[ahead, late.clone()], moment.now);
        assert_eq!(found, [(late.id.to_string(), format!("due for 5 minutes and not done, about {about}"))]);
    }

    #[test]
    fn an_ask_that_nothing_will_wake_is_found() {
        let mut moment = moment();
        let pool = ask(Stage::InPool { since: moment.now, tries: 1 }, &mut moment);
        let mut under_way = UnderWay::default();
        under_way.asks.insert(pool.id, pool.clone());
        let kept = promise(Subject::Ask(pool.id), 5, &mut moment);
        assert_eq!(under_way.forgotten(&[kept], moment.now), []);
        let found = under_way.forgotten(&[], moment.now);
        assert_eq!(found, [(pool.id.to_string(), "it is nobody's turn: lies in the pool".to_owned())]);
    }

    #[test]
    fn an_ask_whose_offer_is_over_is_found() {
        let mut moment = moment();
        let mut offer = Offer {
            id: moment.id(),
            version: 0,
            ask: moment.id(),
            mentor: moment.id(),
            reasons: Vec::new(),
            why: None,
            prompt: None,
            draft: None,
            stage: OfferStage::Planned { opens_at: moment.now },
        };
        let waits = ask(Stage::AwaitingMentor { offer: offer.id, until: moment.now }, &mut moment);
        let kept = [promise(Subject::Offer(offer.id), 5, &mut moment)];
        let mut under_way = UnderWay::default();
        under_way.asks.insert(waits.id, waits);
        under_way.offers.insert(offer.id, offer.clone());
        assert_eq!(under_way.forgotten(&kept, moment.now), []);
        assert_eq!(under_way.forgotten(&[], moment.now).len(), 1);
        offer.stage = OfferStage::Missed { at: moment.now };
        under_way.offers.insert(offer.id, offer);
        assert_eq!(under_way.forgotten(&kept, moment.now).len(), 1);
    }
}
