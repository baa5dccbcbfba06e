use std::sync::Arc;

use super::*;
use crate::ask::Ask;
use crate::sample::{ask, buttons, community, id, later, member, mentor, moment};

fn admin() -> Member {
    Member { admin: true, ..member("dee") }
}

fn wishes(text: &str, community: &Community) -> Result<Wish, &'static str> {
    wish(words(text).as_ref(), &admin(), community).map_err(|refusal| refusal.key())
}

fn weights(part: Part, percent: u32) -> Weights {
    Weights::default().with(part, percent).unwrap()
}

/// Somebody has just seen what comes of it.
fn seen(part: Part, percent: u32) -> Trial {
    Trial::of(&weights(part, percent), moment().now)
}

fn tries(wished: &Weights, past: Past, community: &Community) -> Decision {
    let played = played(past, &terms(community), wished.clone());
    tried(wished, &played, &admin(), community, &moment())
}

fn uses(
    topic: u32,
    trial: Option<&Trial>,
    community: &Community,
    moment: &Moment,
) -> Result<Decision, Refusal> {
    used(weights(Part::Topic, topic), 0, trial, &admin(), community, moment)
}

#[test]
fn only_those_who_run_it_read_and_change_weights() {
    let refused = wish(None, &member("ana"), &community()).unwrap_err();
    assert_eq!(refused.key(), "admins.only");
}

#[test]
fn parts_are_named_with_their_percents_as_people_write_them() {
    let community = community();
    let tried = Ok(Wish::Try(weights(Part::Topic, 50).with(Part::CoolDown, 200).unwrap()));
    for text in ["topic 50 cool-down 200", "Topic=50%, cool-down: 200 %"] {
        assert_eq!(wishes(text, &community), tried, "{text}");
    }
    assert_eq!(wishes("keep", &community), Ok(Wish::Keep));
    assert_eq!(wishes("usual", &community), Ok(Wish::Try(Weights::default())));
    for text in ["topic", "topic 50 room", "luck 10", "use", "use 0 1 2", "use 0 1 2 3 4 5 6 7 8 9 10"] {
        assert_eq!(wishes(text, &community), Err("weights.problem"), "{text}");
    }
    for text in ["topic 301", "topic -1", "topic 5.5", "topic much"] {
        assert_eq!(wishes(text, &community), Err("weights.bounds"), "{text}");
    }
    let bounds =
        wish(words("topic 301").as_ref(), &admin(), &community).unwrap_err().reply(words("topic 301"));
    let told = bounds.message.unwrap().bare(chrono_tz::UTC);
    assert!(told.contains("300") && told.contains("topic 301"), "{told}");
}

#[test]
fn nothing_is_changed_before_the_button_beneath_the_replay_is_pressed() {
    let community = community();
    let decision = tries(&weights(Part::Topic, 50), Past::default(), &community);
    let message = decision.reply.message.as_ref().unwrap();
    let shown = buttons(message);
    let [used, keep] = &shown[..] else { panic!("two buttons: {shown:?}") };
    assert!(used.action.to_string().len() <= 97);
    let Action::Weights(Some(text)) = &used.action else { panic!("{:?}", used.action) };
    assert_eq!(wish(Some(text), &admin(), &community).unwrap(), Wish::Use(weights(Part::Topic, 50), 0));
    assert_eq!(keep.action, Action::Weights(words("keep")));
    let [Change::Keepsake(name, Some(kept))] = &decision.changes[..] else {
        panic!("{:?}", decision.changes)
    };
    assert_eq!(Trial::among(vec![(name.clone(), kept.clone())], &admin()), Some(seen(Part::Topic, 50)));
}

