//! Messages that people get.

use chrono::TimeDelta;
use smallwins_core::action::Action;
use smallwins_core::message::{Block, Message};
use smallwins_core::script::{Value, record, say};

use crate::now;

/// What a button says, about the same thing everywhere.
///
/// # Panics
/// The text is no action.
pub fn action(verb: &str) -> Action {
    let id = |prefix: &str| format!("{prefix}_00000000000000000000000001");
    let text = verb.replace("OFFER", &id("offer")).replace("SESSION", &id("ses")).replace("ASK", &id("ask"));
    text.parse().unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
}

/// Somebody is offered an ask.
pub fn offer() -> Message {
    let win = |deed: &str, link: Option<&str>, days: i64| {
        record([("deed", deed.into()), ("link", link.into()), ("days", days.into())])
    };
    let reasons = vec![
        record([("why", "topic".into()), ("topic", "parsing".into())]),
        record([("why", "overlap".into()), ("from", "09:00".into()), ("to", "12:00".into())]),
        record([("why", "room".into()), ("free", 2.into()), ("of", 3.into())]),
    ];
    let wins = vec![
        win("Replaced `match *self` in the parser with a table", Some("https://git.example/pull/41"), 2),
        win("Opened “fuzz input hangs” with a failing case", None, 5),
    ];
    say("offer.prompt")
        .with("learner", "Ana")
        .with("question", "how do I test a parser")
        .with("minutes", 10_u32)
        .with("why_now", None::<&str>)
        .with("reasons", reasons)
        .with("wins", wins)
        .with("until", now() + TimeDelta::hours(4))
        .button("affirm", action("affirm OFFER"))
        .button("not_now", action("not-now OFFER"))
        .button("not_for_me", action("not-for-me OFFER"))
        .message()
}

/// Somebody is asked how it went.
pub fn nudge() -> Message {
    let answers = ["done", "partly", "stuck", "dropped"];
    let words = [
        "When I open the parser tomorrow, I will write one table-driven test until it fails for the right reason.",
        "When it passes, I will add the fuzz case until `cargo test` runs without the hang.",
    ];
    let saying = say("nudge")
        .with("at", now() - TimeDelta::days(2))
        .with("partner", "Ben")
        .with("actionables", words.map(Value::from).to_vec())
        .with("time", 1_u32);
    let saying = [("done0", 0), ("partly0", 1), ("stuck0", 2), ("dropped0", 3)]
        .into_iter()
        .fold(saying, |saying, (key, place)| {
            saying.button(key, action(&format!("{} SESSION 1", answers[place])))
        });
    [("done1", 0), ("partly1", 1), ("stuck1", 2), ("dropped1", 3)]
        .into_iter()
        .fold(saying, |saying, (key, place)| {
            saying.button(key, action(&format!("{} SESSION 2", answers[place])))
        })
        .message()
}

/// What is open for somebody.
pub fn me() -> Message {
    let session = |partner: &str, stage: &str| {
        record([
            ("partner", partner.into()),
            ("mine", true.into()),
            ("stage", stage.into()),
            ("at", (now() + TimeDelta::days(1)).timestamp_millis().into()),
            ("asked", false.into()),
            ("items", Value::from(Vec::<Value>::new())),
        ])
    };
    let ask = record([
        ("question", "does a <Vec<&str>> need *two* lifetimes?".into()),
        ("turn", "mentor".into()),
        ("at", (now() + TimeDelta::hours(3)).timestamp_millis().into()),
    ]);
    let head = say("me")
        .with("name", "Ana")
        .with("pause", None::<&str>)
        .with("off", Vec::<&str>::new())
        .with("rests", None::<&str>)
        .with("sessions", vec![session("Ben", "booked"), session("R&D Cleo", "choosing")])
        .with("more", 0_u32)
        .with("asks", vec![ask])
        .with("deadlines", Vec::<&str>::new())
        .with("offers", 0_u32);
    let need = say("me.affirmed")
        .with("partner", "R&D Cleo")
        .with("words", "I noticed that you named *both* lifetimes.")
        .button("times", action("times SESSION"))
        .button("landed", action("landed SESSION"));
    let foot = say("me.foot")
        .with("wins", 2_u32)
        .with("hours", "mon-fri 9-17")
        .with("zone", "Europe/Berlin")
        .with("language", None::<&str>)
        .with("topics", None::<&str>)
        .with("room", None::<&str>)
        .with("office", None::<&str>)
        .button("ask", Action::Ask(None))
        .button("win", Action::Win(None))
        .button("join", Action::Join(None))
        .button("pause", Action::Pause(None));
    let mut message = head.message();
    for saying in [need, foot] {
        message.blocks.extend(saying.message().blocks);
    }
    message
}

