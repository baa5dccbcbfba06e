//! What people say, and where they read the answer.

use std::time::Duration;

use serde_json::json;
use smallwins_fake_slack::{Fault, Place};

use crate::stage::{BOTH, By, Stage, reads, soon};

#[tokio::test]
async fn a_command_is_answered_for_the_one_who_typed_it() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        let channel = stage.workspace.channel("general", &[&stage.ana, &stage.ben]);
        let ack = stage.ana.slash(&channel, "/mentor", "win Wrote a <b>test</b> & more").await;
        assert!(ack.in_time, "{by:?}");
        let seen = reads(&stage.ana, "Wrote a <b>test</b> & more").await;
        assert!(seen.is_ephemeral && seen.channel == channel);
        assert!(stage.ben.messages().is_empty(), "others read nothing of it");
        assert_eq!(stage.wins(&stage.ana).await.len(), 1);
    }
}

#[tokio::test]
async fn a_button_of_an_answer_is_pressed_and_answered_beside_it() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        let channel = stage.workspace.channel("general", &[&stage.ana, &stage.ben]);
        stage.ana.slash(&channel, "/mentor", "win Wrote a test").await;
        assert!(stage.ana.press("Undo").await.in_time, "{by:?}");
        let seen = soon(|| Some(stage.ana.last()).filter(|_| stage.ana.messages().len() == 2)).await;
        assert!(seen.is_ephemeral && seen.channel == channel);
        assert!(stage.wins(&stage.ana).await.is_empty());
        assert!(stage.ben.messages().is_empty());
    }
}

#[tokio::test]
async fn who_presses_twice_means_it_once() {
    let stage = Stage::set(By::Http).await;
    let im = stage.ana.im();
    stage.ana.slash(&im, "/mentor", "help").await;
    tokio::join!(stage.ana.press("What is open"), stage.ana.press("What is open"));
    soon(|| (stage.ana.messages().len() == 2).then_some(())).await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(stage.ana.messages().len(), 2);
}

#[tokio::test]
async fn a_line_is_answered_in_the_conversation_and_stays_there() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        assert!(stage.ana.dm("win Wrote a test").await.unwrap().in_time, "{by:?}");
        let seen = reads(&stage.ana, "Noted").await;
        assert!(seen.by_app && !seen.is_ephemeral && seen.channel == stage.ana.im());
        stage.ana.press("Undo").await;
        let seen = soon(|| Some(stage.ana.last()).filter(|_| stage.ana.messages().len() == 3)).await;
        assert!(!seen.is_ephemeral, "what is answered in a direct message stays");
    }
}

#[tokio::test]
async fn times_are_told_on_the_clock_that_somebody_chose_also_when_slack_describes_nobody() {
    let stage = Stage::set(By::Http).await;
    stage.fake.fail("users.info", Fault::Status(500));
    stage.ana.dm("zone helsinki").await;
    let told = reads(&stage.ana, "Europe/Helsinki").await.text;
    assert!(told.contains("14:00") && !told.contains("12:00"), "{told}");
    stage.ben.dm("join parsing").await;
    reads(&stage.ben, "You mentor parsing").await;
    stage.ana.dm("ask how do I test a parser").await;
    // Four hours of Ben's in Lisbon.
    let asked = reads(&stage.ana, "Asked").await.text;
    assert!(asked.contains("18:00") && !asked.contains("16:00"), "{asked}");
}

#[tokio::test]
async fn what_is_told_again_is_the_same_call() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        let channel = stage.workspace.channel("general", &[&stage.ana]);
        stage.workspace.invite_app(&channel);
        let line = |text: &str| {
            json!({ "type": "message", "channel_type": "im", "channel": stage.ana.im(), "user": stage.ana.id,
                "team": stage.workspace.id, "text": text, "ts": "1.1" })
        };
        let entered = json!({ "type": "member_joined_channel", "user": stage.workspace.bot_user(),
            "channel": channel, "channel_type": "C", "team": stage.workspace.id });
        let home = json!({ "type": "app_home_opened", "user": stage.ana.id, "channel": stage.ana.im(),
            "tab": "home" });
        for what in [line("win Wrote a test"), line("help"), entered, home] {
            let event = stage.workspace.event(what);
            for _ in 0..3 {
                stage.clock.pass(chrono::TimeDelta::seconds(1));
                assert!(stage.fake.send(&event).await.in_time, "{by:?}");
            }
        }
        assert_eq!(stage.wins(&stage.ana).await.len(), 1);
        soon(|| stage.ana.home()).await;
        soon(|| (stage.ana.dms().len() >= 2).then_some(())).await;
        soon(|| stage.ana.channel(&channel).pop()).await;
        // Whatever would be said again has its time.
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let said = (stage.ana.dms().len(), stage.ana.channel(&channel).len());
        assert_eq!(said, (2, 1), "{by:?}: nobody is answered twice");
        assert_eq!(stage.fake.calls_of("views.publish").len(), 1);
    }
}

#[tokio::test]
async fn the_home_tab_shows_what_is_open_and_is_kept_up_to_date() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        assert!(stage.ana.opens_home().await.unwrap().in_time, "{by:?}");
        soon(|| stage.ana.home()).await;
        assert!(stage.ana.messages().is_empty(), "nobody is written to for looking");
        stage.ana.opens_messages().await;
        assert_eq!(stage.fake.calls_of("views.publish").len(), 1);
    }
}

