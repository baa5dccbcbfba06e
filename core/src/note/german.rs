//! Days as they are called in German. What would be mistaken for another word at the beginning of a sentence is read
//! only where nothing but a day can stand.

use chrono::Weekday;

const WEEKDAYS: [(&str, &str, Weekday); 8] = [
    ("mo", "montags", Weekday::Mon),
    ("di", "dienstags", Weekday::Tue),
    ("mi", "mittwochs", Weekday::Wed),
    ("do", "donnerstags", Weekday::Thu),
    ("fr", "freitags", Weekday::Fri),
    ("sa", "samstags", Weekday::Sat),
    ("sa", "sonnabends", Weekday::Sat),
    ("so", "sonntags", Weekday::Sun),
];

const MONTHS: [&[&str]; 12] = [
    &["januar", "jänner", "jaenner"],
    &["februar", "feber"],
    &["märz", "maerz", "mär", "mrz"],
    &["april"],
    &["mai"],
    &["juni"],
    &["juli"],
    &["august"],
    &["september"],
    &["oktober", "okt"],
    &["november"],
    &["dezember", "dez"],
];

/// A day of the week, as `Mittwoch`, `mittw` or `mittwochs`; four letters are not enough, as `frei` is no Friday.
pub(crate) fn weekday(name: &str) -> Option<Weekday> {
    const SHORTEST: usize = 5;
    let found = WEEKDAYS.iter().find(|(_, long, _)| name.len() >= SHORTEST && long.starts_with(name));
    found.map(|(_, _, weekday)| *weekday)
}

/// A day of the week by its two letters, which are words of their own in both languages: `do`, `so`.
pub(crate) fn weekday_in_short(name: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(short, _, _)| *short == name).map(|(_, _, weekday)| *weekday)
}

/// A month, by its number.
pub(super) fn month(name: &str) -> Option<u64> {
    let found = MONTHS.iter().position(|names| names.contains(&name))?;
    u64::try_from(found + 1).ok()
}

/// How many days a unit has, behind `in 3`: `Tagen`, `Wochen`.
pub(super) fn days_in(unit: &str) -> Option<u64> {
    match unit {
        "tag" | "tage" | "tagen" => Some(1),
        "woche" | "wochen" => Some(7),
        _ => None,
    }
}

/// A number as a word, behind `in`: `einer`, `zwei`.
pub(super) fn count(word: &str) -> Option<u64> {
    const FROM_TWO: [&str; 9] = ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"];
    if matches!(word, "einem" | "einer") {
        return Some(1);
    }
    let place = FROM_TWO.iter().position(|known| *known == word)?;
    u64::try_from(place + 2).ok()
}

/// `heute`, `morgen`, `übermorgen`: so many days after today.
pub(super) fn days_ahead(word: &str) -> Option<u64> {
    match word {
        "heute" => Some(0),
        "morgen" => Some(1),
        "übermorgen" | "uebermorgen" => Some(2),
        _ => None,
    }
}
