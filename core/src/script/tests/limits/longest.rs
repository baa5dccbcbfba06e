//! What stands in each slot at its longest.

use crate::script::{Value, record};

pub(super) const NAME: usize = 60;
const QUESTION: usize = 200;
const WIN: usize = 280;
const COMPLIMENT: usize = 600;
const ACTIONABLE: usize = 300;
const ECHO: usize = crate::decision::LONGEST_ECHO;

pub(super) fn long(characters: usize) -> String {
    // Words, as people write them, so that lines can break.
    "wordy ".repeat(characters / 6 + 1)[..characters].trim_end().to_owned() + "x"
}

fn text(characters: usize) -> Value {
    Value::from(&long(characters)[..characters])
}

fn texts(count: usize, characters: usize) -> Value {
    (0..count).map(|_| text(characters)).collect()
}

/// What stands in a slot at its longest; `yes` is what a flag says.
pub(super) fn longest(key: &str, slot: &'static str, yes: bool) -> Value {
    let at = || Value::from(1_795_424_400_000_i64);
    let win = |deed: usize, link: usize| {
        record([
            ("deed", text(deed)),
            ("link", format!("https://e.example/{}", "x".repeat(link - 18)).into()),
            ("days", 13.into()),
        ])
    };
    let session = || {
        let item = || record([("words", text(50)), ("answer", "dropped".into())]);
        record([
            ("partner", text(NAME)),
            ("mine", yes.into()),
            ("stage", if yes { "following" } else { "choosing" }.into()),
            ("at", at()),
            ("asked", yes.into()),
            ("items", vec![item(), item()].into()),
        ])
    };
    let holiday = || {
        record([
            ("from", text(10)),
            ("from_year", text(4)),
            ("to", text(10)),
            ("to_year", text(4)),
            ("name", text(40)),
        ])
    };
    let ask = || {
        record([
            ("question", text(70)),
            ("turn", if yes { "waiting" } else { "mentor" }.into()),
            ("at", at()),
        ])
    };
    let reason = |why: &'static str| {
        record([
            ("why", why.into()),
            ("topic", text(NAME)),
            ("from", "09:00".into()),
            ("to", "18:00".into()),
            ("free", 40.into()),
            ("of", 40.into()),
        ])
    };
    let mishap = || {
        record([
            ("since", at()),
            ("to", text(NAME)),
            ("channel", false.into()),
            ("why", text(70)),
            ("outlook", "in-doubt".into()),
            ("again_at", at()),
        ])
    };
    let figure = |name: usize| format!("{} 2 h 40 min (1 h 50 min–3 h 20 min, n 9999)", long(name));
    let number = |title: usize, figures: usize, name: usize| {
        record([("title", text(title)), ("figures", (0..figures).map(|_| figure(name)).collect())])
    };
    let attention = |what: &'static str| {
        let says = format!("{}: {}", long(45), figure(0));
        record([
            ("what", what.into()),
            ("n", 99.into()),
            ("least", yes.into()),
            ("strange", 40.into()),
            ("says", says.into()),
        ])
    };
    let lost = || record([("name", text(NAME)), ("since", at())]);
    match (key, slot) {
        // Eight numbers have thirty-one figures, most of them shorter than these.
        // Beside one of them stands of how many sessions nobody spoke.
        ("kpis", "lines") => {
            (0..8).map(|place| number(if place == 6 { 16 + 20 } else { 16 }, 3, 18)).collect()
        }
        ("digest", "lines") => weeks_lines(&figure),
        ("digest", "attention") if yes => {
            ["waiting", "no-channel", "few"].map(attention).into_iter().collect()
        }
        ("digest", "attention") => Vec::<Value>::new().into(),
        ("chart.alt", "known") => yes.into(),
        ("chart.alt", _) => 100.into(),
        ("digest.too-few", "figures") => texts(2, 45),
        ("digest.answers" | "digest.asks", _) => 999.into(),
        ("digest.quiet", "wins" | "said_yes") | ("digest.sessions", "unheard") => 999.into(),
        ("unit.share" | "unit.decimal", "value") => 9999.5.into(),
        (_, "places") => 1.into(),
        ("unit.points", _) => 9999.5.into(),
        ("kpi.unseen", _) => text(12),
        ("kpi.change", "rises" | "points") => yes.into(),
        ("kpi.change", _) => text(7),
        ("unit.range" | "unit.from-to" | "unit.or-more" | "unit.up-to", _) => text(11),
        ("unit.lasting", "days") => if yes { 300 } else { 0 }.into(),
        ("unit.lasting", _) => 23.into(),
        ("language" | "language.default" | "language.unknown", "names") => texts(5, 12),
        ("me.foot", "language") => {
            if yes {
                "Deutsch".into()
            } else {
                Value::Nothing
            }
        }
        ("digest.few", _) => text(100),
        ("hours.day-or-night", "day" | "night") => text(30),
        ("kpi.figure", "is") => if yes { "value" } else { "not-reached" }.into(),
        ("kpi.figure", "value" | "range" | "direction") => text(21),
        ("health", "well") => (!yes).into(),
        ("health", "mishaps") => (0..4).map(|_| mishap()).collect(),
        ("health", "lost") => (0..4).map(|_| lost()).collect(),
        ("me" | "me.foot", "wins" | "offers" | "more") => 99.into(),
        (
            "privacy",
            "wins" | "asks" | "offers" | "sessions" | "held" | "notes" | "signals" | "links" | "waiting",
        ) => 9_999.into(),
        ("me", "sessions") => (0..4).map(|_| session()).collect(),
        ("me", "asks") => vec![ask(), ask()].into(),
        ("me.foot", "topics") => texts(4, NAME),
        ("me.foot", "hours") => text(120),
        ("me.affirmed", "words") => text(160),
        ("me.answer", "words") => text(80),
        ("me.offer", "question") => text(70),
        ("me.foot", "room") => record([("free", 40.into()), ("of", 40.into())]),
        ("why", "parts") => (0..8).map(|_| record([("says", text(24)), ("points", (-90).into())])).collect(),
        ("round.report" | "round.why", "pairs") => (0..4)
            .map(|_| {
                record([
                    ("learner", text(NAME)),
                    ("mentor", text(NAME)),
                    ("points", 300.into()),
                    (
                        "reasons",
                        (0..3).map(|_| record([("says", text(23)), ("points", 300.into())])).collect(),
                    ),
                    ("presses", yes.into()),
                ])
            })
            .collect(),
        ("round.report", "away") => (0..3).map(|_| record([("name", text(NAME)), ("until", at())])).collect(),
        ("round.report" | "round.why", "left_out") => texts(6, 30),
        ("round.report", "left" | "more_away" | "kept" | "beyond") => 300.into(),
        ("why" | "why.nobody", "price" | "together" | "urgency" | "free" | "kept") => 300.into(),
        ("round.when", "day") => "Mon".into(),
        ("weights", "parts") => (0..8)
            .map(|_| {
                record([
                    ("word", text(9)),
                    ("says", text(24)),
                    ("percent", 300.into()),
                    ("most", 120.into()),
                    ("against", yes.into()),
                ])
            })
            .collect(),
        // A page with rules and a contact are longer than the others.
        ("settings", "groups") => [(6, 33), (3, 3), (4, 3), (3, 200)]
            .map(|(lines, value)| {
                let line = || record([("name", text(45)), ("value", text(value))]);
                record([("lines", (0..lines).map(|_| line()).collect())])
            })
            .into_iter()
            .collect(),
        // The two longest are in one form; where more are, each is shorter.
        ("settings.change" | "settings.saved", "changes") => {
            (0..2).map(|_| record([("name", text(24)), ("was", text(200)), ("becomes", text(200))])).collect()
        }
        ("settings.change", "meanwhile") => (0..3)
            .map(|_| record([("name", text(45)), ("by", text(NAME)), ("was", text(33)), ("now", text(33))]))
            .collect(),
        (_, "meanwhile") => (0..5)
            .map(|_| record([("name", text(45)), ("by", text(NAME)), ("was", text(33)), ("now", text(33))]))
            .collect(),
        ("weights.replay", "changes") => (0..8)
            .map(|_| record([("word", text(9)), ("was", 300.into()), ("percent", 300.into())]))
            .collect(),
        ("weights.replay", "before" | "after") => record([
            ("found", 500.into()),
            ("wait", text(12)),
            ("spread", "0.99".into()),
            ("repeats", 500.into()),
            ("fit", "100%".into()),
        ]),
        ("weights" | "weights.replay", "n" | "others" | "most" | "version") => 500.into(),
        ("why" | "why.nobody" | "ask.pooled" | "ask.next-pool", "left_out") => texts(6, 30),
        (_, "lack") => if yes { "both" } else { "reserved" }.into(),
        ("ask.next-waiting" | "ask.next-pool", "after") => if yes { "missed" } else { "passed" }.into(),
        ("why.which", "questions") => texts(4, NAME),
        ("why", "total" | "version") => 300.into(),
        ("times", "found") => u32::from(yes).into(),
        ("now.not-working", "found") | ("cancelled", "kept") => yes.into(),
        ("choose", "times") if !yes => Vec::<Value>::new().into(),
        ("form.affirm.intro", "no_time") => if yes { "now" } else { "never" }.into(),
        ("offer.prompt", "reasons") => ["near", "overlap", "again"].map(reason).into_iter().collect(),
        ("me", "deadlines") => {
            let due = || record([("what", text(50)), ("at", at())]);
            vec![due(), due(), due()].into()
        }
        (_, "why_now") => record([
            ("kind", if yes { "deadline" } else { "submission" }.into()),
            ("what", text(70)),
            ("link", format!("https://e.example/{}", "x".repeat(82)).into()),
            ("at", at()),
        ]),
        ("suggest", "why") => if yes { "quiet" } else { "done" }.into(),
        ("signals", "sources") => {
            let parts = || texts(10, 45);
            let source = || record([("name", text(20)), ("off", yes.into()), ("parts", parts())]);
            if yes { (0..3).map(|_| source()).collect() } else { Vec::<Value>::new().into() }
        }
        (_, "accounts") => {
            let account = || record([("login", text(68)), ("source", text(20))]);
            (0..5).map(|_| account()).collect()
        }
        (_, "account") => text(68),
        (_, "source") => text(20),
        (_, "what") => text(100),
        ("nudge", "time") => 2.into(),
        ("wrap-up", "asks") => yes.into(),
        ("report", "partners" | "blocked") => texts(3, 40),
        ("report" | "report.nobody", "written") => text(COMPLIMENT),
        ("report", "nobody") => texts(3, 40),
        ("when-removed", "how") => if yes { "same" } else { "set" }.into(),
        ("when-removed" | "when-removed.change", "holds" | "was" | "becomes") => text(90),
        ("setup", "bounds") => record([("day", 12.into()), ("week", 60.into()), ("minutes", 1200.into())]),
        ("privacy", "reports") => (0..if yes { 2 } else { 0 })
            .map(|_| record([("about", text(NAME)), ("at", at()), ("until", at())]))
            .collect(),
        ("privacy", "more_reports") => 40.into(),
        ("dry-run", "next") if yes => (0..6)
            .map(|_| record([("to", texts(2, NAME)), ("what", "first-days".into()), ("at", at())]))
            .collect(),
        ("dry-run", "would") if yes => (0..6)
            .map(|_| record([("to", text(NAME)), ("offer", yes.into()), ("now", false.into()), ("at", at())]))
            .collect(),
        ("dry-run", "would" | "next") => Vec::<Value>::new().into(),
        ("dry-run", "rest") => 99.into(),
        ("roles", "owners") => texts(8, NAME),
        (_, "organisers") => texts(if yes { 8 } else { 0 }, NAME),
        ("help", "sees") if !yes => Vec::<Value>::new().into(),
        (_, "sees" | "runs") => texts(8, 15),
        (_, "choices") => texts(if yes { 4 } else { 0 }, 7),
        (_, "more_owners" | "more_organisers") => 40.into(),
        ("report.done", "owners") => texts(5, NAME),
        (_, "partners" | "blocked" | "owners") => texts(1, NAME),
        ("report.told", "words") => text(COMPLIMENT),
        (_, "conduct") => format!("https://rules.example/{}", "x".repeat(178)).into(),
        (_, "contact") => text(QUESTION),
        (_, "owner") => text(NAME),
        (_, "only") if yes => text(NAME),
        (_, "only") => Value::Nothing,
        ("pace" | "pace.slow", "asks" | "half" | "most") => 40.into(),
        ("times", "hidden") => texts(4, 170),
        ("times", "more") => 99.into(),
        ("hidden", "times") => texts(6, 17),
        ("hidden", "why") => text(80),
        ("hidden.stretch", "from") => "Wed 23 10:00".into(),
        ("hidden.stretch", "to") => "10:00".into(),
        (_, "asks" | "questions") => texts(2, QUESTION),
        (_, "wins") if yes => vec![win(160, 600), win(160, 80)].into(),
        (_, "wins") => Vec::<Value>::new().into(),
        (_, "explanations") => texts(3, 330),
        (_, "actionables") => texts(2, ACTIONABLE),
        ("holidays", "days") => vec![holiday(); 20].into(),
        ("holidays.change", "gone" | "come") => vec![holiday(); 7].into(),
        ("me", "off") => vec![record([("from", at()), ("to", at())]); 3].into(),
        (_, "topics") => texts(12, NAME),
        (_, "languages") => texts(8, 3),
        (_, "missing") => ["first", "second", "checkpoint"].into_iter().map(Value::from).collect(),
        (_, "times") => ["Wed 10:00"; 3].into_iter().map(Value::from).collect(),
        ("form.affirm.intro", "frame") => if yes { "did" } else { "open" }.into(),
        (
            _,
            "at" | "until" | "again_at" | "was" | "ends" | "due" | "free_until" | "opens" | "pause" | "rests"
            | "closed" | "since" | "late" | "said",
        ) => at(),
        (_, "why" | "why_closed") => text(120),
        (_, "channel") => text(64),
        (_, "waiting" | "more_mishaps" | "more_lost") => 40.into(),
        (_, "quiet_until") => "Wed 10:00".into(),
        (_, "minutes") => if yes { 10 } else { 15 }.into(),
        (
            _,
            "n" | "able" | "day" | "week" | "kept" | "most" | "length" | "limit" | "days" | "line" | "score",
        ) => 40.into(),
        (_, "typed") => text(ECHO),
        (_, "pace") => text(150),
        (_, "win") => text(NAME),
        ("setup", "digest") => at(),
        (_, "prompt") => record([("key", text(20)), ("version", 99.into()), ("hash", "0123abcd".into())]),
        (_, "words") if key == "affirmed" || key.starts_with("affirm.") => text(COMPLIMENT),
        (_, "affirmation") => text(COMPLIMENT),
        (_, "words" | "actionable") => text(ACTIONABLE),
        (_, "deed") => text(WIN),
        (_, "url") => format!("https://wins.example/{}/enter/{}", "x".repeat(200), "0".repeat(64)).into(),
        ("meet" | "join.done", "link") => format!("https://meet.example/{}", "x".repeat(179)).into(),
        (_, "link") => format!("https://e.example/{}", "x".repeat(1000)).into(),
        (_, "question") => text(QUESTION),
        (_, "found" | "problem" | "part" | "tag") => text(120),
        ("times" | "choose", "office") => ["Wed 10:00"; 3].into_iter().map(Value::from).collect(),
        (_, "office") => text(100),
        (_, "hours") => text(210),
        ("setup", "usual") => "mon-fri 09:00-18:00".into(),
        (_, "zone") => "America/Argentina/ComodRivadavia".into(),
        (_, "id") => text(60),
        (_, "handle") => "100200300400500600".into(),
        ("note.written", "clock") => "Wed 23 Sept, 10:00".into(),
        (_, "now" | "clock") => "10:00".into(),
        (_, "title") => text(24),
        (_, "date" | "name" | "partner" | "learner" | "mentor" | "near" | "nearest" | "verb")
            if slot != "mentor" || key != "help" =>
        {
            text(NAME)
        }
        _ => yes.into(),
    }
}

/// The lines of a digest: the longest names of what it tells, in either language, and as much for its counts.
fn weeks_lines(figure: &impl Fn(usize) -> String) -> Value {
    let share = |name: usize| format!("{} 100 % (99–100 %, n 999)", long(name));
    let of_four_weeks = |figure: String| format!("{figure} in vier Wochen");
    let time = |name: usize| of_four_weeks(figure(name));
    let month = |name: usize| of_four_weeks(share(name));
    let line = |title: usize, figures: Vec<String>| {
        record([("title", text(title)), ("figures", figures.into_iter().collect())])
    };
    [
        line(6, vec![long(139), time(39), time(18), month(35)]),
        line(8, vec![month(22), long(73)]),
        line(8, vec![month(30), month(10), long(50)]),
        line(9, vec![month(26), month(25)]),
        line(20, [9, 13, 20, 26, 29].map(share).to_vec()),
        line(4, vec![long(33), month(26), month(21), long(19)]),
    ]
    .into_iter()
    .collect()
}
