//! What people do by themselves: they ask, tell of wins, join and leave, go on holiday and move to other cities.

use chrono::{DateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use rand::Rng;
use smallwins_core::platform::Lost;

use super::act::{Act, Means};
use super::cast::{Caps, Someone, ZONES};
use super::hours::{NEVER, OFFICES, USUAL, WEEKS};
use super::plan::Plan;
use super::temper::happens;
use super::words;

/// For an ask there are so many wins on average.
const WINS: f64 = 10.0 / 9.0;
/// And so many looks at what is open.
const LOOKS: f64 = 5.0 / 6.0;
/// Of a hundred mentors, so many give without much of a limit.
const GENEROUS: u32 = 15;
/// Every so many of them would rather help in batches.
const BATCHES: usize = 4;

/// Everything that somebody will do by themselves.
pub(crate) fn life(someone: &mut Someone, plan: &Plan) -> Vec<Act> {
    let mut acts = Vec::new();
    let days = f64::from(plan.days);
    let joins = someone.chance.random_range(0.0..days.min(8.0));
    if someone.mentors {
        let joined = at(someone, plan, joins);
        acts.push(mentor(someone, joined));
        if someone.number.is_multiple_of(BATCHES) {
            let office = &OFFICES[someone.number / BATCHES % OFFICES.len()];
            let says =
                Act::types(format!("/mentor office {}", office.typed), joined + TimeDelta::minutes(30));
            acts.push(says.meaning(Means::Office(office)));
        }
        if happens(15, &mut someone.chance) {
            let leaves = someone.chance.random_range(joins..days);
            acts.push(Act::types("/mentor leave", at(someone, plan, leaves)));
        }
    }
    if happens(if someone.mentors { 60 } else { 25 }, &mut someone.chance) {
        acts.push(hours(someone, plan, joins + 0.1));
    }
    if happens(10, &mut someone.chance) {
        let later = someone.chance.random_range(0.0..days);
        acts.push(hours(someone, plan, later));
    }
    if happens(8, &mut someone.chance) {
        acts.push(moves(someone, plan));
    }
    for _ in 0..2 {
        if happens(30, &mut someone.chance) {
            let text = format!("/mentor pause {}", words::holiday(&mut someone.chance));
            let when = someone.chance.random_range(0.0..days);
            acts.push(Act::types(text, at(someone, plan, when)));
        }
    }
    for (many, say) in [
        (1.0, ask as fn(&mut Someone) -> String),
        (WINS, |someone| format!("/mentor win {}", words::deed(&mut someone.chance))),
        (LOOKS, typed),
    ] {
        let every = f64::from(plan.asks_every) / many;
        let mut day = joins * 0.5 + gap(every * 0.5, someone);
        while day < days {
            let text = say(someone);
            acts.push(Act::types(text, at(someone, plan, day)));
            day += gap(every, someone);
        }
    }
    // Who has left the platform says nothing any more.
    let gone = someone.lost.filter(|away| away.lost == Lost::Gone);
    acts.retain(|act| gone.is_none_or(|away| act.at < away.from));
    acts
}

fn ask(someone: &mut Someone) -> String {
    // Now and then nobody offers what is asked, and now and then the form is opened.
    let known = if happens(90, &mut someone.chance) { words::OFFERED } else { words::TOPICS.len() };
    let topic = words::TOPICS[someone.chance.random_range(0..known)];
    if happens(20, &mut someone.chance) {
        return "/mentor ask".to_owned();
    }
    let length = words::length(&mut someone.chance);
    format!("/mentor ask {length}{}", words::question(topic, &mut someone.chance))
}

fn typed(someone: &mut Someone) -> String {
    let verbs =
        ["me", "me", "me", "help", "withdraw", "done", "cancel", "move", "undo", "zone", "resume", "health"];
    format!("/mentor {}", verbs[someone.chance.random_range(0..verbs.len())])
}

fn mentor(someone: &mut Someone, at: DateTime<Utc>) -> Act {
    let chance = &mut someone.chance;
    let first = chance.random_range(0..words::OFFERED);
    let many = chance.random_range(2..5);
    let topics: Vec<&str> =
        (0..many).map(|place| words::TOPICS[(first + place * 5) % words::OFFERED]).collect();
    // Some give so much that a day brings them more offers than they may hear.
    let caps = if happens(GENEROUS, chance) {
        Caps { day: 8, week: chance.random_range(20..=40), minutes: chance.random_range(20..=60) * 10 }
    } else {
        Caps {
            day: chance.random_range(1..=2),
            week: chance.random_range(1..=4),
            minutes: chance.random_range(2..=8) * 10,
        }
    };
    let Caps { day, week, minutes } = caps;
    let text = format!("/mentor join {}; day {day}; week {week}; minutes {minutes}", topics.join(", "));
    Act::types(text, at).meaning(Means::Mentors(caps))
}

fn hours(someone: &mut Someone, plan: &Plan, day: f64) -> Act {
    let week = match someone.chance.random_range(0..20) {
        0 => &NEVER,
        1 | 2 => &USUAL,
        _ => &WEEKS[someone.chance.random_range(0..WEEKS.len())],
    };
    Act::types(format!("/mentor hours {}", week.typed), at(someone, plan, day)).meaning(Means::Week(week))
}

fn moves(someone: &mut Someone, plan: &Plan) -> Act {
    let zone = ZONES[someone.chance.random_range(0..ZONES.len())];
    let day = someone.chance.random_range(0.0..f64::from(plan.days));
    Act::types(format!("/mentor zone {}", zone.name()), at(someone, plan, day)).meaning(Means::Zone(zone))
}

/// Days until something happens that happens every so many on average.
fn gap(every: f64, someone: &mut Someone) -> f64 {
    -every * (1.0 - someone.chance.random::<f64>()).ln()
}

/// Some waking minute on a day of the rehearsal, by the clock of where somebody lives.
fn at(someone: &mut Someone, plan: &Plan, day: f64) -> DateTime<Utc> {
    let day = plan.begins() + TimeDelta::days(day as i64);
    let minute = someone.chance.random_range(7 * 60..23 * 60 + 30);
    let wall = day.date_naive().and_time(NaiveTime::MIN) + TimeDelta::minutes(minute);
    let at = someone.zone.from_local_datetime(&wall).earliest().map_or(wall.and_utc(), |at| at.to_utc());
    at.max(plan.begins()) + TimeDelta::seconds(someone.chance.random_range(0..60))
}

#[cfg(test)]
mod tests {
    use super::super::cast::cast;
    use super::*;

    const PLAN: Plan = Plan { days: 90, members: 200, mentors: 30, seed: 7, asks_every: 50 };

    #[test]
    fn in_a_pilot_everything_happens_that_people_do() {
        let mut all = Vec::new();
        for mut someone in cast(&PLAN) {
            all.extend(life(&mut someone, &PLAN));
        }
        assert!(all.iter().all(|act| act.at >= PLAN.begins()));
        let said = |beginning: &str| {
            let begins = |act: &&Act| format!("{:?}", act.said).contains(&format!("/mentor {beginning}"));
            all.iter().filter(begins).count()
        };
        assert!((250..600).contains(&said("ask")), "{}", said("ask"));
        assert_eq!(said("join"), 30);
        for verb in ["leave", "hours none", "zone", "pause", "win", "withdraw", "cancel", "move", "resume"] {
            assert!(said(verb) > 0, "{verb}");
        }
    }
}
