//! `weights`: how much each part of the score counts here. Those who run the community read them, and change them only
//! after they have seen what the last four weeks would have been like: the button beneath that is what changes them.
//! What somebody has seen is noted for a day (`trial`), so whoever types what the button says, or presses one that is
//! older, is shown it first.

mod trial;

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::admin::only;
use super::begun::Begun;
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

pub(super) use trial::{TRIALS, Trial, tried_long_ago};

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

/// The last four weeks, played twice.
#[derive(Debug, Clone, Default)]
pub(super) struct Played {
    past: Past,
    /// As it counts now.
    before: Replayed,
    /// As somebody wishes.
    after: Replayed,
}

/// Plays the last four weeks: by the terms that hold, and by other weights.
pub(super) fn played(past: Past, now: &Terms, wished: Weights) -> Played {
    let (before, after) = (replay(&past, now), replay(&past, &Terms { weights: wished, ..now.clone() }));
    Played { past, before, after }
}

/// By what the last four weeks are played as it counts now.
pub(super) fn terms(community: &Community) -> Terms {
    Terms { weights: community.weights.clone(), pace: community.settings.pace(), ..Terms::default() }
}

/// These are the weights that hold.
pub(super) fn same() -> Message {
    say("weights.same").message()
}

/// What the last four weeks would have been like, beside how they are counted now.
pub(super) fn tried(
    wished: &Weights,
    played: &Played,
    speaker: &Member,
    community: &Community,
    moment: &Moment,
) -> Decision {
    let now = &community.weights;
    let Played { past, before, after } = played;
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
    let message = say("weights.replay")
        .with("changes", changes)
        .with("n", past.asks.len())
        .with("cut", past.asks.len() == MOST_REPLAYED)
        .with("before", row(before))
        .with("after", row(after))
        .with("others", after.others(before))
        .button("use", carrying(wished))
        .button("keep", Action::Weights(words("keep")))
        .message();
    Decision::reply(message).and(Trial::of(wished, moment.now).kept(speaker))
}

/// These weights from now on, if whoever says so has seen what comes of them, and no others have come in the place of
/// those they were to replace.
pub(super) fn used(
    mut wished: Weights,
    in_place_of: u32,
    trial: Option<&Trial>,
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
    if !trial.is_some_and(|trial| trial.is_of(&wished, in_place_of, moment.now)) {
        return Err(Refusal::because(say("weights.untried").button("again", trying(&wished))));
    }
    wished.version = now.version + 1;
    wished.set = Some(Set { by: speaker.id, at: moment.now });
    let reply = reply(wished.version);
    let mut community = community.clone();
    community.weights = wished;
    Ok(Decision::reply(reply).and(Trial::dropped(speaker)).and(Change::Community(Box::new(community))))
}

/// Nothing changes.
pub(super) fn kept() -> Message {
    say("weights.kept").message()
}

#[cfg(test)]
mod tests;
