//! What it means for a message that Slack refuses: one table.

use std::time::Duration;

use smallwins_core::platform::{DeliveryError, Lost, Outgoing, Recipient};

/// How long to wait for Slack to come to itself.
const SOON: Duration = Duration::from_secs(60);
/// How long to wait for what people have to end: a migration, an exhausted plan, a proxy in between.
const LONG: Duration = Duration::from_secs(15 * 60);

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
    pub(super) fn of(outgoing: &Outgoing<'_>) -> To {
        match outgoing.to {
            Recipient::Member(_) => To::Member,
            Recipient::Channel(_) => To::Channel,
        }
    }
}

/// What a refusal with this code means. A code that is not known is shown to an admin, as nothing else can be known of
/// it. Sources: the error tables of `chat.postMessage`, `conversations.open` and `conversations.history`.
pub(super) fn meaning(code: &str, to: To) -> DeliveryError {
    let why = format!("Slack says {code}");
    match (code, to) {
        // The token speaks no longer, or may not speak at all: nobody is reached before the app is installed anew.
        // `account_inactive` is about the bot; a person who left is `user_disabled`.
        (code, _) if closes(code) => DeliveryError::Closed { why: with_its_mend(code) },
        // The keys of the organisation are taken back, or the app's own settings let nobody write to it nor be written
        // to: nobody at all is reached until somebody mends that, and `reopen` finds out when.
        ("ekm_access_denied" | "messages_tab_disabled", _) => {
            DeliveryError::Closed { why: with_its_mend(code) }
        }
        ("request_timeout" | "service_unavailable", _) => DeliveryError::Later { after: SOON, why },
        // What people end: a plan, a migration, a log-in that is asked of them, a rule of their organisation.
        (
            "accesslimited"
            | "enterprise_is_restricted"
            | "message_limit_exceeded"
            | "org_login_required"
            | "team_added_to_org"
            | "two_factor_setup_required",
            _,
        ) => DeliveryError::Later { after: LONG, why },
        // This person: gone, a machine, or somebody who may not hear us. `access_denied` and `no_permission` are about
        // the conversation that was written to, so nobody else has to wait for it.
        (
            "access_denied"
            | "cannot_dm_bot"
            | "channel_not_found"
            | "is_archived"
            | "no_permission"
            | "not_in_channel"
            | "restricted_action"
            | "user_disabled"
            | "user_is_bot"
            | "user_is_restricted"
            | "user_is_ultra_restricted"
            | "user_not_found"
            | "user_not_visible"
            | "users_not_found",
            To::Member,
        ) => DeliveryError::Unreachable { lost: Lost::Gone, why },
        // Not a word of Slack's, but of something in between.
        (code, _) if code.starts_with("http_") && code != "http_413" => {
            DeliveryError::Later { after: LONG, why }
        }
        // The channel is gone or closed to us, or what we wrote is wrong (`invalid_blocks`): no wait mends it.
        _ => DeliveryError::Never { why },
    }
}

/// A refusal that lets nobody be reached, and what somebody who runs the workspace can do about it.
fn with_its_mend(code: &str) -> String {
    let mend = match code {
        "ekm_access_denied" => {
            "your organisation took the keys of its messages back, and has to give them again"
        }
        "messages_tab_disabled" => "switch on the Messages Tab of the app, under App Home in its settings",
        "missing_scope" => "install the app again, so that it gets every scope of its manifest",
        _ => "install the app again",
    };
    format!("Slack says {code}; {mend}")
}

/// Whether a refusal with this code says that the token speaks no longer.
pub(crate) fn closes(code: &str) -> bool {
    matches!(
        code,
        "account_inactive"
            | "invalid_auth"
            | "missing_scope"
            | "not_allowed_token_type"
            | "not_authed"
            | "team_access_not_granted"
            | "token_expired"
            | "token_revoked"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(code: &str, to: To) -> &'static str {
        match meaning(code, to) {
            DeliveryError::Later { .. } => "later",
            DeliveryError::Never { .. } => "never",
            DeliveryError::Unknown { .. } => "unknown",
            DeliveryError::Unreachable { .. } => "unreachable",
            DeliveryError::Closed { .. } => "closed",
        }
    }

    /// Each code, what it means in a direct message, and what in a channel.
    const TABLE: &[(&str, &str, &str)] = &[
        ("account_inactive", "closed", "closed"),
        ("invalid_auth", "closed", "closed"),
        ("missing_scope", "closed", "closed"),
        ("not_allowed_token_type", "closed", "closed"),
        ("not_authed", "closed", "closed"),
        ("team_access_not_granted", "closed", "closed"),
        ("token_expired", "closed", "closed"),
        ("token_revoked", "closed", "closed"),
        ("access_denied", "unreachable", "never"),
        ("ekm_access_denied", "closed", "closed"),
        ("messages_tab_disabled", "closed", "closed"),
        ("no_permission", "unreachable", "never"),
        ("request_timeout", "later", "later"),
        ("service_unavailable", "later", "later"),
        ("message_limit_exceeded", "later", "later"),
        ("org_login_required", "later", "later"),
        ("accesslimited", "later", "later"),
        ("enterprise_is_restricted", "later", "later"),
        ("two_factor_setup_required", "later", "later"),
        ("team_added_to_org", "later", "later"),
        ("http_403", "later", "later"),
        ("http_407", "later", "later"),
        ("cannot_dm_bot", "unreachable", "never"),
        ("channel_not_found", "unreachable", "never"),
        ("is_archived", "unreachable", "never"),
        ("not_in_channel", "unreachable", "never"),
        ("restricted_action", "unreachable", "never"),
        ("user_disabled", "unreachable", "never"),
        ("user_is_bot", "unreachable", "never"),
        ("user_is_restricted", "unreachable", "never"),
        ("user_is_ultra_restricted", "unreachable", "never"),
        ("user_not_found", "unreachable", "never"),
        ("user_not_visible", "unreachable", "never"),
        ("users_not_found", "unreachable", "never"),
        ("http_413", "never", "never"),
        ("invalid_blocks", "never", "never"),
        ("metadata_must_be_sent_from_app", "never", "never"),
        ("msg_too_long", "never", "never"),
        ("no_text", "never", "never"),
        ("something_new", "never", "never"),
    ];

    #[test]
    fn every_code_has_one_meaning_in_a_direct_message_and_one_in_a_channel() {
        for (code, member, channel) in TABLE {
            assert_eq!(kind(code, To::Member), *member, "{code} in a direct message");
            assert_eq!(kind(code, To::Channel), *channel, "{code} in a channel");
        }
    }

    #[test]
    fn whatever_closes_a_workspace_is_told_with_its_mend_and_an_admin_reads_all_of_it() {
        for (code, ..) in TABLE {
            if let DeliveryError::Closed { why } = meaning(code, To::Member) {
                assert!(why.starts_with(&format!("Slack says {code}; ")) && why.len() <= 120, "{why}");
            }
        }
    }

    #[test]
    fn the_reason_names_the_code() {
        let DeliveryError::Never { why } = meaning("something_new", To::Channel) else { panic!() };
        assert_eq!(why, "Slack says something_new");
    }
}