#[test]
fn what_would_tell_of_fewer_than_five_people_is_a_dash() {
    let told = |learners: usize, mentors: usize| {
        let ask = |n: usize| {
            let learner = member(&format!("learner {n}"));
            (Ask { id: id(&format!("ask {n}")), learner: learner.id, ..ask() }, learner)
        };
        let mentors = (0..mentors).map(|n| Arc::new(mentor(&format!("mentor {n}"))));
        let past = Past { asks: (0..learners).map(ask).collect(), mentors: mentors.collect() };
        let decision = tries(&weights(Part::Topic, 50), past, &community());
        decision.reply.message.unwrap().bare(chrono_tz::UTC)
    };
    let wait = "median wait for an answer: – →";
    let spread = "minutes: – →";
    let few = told(4, 4);
    assert!(few.contains(wait) && few.contains(spread), "{few}");
    let many = told(8, 5);
    assert!(!many.contains(wait) && !many.contains(spread), "{many}");
}

#[test]
fn the_longest_button_fits_wherever_it_is_shown() {
    let most =
        Part::ALL.into_iter().fold(Weights { version: u32::MAX, ..Weights::default() }, |most, part| {
            most.with(part, u32::from(MOST_PERCENT)).unwrap()
        });
    assert!(carrying(&most).to_string().len() <= 97 && trying(&most).to_string().len() <= 97);
}

#[test]
fn a_change_has_the_next_version_and_says_who_made_it() {
    let seen = seen(Part::Topic, 50);
    let decision = uses(50, Some(&seen), &community(), &moment()).unwrap();
    let [Change::Keepsake(_, None), Change::Community(changed)] = &decision.changes[..] else {
        panic!("{:?}", decision.changes)
    };
    let set = Set { by: admin().id, at: moment().now };
    assert_eq!((changed.weights.version, changed.weights.set), (1, Some(set)));
    assert_eq!(changed.weights.of(Part::Topic), 50);
    let again = uses(50, None, changed, &moment()).unwrap();
    assert!(again.changes.is_empty() && again.answered() == "weights.set");
}

#[test]
fn what_somebody_has_not_seen_played_within_a_day_is_shown_first_whatever_they_type() {
    let refused = |trial: Option<&Trial>, moment: &Moment| {
        uses(50, trial, &community(), moment).map_err(|refusal| refusal.key()).err()
    };
    let seen = |percent| seen(Part::Topic, percent);
    assert_eq!(refused(None, &moment()), Some("weights.untried"));
    assert_eq!(refused(Some(&seen(60)), &moment()), Some("weights.untried"));
    assert_eq!(refused(Some(&seen(50)), &later(TimeDelta::hours(24))), Some("weights.untried"));
    assert_eq!(refused(Some(&seen(50)), &later(TimeDelta::hours(23))), None);
    let other = Weights { version: 1, ..weights(Part::Topic, 50) };
    assert_eq!(refused(Some(&Trial::of(&other, moment().now)), &moment()), Some("weights.untried"));
    let reply = uses(50, None, &community(), &moment()).unwrap_err().reply(None).message.unwrap();
    assert_eq!(buttons(&reply)[0].action, Action::Weights(words("topic 50")));
}

#[test]
fn of_two_admins_at_once_the_second_hears_that_the_first_was_faster() {
    let mut community = community();
    community.weights = Weights { version: 1, ..weights(Part::Room, 200) };
    let refused = uses(50, Some(&seen(Part::Topic, 50)), &community, &moment()).unwrap_err();
    assert_eq!(refused.key(), "weights.changed");
    let reply = refused.reply(None).message.unwrap();
    assert_eq!(buttons(&reply)[0].action, Action::Weights(words("topic 50")));
}

#[test]
fn what_counts_is_listed_with_its_percents_and_the_way_back() {
    let usual = show(&community(), None);
    assert!(buttons(&usual).is_empty());
    let mut community = community();
    community.weights = Weights { version: 1, ..weights(Part::Topic, 50) };
    let message = show(&community, Some(&admin().name));
    let told = message.bare(chrono_tz::UTC);
    assert!(told.contains("50 %") && told.contains("up to 20"), "{told}");
    assert_eq!(buttons(&message)[0].action, Action::Weights(words("usual")));
}
