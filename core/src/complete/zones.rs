//! Time zones that continue what is typed.

use std::collections::HashSet;

use chrono_tz::{TZ_VARIANTS, Tz};

use crate::calendar::{abbreviated, city, parse_zone};

/// Zones of every part of the world, for whoever has typed nothing: a city that many know, from west to east.
const KNOWN: [Tz; 24] = [
    Tz::Pacific__Honolulu,
    Tz::America__Anchorage,
    Tz::America__Los_Angeles,
    Tz::America__Denver,
    Tz::America__Chicago,
    Tz::America__New_York,
    Tz::America__Sao_Paulo,
    Tz::Europe__London,
    Tz::Africa__Lagos,
    Tz::Europe__Berlin,
    Tz::Africa__Cairo,
    Tz::Europe__Istanbul,
    Tz::Africa__Nairobi,
    Tz::Asia__Tehran,
    Tz::Asia__Dubai,
    Tz::Asia__Karachi,
    Tz::Asia__Kolkata,
    Tz::Asia__Dhaka,
    Tz::Asia__Bangkok,
    Tz::Asia__Shanghai,
    Tz::Asia__Tokyo,
    Tz::Australia__Sydney,
    Tz::Pacific__Auckland,
    Tz::UTC,
];

/// The zones that somebody could mean, the likeliest first; `near` is where they most likely are.
pub(super) fn like(typed: &str, near: Tz) -> Vec<Tz> {
    let wanted = typed.trim().to_lowercase().replace(' ', "_");
    let mut all: Vec<Tz> = match wanted.as_str() {
        "" => std::iter::once(near).chain(KNOWN).collect(),
        wanted => {
            let meant = parse_zone(typed).or_else(|problem| problem.nearest.ok_or(problem)).ok();
            let mut begun: Vec<(u8, &str, Tz)> = TZ_VARIANTS
                .into_iter()
                .filter_map(|zone| Some((rank(zone, wanted)?, zone.name(), zone)))
                .collect();
            begun.sort_unstable_by_key(|(rank, name, _)| (*rank, *name));
            let begun = begun.into_iter().map(|(_, _, zone)| zone);
            if begun.len() == 0 {
                meant.into_iter().collect()
            } else {
                abbreviated(wanted).into_iter().chain(begun).collect()
            }
        }
    };
    let mut seen = HashSet::new();
    all.retain(|zone| seen.insert(*zone));
    all
}

/// How near a zone comes to what is typed: its city begins so, a part of it does, its whole name does, or it is in it.
fn rank(zone: Tz, wanted: &str) -> Option<u8> {
    let name = zone.name().to_lowercase();
    let city = city(zone)?.to_lowercase();
    if city.starts_with(wanted) {
        Some(0)
    } else if city.split('_').any(|part| part.starts_with(wanted)) {
        Some(1)
    } else if name.starts_with(wanted) {
        Some(2)
    } else if name.contains(wanted) {
        Some(3)
    } else {
        None
    }
}
