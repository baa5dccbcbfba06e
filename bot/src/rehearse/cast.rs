//! Who takes part, and what each has told Smallwins of themselves, as they remember it.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use smallwins_core::member::Person;
use smallwins_core::platform::{Handle, Lost};

use super::clock::mixed;
use super::hours::{USUAL, Week};
use super::plan::Plan;
use super::temper::{Temper, happens};

/// The zone of whoever has told none, where the platform tells none either.
pub(crate) const HERE: Tz = Tz::Europe__Lisbon;

/// Where people live.
pub(crate) const ZONES: [Tz; 14] = [
    Tz::Europe__Lisbon,
    Tz::Europe__Berlin,
    Tz::Europe__Berlin,
    Tz::Europe__London,
    Tz::America__Chicago,
    Tz::America__New_York,
    Tz::America__Los_Angeles,
    Tz::America__Sao_Paulo,
    Tz::Asia__Kolkata,
    Tz::Asia__Kathmandu,
    Tz::Asia__Tokyo,
    Tz::Africa__Nairobi,
    Tz::Australia__Sydney,
    Tz::Pacific__Auckland,
];

/// How much a mentor wants to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caps {
    pub(crate) day: u32,
    pub(crate) week: u32,
    pub(crate) minutes: u32,
}

impl Caps {
    /// What holds for whoever names none.
    pub(crate) const USUAL: Caps = Caps { day: 2, week: 3, minutes: 60 };
}

/// What somebody has told Smallwins of themselves, and was told that it is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) zone: Tz,
    pub(crate) week: &'static Week,
    /// From when until when they want to hear nothing.
    pub(crate) pause: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// When they were back last before a pause was over.
    pub(crate) resumed: Option<DateTime<Utc>>,
    /// What they give, while they mentor.
    pub(crate) mentor: Option<Caps>,
    /// The same before they last changed it, for as long as they may take that back.
    pub(crate) before: Option<Caps>,
    /// Every block of office hours that they named. What they ended they may take back, so none is forgotten.
    pub(crate) offices: Vec<&'static Week>,
}

impl Told {
    /// Whoever told of nothing else.
    pub(crate) fn new(zone: Tz, week: &'static Week) -> Told {
        Told { zone, week, pause: None, resumed: None, mentor: None, before: None, offices: Vec::new() }
    }

    /// They want to hear nothing until an instant, or hear everything again.
    pub(crate) fn pauses(&mut self, until: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        let was_paused = self.paused(now);
        self.pause = until.map(|until| (now, until));
        if was_paused && self.pause.is_none() {
            self.resumed = Some(now);
        }
    }

    /// Whether they are to be left alone at an instant by what they said.
    pub(crate) fn paused(&self, at: DateTime<Utc>) -> bool {
        self.pause.is_some_and(|(from, until)| from <= at && at < until)
    }
}

/// A time in which nothing reaches somebody: they left the platform, or closed their direct messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Away {
    pub(crate) from: DateTime<Utc>,
    pub(crate) until: DateTime<Utc>,
    pub(crate) lost: Lost,
}

/// Somebody.
pub(crate) struct Someone {
    pub(crate) number: usize,
    /// As the platform describes them.
    pub(crate) person: Person,
    /// Where they really live.
    pub(crate) zone: Tz,
    pub(crate) temper: &'static Temper,
    pub(crate) mentors: bool,
    /// When nothing reaches them on the platform.
    pub(crate) lost: Option<Away>,
    pub(crate) told: Told,
    pub(crate) chance: StdRng,
}

/// The handle of the n-th of them.
fn handle(number: usize) -> String {
    format!("p{number}")
}

/// Which of them has that handle.
pub(crate) fn number(handle: &str) -> Option<usize> {
    handle.strip_prefix('p')?.parse().ok()
}

/// Everybody; those who mentor come first.
pub(crate) fn cast(plan: &Plan) -> Vec<Someone> {
    (0..plan.members as usize).map(|number| someone(plan, number)).collect()
}

fn someone(plan: &Plan, number: usize) -> Someone {
    let mut chance = StdRng::seed_from_u64(mixed(!plan.seed, number as u64));
    let zone = ZONES[chance.random_range(0..ZONES.len())];
    let temper = Temper::of(&mut chance);
    // Some platforms do not tell a zone.
    let known = !happens(20, &mut chance);
    let person = Person {
        handle: Handle(handle(number)),
        name: Some(format!("P{number}")),
        zone: known.then_some(zone),
        language: Some("en".to_owned()),
        admin: Some(number == 0),
    };
    let lost = happens(6, &mut chance).then(|| away(plan, &mut chance));
    let told = Told::new(if known { zone } else { HERE }, &USUAL);
    Someone { number, person, zone, temper, mentors: number < plan.mentors as usize, lost, told, chance }
}

/// A third of those who are lost have left for good; the others are back within three weeks.
fn away(plan: &Plan, chance: &mut StdRng) -> Away {
    let from = plan.begins() + TimeDelta::minutes(chance.random_range(0..i64::from(plan.days) * 1440));
    if chance.random_ratio(1, 3) {
        return Away { from, until: plan.ends(), lost: Lost::Gone };
    }
    Away { from, until: from + TimeDelta::days(chance.random_range(1..21)), lost: Lost::Shut }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan = Plan { days: 1, members: 200, mentors: 30, seed: 7, asks_every: 1 };

    #[test]
    fn a_seed_casts_the_same_people_and_another_seed_others() {
        let zones = |seed| cast(&Plan { seed, ..PLAN }).iter().map(|one| one.zone).collect::<Vec<_>>();
        assert_eq!(zones(7), zones(7));
        assert_ne!(zones(7), zones(8));
    }

    #[test]
    fn everybody_is_found_by_their_handle() {
        for someone in cast(&PLAN) {
            assert_eq!(number(&someone.person.handle.0), Some(someone.number));
        }
        assert_eq!(number("q1"), None);
    }

    #[test]
    fn every_temper_and_a_zone_that_nobody_tells_are_among_them() {
        let cast = cast(&PLAN);
        for temper in &super::super::temper::TEMPERS {
            assert!(cast.iter().any(|someone| someone.temper == temper), "{}", temper.name);
        }
        assert!(cast.iter().any(|someone| someone.person.zone.is_none() && someone.zone != HERE));
        assert_eq!(cast.iter().filter(|someone| someone.mentors).count(), 30);
        for lost in [Lost::Gone, Lost::Shut] {
            assert!(
                cast.iter().any(|someone| someone.lost.is_some_and(|away| away.lost == lost)),
                "{lost:?}"
            );
        }
    }
}
