//! `weights`: how much each part of the score counts here. Those who run the community read them, and change them only
//! after they have seen what the last four weeks would have been like: the button beneath that is what changes them.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::admin::only;
use super::why::says;
use crate::action::{Action, Words, words};
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::id::MemberId;
use crate::kpi::{FEWEST_PEOPLE, Unit};
use crate::matching::replay::{MOST_REPLAYED, Past, Replayed, replay};
use crate::matching::{MOST_PERCENT, Part, Set, Terms, USUAL_PERCENT, Weights};
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::rights::Right;
use crate::script::{Value, record, say};
use crate::text::Typed;

/// What somebody says about weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// Which are they?
    Show,
    /// What if they were these?
    Try(Weights),
    /// These from now on, in the place of that version.
    Use(Weights, u32),
    /// As they are.
    Keep,
}

/// What an admin says about weights.
pub(super) fn wish(text: Option<&Words>, speaker: &Member, community: &Community) -> Result<Wish, Refusal> {
    only(Right::Weights, speaker)?;
    let Some(text) = text else { return Ok(Wish::Show) };
    let lower = text.get().to_lowercase().replace(['=', ':', ',', '%'], " ");
    let typed: Vec<&str> = lower.split_whitespace().collect();
    match typed[..] {
        ["keep"] => Ok(Wish::Keep),
        ["usual"] => Ok(Wish::Try(usual(&community.weights))),
        ["use", version, ref percents @ ..] => {
            only(Right::SetWeights, speaker)?;
            carried(version, percents).ok_or_else(problem)
        }
        _ => wished(&community.weights, &typed).map(Wish::Try),
    }
}

/// The weights that every community begins with, in the place of those.
fn usual(weights: &Weights) -> Weights {
    let as_usual = |weights: Weights, part| {
        weights.with(part, u32::from(USUAL_PERCENT)).expect("what is usual is within the bounds")
    };
    Part::ALL.into_iter().fold(weights.clone(), as_usual)
}

/// Parts and their percents, in turns.
fn wished(weights: &Weights, typed: &[&str]) -> Result<Weights, Refusal> {
    let (pairs, rest) = typed.as_chunks::<2>();
    if pairs.is_empty() || !rest.is_empty() {
        return Err(problem());
    }
    pairs.iter().try_fold(weights.clone(), |weights, [word, percent]| {
        let part = Part::of(word).ok_or_else(problem)?;
        let bounds = || say("weights.bounds").with("word", *word).with("most", u32::from(MOST_PERCENT));
        let percent = percent.parse().map_err(|_| Refusal::because(bounds()))?;
        weights.with(part, percent).map_err(|_| Refusal::because(bounds()))
    })
}

fn problem() -> Refusal {
    let parts = Part::ALL.map(|part| part.word().to_owned());
    let most = u32::from(MOST_PERCENT);
    Refusal::because(say("weights.problem").with("words", Vec::from(parts).join(", ")).with("most", most))
}

/// What the button carries: the version in whose place they come, and the percents of all parts.
fn carried(version: &str, percents: &[&str]) -> Option<Wish> {
    let fits = percents.len() == Part::ALL.len();
    let parts = Part::ALL.into_iter().zip(percents);
    let weights = parts.filter(|_| fits).try_fold(Weights::default(), |weights, (part, percent)| {
        weights.with(part, percent.parse().ok()?).ok()
    });
    Some(Wish::Use(weights.filter(|_| fits)?, version.parse().ok()?))
}

fn carrying(weights: &Weights) -> Action {
    let percents = Part::ALL.map(|part| weights.of(part).to_string()).join(" ");
    Action::Weights(words(&format!("use {} {percents}", weights.version)))
}

/// The words by which these weights can be tried.
fn trying(weights: &Weights) -> Action {
    let other = Part::ALL.into_iter().filter(|part| weights.of(*part) != USUAL_PERCENT);
    let parts: Vec<String> = other.map(|part| format!("{} {}", part.word(), weights.of(part))).collect();
    let typed = if parts.is_empty() { "usual".to_owned() } else { parts.join(" ") };
    Action::Weights(words(&typed))
}

/// Which weights hold, and who set them.
pub(super) fn show(community: &Community, by: Option<&Typed>) -> Message {
    let weights = &community.weights;
    let parts = Part::ALL.map(|part| {
        record([
            ("word", part.word().into()),
            ("says", says(part).into()),
            ("percent", weights.of(part).into()),
            ("most", (part.most() * i64::from(weights.of(part)) / 100).into()),
            ("against", part.is_against().into()),
        ])
    });
    say("weights")
        .with("parts", Vec::from(parts))
        .with("version", weights.version)
        .with("name", by)
        .with("at", weights.set.map(|set| set.at))
        .with("most", u32::from(MOST_PERCENT))
        .button_if(!weights.count_as(&Weights::default()), "usual", Action::Weights(words("usual")))
        .message()
}

