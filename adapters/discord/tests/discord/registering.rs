//! Whether people can type the commands.

use smallwins_discord::examine;
use smallwins_fake_discord::Fault;

use crate::outward::{NOW, Outward, settings};

const PUT: &str = "PUT /applications/{application}/commands";
const GET: &str = "GET /applications/{application}/commands";

#[tokio::test]
async fn the_commands_are_registered_once_and_again_only_when_they_are_not_as_they_are_meant() {
    let mut at = Outward::set().await;
    at.discord.keep_registered().await;
    let registered = at.fake.commands();
    let mut names: Vec<_> = registered.iter().filter_map(|command| command["name"].as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["mentor", "mentor-admin"]);
    at.restart().await;
    at.discord.keep_registered().await;
    assert_eq!((at.calls(GET), at.calls(PUT)), (2, 1));
    let findings = examine(&settings(&at.fake), NOW.parse().unwrap()).await;
    let commands = findings.iter().find(|finding| finding.check == "discord commands").unwrap();
    assert_eq!(commands.verdict.as_deref(), Ok("are registered"));
}

#[tokio::test]
async fn what_could_not_be_registered_is_tried_again() {
    let at = Outward::set().await;
    at.fake.fail(GET, Fault::Status(502));
    at.fake.fail(PUT, Fault::ResetBefore);
    at.fake.fail(PUT, Fault::Error(400, 30034));
    for is_well in [false, false, false, true] {
        assert_eq!(at.discord.are_registered().await, is_well);
    }
    assert_eq!((at.fake.commands().len(), at.calls(GET), at.calls(PUT)), (2, 4, 3));
}
