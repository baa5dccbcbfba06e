//! Requests that a platform signs together with the time, so that what somebody overheard is of no use to them later.

use axum::http::HeaderMap;

/// How far a request's time may lie from ours, in seconds.
pub const LEEWAY: i64 = 300;

/// Why a request is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unproven {
    /// No time or no signature, or none that could be one.
    Unsigned,
    /// From another time.
    Stale,
    /// Of somebody else.
    Forged,
}

impl Unproven {
    /// Its name in what is counted.
    pub fn name(self) -> &'static str {
        match self {
            Unproven::Unsigned => "unsigned",
            Unproven::Stale => "stale",
            Unproven::Forged => "forged",
        }
    }
}

/// What a header says.
///
/// # Errors
/// It is not there, or no text.
pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Unproven> {
    headers.get(name).and_then(|value| value.to_str().ok()).ok_or(Unproven::Unsigned)
}

/// The time that a header says, as it stands there, when it is this time (in Unix seconds).
///
/// # Errors
/// It says none, or another.
pub fn stamp<'a>(headers: &'a HeaderMap, name: &str, now: i64) -> Result<&'a str, Unproven> {
    let stamp = header(headers, name)?;
    let is_number = !stamp.is_empty() && stamp.bytes().all(|digit| digit.is_ascii_digit());
    let at: i64 = stamp.parse().ok().filter(|_| is_number).ok_or(Unproven::Unsigned)?;
    if at.abs_diff(now) > LEEWAY.unsigned_abs() { Err(Unproven::Stale) } else { Ok(stamp) }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_time_is_one_for_five_minutes_in_either_direction() {
        let told = |text: &str, now: i64| {
            let headers: HeaderMap =
                [("at".parse().unwrap(), HeaderValue::from_str(text).unwrap())].into_iter().collect();
            stamp(&headers, "at", now).map(str::to_owned)
        };
        for now in [1_000, 700, 1_300] {
            assert_eq!(told("1000", now), Ok("1000".to_owned()), "{now}");
        }
        for now in [699, 1_301, i64::MIN, i64::MAX] {
            assert_eq!(told("1000", now), Err(Unproven::Stale), "{now}");
        }
        for text in ["", "soon", "+1000", "-1000", "1000.0", "99999999999999999999"] {
            assert_eq!(told(text, 1_000), Err(Unproven::Unsigned), "{text}");
        }
        assert_eq!(stamp(&HeaderMap::new(), "at", 0), Err(Unproven::Unsigned));
    }
}
