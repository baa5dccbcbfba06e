//! What other tools send: signed, over a real socket, to the doors that they have in the house.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::SecretString;
use sha2::Sha256;
use smallwins_core::mentoring::Mentoring;
use smallwins_core::platform::PlatformName;
use smallwins_hooks::{Hooks, Secrets};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The secret of the webhook.
pub(crate) const SECRET: &str = "a secret between GitHub and us";

/// GitHub, as far as it is heard here.
pub(crate) struct GitHub {
    address: String,
    deliveries: u32,
}

impl GitHub {
    /// GitHub, with a webhook to the communities of a platform.
    pub(crate) async fn with_webhook(mentoring: Mentoring, platform: &str) -> GitHub {
        let secrets = Secrets { github: Some(SecretString::from(SECRET)), ..Secrets::default() };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        let router = Hooks::new(mentoring, vec![PlatformName::new(platform)], secrets).router();
        tokio::spawn(axum::serve(listener, router).into_future());
        GitHub { address, deliveries: 0 }
    }

    /// GitHub sends an event, signed; answers with the status.
    pub(crate) async fn sends(&mut self, event: &str, payload: &serde_json::Value) -> u16 {
        self.deliveries += 1;
        let delivery = format!("delivery-{}", self.deliveries);
        let mut socket = TcpStream::connect(&self.address).await.expect("the door is open");
        socket
            .write_all(request(event, &delivery, &payload.to_string()).as_bytes())
            .await
            .expect("it is read");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.expect("it is answered");
        answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
    }
}

/// A delivery as GitHub makes it.
pub(crate) fn request(event: &str, delivery: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(body.as_bytes());
    let signature = hex::encode(mac.finalize().into_bytes());
    let headers = [
        ("host", "here"),
        ("connection", "close"),
        ("content-type", "application/json"),
        ("x-github-event", event),
        ("x-github-delivery", delivery),
        ("x-hub-signature-256", &format!("sha256={signature}")),
        ("content-length", &body.len().to_string()),
    ];
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("POST /hooks/github HTTP/1.1\r\n{headers}\r\n{body}")
}
