//! Smallwins in Slack.
