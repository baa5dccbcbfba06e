//! What a look at a platform found, for `smallwins doctor`: how it is, or what is wrong and what to do about it.

use axum::http::HeaderMap;
use axum::http::header::DATE;
use chrono::{DateTime, TimeDelta, Utc};

/// So far apart may our clock and a platform's be: signatures hold for five minutes.
const APART: TimeDelta = TimeDelta::seconds(60);

/// What one look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// How it is; an error is what is wrong.
    pub verdict: Result<String, Wrong>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// What was seen.
    pub says: String,
    /// What to do.
    pub fix: &'static str,
}

/// Something was looked at.
pub fn found(check: &'static str, verdict: Result<String, Wrong>) -> Finding {
    Finding { check, verdict }
}

/// The verdict that something is wrong.
///
/// # Errors
/// That it is.
pub fn wrong(says: impl Into<String>, fix: &'static str) -> Result<String, Wrong> {
    Err(Wrong { says: says.into(), fix })
}

/// Whether our clock goes as that of a platform, as an answer's `Date` tells.
///
/// # Errors
/// They are too far apart.
pub fn clock(platform: &str, headers: &HeaderMap, now: DateTime<Utc>) -> Result<String, Wrong> {
    let told = headers.get(DATE).and_then(|value| DateTime::parse_from_rfc2822(value.to_str().ok()?).ok());
    let Some(told) = told else { return Ok(format!("{platform} did not tell the time")) };
    let apart = (now - told.with_timezone(&Utc)).abs();
    if apart <= APART {
        return Ok(format!("as {platform}'s, to the minute"));
    }
    let says = format!("{} s apart from {platform}'s: signatures hold for 300 s", apart.num_seconds());
    wrong(says, "let the machine keep its time by NTP")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_goes_wrong_is_told_before_signatures_fail() {
        let now = DateTime::parse_from_rfc3339("2026-11-22T10:00:00Z").unwrap().to_utc();
        let clock = |date: &str| clock("Slack", &HeaderMap::from_iter([(DATE, date.parse().unwrap())]), now);
        assert!(clock("Sun, 22 Nov 2026 09:59:01 GMT").is_ok());
        assert!(
            clock("Sun, 22 Nov 2026 10:01:30 GMT").unwrap_err().says.starts_with("90 s apart from Slack's")
        );
        assert!(clock("yesterday").is_ok());
    }
}
