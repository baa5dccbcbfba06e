//! What can be read of members and conversations.

use chrono::TimeDelta;
use serde_json::json;

use crate::call::{assert_told, assert_wrong, get, monday, slack};

#[tokio::test]
async fn members_come_in_pages() {
    let (slack, acme, ana, _) = slack().await;
    let people: Vec<_> = (0..4).map(|n| acme.person(&format!("p{n}"), "UTC")).collect();
    let general = acme.channel("general", &people.iter().collect::<Vec<_>>());
    let token = acme.token();
    let first = get(&slack, &token, "conversations.members", &[("channel", &general), ("limit", "3")]).await;
    assert_eq!(first["members"].as_array().unwrap().len(), 3);
    let cursor = first["response_metadata"]["next_cursor"].as_str().unwrap();
    let rest = [("channel", general.as_str()), ("limit", "3"), ("cursor", cursor)];
    let rest = get(&slack, &token, "conversations.members", &rest).await;
    assert_eq!(rest["members"], json!([people[3].id]));
    assert_eq!(rest["response_metadata"]["next_cursor"], "");
    let made_up = [("channel", general.as_str()), ("cursor", "3")];
    assert_wrong(&slack, &get(&slack, &token, "conversations.members", &made_up).await, "invalid_cursor");
    let list = get(&slack, &token, "users.list", &[]).await;
    assert!(list["members"].as_array().unwrap().iter().any(|user| user["id"] == ana.id.as_str()));
}

#[tokio::test]
async fn a_private_channel_is_unknown_to_strangers() {
    let (slack, acme, ana, _) = slack().await;
    let hidden = acme.private_channel("hidden", &[&ana]);
    let args = [("channel", hidden.as_str())];
    assert_told(&slack, &get(&slack, &acme.token(), "conversations.info", &args).await, "channel_not_found");
    acme.invite_app(&hidden);
    let info = get(&slack, &acme.token(), "conversations.info", &args).await;
    assert_eq!((&info["channel"]["is_private"], &info["channel"]["is_member"]), (&json!(true), &json!(true)));
    let history = get(&slack, &acme.token(), "conversations.history", &args).await;
    assert_eq!(history["needed"], "groups:history");
    slack.take_violations();
}

#[tokio::test]
async fn quiet_hours_are_told_for_one_and_for_many() {
    let (slack, acme, ana, _) = slack().await;
    let ben = acme.person("ben", "Asia/Tokyo");
    let (from, until) = (monday(), monday() + TimeDelta::hours(1));
    ana.wants_quiet(Some((from, until))).await;
    let one = get(&slack, &acme.token(), "dnd.info", &[("user", &ana.id)]).await;
    assert_eq!((&one["dnd_enabled"], &one["next_dnd_start_ts"]), (&json!(true), &json!(from.timestamp())));
    let both = format!("{},{}", ana.id, ben.id);
    let many = get(&slack, &acme.token(), "dnd.teamInfo", &[("users", &both)]).await;
    assert_eq!(many["users"][&ana.id]["next_dnd_end_ts"], until.timestamp());
    assert_eq!(many["users"][&ben.id]["dnd_enabled"], false);
}

#[tokio::test]
async fn asking_for_what_belongs_to_another_workspace_is_written_down() {
    let (slack, _, ana, _) = slack().await;
    let other = slack.workspace("other");
    let answer = get(&slack, &other.token(), "users.info", &[("user", &ana.id)]).await;
    assert_wrong(&slack, &answer, "user_not_found");
    let answer = get(&slack, &other.token(), "users.info", &[("user", "U00099NOBODY")]).await;
    assert_told(&slack, &answer, "user_not_found");
}
