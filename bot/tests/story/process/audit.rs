//! The audit at the command line: what was changed is told, and what was done to it behind the store's back is named.

use serde_json::Value;

use super::bot::{Home, Signal};

/// A home in which Cleo, who runs the community, changed four things.
fn changed() -> Home {
    let home = Home::new();
    let mut bot = home.start(&[]);
    bot.get("/play");
    for name in ["ana", "ben"] {
        bot.post(&format!("/play/people/{name}/say"), &format!("call=play-{name}&line=help"));
    }
    let lines = [
        "default-language+de",
        "safety+conduct+https%3A%2F%2Frules.example",
        "signals+off+github",
        "apart+Ana+Ben",
    ];
    for (number, line) in lines.into_iter().enumerate() {
        bot.post("/play/people/cleo/say", &format!("call=play-{number}&line={line}"));
        // What is shown first is saved by its button.
        if line.starts_with("safety") {
            let answer = format!("call=play-save&line=play-{number}/answer&button=0");
            bot.post("/play/people/cleo/press", &answer);
        }
    }
    bot.send(Signal::Terminate);
    bot.end();
    home
}

fn behind_its_back(home: &Home, sql: &str) {
    home.rows(sql);
}

fn verified(home: &Home) -> Value {
    serde_json::from_str::<Value>(&home.run(&["audit", "verify", "--json"]).out).unwrap()[0].clone()
}

#[test]
fn what_was_changed_is_told_line_by_line_and_its_chain_is_whole() {
    let home = changed();
    let told = home.run(&["audit", "list"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""));
    for part in [
        "Cleo",
        "language: en -> de",
        "conduct: none -> https://rules.example",
        "signals-off: none -> github",
    ] {
        assert!(told.out.contains(part), "{part}: {}", told.out);
    }
    assert!(told.out.contains("apart of Ana and Ben: together -> apart"), "{}", told.out);
    let lines: Value = serde_json::from_str(&home.run(&["audit", "list", "--json"]).out).unwrap();
    assert_eq!(lines["lines"].as_array().unwrap().len(), 4);
    assert_eq!(lines["lines"][1]["changes"][0]["what"], "conduct");

    let whole = home.run(&["audit", "verify"]);
    assert_eq!((whole.status, whole.err.as_str()), (0, ""));
    assert!(whole.out.contains("4 lines, as written"), "{}", whole.out);
    let head = &verified(&home)["head"];
    let head = format!("{}:{}", head["number"], head["hash"].as_str().unwrap());
    assert!(whole.out.contains(&format!("head {head}")), "{}", whole.out);
    assert_eq!(home.run(&["audit", "verify", "--head", &head]).status, 0);
    let none = home.run(&["audit", "verify", "--head", "4"]);
    assert!(none.status == 2 && none.err.contains("is no head"), "{}", none.err);
}

#[test]
fn whatever_is_done_to_it_by_hand_is_named_and_fails() {
    let home = changed();
    let head = verified(&home)["head"].clone();
    let head = format!("{}:{}", head["number"], head["hash"].as_str().unwrap());
    behind_its_back(&home, "UPDATE audit SET body = REPLACE(body, 'github', 'gitlab') WHERE number = 3");
    let altered = home.run(&["audit", "verify"]);
    assert_eq!(altered.status, 1);
    assert!(altered.out.contains("NOT as written\n  line 3 was altered"), "{}", altered.out);
    assert!(altered.err.contains("is not as it was written"), "{}", altered.err);
    behind_its_back(&home, "UPDATE audit SET body = REPLACE(body, 'gitlab', 'github') WHERE number = 3");
    assert_eq!(home.run(&["audit", "verify"]).status, 0);

    behind_its_back(
        &home,
        "UPDATE audit SET number = 9 WHERE number = 2; UPDATE audit SET number = 2 WHERE number = 3;
         UPDATE audit SET number = 3 WHERE number = 9",
    );
    let moved = home.run(&["audit", "verify"]);
    assert!(moved.out.contains("line 2 was written as line 3") && moved.status == 1, "{}", moved.out);
    behind_its_back(&home, "DELETE FROM audit WHERE number IN (2, 3)");
    let missing = verified(&home);
    assert_eq!((&missing["whole"], &missing["flaws"][0]["is"]), (&false.into(), &"missing".into()));
    assert_eq!((&missing["flaws"][0]["line"], &missing["flaws"][0]["to"]), (&2.into(), &3.into()));

    // Whoever cuts off the end and the community's knowledge of it with it is found by a head that was kept elsewhere.
    let home = changed();
    behind_its_back(&home, "DELETE FROM audit WHERE number = 4");
    assert!(home.run(&["audit", "verify"]).out.contains("line 4 is missing at the end"));
    let kept = "UPDATE community SET body = json_set(body, '$.audit.number', 3, '$.audit.hash',
        (SELECT hash FROM audit WHERE number = 3))";
    behind_its_back(&home, kept);
    assert_eq!(home.run(&["audit", "verify"]).status, 0);
    let found = home.run(&["audit", "verify", "--head", &head]);
    assert!(found.status == 1 && found.out.contains("line 4 is missing at the end"), "{}", found.out);
}
