//! What an open page is told without asking.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use smallwins_core::message::{Block, Text};
use tokio::time::timeout;
use tokio_stream::StreamExt;

use crate::stage::{Stage, after};

const SOON: Duration = Duration::from_secs(5);

/// The stream of a page that has just been loaded.
async fn watch(stage: &Stage) -> BodyDataStream {
    let address = after(&stage.page().await, "sse-connect=\"").replace("&amp;", "&");
    let request = Request::get(address).header("host", "localhost").body(Body::empty()).unwrap();
    stage.send(request).await.into_body().into_data_stream()
}

/// What the stream says until it says this.
async fn hear(stream: &mut BodyDataStream, wanted: &str) -> String {
    let mut heard = String::new();
    while !heard.contains(wanted) {
        let piece = timeout(SOON, stream.next()).await.unwrap_or_else(|_| panic!("no {wanted} in {heard}"));
        heard.push_str(str::from_utf8(&piece.expect("it goes on").unwrap()).unwrap());
    }
    heard
}

#[tokio::test]
async fn a_delivery_reaches_an_open_page() {
    let stage = Stage::set().await;
    let mut stream = watch(&stage).await;
    stage.deliver(stage.task(), true, vec![Block::Paragraph(Text::plain("News for Ben"))]).await;
    let heard = hear(&mut stream, "News for Ben").await;
    assert!(heard.contains("event: line-ben\n"), "{heard}");
}

fn paragraph(words: &str) -> Vec<Block> {
    vec![Block::Paragraph(Text::plain(words))]
}

#[tokio::test]
async fn what_is_changed_in_the_channel_is_so_in_every_column_in_its_place() {
    let stage = Stage::set().await;
    let old = stage.deliver(stage.task(), false, paragraph("Anybody may take it")).await;
    let mut stream = watch(&stage).await;
    assert_eq!(stage.change(&old, paragraph("Ben has it")).await, old);
    let heard = hear(&mut stream, "event: changed-cleo").await;
    assert!(heard.contains("event: changed-ana\n") && heard.contains("hx-swap-oob"), "{heard}");
    // So it is after a restart, and for somebody who comes later.
    let stage = stage.restarted().await;
    stage.post("/play/people", &[("name", "Dora"), ("zone", "Tokyo")]).await;
    let page = stage.page().await;
    assert_eq!((page.matches("Anybody may take it").count(), page.matches("Ben has it").count()), (0, 4));
}

#[tokio::test]
async fn a_page_that_missed_a_change_is_told_when_it_connects_again() {
    let stage = Stage::set().await;
    let old = stage.deliver(stage.task(), false, paragraph("Anybody may take it")).await;
    let address = after(&stage.page().await, "sse-connect=\"").replace("&amp;", "&");
    stage.change(&old, paragraph("Ben has it")).await;
    let request = Request::get(address).header("host", "localhost").body(Body::empty()).unwrap();
    let mut stream = stage.send(request).await.into_body().into_data_stream();
    hear(&mut stream, "Ben has it").await;
}

#[tokio::test]
async fn what_came_between_the_page_and_its_stream_is_not_lost() {
    let stage = Stage::set().await;
    let address = after(&stage.page().await, "sse-connect=\"").replace("&amp;", "&");
    stage.deliver(stage.task(), true, vec![Block::Paragraph(Text::plain("News for Ben"))]).await;
    let request = Request::get(address).header("host", "localhost").body(Body::empty()).unwrap();
    let mut stream = stage.send(request).await.into_body().into_data_stream();
    hear(&mut stream, "News for Ben").await;
}

#[tokio::test]
async fn somebody_new_gets_a_column_and_then_what_stands_around_it() {
    let stage = Stage::set().await;
    let mut stream = watch(&stage).await;
    stage.post("/play/people", &[("name", "Dora"), ("zone", "Tokyo")]).await;
    let heard = hear(&mut stream, "event: status-dora").await;
    assert!(heard.find("event: column\n").unwrap() < heard.find("event: status-dora").unwrap());
}

#[tokio::test]
async fn a_page_from_before_is_told_that_everything_began_anew() {
    let stage = Stage::set().await;
    let mut stream = watch(&stage).await;
    stage.post("/play/start-over", &[]).await;
    hear(&mut stream, "event: started-over\ndata: now\n").await;
}

#[tokio::test]
async fn a_stream_ends_when_the_house_closes() {
    let stage = Stage::set().await;
    let mut stream = watch(&stage).await;
    hear(&mut stream, "event: words").await;
    stage.playground.clone().run(std::future::ready(())).await;
    while let Some(piece) = timeout(SOON, stream.next()).await.expect("the stream ends") {
        piece.unwrap();
    }
}
