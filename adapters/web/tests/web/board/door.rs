//! Who is let in, for how long, and how they leave.

use std::sync::atomic::Ordering;

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use smallwins_core::community::Standing;
use smallwins_core::decision::Change;
use smallwins_core::news::News;
use smallwins_core::platform::{Lost, PlatformName};
use smallwins_core::store::{CallId, Store};

use super::house::{Browser, House, PAGES, link_of};
use super::sample::{ask, id, member};
use crate::stage::after;

#[tokio::test]
async fn a_link_shows_a_button_and_opens_once_when_that_is_pressed() {
    let house = House::build().await;
    let (link, mut browser) = (house.link("dee").await, Browser::default());
    for _ in 0..3 {
        let page = house.gets(&mut browser, &link).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("as <span dir=\"auto\">Dee</span>?"), "{}", page.body);
        assert!(
            page.body.contains(&format!("method=\"post\" action=\"{link}\""))
                && !page.headers.contains_key("set-cookie")
        );
    }
    let preview = house.sends(&mut Browser::default(), Method::HEAD, &link, "", &[]).await;
    assert_eq!(preview.status, StatusCode::OK);

    let entered = house.posts(&mut browser, &link, "").await;
    assert_eq!((entered.status, entered.headers["location"].to_str().unwrap()), (StatusCode::SEE_OTHER, "/"));
    let cookie = entered.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("; HttpOnly; SameSite=Lax") && cookie.contains("Path=/;"), "{cookie}");
    assert!(!cookie.contains(link.trim_start_matches("/enter/")), "the link's secret opens no page");
    assert_eq!(house.gets(&mut browser, "/").await.status, StatusCode::OK);

    let mut other = Browser::default();
    for again in [house.posts(&mut other, &link, "").await, house.gets(&mut other, &link).await] {
        assert_eq!(again.status, StatusCode::GONE);
        assert!(again.body.contains("This link was used.") && again.body.contains("/mentor dashboard"));
        assert!(!again.headers.contains_key("set-cookie"));
    }
    let own = house.gets(&mut browser, &link).await;
    assert!(own.body.contains("you are inside") && own.body.contains("To the dashboard"));
}

