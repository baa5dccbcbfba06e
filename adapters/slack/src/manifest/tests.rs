use super::*;

/// Bot scopes and bot events of Slack's documentation, as far as an app like this could want them: the manifest's own
/// check lets a misspelt one pass.
const KNOWN_SCOPES: &str = "app_mentions:read assistant:write bookmarks:read bookmarks:write calls:read calls:write \
    canvases:read canvases:write channels:history channels:join channels:manage channels:read channels:write.invites \
    channels:write.topic chat:write chat:write.customize chat:write.public commands conversations.connect:manage \
    conversations.connect:read conversations.connect:write dnd:read emoji:read files:read files:write groups:history \
    groups:read groups:write groups:write.invites groups:write.topic im:history im:read im:write im:write.topic \
    incoming-webhook links:read links:write links.embed:write metadata.message:read mpim:history mpim:read mpim:write \
    mpim:write.topic pins:read pins:write reactions:read reactions:write reminders:read reminders:write \
    remote_files:read remote_files:share remote_files:write team.billing:read team.preferences:read team:read \
    tokens.basic triggers:read triggers:write usergroups:read usergroups:write users.profile:read users:read \
    users:read.email users:write workflow.steps:execute";
const KNOWN_EVENTS: &str = "app_home_opened app_mention app_rate_limited app_requested app_uninstalled \
    assistant_thread_started channel_archive channel_created channel_deleted channel_history_changed \
    channel_id_changed channel_left channel_rename channel_shared channel_unarchive channel_unshared \
    dnd_updated dnd_updated_user email_domain_changed emoji_changed file_change file_created file_deleted \
    file_public file_shared file_unshared grid_migration_finished grid_migration_started group_archive group_close \
    group_deleted group_history_changed group_left group_open group_rename group_unarchive im_close im_created \
    im_history_changed im_open invite_requested link_shared member_joined_channel member_left_channel \
    message.app_home message.channels message.groups message.im message.mpim message_metadata_deleted \
    message_metadata_posted message_metadata_updated pin_added pin_removed reaction_added reaction_removed \
    shared_channel_invite_accepted shared_channel_invite_approved shared_channel_invite_declined \
    shared_channel_invite_received star_added star_removed subteam_created subteam_members_changed \
    subteam_self_added subteam_self_removed subteam_updated team_access_granted team_access_revoked \
    team_domain_change team_join team_rename tokens_revoked user_change user_huddle_changed user_profile_changed \
    user_status_changed";

fn http() -> String {
    manifest(&Reach::Http { url: "https://wins.example.org".to_owned() })
}

#[test]
fn every_scope_and_event_is_one_of_slacks_and_there_once() {
    let known = |list: &str, all: &[&str]| {
        let known: Vec<&str> = list.split_whitespace().collect();
        for name in all {
            assert!(known.contains(name), "{name}");
            assert_eq!(all.iter().filter(|other| *other == name).count(), 1, "{name}");
        }
        assert!(all.is_sorted());
    };
    known(KNOWN_SCOPES, SCOPES);
    known(KNOWN_EVENTS, EVENTS);
    assert!(ESSENTIAL.iter().all(|scope| SCOPES.contains(scope)));
}

#[test]
fn every_event_has_the_scope_that_it_needs() {
    for (event, scope) in [
        ("message.im", "im:history"),
        ("member_joined_channel", "channels:read"),
        ("member_joined_channel", "groups:read"),
        ("user_change", "users:read"),
        ("dnd_updated_user", "dnd:read"),
    ] {
        assert!(!EVENTS.contains(&event) || SCOPES.contains(&scope), "{event} needs {scope}");
    }
}

#[test]
fn slacks_limits_are_kept() {
    let length = |text: &str| text.chars().count();
    assert!(length(NAME) <= 35 && length(DESCRIPTION) <= 140 && length(BOT) <= 80);
    assert!(length(COMMAND) <= 32 && COMMAND.starts_with('/') && COMMAND == COMMAND.to_lowercase());
    assert!(length(COMMAND_SAYS) <= 2000 && length(USAGE) <= 1000);
    assert!(SCOPES.len() <= 255 && EVENTS.len() <= 100);
    assert!(COLOUR.len() == 7 && COLOUR[1..].bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn a_socket_needs_no_address_and_http_names_every_one() {
    let socket = manifest(&Reach::Socket);
    assert!(!socket.contains("url") && socket.contains("socket_mode_enabled: true"));
    let http = http();
    assert!(http.contains("socket_mode_enabled: false"));
    assert_eq!(http.matches("\"https://wins.example.org/slack/events\"").count(), 3);
    assert_eq!(http.matches("- \"https://wins.example.org/slack/oauth/callback\"").count(), 1);
}

#[test]
fn an_address_cannot_become_more_than_an_address() {
    let strange = manifest(&Reach::Http { url: "https://a\"\n  token_rotation_enabled: true\n#".to_owned() });
    assert_eq!(strange.matches("\n  token_rotation_enabled").count(), 1);
    assert!(strange.contains(r#"https://a\"\n"#));
}

#[test]
fn every_line_is_a_key_or_an_item_and_indented_by_two() {
    for line in manifest(&Reach::Socket).lines().chain(http().lines()) {
        let text = line.trim_start();
        assert_eq!((line.len() - text.len()) % 2, 0, "{line}");
        let text = text.strip_prefix("- ").unwrap_or(text);
        assert!(text.contains(':') || SCOPES.contains(&text) || EVENTS.contains(&text), "{line}");
    }
}

#[test]
fn the_files_that_people_paste_are_what_is_printed() {
    assert_eq!(manifest(&Reach::Socket), include_str!("../../../../deploy/slack/manifest-socket.yaml"));
    assert_eq!(http(), include_str!("../../../../deploy/slack/manifest-http.yaml"));
}
