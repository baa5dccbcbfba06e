use std::time::{Duration, Instant};

use chrono_tz::Tz;
use smallwins_core::mentoring::{Call, Said, Who};
use smallwins_core::store::CallId;
use smallwins_fake_slack::Fault;

use crate::sample::{Place, place};

#[tokio::test]
async fn somebody_is_described_by_slack_once_an_hour() {
    let Place { fake, workspace, slack, ours, .. } = place().await;
    let ana = workspace.person("ana", "America/Sao_Paulo").admin().speaking("pt-BR");
    for _ in 0..3 {
        let person = slack.person(&ours, &ana.id).await;
        assert_eq!((person.zone, person.admin), (Some(Tz::America__Sao_Paulo), Some(true)));
        assert_eq!((person.name.as_deref(), person.language.as_deref()), (Some("ana"), Some("pt")));
    }
    assert_eq!(fake.calls_of("users.info").len(), 1);
    let machine = workspace.person("cog", "Europe/Lisbon").bot();
    assert!(slack.profile(&ours, &machine.id).await.gone);
}

#[tokio::test]
async fn an_answer_waits_for_a_description_a_second_at_most() {
    let Place { fake, workspace, slack, ours, .. } = place().await;
    let ana = workspace.person("ana", "Europe/Lisbon");
    fake.fail("users.info", Fault::Slow(Duration::from_secs(3)));
    let begun = Instant::now();
    let person = slack.person(&ours, &ana.id).await;
    assert!(begun.elapsed() < Duration::from_millis(1500), "{:?}", begun.elapsed());
    assert_eq!((person.name, person.zone, person.admin), (None, None, Some(false)));
    // Nor does the next one wait again.
    let begun = Instant::now();
    slack.person(&ours, &ana.id).await;
    assert!(begun.elapsed() < Duration::from_millis(100), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn nobody_loses_the_rights_of_an_admin_to_an_answer_that_did_not_come() {
    let Place { fake, workspace, slack, ours, .. } = place().await;
    let ana = workspace.person("ana", "Europe/Lisbon").admin();
    let person = slack.person(&ours, &ana.id).await;
    let said = Said::Line("help".to_owned());
    let call = Call { id: CallId("1".to_owned()), scope: ours.scope, who: Who::Person(person), said };
    slack.mentoring.act(call).await;
    // As after a restart.
    slack.people.forget(&ours.team);
    fake.fail("users.info", Fault::Status(500));
    let person = slack.person(&ours, &ana.id).await;
    assert_eq!((person.name, person.admin), (None, Some(true)));
}
