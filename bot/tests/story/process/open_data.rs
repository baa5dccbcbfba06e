//! Journals that leave and come back.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use super::bot::{End, Home, Signal};

/// An id as the format writes it.
fn id(prefix: &str, number: usize) -> String {
    format!("{prefix}_{number:026}")
}

/// A journal of twenty learners of five mentors: each was told something specific, and each did one of two things.
fn journal() -> Vec<String> {
    let mut lines = vec![r#"{"format":"micro-session","version":3,"zone":"Europe/Berlin"}"#.to_owned()];
    let mut facts = 0;
    let mut say = |day: usize, person: usize, kind: &str, rest: &str| {
        facts += 1;
        let (person, id) = (id("mem", person), id("fact", facts));
        let comma = if rest.is_empty() { "" } else { "," };
        let at = format!("2026-09-{day:02}T10:00:00Z");
        lines
            .push(format!(r#"{{"at":"{at}","kind":"{kind}","person":"{person}","id":"{id}"{comma}{rest}}}"#));
    };
    for pair in 0..20 {
        let (session, ask) = (id("ses", pair), id("ask", pair));
        let day = 1 + pair;
        say(day, pair, "asked", &format!(r#""ask":"{ask}","minutes":10"#));
        let offer = format!(
            r#""ask":"{ask}","first_response":{{"wall":60000,"working":60000}},"offer":"{}""#,
            id("offer", pair)
        );
        let compliment = format!(r#""repeated":false,"session":"{session}","specific":true,"warned":false"#);
        say(day, 20 + pair % 5, "affirmed", &format!("{offer},{compliment}"));
        let mentor = id("mem", 20 + pair % 5);
        say(day, pair, "session_held", &format!(r#""mentor":"{mentor}","minutes":10,"session":"{session}""#));
        say(
            day,
            pair,
            "noted",
            &format!(r#""affirmation":null,"due":"2026-09-22T10:00:00Z","session":"{session}""#),
        );
    }
    for pair in 0..20 {
        let session = id("ses", pair);
        say(23, pair, "answered", &format!(r#""answer":"done","item":"one","session":"{session}""#));
    }
    lines.push(format!(r#"{{"end":"micro-session","facts":{facts}}}"#));
    lines
}

fn write(home: &Home, name: &str, lines: &[String]) {
    home.write(name, &(lines.join("\n") + "\n"));
}

fn figures(home: &Home, community: &str) -> Value {
    let as_of = ["kpis", "--community", community, "--as-of", "2026-09-30", "--window", "90d", "--json"];
    let told = home.run(&as_of);
    assert_eq!(told.status, 0, "{}", told.err);
    serde_json::from_str::<Value>(&told.out).unwrap()["figures"].clone()
}

fn value(figures: &Value, name: &str) -> f64 {
    let figures = figures.as_array().unwrap();
    let figure = figures.iter().find(|figure| figure["name"] == name).unwrap();
    figure["reading"]["value"].as_f64().unwrap_or_else(|| panic!("{figure}"))
}

#[test]
fn a_journal_comes_in_is_counted_and_goes_out_as_it_came() {
    let home = Home::new();
    write(&home, "pilot.jsonl", &journal());
    let read = home.run(&["import", "pilot.jsonl", "--as", "pilot"]);
    assert_eq!((read.status, read.err.as_str()), (0, ""));
    assert!(read.out.starts_with("imported/pilot has 100 facts"), "{}", read.out);
    let counted = figures(&home, "pilot");
    for (name, expected) in
        [("completion.done", 0.5), ("compliments.density", 1.0), ("response.wall.median", 60_000.0)]
    {
        assert_eq!(value(&counted, name), expected, "{name}");
    }
    assert_eq!(home.run(&["export", "--out", "again.jsonl"]).status, 0);
    let [again, pilot] =
        ["again.jsonl", "pilot.jsonl"].map(|name| fs::read_to_string(home.path(name)).unwrap());
    assert_eq!(again, pilot);

    // A file that is there is not written over, nor is what has the name.
    assert_eq!(home.run(&["export", "--out", "again.jsonl"]).status, 1);
    let taken = home.run(&["import", "again.jsonl", "--as", "pilot"]);
    assert!(taken.status == 2 && taken.err.contains("--replace"), "{}", taken.err);
    // Nothing is given up for a file that is wrong.
    write(&home, "cut.jsonl", &journal()[..50]);
    assert_eq!(home.run(&["import", "cut.jsonl", "--as", "pilot", "--replace"]).status, 2);
    assert_eq!(figures(&home, "imported/pilot"), counted);
    assert_eq!(home.run(&["import", "again.jsonl", "--as", "pilot", "--replace"]).status, 0);
    assert_eq!(figures(&home, "imported/pilot"), counted);
    // Nothing of what was wrong, and nothing of what was replaced, is left behind.
    let imported = "SELECT external FROM community WHERE platform = 'imported'";
    assert_eq!(home.rows(imported), ["pilot"]);
    // While another imports under the name, nobody else does.
    home.rows("INSERT INTO hold VALUES ('import imported/pilot', 'another', 9000000000000)");
    let held = home.run(&["import", "again.jsonl", "--as", "pilot", "--replace"]);
    assert!(held.status == 1 && held.err.contains("under way"), "{}", held.err);
    assert_eq!(figures(&home, "imported/pilot"), counted);
    // What another left in the middle is forgotten.
    let begun = r#"external = 'pilot 1', body = REPLACE(body, '"pilot"', '"pilot 1"')"#;
    home.rows(&format!("DELETE FROM hold; UPDATE community SET closed = TRUE, {begun}"));
    assert_eq!(home.run(&["import", "again.jsonl", "--as", "pilot"]).status, 0);
    assert_eq!(home.rows(imported), ["pilot"]);
    assert_eq!(home.rows("SELECT DISTINCT community FROM fact").len(), 1);
    assert_eq!(figures(&home, "imported/pilot"), counted);

    // Whoever watches the process reads them too.
    let home = home.variable("SMALLWINS_METRICS_TOKEN", "hunter2");
    let bot = home.start(&[]);
    for figure in counted.as_array().unwrap() {
        let [kpi, name] = [&figure["kpi"], &figure["name"]];
        let words = format!("{{community=\"imported/pilot\",kpi={kpi},figure={name}}}");
        bot.get_until("/metrics", "authorization: Bearer hunter2\r\n", &words);
    }
    // Whoever does not bring the token reads how the process does, and nothing of any community.
    let open = bot.get("/metrics");
    assert!(open.contains("http_requests_total") && !open.contains("imported/pilot"), "{open}");
    let guessed = bot.get_as("/metrics", "authorization: Bearer hunter\r\n");
    assert!(guessed.contains(" 401 ") && !guessed.contains("imported/pilot"), "{guessed}");
}

#[test]
fn what_was_imported_is_forgotten_whole_and_nothing_else_is() {
    let home = Home::new();
    write(&home, "pilot.jsonl", &journal());
    assert_eq!(home.run(&["import", "pilot.jsonl", "--as", "pilot"]).status, 0);
    assert_eq!(home.run(&["import", "pilot.jsonl", "--as", "other"]).status, 0);
    figures(&home, "pilot");
    home.rows("INSERT INTO hold VALUES ('import imported/pilot', 'another', 9000000000000)");
    let held = home.run(&["forget", "pilot"]);
    assert!(held.status == 1 && held.err.contains("under way"), "{}", held.err);
    home.rows("DELETE FROM hold");
    let gone = home.run(&["forget", "imported/pilot"]);
    assert_eq!((gone.status, gone.out.as_str()), (0, "imported/pilot is forgotten, with everything in it\n"));
    for table in ["community", "fact", "call"] {
        let left = home.rows(&format!("SELECT DISTINCT community FROM {table}"));
        assert_eq!(left.len(), 1, "{table}");
    }
    let again = home.run(&["forget", "pilot"]);
    assert!(again.status == 2 && again.err.contains("nothing was imported as pilot"), "{}", again.err);
    let json = home.run(&["forget", "other", "--json"]);
    assert_eq!(
        serde_json::from_str::<Value>(&json.out).unwrap(),
        serde_json::json!({ "forgotten": "imported/other" })
    );
    // A community of people is none of it.
    let home = Home::new();
    drop(home.start(&[]));
    let living = home.run(&["forget", "playground"]);
    assert!(living.status == 2 && living.err.contains("when-removed"), "{}", living.err);
}

#[test]
fn a_living_journal_goes_out_under_pseudonyms_and_its_numbers_come_in_the_same() {
    let home = Home::new();
    let mut bot = home.start(&[]);
    bot.get("/play");
    for (call, who, line) in [
        ("play-1", "ben", "join+rust"),
        ("play-2", "ana", "win+Wrote+a+parser"),
        ("play-3", "ana", "ask+how+do+I+test+it"),
    ] {
        bot.post(&format!("/play/people/{who}/say"), &format!("call={call}&line={line}"));
    }
    bot.send(Signal::Terminate);
    bot.end();
    let out = home.run(&["export"]);
    assert_eq!(out.status, 0, "{}", out.err);
    assert!(out.out.contains("\"kind\":\"asked\""), "{}", out.out);
    assert!(!out.out.contains("parser") && !out.out.contains("Ana"), "{}", out.out);
    home.write("living.jsonl", &out.out);
    assert_eq!(home.run(&["import", "living.jsonl", "--as", "copy"]).status, 0);

    let told = |community: &str| {
        let told = home.run(&["kpis", "--community", community, "--window", "all", "--json"]);
        let mut figures = serde_json::from_str::<Value>(&told.out).unwrap()["figures"].clone();
        for figure in figures.as_array_mut().unwrap() {
            // It ends when it is asked for.
            figure["window"].take();
        }
        figures
    };
    let of_it = home.run(&["kpis", "--community", "nobody"]).err;
    let living =
        of_it.split([' ', ',', '\n']).find(|word| word.starts_with("playground/")).unwrap().to_owned();
    assert_eq!(told("imported/copy"), told(&living));
    // The same people are under the same pseudonyms again, which are of the key's making.
    assert_eq!(home.run(&["export", "--community", &living]).out, out.out);
    assert_eq!(home.run(&["export"]).out, out.out, "what was imported is not meant where nobody names it");
    let key = fs::read(home.path("smallwins.key")).unwrap();
    fs::write(home.path("smallwins.key"), "00".repeat(32)).unwrap();
    assert_ne!(home.run(&["export", "--community", &living]).out, out.out);
    fs::write(home.path("smallwins.key"), key).unwrap();
    assert_eq!(home.run(&["export", "--community", "imported/copy"]).out, out.out);
}

#[test]
fn a_file_may_begin_with_a_mark_and_what_it_tells_of_the_future_is_said() {
    let home = Home::new();
    let mut lines = journal();
    lines[0].insert(0, '\u{feff}');
    write(&home, "marked.jsonl", &lines);
    let marked = home.run(&["import", "marked.jsonl", "--as", "marked"]);
    assert_eq!((marked.status, marked.out.contains("after now")), (0, false), "{}", marked.err);
    // What was answered, in the last twenty facts, lies far ahead of any clock.
    lines[81..101].iter_mut().for_each(|line| *line = line.replacen("2026-", "2926-", 1));
    write(&home, "ahead.jsonl", &lines);
    let ahead = home.run(&["import", "ahead.jsonl", "--as", "ahead"]);
    assert_eq!((ahead.status, ahead.err.as_str()), (0, ""));
    assert!(ahead.out.contains("from line 82 on happened after now"), "{}", ahead.out);
    // Their ids hold no time, and still all of it is counted.
    let told = home.run(&["kpis", "--community", "ahead", "--window", "all"]);
    assert!(told.out.contains("to 23 Sep 2926") && told.out.contains("its clock is ahead"), "{}", told.out);
}

#[test]
fn whoever_stops_reading_ends_the_answer_without_a_word() {
    let home = Home::new();
    write(&home, "pilot.jsonl", &journal());
    assert_eq!(home.run(&["import", "pilot.jsonl", "--as", "pilot"]).status, 0);
    for args in [&["export", "--community", "pilot"][..], &["kpis", "--community", "pilot", "--json"]] {
        let end = home.run_unread(args);
        assert_eq!((end.status, end.err.as_str()), (141, ""), "{args:?}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_line_and_nothing_of_it_stays() {
    let home = Home::new();
    let refused = |change: &dyn Fn(&mut Vec<String>)| -> End {
        let mut lines = journal();
        change(&mut lines);
        write(&home, "wrong.jsonl", &lines);
        let end = home.run(&["import", "wrong.jsonl", "--as", "wrong"]);
        assert_eq!(end.status, 2, "{}", end.err);
        assert!(home.run(&["kpis"]).err.contains("no community in the database"), "something stayed");
        end
    };
    let cut = refused(&|lines| lines.truncate(50));
    assert!(cut.err.contains("wrong.jsonl, line 51: the file ends before"), "{}", cut.err);
    assert!(cut.err.contains("fix: fetch the file again"), "{}", cut.err);
    let few = refused(&|lines| drop(lines.remove(50)));
    assert!(few.err.contains("100 facts, and 99") && few.err.contains("fetch the file again"), "{}", few.err);
    let half = refused(&|lines| lines[50].truncate(20));
    assert!(half.err.contains("line 51: it is no JSON from column 20 on"), "{}", half.err);
    assert!(half.err.contains("fix: mend that line"), "{}", half.err);
    let version = refused(&|lines| lines[0] = lines[0].replace(":3,", ":4,"));
    assert!(version.err.contains("line 1: the file is of version 4"), "{}", version.err);
    assert!(version.err.contains("fix: update Smallwins"), "{}", version.err);
    let doubled = refused(&|lines| lines[1] = lines[1].replace(":10", ":10,\"minutes\":20"));
    assert!(doubled.err.contains("line 2: the field `minutes` stands there more"), "{}", doubled.err);
    let alone = refused(&|lines| lines[3] = lines[3].replace(&id("mem", 20), &id("mem", 0)));
    assert!(alone.err.contains("line 4: the mentor is the learner"), "{}", alone.err);
    let twice = refused(&|lines| lines.insert(9, lines[8].clone()));
    assert!(twice.err.contains("line 10: its id stands on the line above"), "{}", twice.err);
    let endless = refused(&|lines| lines[3] = "{".repeat(100_000));
    assert!(endless.err.contains("line 4: it has more than"), "{}", endless.err);

    home.write("half.jsonl", &journal()[..50].join("\n")[..5_000]);
    let half = home.run(&["import", "half.jsonl", "--as", "half"]);
    assert!(
        half.status == 2 && half.err.contains("fix: fetch the file again, it was cut off"),
        "{}",
        half.err
    );

    let gone = home.run(&["import", "gone.jsonl", "--as", "gone"]);
    assert!(gone.status == 2 && gone.err.contains("gone.jsonl cannot be read"), "{}", gone.err);
    let named = home.run(&["import", "wrong.jsonl", "--as", "../etc"]);
    assert!(named.status == 2 && named.err.contains("cannot have the name"), "{}", named.err);
    let long = home.run(&["import", "pilot.jsonl", "--as", &"x".repeat(65)]);
    assert!(long.status == 2 && long.err.contains("at most 64"), "{}", long.err);
    assert!(home.run(&["export", "--schema"]).out.contains("json-schema.org"));
}

#[test]
fn holidays_come_out_of_a_calendar_file_all_of_them_or_none() {
    let home = Home::new();
    write(&home, "pilot.jsonl", &journal());
    assert_eq!(home.run(&["import", "pilot.jsonl", "--as", "pilot"]).status, 0);
    let mut bot = home.start(&[]);
    bot.get("/play");
    bot.send(Signal::Terminate);
    bot.end();
    let event = |lines: &str| format!("BEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\n");
    let calendar = |events: &str| format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
    let may = event("DTSTART;VALUE=DATE:19700501\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:May Day");
    home.write("free.ics", &calendar(&may));
    let kept = home.run(&["holidays", "free.ics", "--json"]);
    assert_eq!((kept.status, kept.err.as_str()), (0, ""));
    let kept: Value = serde_json::from_str(&kept.out).unwrap();
    let days = kept["holidays"].as_array().unwrap();
    assert!(days.len() >= 2 && days.iter().all(|day| day["name"] == "May Day"), "{kept}");
    assert!(days[0]["from"].as_str().unwrap().ends_with("-05-01"), "{kept}");
    let audit = home.run(&["audit", "list"]);
    assert!(audit.out.contains("whoever runs Smallwins") && audit.out.contains("holidays"), "{}", audit.out);
    assert_eq!(home.run(&["audit", "verify"]).status, 0);
    let endless = event("DTSTART;VALUE=DATE:19700501\r\nRRULE:FREQ=DAILY");
    home.write("endless.ics", &calendar(&(may + &endless)));
    let refused = home.run(&["holidays", "endless.ics"]);
    assert_eq!((refused.status, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("endless.ics: Line 10: It comes back in a way"), "{}", refused.err);
    assert!(refused.err.contains("\nfix: "), "{}", refused.err);
    home.write("nothing.ics", &calendar(""));
    let nothing = home.run(&["holidays", "nothing.ics"]);
    assert_eq!((nothing.status, nothing.out.as_str()), (2, ""));
    assert!(nothing.err.contains("nothing.ics names no day that lies ahead"), "{}", nothing.err);
    let missing = home.run(&["holidays", "nowhere.ics"]);
    assert_eq!((missing.status, missing.out.as_str()), (2, ""));
    let people = home.run(&["holidays", "free.ics", "--community", "playground/playground"]);
    let n = days.len();
    let told = format!("playground/playground has {n} holidays, in the place of the {n} before\n");
    assert!(people.out.starts_with(&told) && people.out.contains("May Day"), "{}", people.out);
    let nobody = home.run(&["holidays", "free.ics", "--community", "imported/pilot"]);
    assert_eq!((nobody.status, nobody.out.as_str()), (2, ""));
    assert!(nobody.err.contains("imported/pilot is a journal"), "{}", nobody.err);
}

#[test]
fn what_is_written_wrongly_at_the_command_line_is_answered_with_the_right_way() {
    let home = Home::new();
    for (args, says) in [
        (&["rehearse", "--days", "abc"][..], "write a whole number"),
        (&["kpis", "--as-of", "2026-13-01"], "write a day as 2026-11-26"),
        (&["import", "gone.jsonl", "--as", "gone"], "gone.jsonl cannot be read"),
        (&["rehearse", "--config", "gone.toml"], "gone.toml"),
        (&["match", "round.json"], "a capacity is a whole number from 0 on, and not -1 at line 1"),
    ] {
        home.write("round.json", r#"{"asks":[{"id":"a"}],"mentors":[{"id":"m","capacity":-1}],"scores":[]}"#);
        let refused = home.run(args);
        assert_eq!((refused.status, refused.out.as_str()), (2, ""), "{args:?}");
        assert!(refused.err.contains(says), "{}", refused.err);
    }
    // Nothing came into being by that.
    assert!(home.run(&["kpis"]).err.contains("no database yet"));
    assert_eq!(home.run(&["migrate"]).status, 0);
    let mode = std::fs::metadata(home.path("smallwins.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "the database is its owner's alone, whoever made it");
    let nothing = [home.run(&["audit", "verify"]), home.run(&["audit", "list"])];
    assert_eq!(nothing.map(|run| (run.status, run.err.contains("no community"))), [(1, true); 2]);
}
