//! The dashboard beside the playground: in the same browser, on its clock.

use axum::http::StatusCode;

use crate::stage::{Stage, after};

const OWN: [(&str, &str); 2] = [("sec-fetch-site", "same-origin"), ("origin", "null")];

#[tokio::test]
async fn cleo_opens_the_dashboard_of_the_playground_and_others_do_not() {
    let stage = Stage::set().await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.says("ana", "/mentor dashboard").await;
    assert!(!stage.column("ana").await.contains("/enter/"));
    stage.says("cleo", "/mentor dashboard").await;
    let column = stage.column("cleo").await;
    let link = after(&column, "href=\"http://127.0.0.1:8420").to_owned();
    assert!(stage.get(&link).await.body.contains("as <span dir=\"auto\">Cleo</span>?"));

    let entered = stage.post_with(&link, &[], &OWN).await;
    assert_eq!(
        (entered.status, &entered.headers["location"]),
        (StatusCode::SEE_OTHER, &"/".parse().unwrap())
    );
    let cookie = entered.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    let headers = [("host", "127.0.0.1:8420"), ("cookie", cookie)];
    let page = stage.get_with("/", &headers).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Whose turn it is") && page.body.contains("Ana"), "{}", page.body);
    assert_eq!(stage.get_with("/play", &headers).await.status, StatusCode::OK);

    let again = stage.get(&link).await;
    assert!(again.body.contains("This link was used.") && again.body.contains("To the playground"));
    assert_eq!(stage.get("/").await.headers["location"], "/play");
    stage.post("/play/start-over", &[]).await;
    assert_eq!(stage.get_with("/", &headers).await.headers["location"], "/play");
}
