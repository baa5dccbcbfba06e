//! Instants: Discord shows them in its reader's own zone and language.

use chrono::{DateTime, Utc};
use smallwins_core::message::TimeForm;

/// An instant as Discord fills it in. A deadline stands with its weekday, which Discord shows only with the whole
/// date: a weekday of our own beside its clock could be another day's in the zone in which it is read.
/// Source: <https://discord.com/developers/docs/reference#message-formatting-timestamp-styles>
pub(super) fn time(at: DateTime<Utc>, form: TimeForm) -> String {
    let style = match form {
        TimeForm::Clock => 't',
        TimeForm::DayClock | TimeForm::Full => 'F',
        TimeForm::Day => 'D',
    };
    format!("<t:{}:{style}>", at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_told_in_seconds_and_never_in_a_zone() {
        let at = DateTime::from_timestamp_millis(1_795_424_400_999).unwrap();
        assert_eq!(time(at, TimeForm::Clock), "<t:1795424400:t>");
        assert_eq!(time(at, TimeForm::DayClock), "<t:1795424400:F>");
        assert_eq!(time(at, TimeForm::Day), "<t:1795424400:D>");
        assert_eq!(time(at, TimeForm::Full), "<t:1795424400:F>");
    }
}
