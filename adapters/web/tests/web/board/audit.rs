//! What was changed, on its page and in its file.

use axum::http::StatusCode;
use smallwins_core::mentoring::{Call, Said, Who};
use smallwins_core::message::Block;
use smallwins_core::store::CallId;

use super::house::House;
use super::sample::person;

async fn says(house: &House, handle: &str, line: &str) {
    let id = CallId(format!("{handle} {line}"));
    let act = async |id, said| {
        let who = Who::Person(person(handle, true));
        house.mentoring.act(Call { id, scope: house.community.scope(), who, said }).await
    };
    let reply = act(id, Said::Line(line.to_owned())).await;
    // What would change is shown first, and saved by the first button beneath it.
    let save = reply.message.iter().flat_map(|message| &message.blocks).find_map(|block| match block {
        Block::Buttons(row) => row.first().map(|button| button.action.to_string()),
        _ => None,
    });
    let save = save.expect("a button that saves it");
    act(CallId(format!("{handle} {line}, saved")), Said::Press(save)).await;
}

#[tokio::test]
async fn what_was_changed_is_told_with_who_did_and_the_state_of_its_chain() {
    let house = House::build().await;
    let mut browser = house.inside("dee").await;
    let empty = house.gets(&mut browser, "/audit").await.body;
    assert!(empty.contains("Nothing was changed yet."), "{empty}");
    says(&house, "dee", "/mentor default-zone Europe/Berlin").await;
    says(&house, "zoe", "/mentor safety me").await;
    let page = house.gets(&mut browser, "/audit").await.body;
    assert!(page.contains("Verified up to line 2"), "{page}");
    let line =
        |who: &str| page.find(&format!("dir=\"auto\">{who}</td>")).unwrap_or_else(|| panic!("{who}: {page}"));
    assert!(line("Zoe") < line("Dee"), "the latest stand first");
    assert!(page.contains("<del>Europe/Lisbon</del>") && page.contains("<ins>Europe/Berlin</ins>"), "{page}");
    let only = house.gets(&mut browser, "/audit?only=zone").await.body;
    assert!(only.contains("<ins>Europe/Berlin</ins>") && !only.contains("<ins>Zoe</ins>"), "{only}");
    let file = house.gets(&mut browser, "/audit.csv?only=zone").await.body;
    let lines: Vec<&str> = file.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "line,at,who,what,of,before,after");
    assert_eq!((lines.len(), lines[1]), (2, "1,2026-11-25T12:00:00Z,Dee,zone,,Europe/Lisbon,Europe/Berlin"));
}

#[tokio::test]
async fn a_line_that_was_altered_is_named_where_it_stands() {
    let house = House::build().await;
    let mut browser = house.inside("dee").await;
    for zone in ["Europe/Berlin", "Europe/Paris", "Europe/Rome"] {
        says(&house, "dee", &format!("/mentor default-zone {zone}")).await;
    }
    house.store.alters(|row| {
        if row.number == 2 {
            row.body = row.body.replace("Paris", "Prague");
        }
    });
    let page = house.gets(&mut browser, "/audit").await.body;
    assert!(page.contains("Not as it was written"), "{page}");
    assert_eq!(page.matches("line 2 was altered").count(), 2, "above, and beside the line: {page}");
}

#[tokio::test]
async fn whoever_does_not_run_the_community_sees_nothing_of_it() {
    let house = House::build().await;
    let mut browser = super::house::Browser::default();
    assert_ne!(house.gets(&mut browser, "/audit").await.status, StatusCode::OK);
    assert_ne!(house.gets(&mut browser, "/audit.csv").await.status, StatusCode::OK);
}
