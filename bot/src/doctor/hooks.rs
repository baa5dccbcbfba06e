//! Which doors are open to other tools, and where they are.

use super::{Finding, Verdict};
use crate::config::Config;

pub(super) fn look(config: &Config) -> Option<Finding> {
    let address = config.public_url.clone().unwrap_or_else(|| format!("http://{}", config.listen));
    let github = config.hooks.github.as_ref().map(|_| format!("GitHub at {address}/hooks/github"));
    let others = config.hooks.signals.as_ref().map(|_| {
        let both = if config.hooks.signals_before.is_some() { ", under two secrets" } else { "" };
        format!("signed JSON at {address}/hooks/signals/NAME and statements at {address}/hooks/xapi{both}")
    });
    let open: Vec<String> = github.into_iter().chain(others).collect();
    (!open.is_empty()).then(|| Finding { check: "webhooks", verdict: Verdict::well(open.join("; ")) })
}
