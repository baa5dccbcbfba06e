//! Rounds that stand in files.

use std::fs;

use serde_json::{Value, json};

use super::bot::Home;

fn matched(home: &Home, args: &[&str]) -> Value {
    let end = home.run(&[&["match", "round.json", "--json", "--verify"], args].concat());
    assert_eq!(end.status, 0, "{}", end.err);
    serde_json::from_str(&end.out).unwrap()
}

#[test]
fn points_are_matched_to_the_best_and_told_by_name() {
    let home = Home::new();
    let round = json!({
        "asks": [{ "id": "parser" }, { "id": "macros", "unmatched": 30 }, { "id": 3, "unmatched": 20 }],
        "mentors": [{ "id": "ben", "capacity": 1 }, { "id": "cleo", "capacity": 1 }],
        "scores": [["parser", "ben", 40], ["macros", "ben", 35], [3, "ben", 5], [3, "cleo", 9], ["parser", "cleo", 8]],
    });
    home.write("round.json", &round.to_string());
    // Two pairs are the most. Who waited longest is worth more than the points that somebody else would bring.
    let told = matched(&home, &[]);
    assert_eq!(
        told,
        json!({
            "pairs": [["macros", "ben", 35], [3, "cleo", 9]], "unmatched": ["parser"],
            "total": 44, "cardinality": 2, "optimal": true,
        })
    );
    let text = home.run(&["match", "round.json"]).out;
    assert!(text.contains("\"macros\"  \"ben\"  35") && text.contains("\"parser\"  nobody"), "{text}");
}

#[test]
fn the_same_round_in_another_order_comes_to_the_same_pairs_and_the_seed_breaks_ties() {
    let home = Home::new();
    let numbers: Vec<usize> = (0..24).collect();
    let told = |order: &dyn Fn(&mut Vec<usize>), seed: &str| {
        let mut order_of = numbers.clone();
        order(&mut order_of);
        let asks: Vec<Value> = order_of.iter().map(|ask| json!({ "id": ask })).collect();
        let mentors: Vec<Value> =
            order_of.iter().take(24).map(|m| json!({ "id": m, "capacity": m % 3 })).collect();
        let pairs = order_of.iter().flat_map(|ask| numbers.iter().map(move |mentor| (ask, mentor)));
        let scores: Vec<Value> =
            pairs.map(|(ask, mentor)| json!([ask, mentor, (ask * mentor) % 4])).collect();
        let round = json!({ "asks": asks, "mentors": mentors, "scores": scores });
        home.write("round.json", &round.to_string());
        let told = matched(&home, &["--seed", seed]);
        let mut pairs: Vec<String> = told["pairs"].as_array().unwrap().iter().map(Value::to_string).collect();
        pairs.sort_unstable();
        (pairs, told["total"].clone())
    };
    let first = told(&|_| {}, "7");
    assert_eq!(told(&|order| order.reverse(), "7"), first);
    assert_eq!(told(&|order| order.rotate_left(11), "7"), first);
    let (others, total) = told(&|_| {}, "8");
    assert_eq!(total, first.1);
    assert_ne!(others, first.0);
}

#[test]
fn a_table_is_matched_by_costs_and_told_by_places() {
    let home = Home::new();
    let costs: [i32; 6] = [7, 1, i32::MAX, i32::MAX, -2, 5];
    fs::write(home.path("costs.bin"), costs.map(i32::to_le_bytes).concat()).unwrap();
    home.write("round.json", r#"{"asks":3,"mentors":[1,2],"matrix":"costs.bin"}"#);
    let expected = json!({
        "pairs": [[0, 1, 1], [2, 0, -2]], "unmatched": [1], "total": -1, "cardinality": 2, "optimal": true,
    });
    assert_eq!(matched(&home, &[]), expected);
    assert_eq!(matched(&home, &["--top", "1"]), expected);
    for (round, nothing) in [
        (r#"{"asks":0,"mentors":[],"matrix":"none.bin"}"#, json!([])),
        (r#"{"asks":2,"mentors":[],"matrix":"none.bin"}"#, json!([0, 1])),
    ] {
        home.write("none.bin", "");
        home.write("round.json", round);
        let told = matched(&home, &[]);
        assert_eq!((&told["unmatched"], &told["cardinality"]), (&nothing, &0.into()));
    }
}

#[test]
fn what_is_wrong_with_a_round_is_said_with_its_line_and_column() {
    let home = Home::new();
    let good = r#"{"asks":[{"id":"a"},{"id":"b"}],
"mentors":[{"id":"m","capacity":1}],
"scores":[["a","m",4],
["b","m",5]]}"#;
    let says = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        home.write("round.json", &good.replace(from, to));
        let end = home.run(&["match", "round.json"]);
        assert_eq!(end.status, 2, "{}", end.err);
        end.err
    };
    for (from, to, expected) in [
        (",5]", ",NaN]", "at line 4 column"),
        (",5]", ",5.5]", "at line 4 column"),
        (",5]", ",3000000000]", "at line 4 column"),
        (",5]", ",-2147483648]", "-2147483648 points are too few at line 4 column 1"),
        (":1}", ":-1}", "at line 2 column"),
        (":1}", ":1,\"mood\":2}", "unknown field `mood`"),
        ("[\"b\"", "[\"c\"", "there is no ask \"c\" at line 4 column 1"),
        ("\"m\",5", "\"n\",5", "there is no mentor \"n\" at line 4 column 1"),
        ("[\"b\",\"m\"", "[\"a\",\"m\"", "the pair has points already at line 4 column 1"),
        ("{\"id\":\"b\"}", "{\"id\":\"a\"}", "there are two asks \"a\" at line 1 column 21"),
        ("]]}", "]]", "at line 4 column"),
        ("\"scores\"", "\"score\"", "unknown field `score`"),
    ] {
        let err = says(from, to);
        assert!(err.contains(expected), "{err}");
    }
    home.write("round.json", r#"{"asks":2,"mentors":[1],"matrix":"costs.bin"}"#);
    assert!(home.run(&["match", "round.json"]).err.contains("costs.bin cannot be read"));
    home.write("costs.bin", "1234567");
    assert!(
        home.run(&["match", "round.json"])
            .err
            .contains("has 7 bytes, and a table of 2 asks and 1 mentors has 8")
    );
    home.write("none.bin", "");
    home.write("round.json", r#"{"asks":4294967295,"mentors":[],"matrix":"none.bin"}"#);
    let end = home.run(&["match", "round.json"]);
    assert_eq!(end.status, 2);
    assert!(end.err.contains("4294967295 asks, and a table without mentors has at most"), "{}", end.err);
    assert!(home.run(&["match", "gone.json"]).err.contains("gone.json cannot be read"));
}
