//! What Slack sends when the Request URL is saved, and now and then to see that its certificate is good.

use serde_json::json;

use super::ack::Ack;
use super::deliver::{Delivery, deliver};
use crate::inner::Inner;

/// The app has to say the challenge.
pub(crate) async fn verify_url(inner: &Inner) -> Ack {
    let challenge = format!("challenge-{}", inner.world().number());
    let payload =
        json!({ "type": "url_verification", "token": "legacy-token-to-be-ignored", "challenge": challenge });
    let ack = deliver(inner, "url_verification", &Delivery::Event(payload, None)).await;
    if ack.in_time && ack.body != json!(challenge) && ack.body != json!({ "challenge": challenge }) {
        inner.violate(
            "ack of url_verification",
            "challenge_failed",
            &format!("{} is not the challenge", ack.body),
        );
    }
    ack
}

/// Any answer will do.
pub(crate) async fn check_ssl(inner: &Inner) -> Ack {
    let fields = vec![("ssl_check", "1".to_owned()), ("token", "legacy-token-to-be-ignored".to_owned())];
    deliver(inner, "ssl_check", &Delivery::Command(fields)).await
}
