//! `smallwins manifest`: what is pasted when the app is made on a platform.

use smallwins_slack::{Reach, manifest};

use crate::cli;
use crate::config::{self, Config};
use crate::trouble::Trouble;

/// Prints Slack's manifest: for Socket Mode, or for an address.
///
/// # Errors
/// The address is none that Slack reaches, or standard output is closed.
pub fn slack(url: Option<String>) -> Result<(), Trouble> {
    let reach = match url {
        None => Reach::Socket,
        Some(url) => Reach::Http { url: reachable(url)? },
    };
    cli::print(manifest(&reach).trim_end())
}

/// Prints the link by which a server's owner invites the bot.
///
/// # Errors
/// Nobody told which application it is, or standard output is closed.
pub fn discord(application_id: Option<u64>, config: Result<Config, Trouble>) -> Result<(), Trouble> {
    let id = match application_id {
        Some(id) => id,
        None => application(config?.discord.as_ref())?,
    };
    cli::print(&smallwins_discord::invite(id))
}

/// The application of the settings, or that of the token in them.
fn application(settings: Option<&smallwins_discord::Settings>) -> Result<u64, Trouble> {
    let id = settings.and_then(|settings| {
        settings.application_id.or_else(|| smallwins_discord::application_of(&settings.token))
    });
    id.ok_or_else(|| {
        Trouble::misused(
            "nobody told which application is invited",
            "copy the Application ID from General Information: --application-id ID, or DISCORD_APPLICATION_ID",
        )
    })
}

/// Names of this machine, which mean nothing to Slack.
const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

fn reachable(url: String) -> Result<String, Trouble> {
    let has_host_alone = |url: &String| {
        let host = url.strip_prefix("https://").unwrap_or_default();
        !host.is_empty()
            && !host.contains(['@', '?', '#'])
            && !LOCAL.iter().any(|name| host.starts_with(name))
    };
    let url = config::public_url(url).ok().filter(has_host_alone);
    url.ok_or_else(|| {
        Trouble::misused(
            "Slack calls addresses that begin with https:// and a host that it finds, without a path, a user or a query",
            "name the address of your proxy, such as --url https://wins.example.org, or leave it out for Socket Mode",
        )
    })
}

#[cfg(test)]
mod tests {
    use smallwins_discord::{Settings, Shards};

    use super::*;

    #[test]
    fn who_is_invited_is_told_by_the_settings_or_else_by_the_token_in_them() {
        let settings = |application_id, token: &str| Settings {
            api_url: smallwins_discord::API_URL.to_owned(),
            token: token.into(),
            application_id,
            reach: smallwins_discord::Reach::Gateway { shards: Shards::ALL },
        };
        assert_eq!(application(Some(&settings(Some(7), "MTIz.x.y"))).unwrap(), 7);
        assert_eq!(application(Some(&settings(None, "MTIz.x.y"))).unwrap(), 123);
        assert!(application(Some(&settings(None, "?.x.y"))).is_err());
        assert!(application(None).is_err());
    }

    #[test]
    fn the_manifests_that_lie_in_deploy_are_those_that_are_printed() {
        assert_eq!(manifest(&Reach::Socket), include_str!("../../deploy/slack/manifest-socket.yaml"));
        let reach = Reach::Http { url: "https://wins.example.org".to_owned() };
        assert_eq!(manifest(&reach), include_str!("../../deploy/slack/manifest-http.yaml"));
    }

    #[test]
    fn slack_calls_no_address_without_tls() {
        assert_eq!(reachable("https://wins.example.org/".into()).unwrap(), "https://wins.example.org");
        for url in [
            "http://wins.example.org",
            "wins.example.org",
            "https://",
            "https://wins example.org",
            "https://a:b@wins.example.org",
            "https://wins.example.org?z=1",
            "https://localhost:8420",
            "https://example.org/wins",
        ] {
            assert!(reachable(url.into()).is_err(), "{url}");
        }
    }
}
