//! Those who guess at links: they are held up, and nobody else.

use axum::http::StatusCode;
use chrono::TimeDelta;

use super::house::{Browser, House};

#[tokio::test]
async fn what_nobody_was_given_opens_nothing_and_who_guesses_on_is_held_up() {
    let house = House::build().await;
    let mut browser = Browser::default();
    for guess in ["0".repeat(64), "x".to_owned(), "..%2f..%2fetc".to_owned(), "0".repeat(5000)] {
        let answer = house.gets(&mut browser, &format!("/enter/{guess}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{guess}");
        assert!(
            answer.body.contains("This link opens nothing.") && !answer.body.contains(&guess[..1].repeat(40))
        );
    }
    guesses(&house).await;
    for guess in ["0".repeat(64), "x".to_owned()] {
        let held_up = house.gets(&mut browser, &format!("/enter/{guess}")).await;
        assert_eq!(held_up.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(held_up.headers["retry-after"], "60");
    }
    house.passes(TimeDelta::minutes(1));
    assert_eq!(house.gets(&mut browser, "/enter/x").await.status, StatusCode::NOT_FOUND);
}

/// Somebody from outside tries as much as is looked at in a minute.
async fn guesses(house: &House) {
    for number in 0..60 {
        house.posts(&mut Browser::default(), &format!("/enter/{number:064x}"), "").await;
    }
}

#[tokio::test]
async fn those_who_guess_keep_nobody_out_who_was_given_a_link_or_is_inside() {
    let house = House::build().await;
    let (mut inside, link) = (house.inside("dee").await, house.link("eve").await);
    guesses(&house).await;
    let mut browser = Browser::default();
    assert_eq!(house.gets(&mut browser, "/enter/x").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(house.gets(&mut inside, "/").await.status, StatusCode::OK);
    assert_eq!(house.gets(&mut browser, &link).await.status, StatusCode::OK);
    assert_eq!(house.posts(&mut browser, &link, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.gets(&mut browser, "/").await.status, StatusCode::OK);
    // A link that was used is still told as that.
    assert_eq!(house.gets(&mut Browser::default(), &link).await.status, StatusCode::GONE);
}
