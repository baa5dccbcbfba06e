//! What it means for a message that Discord refuses: one table.

use std::time::Duration;

use smallwins_core::platform::{DeliveryError, Lost, Recipient};

/// How long to wait for Discord to come to itself, or for a limit that is told without an end.
const SOON: Duration = Duration::from_secs(60);
/// How long to wait for what stands in between: a proxy, or a wall before Discord.
const LONG: Duration = Duration::from_secs(15 * 60);
/// How long to wait for what people have to end: an operator who asks Discord to trust the bot again.
const PEOPLE: Duration = Duration::from_secs(6 * 60 * 60);

/// There is no such channel, or not any more.
pub(super) const UNKNOWN_CHANNEL: isize = 10_003;
/// There is no such guild for us.
pub(super) const UNKNOWN_GUILD: isize = 10_004;
/// There is no such message, or not any more.
pub(super) const UNKNOWN_MESSAGE: isize = 10_008;
/// They are not in the guild.
pub(super) const UNKNOWN_MEMBER: isize = 10_007;
/// Nobody has that id.
pub(super) const UNKNOWN_USER: isize = 10_013;
/// The bot was put aside, until Discord trusts it again.
const TAKEN_FOR_A_SPAMMER: isize = 20_026;
/// Direct messages are opened too fast.
const OPENED_TOO_FAST: isize = 40_003;
/// We see no such thing.
pub(super) const MISSING_ACCESS: isize = 50_001;
/// They take no direct messages from us.
pub(super) const TAKES_NO_MESSAGES: isize = 50_007;
/// We are in no guild together.
pub(super) const NO_MUTUAL_GUILD: isize = 50_278;

/// To whom a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    /// To one member.
    Member,
    /// To the channel.
    Channel,
}

impl To {
    /// To whom it goes.
    pub(super) fn of(to: Recipient<'_>) -> To {
        match to {
            Recipient::Member(_) => To::Member,
            Recipient::Channel(_) => To::Channel,
        }
    }
}

/// What a refusal with this status and code means. A code that is not known is shown to an admin, as nothing else can
/// be known of it. Source: Discord's list of JSON error codes, and what each says.
pub(super) fn meaning(status: u16, code: isize, to: To) -> DeliveryError {
    let why = match code {
        ..=0 => format!("Discord says HTTP {status}"),
        code => format!("Discord says {code}"),
    };
    match (code, to) {
        // The token speaks no longer, or its owner has to do something first: nobody is reached until they have.
        (..=0, _) if status == 401 => DeliveryError::Closed { why },
        (40_001 | 40_002 | 50_014 | 50_025, _) => DeliveryError::Closed { why },
        // The server is gone, or has removed us.
        (UNKNOWN_GUILD, _) => DeliveryError::Closed { why },
        // Discord itself: too much at once, or something of it is switched off.
        (20_016 | 20_022 | 20_028 | 20_029 | OPENED_TOO_FAST | 40_004 | 40_006 | 110_001 | 130_000, _) => {
            DeliveryError::Later { after: SOON, why }
        }
        // The bot was taken for a spammer: it may write to those it has written to before.
        (TAKEN_FOR_A_SPAMMER, _) => DeliveryError::Later { after: PEOPLE, why },
        // A wall before Discord: it minds our address or our program.
        (40_333, _) => DeliveryError::Later { after: LONG, why },
        // This person, who is there and takes nothing from us, or may not.
        (UNKNOWN_CHANNEL | 20_009 | MISSING_ACCESS | TAKES_NO_MESSAGES | 50_013, To::Member) => {
            DeliveryError::Unreachable { lost: Lost::Shut, why }
        }
        // This person, who is not there any more, or never was.
        (UNKNOWN_MEMBER | UNKNOWN_USER | 40_007 | 50_033 | NO_MUTUAL_GUILD, To::Member) => {
            DeliveryError::Unreachable { lost: Lost::Gone, why }
        }
        // Not a word of Discord's, but of something in between; what is too large stays so.
        (..=0, _) if !matches!(status, 404 | 405 | 413) => DeliveryError::Later { after: LONG, why },
        // The channel is gone or closed to us, or what we wrote is wrong (50035): no wait mends it.
        _ => DeliveryError::Never { why },
    }
}