#[tokio::test]
async fn a_newer_link_ends_the_one_before_and_no_visit() {
    let house = House::build().await;
    let mut inside = house.inside("dee").await;
    let [first, of_eve] = [house.link("dee").await, house.link("eve").await];
    let second = house.link("dee").await;
    let mut browser = Browser::default();
    for answer in [house.gets(&mut browser, &first).await, house.posts(&mut browser, &first, "").await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.body.contains("a newer one took its place"), "{}", answer.body);
    }
    assert_eq!(house.gets(&mut inside, "/").await.status, StatusCode::OK);
    for link in [second, of_eve] {
        assert_eq!(house.posts(&mut browser, &link, "").await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn over_tls_the_cookie_is_held_to_its_host() {
    let house = House::at("https://wins.example").await;
    let link = house.link("dee").await;
    let entered = house.posts(&mut Browser::default(), &link, "").await;
    let cookie = entered.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-smallwins=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn a_link_is_too_old_after_ten_minutes_and_a_visit_over_after_twelve_hours() {
    let house = House::build().await;
    let mut inside = house.inside("dee").await;
    let (link, mut browser) = (house.link("dee").await, Browser::default());
    house.passes(TimeDelta::minutes(10));
    for answer in [house.gets(&mut browser, &link).await, house.posts(&mut browser, &link, "").await] {
        assert_eq!(answer.status, StatusCode::GONE);
        assert!(answer.body.contains("This link is too old."), "{}", answer.body);
    }
    house.passes(TimeDelta::hours(12) - TimeDelta::minutes(11));
    assert_eq!(house.gets(&mut inside, "/").await.status, StatusCode::OK);
    house.passes(TimeDelta::minutes(1));
    let over = house.gets(&mut inside, "/").await;
    assert_eq!(over.status, StatusCode::FORBIDDEN);
    assert!(over.body.contains("Your visit is over.") && over.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn a_visit_is_no_link_and_a_link_is_no_visit() {
    let house = House::build().await;
    let link = house.link("dee").await;
    let secret = link.trim_start_matches("/enter/").to_owned();
    let forged = [("cookie", format!("smallwins={secret}"))];
    let forged: Vec<(&str, &str)> = forged.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = house.sends(&mut Browser::default(), Method::GET, "/", "", &forged).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let mut browser = Browser::default();
    let entered = house.posts(&mut browser, &link, "").await;
    let cookie = entered.headers["set-cookie"].to_str().unwrap();
    let inside = cookie.trim_start_matches("smallwins=").split(';').next().unwrap();
    let answer = house.gets(&mut Browser::default(), &format!("/enter/{inside}")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_opens_somebody_elses_link_is_told_whose_place_they_take() {
    let house = House::build().await;
    let mut browser = house.inside("dee").await;
    let link = house.link("eve").await;
    let page = house.gets(&mut browser, &link).await;
    assert!(page.body.contains("as <span dir=\"auto\">Eve</span>?"), "{}", page.body);
    assert!(page.body.contains("<strong dir=\"auto\">Dee</strong> is inside"), "{}", page.body);
    house.posts(&mut browser, &link, "").await;
    assert!(house.gets(&mut browser, "/").await.body.contains(">Eve<"));
}

#[tokio::test]
async fn without_a_visit_nothing_is_shown_on_any_page() {
    let house = House::build().await;
    house
        .keeps(vec![Change::Member(Box::new(member(9, "Nobodys business"))), Change::Ask(ask(9, id(9)))])
        .await;
    for path in PAGES {
        let answer = house.gets(&mut Browser::default(), path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(
            answer.body.contains("opens by a link") && !answer.body.contains("Nobodys business"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn whoever_runs_one_community_sees_nothing_of_another() {
    let house = House::build().await;
    let slack = PlatformName::new("slack");
    let other = house.mentoring.community(&slack, "T2", chrono_tz::UTC).await.unwrap();
    house.keeps(vec![Change::Member(Box::new(member(8, "Ours alone"))), Change::Ask(ask(8, id(8)))]).await;
    let theirs = vec![Change::Member(Box::new(member(9, "Theirs alone"))), Change::Ask(ask(9, id(9)))];
    house.keeps_in(&other, theirs).await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/under-way").await.body;
    assert!(page.contains("Ours alone") && !page.contains("Theirs alone"), "{page}");
    let mut there = Browser::default();
    let link = link_of(&house.asks(&other, "dee", true, "there").await).unwrap();
    house.posts(&mut there, &link, "").await;
    let page = house.gets(&mut there, "/under-way").await.body;
    assert!(!page.contains("Ours alone") && page.contains("Theirs alone"), "{page}");
}

#[tokio::test]
async fn a_visit_ends_with_the_right_to_it() {
    let house = House::build().await;
    let mut dee = house.inside("dee").await;
    let link = house.link("dee").await;
    // She says something as somebody who does not run the community any more.
    house.asks(&house.community, "dee", false, "as anybody").await;
    for answer in
        [house.gets(&mut dee.copied(), "/").await, house.posts(&mut Browser::default(), &link, "").await]
    {
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.body.contains("for those who run the community"), "{}", answer.body);
    }
    house.asks(&house.community, "dee", true, "as an admin again").await;
    assert_eq!(house.gets(&mut dee, "/").await.status, StatusCode::OK);

    let everyone = house.store.everyone(house.community.scope(), 9).await.unwrap();
    let who = everyone.iter().find(|member| member.handle.0 == "dee").unwrap().id;
    let gone = News::Unreachable { member: who, lost: Lost::Gone, why: "left".to_owned() };
    house.mentoring.tell(CallId("gone".to_owned()), house.community.scope(), gone).await.unwrap();
    assert_eq!(house.gets(&mut dee, "/").await.status, StatusCode::FORBIDDEN);

    let mut eve = house.inside("eve").await;
    let mut closed = house.store.community(&PlatformName::new("slack"), "T1").await.unwrap().unwrap();
    closed.standing = Standing::Closed { since: house.mentoring.now(), why: String::new() };
    house.keeps(vec![Change::Community(Box::new(closed))]).await;
    let answer = house.gets(&mut eve, "/").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("not let in there any more"), "{}", answer.body);
}

#[tokio::test]
async fn who_signs_out_is_out_also_where_their_cookie_was_copied_to() {
    let house = House::build().await;
    let mut browser = house.inside("dee").await;
    let mut copy = browser.copied();
    let page = house.gets(&mut browser, "/").await.body;
    let form = after(&page, "name=\"form\" value=\"").to_owned();
    for wrong in
        [String::new(), "form=".to_owned(), format!("form={}", "0".repeat(64)), format!("form={form}0")]
    {
        assert_eq!(
            house.posts(&mut browser, "/leave", &wrong).await.status,
            StatusCode::BAD_REQUEST,
            "{wrong}"
        );
    }
    assert_eq!(house.gets(&mut browser, "/leave").await.status, StatusCode::METHOD_NOT_ALLOWED);
    let form = format!("form={form}");
    for foreign in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ] {
        let answer = house.sends(&mut browser, Method::POST, "/leave", &form, &[foreign]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{foreign:?}");
    }
    assert_eq!(house.gets(&mut browser, "/").await.status, StatusCode::OK);
    let left = house.posts(&mut browser, "/leave", &form).await;
    assert_eq!(left.status, StatusCode::OK);
    assert!(
        left.body.contains("You are signed out.")
            && left.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0")
    );
    for out in [&mut browser, &mut copy] {
        assert_eq!(house.gets(out, "/").await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn the_form_of_one_visit_signs_out_no_other() {
    let house = House::build().await;
    let (mut dee, mut eve) = (house.inside("dee").await, house.inside("eve").await);
    let page = house.gets(&mut dee, "/").await.body;
    let form = format!("form={}", after(&page, "name=\"form\" value=\""));
    assert_eq!(house.posts(&mut eve, "/leave", &form).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn another_site_cannot_press_a_link() {
    let house = House::build().await;
    let (link, mut browser) = (house.link("dee").await, Browser::default());
    let foreign: [&[(&str, &str)]; 4] = [
        &[("sec-fetch-site", "cross-site"), ("origin", "null")],
        &[("origin", "null")],
        &[("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:8420")],
    ];
    for headers in foreign {
        let answer = house.sends(&mut browser, Method::POST, &link, "", headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(!answer.headers.contains_key("set-cookie"));
    }
    assert_eq!(house.posts(&mut browser, &link, "").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn every_answer_carries_the_policies_and_is_kept_by_nobody() {
    let house = House::build().await;
    let link = house.link("eve").await;
    let mut browser = house.inside("dee").await;
    for path in PAGES.into_iter().chain([link.as_str(), "/enter/x", "/kpis/happiness"]) {
        let answer = house.gets(&mut browser, path).await;
        let header = |name: &str| answer.headers[name].to_str().unwrap();
        assert!(header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(!header("content-security-policy").contains("unsafe"), "{path}");
        assert_eq!(
            (header("cache-control"), header("referrer-policy")),
            ("no-store", "no-referrer"),
            "{path}"
        );
        assert!(header("x-robots-tag").contains("noindex") && header("x-frame-options") == "DENY", "{path}");
        for inline in ["<script", "<style", " style=", " onclick", "src=\"http", "href=\"http"] {
            assert!(!answer.body.contains(inline), "{inline} in {path}");
        }
    }
}

#[tokio::test]
async fn a_retry_of_the_same_words_is_answered_without_the_link() {
    let house = House::build().await;
    let first = house.asks(&house.community, "dee", true, "same").await;
    assert!(link_of(&first).is_some());
    let again = house.asks(&house.community, "dee", true, "same").await;
    assert_eq!(link_of(&again), None);
    let told = again.message.unwrap().bare(chrono_tz::UTC);
    assert!(told.contains("a link is said once"), "{told}");
    assert_eq!(link_of(&house.asks(&house.community, "ana", false, "first").await), None);
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_said_so_and_the_visit_goes_on() {
    let house = House::build().await;
    let mut browser = house.inside("dee").await;
    house.store.down.store(true, Ordering::SeqCst);
    let answer = house.gets(&mut browser, "/").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.body.contains("does not answer") && !answer.headers.contains_key("set-cookie"));
    house.store.down.store(false, Ordering::SeqCst);
    assert_eq!(house.gets(&mut browser, "/").await.status, StatusCode::OK);
}
