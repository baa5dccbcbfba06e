//! What `smallwins doctor` can see of Discord: a look, which changes nothing and says nothing.

use chrono::{DateTime, Utc};
use smallwins_chat::examine::{Finding, Wrong, clock, found, wrong};

use crate::api::{Api, ApiError, Application};
use crate::commands;
use crate::register::are_alike;
use crate::settings::{Reach, Settings};

/// Marks of an application that may hear of who is there, who comes and goes, and what everybody writes: two of each,
/// for few servers and for many.
const PRIVILEGED: [(u64, &str); 3] =
    [(0b11 << 12, "presence"), (0b11 << 14, "server members"), (0b11 << 18, "message content")];

/// Looks at everything that can be looked at with these settings.
pub async fn examine(settings: &Settings, now: DateTime<Utc>) -> Vec<Finding> {
    let Ok(api) = Api::at(&settings.api_url, &settings.token) else {
        let fix = "see that this machine has random numbers and memory left";
        return vec![found("discord", wrong("this machine cannot speak TLS", fix))];
    };
    let answer = match api.look("/applications/@me").await {
        Ok(answer) => answer,
        Err(error) if error.refuses_us() => return vec![found("discord token", refused(&error))],
        Err(error) => return vec![found("discord", unreached(&error))],
    };
    let application: Application = match answer.json() {
        Ok(application) => application,
        Err(_) => {
            let fix = "see that DISCORD_API_URL is Discord's, and no proxy answers in its place";
            return vec![found("discord", wrong("Discord's answer cannot be read", fix))];
        }
    };
    let mut findings = vec![
        found("discord token", Ok(format!("works, as {}", application.name))),
        found("discord application", its_own(settings, &application)),
        found("discord transport", transport(settings, &application)),
        found("discord intents", intents(&application)),
        found("discord clock", clock("Discord", &answer.headers, now)),
    ];
    if let Ok(id) = application.id.parse() {
        api.belongs_to(id);
        findings.push(found("discord commands", registered(&api).await));
    }
    findings
}

fn refused(error: &ApiError) -> Result<String, Wrong> {
    wrong(
        format!("is not accepted: {error}"),
        "press Reset Token under Bot, and put the new one into DISCORD_TOKEN",
    )
}

fn unreached(error: &ApiError) -> Result<String, Wrong> {
    wrong(
        error.to_string(),
        "see that this machine reaches discord.com, or what DISCORD_API_URL names, and try again",
    )
}

fn its_own(settings: &Settings, application: &Application) -> Result<String, Wrong> {
    match settings.application_id.filter(|id| id.to_string() != application.id) {
        None => Ok(application.id.clone()),
        Some(id) => wrong(
            format!("DISCORD_APPLICATION_ID is {id}, and the token is that of {}", application.id),
            "copy both from the same application, or leave DISCORD_APPLICATION_ID out",
        ),
    }
}

/// Whether interactions come where we listen: an address that is set takes them all away from the gateway.
fn transport(settings: &Settings, application: &Application) -> Result<String, Wrong> {
    match (&settings.reach, &application.interactions_endpoint_url) {
        (Reach::Gateway { .. }, None) => Ok("the gateway: what people do is told there".to_owned()),
        (Reach::Gateway { .. }, Some(url)) => wrong(
            format!("commands and buttons are sent to {url}, and none to the gateway"),
            "empty Interactions Endpoint URL under General Information, or set DISCORD_PUBLIC_KEY to be called there",
        ),
        (Reach::Http { public_key, .. }, _) if !public_key.eq_ignore_ascii_case(&application.verify_key) => {
            wrong(
                "DISCORD_PUBLIC_KEY is not the application's: every request would be refused",
                "copy the Public Key from General Information into DISCORD_PUBLIC_KEY",
            )
        }
        (Reach::Http { .. }, Some(url)) => Ok(format!("commands and buttons are sent to {url}")),
        (Reach::Http { .. }, None) => wrong(
            "no address is set, so commands and buttons go to the gateway, where nobody listens",
            "put your address with /discord/interactions behind it into Interactions Endpoint URL under General \
             Information, once Smallwins runs",
        ),
    }
}

fn intents(application: &Application) -> Result<String, Wrong> {
    let more = PRIVILEGED.iter().filter(|(bits, _)| application.flags & bits != 0);
    let more: Vec<&str> = more.map(|(_, name)| *name).collect();
    Ok(match more[..] {
        [] => "none that is privileged, as it should be".to_owned(),
        _ => format!("more than it needs: {} may be switched off under Bot", more.join(", ")),
    })
}

async fn registered(api: &Api) -> Result<String, Wrong> {
    match api.commands().await {
        Ok(registered) if are_alike(&registered, &commands::all()) => Ok("are registered".to_owned()),
        Ok(_) => Ok("are registered at the next start".to_owned()),
        Err(error) => unreached(&error),
    }
}