/// What the last four weeks would have been like, beside how they are counted now.
pub(super) fn tried(wished: &Weights, past: &Past, community: &Community) -> Message {
    let now = &community.weights;
    if wished.count_as(now) {
        return say("weights.same").message();
    }
    let pace = community.settings.pace();
    let play =
        |weights: &Weights| replay(past, &Terms { weights: weights.clone(), pace, ..Terms::default() });
    let (before, after) = (play(now), play(wished));
    let changes: Vec<Value> = Part::ALL
        .into_iter()
        .filter(|part| wished.of(*part) != now.of(*part))
        .map(|part| {
            record([
                ("word", part.word().into()),
                ("was", now.of(part).into()),
                ("percent", wished.of(part).into()),
            ])
        })
        .collect();
    let enough = |people: usize| people as u64 >= FEWEST_PEOPLE;
    let row = |told: &Replayed| {
        // What few people's asks came to would tell of those people.
        let found = past.asks.iter().filter(|(ask, _)| told.found.contains_key(&ask.id));
        let helped: BTreeSet<MemberId> = found.map(|(_, learner)| learner.id).collect();
        let (of_learners, of_mentors) = (enough(helped.len()), enough(past.mentors.len()));
        let time = |time: TimeDelta| Unit::Time.show(time.num_milliseconds() as f64);
        record([
            ("found", told.found.len().into()),
            ("wait", told.wait().filter(|_| of_learners).map(time).into()),
            ("spread", told.spread().filter(|_| of_mentors).map(|gini| Unit::Coefficient.show(gini)).into()),
            ("repeats", told.repeats.into()),
            ("fit", told.fit().filter(|_| of_learners).map(|fit| Unit::Share.show(fit)).into()),
        ])
    };
    say("weights.replay")
        .with("changes", changes)
        .with("n", past.asks.len())
        .with("cut", past.asks.len() == MOST_REPLAYED)
        .with("before", row(&before))
        .with("after", row(&after))
        .with("others", after.others(&before))
        .button("use", carrying(wished))
        .button("keep", Action::Weights(words("keep")))
        .message()
}

/// These weights from now on, unless others have come in the place of those they were to replace.
pub(super) fn used(
    mut wished: Weights,
    in_place_of: u32,
    speaker: &Member,
    community: &Community,
    moment: &Moment,
) -> Result<Decision, Refusal> {
    let now = &community.weights;
    let reply = |version: u32| say("weights.set").with("version", version).message();
    if wished.count_as(now) {
        return Ok(Decision::reply(reply(now.version)));
    }
    if in_place_of != now.version {
        let saying =
            say("weights.changed").with("version", now.version).with("at", now.set.map(|set| set.at));
        return Err(Refusal::because(saying.button("again", trying(&wished))));
    }
    wished.version = now.version + 1;
    wished.set = Some(Set { by: speaker.id, at: moment.now });
    let reply = reply(wished.version);
    let mut community = community.clone();
    community.weights = wished;
    Ok(Decision::reply(reply).and(Change::Community(Box::new(community))))
}

/// Nothing changes.
pub(super) fn kept() -> Message {
    say("weights.kept").message()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::ask::Ask;
    use crate::sample::{ask, buttons, community, id, member, mentor, moment};

    fn admin() -> Member {
        Member { admin: true, ..member("dee") }
    }

    fn wishes(text: &str, community: &Community) -> Result<Wish, &'static str> {
        wish(words(text).as_ref(), &admin(), community).map_err(|refusal| refusal.key())
    }

    fn weights(part: Part, percent: u32) -> Weights {
        Weights::default().with(part, percent).unwrap()
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
        let message = tried(&weights(Part::Topic, 50), &Past::default(), &community);
        let shown = buttons(&message);
        let [used, keep] = &shown[..] else { panic!("two buttons: {shown:?}") };
        assert!(used.action.to_string().len() <= 97);
        let Action::Weights(Some(text)) = &used.action else { panic!("{:?}", used.action) };
        assert_eq!(wish(Some(text), &admin(), &community).unwrap(), Wish::Use(weights(Part::Topic, 50), 0));
        assert_eq!(keep.action, Action::Weights(words("keep")));
        assert_eq!(tried(&Weights::default(), &Past::default(), &community).receipt.key, "weights.same");
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
            tried(&weights(Part::Topic, 50), &past, &community()).bare(chrono_tz::UTC)
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
        let decision = used(weights(Part::Topic, 50), 0, &admin(), &community(), &moment()).unwrap();
        let [Change::Community(changed)] = &decision.changes[..] else { panic!("{:?}", decision.changes) };
        let set = Set { by: admin().id, at: moment().now };
        assert_eq!((changed.weights.version, changed.weights.set), (1, Some(set)));
        assert_eq!(changed.weights.of(Part::Topic), 50);
        let again = used(weights(Part::Topic, 50), 0, &admin(), changed, &moment()).unwrap();
        assert!(again.changes.is_empty() && again.answered() == "weights.set");
    }

    #[test]
    fn of_two_admins_at_once_the_second_hears_that_the_first_was_faster() {
        let mut community = community();
        community.weights = Weights { version: 1, ..weights(Part::Room, 200) };
        let refused = used(weights(Part::Topic, 50), 0, &admin(), &community, &moment()).unwrap_err();
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
}
