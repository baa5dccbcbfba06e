//! Instants in a text, as each reader sees them in their own zone.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

/// `t:1618953630:R`, read at some time in some zone; `None` where it is no instant.
pub(super) fn instant(token: &str, tz: Tz, now: DateTime<Utc>) -> Option<String> {
    let mut parts = token.split(':');
    if parts.next() != Some("t") {
        return None;
    }
    let at = DateTime::from_timestamp(parts.next()?.parse().ok()?, 0)?;
    let style = parts.next().unwrap_or("f");
    if parts.next().is_some() {
        return None;
    }
    let format = match style {
        "t" => "%H:%M",
        "T" => "%H:%M:%S",
        "d" => "%d/%m/%Y",
        "D" => "%-d %B %Y",
        "f" => "%-d %B %Y at %H:%M",
        "F" => "%A, %-d %B %Y at %H:%M",
        "R" => return Some(relative(at - now)),
        _ => return None,
    };
    Some(at.with_timezone(&tz).format(format).to_string())
}

/// `in 2 days`, `5 minutes ago`.
fn relative(from_now: TimeDelta) -> String {
    let seconds = from_now.num_seconds().abs();
    let (count, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3600 => (seconds / 60, "minute"),
        3600..86_400 => (seconds / 3600, "hour"),
        86_400..2_592_000 => (seconds / 86_400, "day"),
        2_592_000..31_536_000 => (seconds / 2_592_000, "month"),
        _ => (seconds / 31_536_000, "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    match from_now < TimeDelta::zero() {
        true => format!("{count} {unit}{plural} ago"),
        false => format!("in {count} {unit}{plural}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_in_the_zone_of_the_reader() {
        let now = DateTime::from_timestamp(1_618_950_000, 0).unwrap();
        let read = |token: &str| instant(token, Tz::Europe__Berlin, now);
        assert_eq!(read("t:1618953630").as_deref(), Some("20 April 2021 at 23:20"));
        assert_eq!(read("t:1618953630:F").as_deref(), Some("Tuesday, 20 April 2021 at 23:20"));
        assert_eq!(read("t:1618953630:R").as_deref(), Some("in 1 hour"));
        assert_eq!(read("t:1618949940:R").as_deref(), Some("1 minute ago"));
        assert_eq!(read("t:soon"), None);
        assert_eq!(read("t:1618953630:X"), None);
    }
}
