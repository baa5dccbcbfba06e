//! Instants: Slack shows them in its reader's zone and manner, and we say them in ours where it cannot.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use smallwins_core::message::TimeForm;
use smallwins_core::tongue::Tongue;

/// What Slack fills in. Days stand with their names, but for a deadline, which is *today* or *tomorrow* more often
/// than not. Source: <https://docs.slack.dev/messaging/formatting-message-text#date-formatting>
pub(super) fn tokens(form: TimeForm, tongue: Tongue) -> &'static str {
    match (form, tongue) {
        (TimeForm::Clock, _) => "{time}",
        (TimeForm::DayClock, Tongue::English) => "{date_short_pretty} at {time}",
        (TimeForm::DayClock, Tongue::German) => "{date_short_pretty} um {time}",
        (TimeForm::Day, _) => "{date_long}",
        (TimeForm::Full, Tongue::English) => "{date_long} at {time}",
        (TimeForm::Full, Tongue::German) => "{date_long} um {time}",
    }
}

/// What a client shows that cannot fill them in: the reader's wall time, with the name of their zone.
pub(super) fn fallback(at: DateTime<Utc>, form: TimeForm, zone: Tz, tongue: Tongue) -> String {
    let shown = form.show(at, zone, tongue);
    if form == TimeForm::Day {
        return shown;
    }
    let name = at.with_timezone(&zone).format("%Z").to_string();
    let utc = if name.starts_with(['+', '-']) { "UTC" } else { "" };
    format!("{shown} {utc}{name}")
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America, Europe};

    use super::*;

    #[test]
    fn a_fallback_names_the_zone_in_which_it_is_meant() {
        let at = DateTime::from_timestamp(1_795_424_400, 0).unwrap();
        let fallback = |form, zone| fallback(at, form, zone, Tongue::English);
        assert_eq!(fallback(TimeForm::DayClock, Europe::Berlin), "Mon 10:00 CET");
        assert_eq!(fallback(TimeForm::Full, America::Sao_Paulo), "Mon 23 Nov, 06:00 UTC-03");
        assert_eq!(fallback(TimeForm::Day, America::Sao_Paulo), "Mon 23 Nov");
    }

    #[test]
    fn a_fallback_is_in_the_language_of_its_sentence() {
        let at = DateTime::from_timestamp(1_795_424_400, 0).unwrap();
        let shown = fallback(at, TimeForm::Full, Europe::Berlin, Tongue::German);
        assert_eq!(shown, "Mo, 23. Nov., 10:00 CET");
    }
}
