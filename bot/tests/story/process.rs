//! The binary as other people start it: what it says, where it listens, how it ends.

mod audit;
pub(crate) mod bot;
mod matching;
mod open_data;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use self::bot::{Home, Signal};

/// What is promised to whoever stops Smallwins.
const TO_STOP: Duration = Duration::from_secs(10);

#[test]
fn it_says_where_it_is_answers_there_and_ends_at_a_word() {
    let home = Home::new();
    let mut bot = home.start(&[]);
    assert!(bot.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(bot.get("/readyz").starts_with("HTTP/1.1 200"));
    assert!(bot.get("/play").contains("Ana"));
    let asked = Instant::now();
    bot.send(Signal::Terminate);
    let end = bot.end();
    assert!(asked.elapsed() < TO_STOP);
    assert_eq!((end.status, end.out.as_str()), (0, ""), "{}", end.err);
}

#[test]
fn the_numbers_are_told_of_one_community_and_of_what_cannot_be_told_why() {
    let home = Home::new();
    let early = home.run(&["kpis"]);
    assert_eq!(early.status, 1);
    assert!(
        early.err.contains("no database yet") && early.err.contains("smallwins migrate"),
        "{}",
        early.err
    );
    assert_eq!(home.run(&["migrate"]).status, 0);
    assert!(home.run(&["kpis"]).err.contains("no community"));

    let mut bot = home.start(&[]);
    bot.get("/play");
    bot.send(Signal::Terminate);
    bot.end();
    let told = home.run(&["kpis", "--window", "30d", "--as-of", "2026-11-26", "--json"]);
    assert_eq!(told.status, 0, "{}", told.err);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    assert!(told["community"].as_str().unwrap().starts_with("playground/"));
    let figures = told["figures"].as_array().unwrap();
    let done = figures.iter().find(|figure| figure["name"] == "completion.done").unwrap();
    assert_eq!((&done["n"], &done["reading"]["is"]), (&0.into(), &"too_few".into()));
    assert!(home.run(&["kpis"]).out.contains("completion.done"));

    let wrong = home.run(&["kpis", "--community", "slack/T1"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.err.contains("playground/"), "{}", wrong.err);
    assert_eq!(home.run(&["kpis", "--window", "31d"]).status, 2);
    let early = home.run(&["kpis", "--as-of", "2999-12-31"]);
    assert!(early.status == 2 && early.err.contains("not there yet"), "{}", early.err);
    assert_eq!(home.run(&["kpis", "--anew"]).status, 0);
}

#[test]
fn somebody_who_watches_does_not_keep_it_from_ending() {
    let home = Home::new();
    let mut bot = home.start(&[]);
    let page = bot.get("/play");
    let (_, events) = page.split_once("sse-connect=\"").unwrap();
    let events = events.split('"').next().unwrap().replace("&amp;", "&");
    let mut watcher = BufReader::new(bot.ask(&format!("GET {events} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")));
    let mut line = String::new();
    watcher.read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 200"), "{line}");
    let asked = Instant::now();
    bot.send(Signal::Interrupt);
    let end = bot.end();
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?} {}", asked.elapsed(), end.err);
    assert_eq!(end.status, 0, "{}", end.err);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let home = Home::new();
    let mut bot = home.start(&[]);
    let mut unfinished = bot.ask("POST /play/people/ana/say HTTP/1.1\r\nhost: 127.0.0.1\r\n");
    unfinished
        .write_all(b"content-type: application/x-www-form-urlencoded\r\ncontent-length: 9\r\n\r\n")
        .unwrap();
    // The answer to a later request shows that the earlier one has arrived.
    assert!(bot.get("/healthz").starts_with("HTTP/1.1 200"));
    bot.send(Signal::Terminate);
    bot.read_log_until("Stopping");
    bot.send(Signal::Terminate);
    let asked = Instant::now();
    let end = bot.end();
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    assert_eq!(end.status, 1, "{}", end.err);
}

#[test]
fn it_goes_on_where_it_was_left() {
    let home = Home::new();
    let mut bot = home.start(&[]);
    let said = "call=play-1&line=win+Replaced+the+nested+matches+with+a+table";
    bot.post("/play/people/ana/say", said);
    bot.send(Signal::Terminate);
    assert_eq!(bot.end().status, 0);
    let mut bot = home.start(&[]);
    assert!(bot.get("/play").contains("Replaced the nested matches with a table"));
    bot.send(Signal::Terminate);
    assert_eq!(bot.end().status, 0);
}

#[test]
fn a_setting_that_nobody_knows_is_an_error_that_names_it() {
    let end = Home::new().variable("SMALLWINS_LISTNE", "127.0.0.1:0").run(&[]);
    assert_eq!((end.status, end.out.as_str()), (2, ""));
    assert!(end.err.contains("SMALLWINS_LISTNE") && end.err.contains("`SMALLWINS_LISTEN`"), "{}", end.err);
    let home = Home::new();
    home.write("smallwins.toml", "lisstn = '127.0.0.1:0'");
    let end = home.run(&["serve"]);
    assert_eq!(end.status, 2);
    assert!(end.err.contains("lisstn") && end.err.contains("`listen`"), "{}", end.err);
}

#[test]
fn every_verb_explains_itself_and_refuses_what_it_does_not_know() {
    for verb in [None, Some("serve"), Some("doctor"), Some("rehearse"), Some("migrate")] {
        let with = |flag| verb.into_iter().chain([flag]).collect::<Vec<_>>();
        let end = Home::new().run(&with("--help"));
        assert_eq!((end.status, end.err.as_str()), (0, ""));
        assert!(end.out.contains("anybody who reaches it can act as anybody"), "{}", end.out);
        let end = Home::new().run(&with("--no-such-flag"));
        assert_eq!((end.status, end.out.as_str()), (2, ""));
        assert!(end.err.contains("--no-such-flag"), "{}", end.err);
    }
}

#[test]
fn the_address_of_the_database_may_stand_in_a_file() {
    let home = Home::new().variable("SMALLWINS_DATABASE_URL_FILE", "secret");
    home.write("secret", "sqlite://elsewhere.db\n");
    let mut bot = home.start(&[]);
    assert!(home.path("elsewhere.db").exists());
    bot.send(Signal::Terminate);
    assert_eq!(bot.end().status, 0);
    let end = home.variable("SMALLWINS_DATABASE_URL", "sqlite://here.db").run(&[]);
    assert_eq!(end.status, 2);
    assert!(end.err.contains("SMALLWINS_DATABASE_URL_FILE"), "{}", end.err);
}

#[test]
fn a_taken_address_is_told_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let end = Home::new().run(&["--listen", &address]);
    assert_eq!((end.status, end.out.as_str()), (1, ""));
    assert!(end.err.contains(&address) && end.err.contains("another program"), "{}", end.err);
    assert!(end.err.contains("fix: ") && end.err.contains("--listen"), "{}", end.err);

    let home = Home::new();
    let bot = home.start(&[]);
    let end = Home::new().run(&["--listen", &bot.address]);
    assert!(end.status == 1 && end.err.contains("another Smallwins"), "{}", end.err);
    let end = home.run(&["doctor", "--listen", &bot.address]);
    assert!(end.status == 0 && end.out.contains("Smallwins answers"), "{}{}", end.out, end.err);
}

