//! What is never printed: tokens, codes, and what people wrote.

use smallwins_fake_slack::Fault;
use tracing_subscriber::filter::LevelFilter;

use crate::installing::{kept, set};
use crate::log::Log;
use crate::outward::{Letter, installed, settings};

#[tokio::test]
async fn no_log_holds_a_token_a_code_or_a_word_however_much_is_logged() {
    let log = Log::default();
    let listening = log.listen(LevelFilter::TRACE);
    let (at, ana, mut browser) = set().await;
    let back = browser.goes_to_slack().await;
    // The fake's own server logs what comes in: what we send out counts.
    let before = log.text().len();
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
    let printed = log.text().split_off(before);
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
    assert!(!printed.contains(&secret) && !printed.contains("171, 171"), "{printed}");
}
