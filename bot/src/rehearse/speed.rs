//! How fast a rehearsal goes on, for whoever watches its days.

use std::str::FromStr;
use std::time::Duration;

/// So many days a second, or as fast as it can.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Speed {
    /// As fast as it can.
    Max,
    /// So many days a second.
    Days(f64),
}

/// No slower than a day in so many seconds.
const SLOWEST: f64 = 3600.0;

impl Speed {
    /// After how long a day is over at the earliest.
    pub(crate) fn until(self, day: u32) -> Duration {
        match self {
            Speed::Max => Duration::ZERO,
            Speed::Days(days) => Duration::from_secs_f64(f64::from(day) / days),
        }
    }
}

impl FromStr for Speed {
    type Err = String;

    fn from_str(text: &str) -> Result<Speed, String> {
        if text == "max" {
            return Ok(Speed::Max);
        }
        let days = text.parse::<f64>().ok().filter(|days| days.is_finite() && *days * SLOWEST >= 1.0);
        days.map(Speed::Days).ok_or_else(|| "it is max, or how many days a second: 2".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_days_a_second_take_half_a_second_each_and_max_takes_none() {
        let until = |text: &str| text.parse::<Speed>().unwrap().until(9);
        assert_eq!(until("2"), Duration::from_millis(4500));
        assert_eq!(until("0.5"), Duration::from_secs(18));
        assert_eq!(until("max"), Duration::ZERO);
    }

    #[test]
    fn what_is_no_speed_is_refused() {
        for text in ["", "0", "-1", "fast", "NaN", "inf", "0.0001"] {
            assert!(text.parse::<Speed>().is_err(), "{text}");
        }
    }
}