/// Somebody has asked.
pub fn asked() -> Message {
    say("ask.offered")
        .with("question", "how do I test a parser")
        .with("minutes", 10_u32)
        .with("able", 3_u32)
        .with("until", now() + TimeDelta::hours(4))
        .with("pace", None::<&str>)
        .button("withdraw", action("withdraw ASK"))
        .message()
}

/// Times are proposed.
pub fn times() -> Message {
    let saying = say("choose")
        .with("mentor", "Ben")
        .with("question", "how do I test a parser")
        .with("times", ["Tue 10:00", "Tue 11:30", "Wed 09:30"].map(Value::from).to_vec())
        .with("free_until", now() + TimeDelta::minutes(30))
        .with("office", Vec::<Value>::new())
        .with("until", now() + TimeDelta::days(2));
    let times = ["2026-11-24T09:00:00Z", "2026-11-24T10:30:00Z", "2026-11-25T08:30:00Z"];
    let picks = ["pick0", "pick1", "pick2"].into_iter().zip(times);
    let saying =
        picks.fold(saying, |saying, (key, at)| saying.button(key, action(&format!("pick SESSION {at}"))));
    saying.button("now", action("now SESSION")).button("other", action("times SESSION")).message()
}

/// A compliment arrives.
pub fn affirmed() -> Message {
    let words = "I noticed the failing case you put in “fuzz input hangs” *before* asking. It pins the hang to one_byte.";
    say("affirmed")
        .with("mentor", "Ben")
        .with("words", words)
        .button("landed", action("landed SESSION"))
        .message()
}

/// A session begins.
pub fn agenda() -> Message {
    let saying = say("agenda").with("partner", "Ben").with("learner", "Ana");
    let saying = saying.with("question", "how do I test a parser").with("minutes", 10_u32);
    saying.button("note", action("note SESSION")).message()
}

/// A note is written.
pub fn noted() -> Message {
    let actionables =
        ["When I open the parser, I will write one test.", "When it passes, I will add the fuzz case."];
    let saying = say("note.written")
        .with("is_learner", true)
        .with("learner", "Ana")
        .with("affirmation", "The failing case came first.")
        .with("actionables", actionables.map(Value::from).to_vec())
        .with("due", now() + TimeDelta::days(7))
        .with("clock", None::<Value>)
        .with("question", "Did the fuzz case become a test?");
    saying.button("change", action("note SESSION")).button("undo", Action::Undo(None)).message()
}

/// The day of a checkpoint has come.
pub fn checkpoint() -> Message {
    let saying = say("checkpoint").with("question", "Did the fuzz case become a test?");
    let saying = ["done", "partly", "stuck", "dropped"]
        .into_iter()
        .fold(saying, |saying, key| saying.button(key, action(&format!("{key} SESSION checkpoint"))));
    saying.message()
}

/// An ask is open to everybody.
pub fn pooled() -> Message {
    let question = "why does <!channel> ping & how do I stop it";
    let saying = say("pool.open").with("question", question).with("learner", "Ana").with("minutes", 15_u32);
    saying.button("claim", action("affirm ASK")).message()
}

/// What was typed comes back.
pub fn misheard() -> Message {
    let saying = say("refusal.unknown").with("nearest", "ask").with("typed", "aks <@U1> about `**kwargs`");
    saying.button("help", Action::Help).message()
}

/// What waited for the morning arrives as one.
pub fn bundle() -> Message {
    let (mut bundle, second) = (asked(), say("pool.taken-by-another"));
    let second = second.with("question", "is a *borrow* a loan?").with("learner", "Cleo").message();
    bundle.blocks.push(Block::Divider);
    bundle.blocks.extend(second.blocks);
    bundle
}
