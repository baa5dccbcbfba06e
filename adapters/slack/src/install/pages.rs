//! What a browser shows after an installation: what happened, why, and what to do.
//!
//! One calm page out of fixed words. Nothing that came in an address or from Slack stands on it, so there is nothing to
//! escape; no script, no font and no image is loaded.

use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{Html, IntoResponse, Response};

use super::state::Invalid;

/// Goes with every answer here: nothing is kept, told on, framed or run.
pub(super) const HEADERS: [(HeaderName, &str); 4] = [
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
];

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// It is in the workspace.
    Installed,
    /// The person said no.
    Denied,
    /// The browser brought no valid badge.
    Invalid(Invalid),
    /// Slack refuses the code.
    Refused,
    /// Slack does not answer.
    Silent,
    /// It would be for a whole organisation.
    OrgWide,
    /// It grants less than is needed.
    TooLittle,
    /// The token could not be kept.
    Memory,
    /// This Smallwins serves one workspace alone.
    OneWorkspace,
}

/// What happened, and the lines beneath.
struct Words {
    status: StatusCode,
    title: &'static str,
    lines: &'static [&'static str],
    /// Whether to begin anew is offered.
    again: bool,
}

impl Page {
    fn words(self) -> Words {
        let (status, title, lines, again): (_, _, &[_], _) = match self {
            Page::Installed => (
                StatusCode::OK,
                "Smallwins is in your workspace",
                &[
                    "Type <code>/mentor help</code> anywhere in Slack: it says what you can do, to you alone.",
                    "Type <code>/invite @mentor</code> in a channel: questions that nobody took yet are shown there.",
                    "Nobody is written to before they say something to Smallwins themselves. \
                     You can close this page.",
                ],
                false,
            ),
            Page::Denied => (
                StatusCode::OK,
                "Nothing was installed",
                &[
                    "You pressed <em>Cancel</em>, and nothing changed.",
                    "It can be installed at any later time.",
                ],
                true,
            ),
            Page::Invalid(Invalid::Stranger) => (
                StatusCode::BAD_REQUEST,
                "This is not where your installation began",
                &[
                    "Nothing was installed: it has to end in the browser in which it began, with cookies allowed.",
                    "If you were sent here by a link of somebody else's, do not follow it again.",
                ],
                true,
            ),
            Page::Invalid(Invalid::Late) => (
                StatusCode::BAD_REQUEST,
                "That took more than ten minutes",
                &[
                    "Nothing was installed: an installation has to end within ten minutes, so that nobody else ends it.",
                ],
                true,
            ),
            Page::Invalid(Invalid::Used) => (
                StatusCode::BAD_REQUEST,
                "This link was used before",
                &[
                    "It worked once, and works once only. Look into Slack: <code>/mentor help</code> may answer already.",
                ],
                true,
            ),
            Page::Refused => (
                StatusCode::BAD_GATEWAY,
                "Slack did not accept the installation",
                &[
                    "Nothing was installed. Most often the link had been used or was too old.",
                    "If it happens again, whoever runs Smallwins should look at the app's client id, its secret and \
                     its redirect URL: the log says more.",
                ],
                true,
            ),
            Page::Silent => (
                StatusCode::BAD_GATEWAY,
                "Slack did not answer",
                &["Nothing was installed. It is worth another try in a minute."],
                true,
            ),
            Page::OrgWide => (
                StatusCode::BAD_REQUEST,
                "For one workspace at a time",
                &[
                    "Nothing was installed: Smallwins cannot serve a whole organisation at once, as each workspace \
                     is a community of its own.",
                    "Choose a single workspace at the top right of Slack's page.",
                ],
                true,
            ),
            Page::TooLittle => (
                StatusCode::BAD_REQUEST,
                "Slack granted less than Smallwins needs",
                &[
                    "Nothing was installed: it needs <code>commands</code>, <code>chat:write</code>, \
                     <code>im:write</code> and <code>users:read</code> to hear and to answer.",
                    "Whoever runs Smallwins should create the app from its manifest once more.",
                ],
                true,
            ),
            Page::Memory => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Slack said yes, and Smallwins could not write it down",
                &[
                    "Its database did not take it; the log says why. Install it once more when that is mended.",
                ],
                true,
            ),
            Page::OneWorkspace => (
                StatusCode::NOT_FOUND,
                "This Smallwins serves one workspace",
                &[
                    "It was set up with the token of that workspace, so there is nothing to install here.",
                    "To serve more, set <code>SLACK_CLIENT_ID</code> and <code>SLACK_CLIENT_SECRET</code> \
                     instead of <code>SLACK_BOT_TOKEN</code>.",
                ],
                false,
            ),
        };
        Words { status, title, lines, again }
    }
}

/// A page as it is sent.
pub(super) fn page(page: Page) -> Response {
    let words = page.words();
    let lines: String = words.lines.iter().map(|line| format!("<p>{line}</p>\n")).collect();
    let again = if words.again { "<p><a href=\"/slack/install\">Install it in Slack</a></p>\n" } else { "" };
    let title = words.title;
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} · Smallwins</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <p class=\"name\">Smallwins</p>\n<h1>{title}</h1>\n{lines}{again}</main>\n</body>\n</html>\n"
    );
    (words.status, HEADERS, Html(html)).into_response()
}

/// The look: one column, system fonts, light and dark, contrast of WCAG AA in both.
const STYLE: &str = include_str!("page.css");

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    const ALL: [Page; 11] = [
        Page::Installed,
        Page::Denied,
        Page::Invalid(Invalid::Stranger),
        Page::Invalid(Invalid::Late),
        Page::Invalid(Invalid::Used),
        Page::Refused,
        Page::Silent,
        Page::OrgWide,
        Page::TooLittle,
        Page::Memory,
        Page::OneWorkspace,
    ];

    #[tokio::test]
    async fn every_page_says_what_happened_and_loads_nothing() {
        for shown in ALL {
            let response = page(shown);
            assert_eq!(response.headers()["cache-control"], "no-store");
            assert!(
                response.headers()["content-security-policy"]
                    .to_str()
                    .unwrap()
                    .starts_with("default-src 'none'")
            );
            let html = to_bytes(response.into_body(), 1 << 16).await.unwrap();
            let html = String::from_utf8(html.to_vec()).unwrap();
            assert!(html.contains("<h1>") && html.contains("lang=\"en\""), "{shown:?}");
            for loaded in ["<script", "<img", "<link", "@import", "url(", "http"] {
                assert!(!html.contains(loaded), "{shown:?} has {loaded}");
            }
        }
    }
}