/// How long no direct message is opened after a refusal with this code, whoever it is with.
pub(super) fn opens_nothing_for(code: isize) -> Option<Duration> {
    match code {
        OPENED_TOO_FAST | TAKEN_FOR_A_SPAMMER => Some(SOON),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(status: u16, code: isize, to: To) -> &'static str {
        match meaning(status, code, to) {
            DeliveryError::Later { .. } => "later",
            DeliveryError::Never { .. } => "never",
            DeliveryError::Unknown { .. } => "unknown",
            DeliveryError::Unreachable { lost: Lost::Shut, .. } => "shut",
            DeliveryError::Unreachable { lost: Lost::Gone, .. } => "gone",
            DeliveryError::Closed { .. } => "closed",
        }
    }

    /// Each status and code, what it means in a direct message, and what in a channel.
    const TABLE: &[(u16, isize, &str, &str)] = &[
        (401, 0, "closed", "closed"),
        (401, 40_001, "closed", "closed"),
        (403, 40_002, "closed", "closed"),
        (401, 50_014, "closed", "closed"),
        (401, 50_025, "closed", "closed"),
        (404, 10_004, "closed", "closed"),
        (400, 20_016, "later", "later"),
        (429, 20_022, "later", "later"),
        (429, 20_028, "later", "later"),
        (429, 20_029, "later", "later"),
        (403, 20_026, "later", "later"),
        (403, 40_003, "later", "later"),
        (403, 40_004, "later", "later"),
        (403, 40_006, "later", "later"),
        (403, 40_333, "later", "later"),
        (403, 110_001, "later", "later"),
        (400, 130_000, "later", "later"),
        (403, 0, "later", "later"),
        (407, 0, "later", "later"),
        (404, 10_003, "shut", "never"),
        (404, 10_007, "gone", "never"),
        (404, 10_013, "gone", "never"),
        (400, 20_009, "shut", "never"),
        (403, 40_007, "gone", "never"),
        (403, 50_001, "shut", "never"),
        (403, 50_007, "shut", "never"),
        (403, 50_013, "shut", "never"),
        (400, 50_033, "gone", "never"),
        (403, 50_278, "gone", "never"),
        (404, 0, "never", "never"),
        (405, 0, "never", "never"),
        (413, 0, "never", "never"),
        (413, 40_005, "never", "never"),
        (400, 50_006, "never", "never"),
        (400, 50_008, "never", "never"),
        (403, 50_009, "never", "never"),
        (400, 50_024, "never", "never"),
        (400, 50_035, "never", "never"),
        (400, 50_083, "never", "never"),
        (400, 50_109, "never", "never"),
        (400, 200_000, "never", "never"),
        (400, 240_000, "never", "never"),
        (400, 999_999, "never", "never"),
    ];

    #[test]
    fn every_code_has_one_meaning_in_a_direct_message_and_one_in_a_channel() {
        for (status, code, member, channel) in TABLE {
            assert_eq!(kind(*status, *code, To::Member), *member, "{status} {code} in a direct message");
            assert_eq!(kind(*status, *code, To::Channel), *channel, "{status} {code} in a channel");
        }
    }

    #[test]
    fn the_reason_names_the_code_or_else_the_status() {
        let why = |status, code| match meaning(status, code, To::Channel) {
            DeliveryError::Never { why } => why,
            other => panic!("{other:?}"),
        };
        assert_eq!(why(400, 50_035), "Discord says 50035");
        assert_eq!(why(405, 0), "Discord says HTTP 405");
    }

    #[test]
    fn whoever_opens_too_fast_opens_nothing_for_a_while() {
        let rests = [40_003, 20_026, 50_007].map(opens_nothing_for);
        assert_eq!(rests, [Some(SOON), Some(SOON), None]);
    }
}
