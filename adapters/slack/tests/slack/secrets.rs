//! What is never printed: tokens, codes, and what people wrote.

use std::io::{Result, Write};
use std::sync::{Arc, Mutex};

use smallwins_fake_slack::Fault;
use tracing_subscriber::fmt::MakeWriter;

use crate::installing::{kept, set};
use crate::outward::{Letter, installed, settings};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

#[tokio::test]
async fn no_log_holds_a_token_a_code_or_a_word_however_much_is_logged() {
    let log = Log::default();
    let all = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .finish();
    let listening = tracing::subscriber::set_default(all);
    let (at, ana, mut browser) = set().await;
    let back = browser.goes_to_slack().await;
    // The fake's own server logs what comes in: what we send out counts.
    let before = log.0.lock().unwrap().len();
    assert_eq!(browser.get(&back).await.status, 200);
    let said = "Wrote a marvellous parser";
    let letter = |task| Letter { task, words: said, ..Letter::default() };
    at.tell(&ana.id, letter(1)).await.unwrap();
    for fault in [Fault::Error("invalid_blocks".to_owned()), Fault::RateLimited(1), Fault::Status(500)] {
        at.fake.fail("chat.postMessage", fault);
        at.tell(&ana.id, letter(2)).await.unwrap_err();
    }
    at.workspace.revoke();
    drop(listening);
    let printed = String::from_utf8(log.0.lock().unwrap()[before..].to_vec()).unwrap();
    assert!(printed.contains("Installed"), "something is logged");
    let code = back.split("code=").nth(1).unwrap().split('&').next().unwrap();
    let state = back.split("state=").nth(1).unwrap().split('&').next().unwrap();
    let secret = at.fake.app(|_| {}).client_secret;
    let sealed = kept(&at).await.pop().unwrap().1;
    for hidden in ["xoxb-", code, state, &secret, said, &sealed] {
        let lines: Vec<&str> = printed.lines().filter(|line| line.contains(hidden)).collect();
        assert!(lines.is_empty(), "{hidden} is logged:\n{}", lines.join("\n"));
    }
}

#[tokio::test]
async fn settings_can_be_printed() {
    let (at, ..) = set().await;
    let settings = settings(&at.fake, installed(&at.fake, 0xab));
    let printed = format!("{settings:?}");
    let secret = at.fake.app(|_| {}).client_secret;
    assert!(!printed.contains(&secret) && !printed.contains("171"), "{printed}");
}
