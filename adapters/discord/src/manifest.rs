//! The invite link: what an admin opens to let the app into their guild, and what it may do there.

use secrecy::{ExposeSecret, SecretString};

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

/// The application of a bot's token: its first part is the id, in Base64 (RFC 4648, section 5). `None` for a token that
/// is none.
pub fn application_of(token: &SecretString) -> Option<u64> {
    let (id, _) = token.expose_secret().split_once('.')?;
    String::from_utf8(decoded(id)?).ok()?.parse().ok()
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut waiting, mut bits) = (Vec::new(), 0_u32, 0);
    for digit in text.trim_end_matches('=').bytes() {
        waiting = waiting << 6 | u32::from(sextet(digit)?);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((waiting >> bits & 0xff) as u8);
        }
    }
    Some(bytes)
}

fn sextet(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'-' | b'+' => Some(62),
        b'_' | b'/' => Some(63),
        _ => None,
    }
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
    #[test]
    fn a_token_begins_with_its_application() {
        for (token, id) in [
            ("MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GabcdE.secret", Some(1_234_567_890_123_456_789)),
            ("ODAzNTExMTAyMjQ2Nzg5MTI=.C_ikow.secret", Some(80_351_110_224_678_912)),
            ("Bot MTIz.x.y", None),
            ("c2VjcmV0.x.y", None),
            ("MTIzNDU2Nzg5MDEyMzQ1Njc4OQ", None),
            (".x.y", None),
        ] {
            assert_eq!(application_of(&token.into()), id, "{token}");
        }
    }
}
