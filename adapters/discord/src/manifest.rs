//! The invite link: what an admin opens to let the app into their guild, and what it may do there.

/// What the link asks for: to be a member that is written to, and to have a command.
pub const SCOPES: &[&str] = &["applications.commands", "bot"];

/// What the app may do, each by its bit and with its reason. Direct messages need none of it, and answers to a command
/// or a press only the right to embed.
/// Source: <https://discord.com/developers/docs/topics/permissions>
pub const PERMISSIONS: &[(&str, u64)] = &[
    ("VIEW_CHANNEL", 1 << 10),  // to be in the channel in which open questions are put
    ("SEND_MESSAGES", 1 << 11), // to put them there
    ("EMBED_LINKS", 1 << 14), // to show a form again with what was typed: without it Discord drops the words
    ("ATTACH_FILES", 1 << 15), // to show the digest's chart
    ("READ_MESSAGE_HISTORY", 1 << 16), // to look whether its own message arrived, before it says it again
];

/// The permissions as one number.
pub fn permissions() -> u64 {
    PERMISSIONS.iter().map(|(_, bit)| bit).sum()
}

/// The link by which an admin lets the app in.
pub fn invite(application_id: u64) -> String {
    let (scopes, permissions) = (SCOPES.join("+"), permissions());
    format!(
        "https://discord.com/oauth2/authorize?client_id={application_id}&scope={scopes}&permissions={permissions}"
    )
}

#[cfg(test)]
mod tests {
    use twilight_model::guild::Permissions;

    use super::*;

    #[test]
    fn every_permission_is_called_as_discord_calls_its_bit() {
        for (name, bit) in PERMISSIONS {
            assert_eq!(Permissions::from_name(name).map(|known| known.bits()), Some(*bit), "{name}");
        }
        assert!(PERMISSIONS.is_sorted_by_key(|(_, bit)| bit));
        assert_eq!(
            Permissions::from_bits(permissions()).map(|known| known.iter().count()),
            Some(PERMISSIONS.len())
        );
    }

    #[test]
    fn nobody_is_asked_for_the_power_to_run_a_guild() {
        let powers = Permissions::ADMINISTRATOR | Permissions::MANAGE_GUILD | Permissions::MENTION_EVERYONE;
        assert!(!Permissions::from_bits_truncate(permissions()).intersects(powers));
    }

    #[test]
    fn the_link_names_the_app_and_what_it_asks_for() {
        assert_eq!(
            invite(1_234_567_890_123_456_789),
            "https://discord.com/oauth2/authorize?client_id=1234567890123456789\
             &scope=applications.commands+bot&permissions=117760"
        );
    }
}