#[test]
fn other_machines_stay_outside_until_somebody_lets_them_in() {
    let end = Home::new().run(&["--listen", "0.0.0.0:0"]);
    assert_eq!((end.status, end.out.as_str()), (2, ""));
    assert!(end.err.contains("--expose-playground"), "{}", end.err);
    let home = Home::new();
    let mut bot = home.start(&["--listen", "0.0.0.0:0", "--expose-playground"]);
    assert!(bot.address.starts_with("127.0.0.1:"), "{}", bot.address);
    bot.send(Signal::Terminate);
    assert_eq!(bot.end().status, 0);
}

#[test]
fn the_public_address_is_the_one_that_is_said() {
    let home = Home::new();
    let end = home.run(&["doctor", "--public-url", "wins.example.org"]);
    assert!(end.status == 2 && end.err.contains("--public-url"), "{}", end.err);
    let end = home.run(&["doctor", "--public-url", "https://example.org/wins"]);
    assert!(end.status == 2 && end.err.contains("it has a path"), "{}", end.err);
    let said = home.first_words(&["--public-url", "https://wins.example.org/"]);
    assert_eq!(said, "Smallwins is at https://wins.example.org/play");
}

#[test]
fn logs_for_machines_are_one_object_a_line() {
    let home = Home::new();
    let mut bot = home.start(&["--log-format", "json", "--log", "debug"]);
    assert!(bot.get("/play").starts_with("HTTP/1.1 200"));
    bot.send(Signal::Terminate);
    let end = bot.end();
    assert!(end.err.lines().count() > 2, "{}", end.err);
    for line in end.err.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
    }
}

