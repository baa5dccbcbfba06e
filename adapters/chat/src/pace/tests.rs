use tokio::time::advance;

use super::*;

fn unhurried() -> Pace {
    let every = |millis, burst| Rate { every: Duration::from_millis(millis), burst };
    Pace::at(Rates {
        channel: every(1000, 4),
        team: every(200, 30),
        opening: every(1500, 10),
        looking: every(1500, 20),
    })
}

fn task(number: usize) -> Vec<String> {
    vec![format!("task_{number}")]
}

fn seconds(turn: Result<(), Duration>) -> f64 {
    turn.err().map_or(0.0, |wait| wait.as_secs_f64())
}

fn fill(pace: &Pace, numbers: std::ops::Range<usize>) {
    for number in numbers {
        let waited = seconds(pace.turn("T1", "C1", 1, &task(number)));
        assert!(waited < 60.0, "{number} waits {waited} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_short_burst_leaves_at_once_and_the_rest_one_a_second() {
    let pace = unhurried();
    let waits: Vec<f64> = (0..8).map(|number| seconds(pace.turn("T1", "C1", 1, &task(number)))).collect();
    assert_eq!(waits, [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0]);
    // Whoever comes back at their instant goes, whatever came meanwhile.
    advance(Duration::from_secs(3)).await;
    assert_eq!(seconds(pace.turn("T1", "C1", 1, &task(99))), 2.0);
    assert_eq!(seconds(pace.turn("T1", "C1", 1, &task(6))), 0.0);
    assert_eq!(seconds(pace.turn("T1", "C1", 1, &task(7))), 1.0);
}

#[tokio::test(start_paused = true)]
async fn nobody_else_waits_for_a_channel_that_is_full() {
    let pace = unhurried();
    fill(&pace, 0..20);
    assert_eq!(pace.turn("T1", "D2", 1, &task(100)), Ok(()));
    assert_eq!(pace.turn("T2", "C1", 1, &task(101)), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn each_of_a_hundred_is_asked_for_twice_at_most() {
    let pace = unhurried();
    let mut due: Vec<(Duration, usize)> = (0..100).map(|number| (Duration::ZERO, number)).collect();
    let mut tries = [0; 100];
    let begun = Instant::now();
    while !due.is_empty() {
        due.sort();
        let (at, number) = due.remove(0);
        advance(at.saturating_sub(begun.elapsed())).await;
        tries[number] += 1;
        if let Err(wait) = pace.turn("T1", "C1", 1, &task(number)) {
            due.push((begun.elapsed() + wait, number));
        }
    }
    assert!(tries.iter().all(|tries| *tries <= 2), "{tries:?}");
    assert_eq!(begun.elapsed().as_secs(), 96);
}

#[tokio::test(start_paused = true)]
async fn a_message_of_several_parts_takes_as_many_turns() {
    let pace = unhurried();
    assert_eq!(pace.turn("T1", "C1", 6, &task(1)), Ok(()));
    assert_eq!(seconds(pace.turn("T1", "C1", 1, &task(2))), 3.0);
    assert_eq!(pace.turn("T1", "C1", 0, &task(3)), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_workspace_that_was_asked_to_rest_rests_and_then_moves_in_order() {
    let pace = unhurried();
    fill(&pace, 0..5);
    pace.rest("T1", What::Post, Duration::from_secs(30));
    // Also whoever had been given a turn before.
    advance(Duration::from_secs(1)).await;
    assert_eq!(seconds(pace.turn("T1", "C1", 1, &task(4))), 29.0);
    assert_eq!(seconds(pace.turn("T1", "D1", 1, &task(6))), 29.2);
    assert_eq!(pace.turn("T2", "D1", 1, &task(8)), Ok(()));
    advance(Duration::from_secs(29)).await;
    assert_eq!(pace.turn("T1", "C1", 1, &task(4)), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn only_what_slack_asked_to_wait_waits() {
    for what in [What::Post, What::Open, What::Look, What::File] {
        let pace = unhurried();
        pace.rest("T1", what, Duration::from_secs(30));
        let waits = [
            pace.turn("T1", "C1", 1, &task(1)),
            pace.turn_to_open("T1", &task(2)),
            pace.turn_to_look("T1", &task(3)),
        ];
        let resting = [What::Post, What::Open, What::Look].map(|other| other == what);
        assert_eq!(waits.map(|wait| wait.is_err()), resting, "{what:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_channel_keeps_its_pace_also_after_a_rest() {
    let pace = unhurried();
    pace.rest("T1", What::Post, Duration::from_secs(30));
    let waits: Vec<f64> = (0..6).map(|number| seconds(pace.turn("T1", "C1", 1, &task(number)))).collect();
    assert!(waits[0] >= 30.0 && waits[5] - waits[0] >= 2.0, "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn whoever_was_bundled_has_the_turn_of_the_bundle() {
    let pace = unhurried();
    fill(&pace, 0..4);
    let bundle = vec!["task_8".to_owned(), "task_9".to_owned()];
    assert_eq!(seconds(pace.turn("T1", "C1", 1, &bundle)), 1.0);
    advance(Duration::from_secs(1)).await;
    assert_eq!(pace.turn("T1", "C1", 1, &task(9)), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn fifty_direct_messages_are_opened_in_a_minute_and_not_more() {
    let pace = unhurried();
    let soon = (0..100).filter(|number| seconds(pace.turn_to_open("T1", &task(*number))) < 60.0).count();
    assert!((45..=50).contains(&soon), "{soon}");
}

#[tokio::test(start_paused = true)]
async fn what_is_over_is_forgotten() {
    let pace = unhurried();
    for number in 0..5000 {
        let team = format!("T{number}");
        assert_eq!(pace.turn(&team, "C1", 5, &task(number)), Ok(()));
        assert_eq!(seconds(pace.turn(&team, "C1", 1, &task(number + 10_000))), 2.0);
        advance(Duration::from_secs(7)).await;
    }
    let books = pace.books.lock().unwrap();
    assert!(books.empty.len() <= 1024 && books.turns.len() <= 1024);
}