#[tokio::test]
async fn what_is_done_on_the_home_tab_is_answered_in_a_direct_message_and_shown_there() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ana.opens_home().await;
        soon(|| stage.ana.home()).await;
        assert!(stage.ana.press_on(Place::Home, "Become a mentor").await.in_time, "{by:?}");
        soon(|| stage.ana.modal()).await;
        assert_eq!(stage.fake.calls_of("views.publish").len(), 1, "nothing has changed so far");
        assert!(stage.ana.submit(&[("field/topics", "rust")]).await.in_time);
        let seen = reads(&stage.ana, "rust").await;
        assert!(!seen.is_ephemeral && seen.channel == stage.ana.im());
        soon(|| stage.ana.home().filter(|home| format!("{:?}", home.lines).contains("rust"))).await;
    }
}

#[tokio::test]
async fn somebody_whom_slack_does_not_describe_is_answered_all_the_same() {
    let stage = Stage::set(By::Http).await;
    stage.fake.fail("users.info", Fault::Error("user_not_found".into()));
    assert!(stage.ana.slash(&stage.ana.im(), "/mentor", "win Wrote a test").await.in_time);
    reads(&stage.ana, "Noted").await;
}

#[tokio::test]
async fn what_happens_around_people_is_acknowledged_and_known() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ana.dm("win Wrote a test").await;
        reads(&stage.ana, "Noted").await;
        let channel = stage.workspace.channel("general", &[&stage.ana]);
        stage.workspace.invite_app(&channel);
        assert!(stage.ana.moves_to("Asia/Tokyo").await.unwrap().in_time, "{by:?}");
        assert_eq!(stage.member(&stage.ana).await.unwrap().calendar.zone, chrono_tz::Asia::Tokyo);
        let until = stage.clock.now() + chrono::TimeDelta::hours(1);
        for ack in [
            stage.ana.wants_quiet(Some((stage.clock.now(), until))).await,
            stage.ben.joins(&channel).await,
            stage.ana.event(entered(&stage, &channel, None)).await,
        ] {
            assert!(ack.unwrap().in_time, "{by:?}");
        }
        soon(|| stage.ana.channel(&channel).pop()).await;
        for person in [&stage.ana, &stage.ben] {
            assert!(person.leaves().await.unwrap().in_time, "{by:?}");
        }
        assert!(stage.member(&stage.ana).await.unwrap().unreachable.is_some());
        assert!(stage.member(&stage.ben).await.is_none(), "nobody is introduced by what is told of them");
        assert_eq!(stage.ana.channel(&channel).len(), 1, "nobody but us is greeted, and we once");
    }
}

#[tokio::test]
async fn the_news_that_somebody_left_is_told_again_until_it_is_written_down() {
    let stage = Stage::set(By::Http).await;
    for person in [&stage.ana, &stage.ben] {
        person.dm("win Wrote a test").await;
        reads(person, "Noted").await;
    }
    // Slack hangs up before the memory answers.
    stage.fake.acknowledge_within(Duration::from_millis(300));
    stage.store.nap(Duration::from_millis(700));
    assert!(!stage.ana.leaves().await.unwrap().in_time);
    for _ in 0..250 {
        if stage.member(&stage.ana).await.unwrap().unreachable.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(stage.member(&stage.ana).await.unwrap().unreachable.is_some());
    stage.fake.acknowledge_within(Duration::from_secs(3));
    for ack in stage.fake.retry_events().await {
        assert!(ack.in_time);
    }
    stage.store.refuse_at("entrance");
    stage.ben.leaves().await;
    assert!(stage.member(&stage.ben).await.unwrap().unreachable.is_none());
    assert_eq!(stage.fake.events_to_retry(), 1);
    stage.clock.pass(chrono::TimeDelta::minutes(2));
    stage.fake.retry_events().await;
    assert!(stage.member(&stage.ben).await.unwrap().unreachable.is_some());
    assert_eq!(stage.fake.events_to_retry(), 0);
    stage.fake.take_violations();
}

#[tokio::test]
async fn where_nobody_can_be_reached_an_ask_keeps_its_place_and_an_admin_reads_why() {
    let stage = Stage::set(By::Http).await;
    let dee = stage.workspace.person("dee", "Europe/Lisbon").admin();
    stage.ben.dm("join parsing").await;
    reads(&stage.ben, "You mentor parsing").await;
    let im = stage.ana.im();
    stage.fake.fail("chat.postMessage", Fault::Error("messages_tab_disabled".to_owned()));
    stage.ana.slash(&im, "/mentor", "ask how do I test a parser").await;
    for _ in 0..250 {
        if stage.community().await.is_closed() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(stage.community().await.is_closed());
    stage.ana.slash(&im, "/mentor", "ask how do I write parsing errors").await;
    reads(&stage.ana, "Your place is kept").await;
    dee.slash(&dee.im(), "/mentor", "me").await;
    reads(&dee, "messages_tab_disabled; switch on the Messages Tab").await;
}

/// Smallwins entered a channel.
fn entered(stage: &Stage, channel: &str, inviter: Option<&str>) -> serde_json::Value {
    json!({ "type": "member_joined_channel", "user": stage.workspace.bot_user(), "channel": channel,
        "channel_type": "C", "team": stage.workspace.id, "inviter": inviter })
}

#[tokio::test]
async fn an_admin_chooses_the_channel_by_an_invitation_and_anybody_else_does_not() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        let dee = stage.workspace.person("dee", "Europe/Lisbon").admin();
        let rooms = ["one", "two"].map(|name| stage.workspace.channel(name, &[&stage.ana, &dee]));
        for (room, inviter) in rooms.iter().zip([&stage.ana, &dee]) {
            stage.workspace.invite_app(room);
            dee.event(entered(&stage, room, Some(&inviter.id))).await;
            let greeting = soon(|| stage.ana.channel(room).pop()).await;
            let chosen = stage.community().await.channel;
            match inviter.id == dee.id {
                true => assert_eq!(chosen.as_ref(), Some(room)),
                false => assert!(chosen.is_none() && greeting.text.contains("An admin"), "{greeting}"),
            }
        }
    }
}