#[test]
fn the_doctor_changes_nothing_and_answers_machines() {
    let home = Home::new();
    let end = home.run(&["doctor", "--json"]);
    let diagnosis: Value = serde_json::from_str(&end.out).unwrap();
    assert_eq!((end.status, &diagnosis["well"]), (0, &Value::Bool(true)), "{}", end.out);
    assert!(!home.path("smallwins.db").exists());

    let end = home.run(&["doctor", "--json", "--database-url", "sqlite://nowhere/wins.db"]);
    let diagnosis: Value = serde_json::from_str(&end.out).unwrap();
    assert_eq!((end.status, &diagnosis["well"]), (1, &Value::Bool(false)), "{}", end.out);
    let findings = diagnosis["findings"].as_array().unwrap();
    let wrong = findings.iter().find(|finding| finding["verdict"] == "wrong").unwrap();
    assert!(wrong["check"] == "folder" && wrong["fix"].is_string(), "{wrong}");

    let end = home.variable("SMALLWINS_NONSENSE", "1").run(&["doctor", "--json"]);
    let diagnosis: Value = serde_json::from_str(&end.out).unwrap();
    assert_eq!(end.status, 2);
    assert!(diagnosis["findings"][0]["says"].as_str().unwrap().contains("SMALLWINS_NONSENSE"));
}

#[test]
fn a_timer_asks_the_one_that_runs_here_and_no_platform() {
    let mut bot = Home::new().start(&[]);
    // Nobody is at the address of Slack.
    let home = Home::new()
        .variable("SLACK_API_URL", "http://127.0.0.1:1/api")
        .variable("SLACK_BOT_TOKEN", "xoxb-1-of-nobody")
        .variable("SLACK_SIGNING_SECRET", "8f742231b10e8888abcd99yyyzzz85a5");
    let end = home.run(&["doctor", "--here", "--listen", &bot.address]);
    assert_eq!((end.status, end.err.as_str()), (0, ""), "{}", end.out);
    assert!(end.out.contains("well   ready"), "{}", end.out);
    bot.send(Signal::Terminate);
    assert_eq!(bot.end().status, 0);
    let end = home.run(&["doctor", "--here", "--listen", &bot.address]);
    assert!(end.status == 1 && end.out.contains("WRONG  ready"), "{}", end.out);
}

#[test]
fn migrations_are_shown_before_they_are_applied() {
    let home = Home::new();
    let answer = |args: &[&str]| {
        let end = home.run(args);
        assert_eq!(end.status, 0, "{}", end.err);
        serde_json::from_str::<Value>(&end.out).unwrap()
    };
    let count = |answer: &Value, key: &str| answer[key].as_array().unwrap().len();
    let before = answer(&["migrate", "--check", "--json"]);
    assert!(count(&before, "pending") > 0, "{before}");
    assert!(!home.path("smallwins.db").exists());
    let applied = answer(&["migrate", "--json"]);
    assert_eq!(applied["ran"], before["pending"]);
    assert_eq!(count(&answer(&["migrate", "--check", "--json"]), "pending"), 0);
    assert_eq!(count(&answer(&["migrate", "--json"]), "ran"), 0);
    assert!(home.run(&["doctor"]).status == 0);
}

#[test]
fn a_password_never_leaves_the_process() {
    let url = "postgres://wins:hunter2@127.0.0.1:1/wins";
    let home = Home::new().variable("SMALLWINS_DATABASE_URL", url).variable("SMALLWINS_LOG", "trace");
    let confess = &|verb| {
        let end = home.run(&[verb, "--listen", "127.0.0.1:0"]);
        assert_eq!(end.status, 1, "{}", end.err);
        assert!(end.err.contains("fix: "), "{}", end.err);
        assert!(!end.out.contains("hunter2") && !end.err.contains("hunter2"), "{}{}", end.out, end.err);
    };
    // Each waits some seconds for a database that never answers.
    thread::scope(|scope| {
        for verb in ["serve", "doctor", "migrate"] {
            scope.spawn(move || confess(verb));
        }
    });
}

#[test]
fn not_even_the_most_talkative_log_holds_what_people_wrote() {
    let home = Home::new().variable("SMALLWINS_LOG", "trace");
    let mut bot = home.start(&[]);
    for (call, who, text) in [
        ("play-1", "ana", "%2Fmentor+win+Replaced+the+nested+matches"),
        ("play-2", "ana", "%2Fmentor+ask+how+do+I+test+a+parser"),
        ("play-3", "ana", "good+morning+everybody"),
        ("play-4", "ben", "%2Fmentor+hours+whenever+I+please"),
    ] {
        bot.post(&format!("/play/people/{who}/say"), &format!("call={call}&line={text}"));
    }
    bot.send(Signal::Terminate);
    let log = bot.end().err;
    assert!(log.contains("act{call.id="), "there is something to read: {log}");
    for words in ["nested matches", "test a parser", "good morning", "whenever I please", "nested+matches"] {
        assert!(!log.contains(words), "the log holds “{words}”: {log}");
    }
}
