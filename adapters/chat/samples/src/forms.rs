//! Forms that people fill in.

use smallwins_core::message::{Blocks, Button, Field, FieldKind, Form, Values, Weight};
use smallwins_core::script::{Value, label, record, say};
use smallwins_core::tongue::Tongue;

use crate::action;

/// A field of a form, without more than that.
pub fn field(name: &str, label: &str, kind: FieldKind, value: &str) -> Field {
    Field {
        name: name.into(),
        label: label.into(),
        hint: None,
        kind,
        value: value.into(),
        problem: None,
        needed: false,
    }
}

/// The form for a compliment.
pub fn compliment() -> Form {
    let win = [("deed", "Wrote the *failing* case first".into()), ("link", ().into()), ("days", 1.into())];
    let intro = say("form.affirm.intro").with("learner", "Ana").with("wins", vec![record(win)]);
    let intro = intro.with("no_time", None::<&str>);
    let intro =
        intro.with("frame", "did").with("deed", "wrote the *failing* case first").with("linked", false);
    let meet = [("times", "form.affirm.times"), ("now", "form.affirm.now")];
    let meet = meet.map(|(value, key)| (value.to_owned(), label(key))).to_vec();
    let mut words = field("words", &label("form.affirm.words"), FieldKind::Lines(600), "");
    words.hint = Some(label("form.affirm.hint"));
    words.needed = true;
    Form {
        title: label("form.affirm"),
        action: action("affirm OFFER"),
        intro: intro.message().blocks,
        fields: vec![words, field("meet", &label("form.affirm.meet"), FieldKind::Choice(meet), "times")],
        submit: label("form.affirm.submit"),
        also: Vec::new(),
        tongue: Tongue::English,
    }
}

/// The form for a note, with some words in it.
pub fn note() -> Form {
    let typed = "When `cargo test` passes,\nI will add the <fuzz> case";
    let mut day = field("day", &label("form.note.day"), FieldKind::Line(40), "fri 27 nov 10:00");
    day.hint = Some(label("form.note.day-hint"));
    let first = "When I open it, I will write one.";
    Form {
        title: label("form.note"),
        action: action("note SESSION"),
        intro: Blocks::default(),
        fields: vec![
            field("affirmation", &label("form.note.affirmation"), FieldKind::Line(600), ""),
            field("first", &label("form.note.first"), FieldKind::Lines(300), first),
            field("second", &label("form.note.second"), FieldKind::Lines(300), typed),
            day,
        ],
        submit: label("form.note.submit"),
        also: Vec::new(),
        tongue: Tongue::English,
    }
}

/// The same, come back with a problem.
pub fn corrected() -> Form {
    let mut form = note();
    form.fields[2].problem = Some(say("text.too-long").with("length", 340_u32).with("limit", 300_u32).text());
    form
}

/// A compliment that came back with a warning.
pub fn warned() -> Form {
    let mut form = compliment();
    form.fields[0].value = "A careful test, but late.".into();
    form.fields[0].problem = Some(say("lint.pivot").with("found", "but").with("learner", "Ana").text());
    form.intro = say("affirm.warned")
        .with("explanations", Vec::<Value>::new())
        .with("words", "A careful test, but late.")
        .message()
        .blocks;
    let label = label("affirm.anyway");
    form.also = vec![Button { label, action: action("affirm OFFER anyway"), weight: Weight::Plain }];
    form
}

/// What stands in the fields of a form.
pub fn known(form: &Form) -> Values {
    form.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect()
}
