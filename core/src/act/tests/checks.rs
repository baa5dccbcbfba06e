//! What has to hold in that world, whatever happened.

use super::*;

impl World {
    pub(super) fn check(&self) {
        self.one_turn_at_a_time();
        self.holdings_are_what_is_held();
        self.nobody_is_in_two_places();
    }

    fn one_turn_at_a_time(&self) {
        for ask in self.asks.values() {
            let theirs = self.offers.values().filter(|offer| offer.ask == ask.id && offer.is_open());
            let asked: Vec<OfferId> =
                theirs.filter(|offer| !offer.is_volunteered()).map(|offer| offer.id).collect();
            let sessions = self.sessions.values().filter(|session| session.ask == ask.id);
            let planned: Vec<SessionId> = sessions
                .filter(|session| match session.stage {
                    Stage::Choosing { .. } | Stage::Booked { .. } => true,
                    Stage::Meeting { .. } | Stage::Noting { .. } => !session.attendance.held,
                    Stage::Following { .. } | Stage::Closed { .. } => false,
                })
                .map(|session| session.id)
                .collect();
            let (offer, session) = match ask.stage {
                AskStage::AwaitingMentor { offer, .. } => (vec![offer], vec![]),
                AskStage::AwaitingLearner { session } | AskStage::Booked { session } => {
                    (vec![], vec![session])
                }
                AskStage::Waiting { .. } | AskStage::InPool { .. } | AskStage::Closed { .. } => {
                    (vec![], vec![])
                }
            };
            assert_eq!((asked, planned), (offer, session), "{ask:?}");
            let awaited = |about: Subject| self.waiting.iter().any(|task| task.about == about);
            match ask.stage {
                AskStage::AwaitingMentor { offer, .. } => assert!(awaited(Subject::Offer(offer)), "{ask:?}"),
                AskStage::Waiting { .. } | AskStage::InPool { .. } => {
                    assert!(awaited(Subject::Ask(ask.id)), "nobody looks at {ask:?}");
                }
                _ => {}
            }
        }
        for session in self.sessions.values().filter(|session| session.is_open()) {
            let awaited = self.waiting.iter().any(|task| task.about == Subject::Session(session.id));
            assert!(awaited, "nothing follows {session:?}");
        }
    }

    fn holdings_are_what_is_held(&self) {
        for member in self.members.values() {
            let Some(profile) = &member.mentor else { continue };
            let held: Vec<Holding> = profile.held.iter().map(|held| held.what).collect();
            for offer in self.offers.values().filter(|offer| offer.mentor == member.id) {
                let holds = held.contains(&Holding::Offer(offer.id));
                assert!(!holds || offer.is_open(), "{} holds what is settled: {offer:?}", member.handle.0);
                let joined_since = profile.since > self.now - TimeDelta::days(7);
                assert!(
                    holds || !offer.is_open() || joined_since,
                    "{} does not hold {offer:?}",
                    member.handle.0
                );
            }
            for session in self.sessions.values().filter(|session| session.mentor == member.id) {
                let holds = held.contains(&Holding::Session(session.id));
                let over = matches!(
                    session.stage,
                    Stage::Closed { ending: Ending::Cancelled { .. } | Ending::Lapsed | Ending::Missed, .. }
                );
                assert!(!(holds && over), "{} holds what came to nothing: {session:?}", member.handle.0);
                let ahead = matches!(
                    session.stage,
                    Stage::Choosing { .. } | Stage::Booked { .. } | Stage::Meeting { .. }
                );
                assert!(holds || !ahead, "{} does not hold {session:?}", member.handle.0);
            }
        }
    }

    fn nobody_is_in_two_places(&self) {
        for member in self.members.keys() {
            let mut theirs: Vec<Busy> = self
                .sessions
                .values()
                .filter(|session| session.partner_of(*member).is_some())
                .filter_map(Session::busy)
                .collect();
            theirs.sort_by_key(|busy| busy.from);
            for pair in theirs.windows(2) {
                assert!(pair[0].to <= pair[1].from, "in two places: {pair:?}");
            }
        }
    }
}
