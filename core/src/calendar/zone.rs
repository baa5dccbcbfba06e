//! Finds the time zone that somebody means.

use chrono_tz::{TZ_VARIANTS, Tz};
use thiserror::Error;

/// No time zone is called so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no time zone is called “{text}”{}", suggestion(*nearest))]
pub struct ZoneProblem {
    /// What was written, shortened.
    pub text: String,
    /// The zone that was probably meant.
    pub nearest: Option<Tz>,
}

/// The areas of the world in the tz database; other first parts (`US/`, `Etc/`) are older names.
/// Source: tz-link and "Theory and pragmatics of the tz code and data", iana.org/time-zones.
const AREAS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// Abbreviations, and the zone that most people mean. Some are names of the tz database too, of zones whose clocks
/// never change.
const ABBREVIATIONS: [(&str, Tz); 13] = [
    ("pst", Tz::America__Los_Angeles),
    ("pdt", Tz::America__Los_Angeles),
    ("hst", Tz::Pacific__Honolulu),
    ("mst", Tz::America__Denver),
    ("mdt", Tz::America__Denver),
    ("cst", Tz::America__Chicago),
    ("cdt", Tz::America__Chicago),
    ("est", Tz::America__New_York),
    ("edt", Tz::America__New_York),
    ("bst", Tz::Europe__London),
    ("cest", Tz::Europe__Berlin),
    ("ist", Tz::Asia__Kolkata),
    ("jst", Tz::Asia__Tokyo),
];

const LONGEST: usize = 64;

/// Reads a time zone: an IANA name in any case, with blanks for underscores, or its city alone.
///
/// The tz database keeps some cities under two names, of which one is a link
/// (`America/Louisville`, `America/Kentucky/Louisville`); the fuller name is taken.
///
/// # Errors
/// With the zone that was probably meant, when the text is near one.
pub fn parse_zone(text: &str) -> Result<Tz, ZoneProblem> {
    let text: String = text.trim().chars().take(LONGEST).collect();
    let wanted = key(&text);
    by_name(&wanted)
        .or_else(|| by_city(&wanted))
        .ok_or_else(|| ZoneProblem { nearest: nearest(&wanted), text })
}

fn by_name(wanted: &str) -> Option<Tz> {
    TZ_VARIANTS.into_iter().find(|zone| zone.name().eq_ignore_ascii_case(wanted))
}

fn by_city(wanted: &str) -> Option<Tz> {
    let cities = TZ_VARIANTS.into_iter().filter_map(|zone| city(zone).map(|city| (zone, city)));
    let named = cities.filter(|(_, city)| city.eq_ignore_ascii_case(wanted));
    named.max_by_key(|(zone, _)| zone.name().len()).map(|(zone, _)| zone)
}

/// The zone that most people mean by an abbreviation in lower case.
pub(crate) fn abbreviated(wanted: &str) -> Option<Tz> {
    ABBREVIATIONS.iter().find(|(name, _)| *name == wanted).map(|(_, zone)| *zone)
}

/// The zone with the nearest name or city, if at most a third of the letters differ.
fn nearest(wanted: &str) -> Option<Tz> {
    if let Some(zone) = abbreviated(wanted) {
        return Some(zone);
    }
    let distance = |name: &str| strsim::damerau_levenshtein(wanted, &name.to_lowercase());
    TZ_VARIANTS
        .into_iter()
        .filter_map(|zone| {
            let city = city(zone)?;
            Some((distance(zone.name()).min(distance(city)), zone))
        })
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| distance * 3 <= wanted.chars().count())
        .map(|(_, zone)| zone)
}

/// The last part of a name that begins with an area.
pub(crate) fn city(zone: Tz) -> Option<&'static str> {
    let (area, _) = zone.name().split_once('/')?;
    AREAS.contains(&area).then(|| zone.name().rsplit('/').next()).flatten()
}

/// Lower case, single underscores for blanks, no blanks around the slash.
fn key(text: &str) -> String {
    let parts = text.split('/').map(|part| part.split_whitespace().collect::<Vec<_>>().join("_"));
    parts.collect::<Vec<_>>().join("/").to_lowercase()
}

fn suggestion(nearest: Option<Tz>) -> String {
    nearest.map(|zone| format!("; did you mean {}?", zone.name())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Days, Offset, TimeZone};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_iana_name_is_itself_in_any_case() {
        for zone in TZ_VARIANTS {
            assert_eq!(parse_zone(zone.name()), Ok(zone));
            assert_eq!(parse_zone(&zone.name().to_uppercase().replace('_', " ")), Ok(zone));
        }
    }

    #[test]
    fn a_city_is_enough() {
        assert_eq!(parse_zone("berlin"), Ok(Tz::Europe__Berlin));
        assert_eq!(parse_zone(" new  york "), Ok(Tz::America__New_York));
        assert_eq!(parse_zone("Louisville"), Ok(Tz::America__Kentucky__Louisville));
        assert_eq!(parse_zone("istanbul"), Ok(Tz::Europe__Istanbul));
    }

    #[test]
    fn the_two_names_of_a_city_keep_the_same_time() {
        let begin = DateTime::from_timestamp(1_767_225_600, 0).unwrap();
        for zone in TZ_VARIANTS {
            let Some(city) = city(zone) else { continue };
            let other = parse_zone(city).unwrap();
            for day in 0..730 {
                let at = (begin + Days::new(day)).naive_utc();
                let offset = |zone: Tz| zone.offset_from_utc_datetime(&at).fix();
                assert_eq!(offset(zone), offset(other), "{zone} {other} {at}");
            }
        }
    }

    #[test]
    fn a_slip_is_answered_with_the_zone_that_was_meant() {
        let nearest = |text: &str| parse_zone(text).unwrap_err().nearest;
        assert_eq!(nearest("berln"), Some(Tz::Europe__Berlin));
        assert_eq!(nearest("Europe/Berlim"), Some(Tz::Europe__Berlin));
        assert_eq!(nearest("PST"), Some(Tz::America__Los_Angeles));
        assert_eq!(nearest("middle of nowhere"), None);
        assert_eq!(nearest(""), None);
        assert_eq!(
            parse_zone("berln").unwrap_err().to_string(),
            "no time zone is called “berln”; did you mean Europe/Berlin?"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in any::<String>()) {
            let _ = parse_zone(&text);
        }
    }
}
