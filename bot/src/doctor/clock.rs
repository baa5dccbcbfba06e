//! Whether the clock of this machine can be right, and of when the time zones are.

use std::fs;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use chrono_tz::IANA_TZDB_VERSION;
use smallwins_core::moment::Moments;

use super::Verdict;
use crate::config::Config;
use crate::wire::SystemMoments;

/// Clocks of one machine and its disks differ by less than this.
const TOLERANCE: TimeDelta = TimeDelta::minutes(1);

pub(super) fn look(config: &Config) -> Verdict {
    let written = config.database_url.file().and_then(|file| fs::metadata(file).ok()?.modified().ok());
    judge(SystemMoments.moment().now, written.map(DateTime::from))
}

/// The zones come with the binary, so they are at most as old as it.
pub(super) fn zones() -> Verdict {
    Verdict::well(format!("IANA {IANA_TZDB_VERSION}, compiled in"))
}

/// Time does not run backwards: it is later than the zones that we know, and than the last write.
fn judge(now: DateTime<Utc>, written: Option<DateTime<Utc>>) -> Verdict {
    let fix = "set the clock of this machine, for example with timedatectl set-ntp true";
    let zones_of = IANA_TZDB_VERSION.get(..4).and_then(|year| year.parse::<i32>().ok());
    if zones_of.is_some_and(|year| now.year() < year) {
        return Verdict::wrong(
            format!("it shows {}, which is before this program was made", now.date_naive()),
            fix,
        );
    }
    match written {
        Some(written) if written > now + TOLERANCE => {
            let minutes = (written - now).num_minutes();
            Verdict::wrong(format!("the database was written {minutes} minutes in its future"), fix)
        }
        _ => Verdict::well(format!("{} UTC", now.format("%F %H:%M"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_before_its_own_past_is_wrong() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        assert!(judge(now, None).is_well());
        assert!(judge(now, Some(now + TimeDelta::seconds(30))).is_well());
        assert!(!judge(now, Some(now + TimeDelta::minutes(90))).is_well());
        assert!(!judge(DateTime::UNIX_EPOCH, None).is_well());
    }
}
