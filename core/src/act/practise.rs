//! `practise`: one compliment on a sample win, as it is for real, and nothing of it is sent or kept. Ninety seconds, as
//! often as somebody likes.

use super::affirm::{MOST_EXPLAINED, explained, explained_in_form};
use super::forms;
use crate::action::{Action, Practice, Words};
use crate::affirmation::{Evidence, EvidenceKind, SaidBefore, Weight, lint};
use crate::decision::{Decision, Refusal};
use crate::message::Reply;
use crate::script::{Phrase, label, say};
use crate::text::{Limit, Typed};
use crate::tongue::Tongue;

/// Somebody opens the form, tries a compliment, or says that they would send it all the same.
pub(super) fn practise(practice: &Practice) -> Result<Decision, Refusal> {
    match practice {
        Practice::Open => Ok(Decision::reply(forms::practise("", None))),
        Practice::Words(words) => tried(words),
        Practice::Anyway => Ok(Decision::reply(done("practice.anyway", None))),
    }
}

fn tried(words: &Words) -> Result<Decision, Refusal> {
    let typed = Typed::parse(words.get(), Limit::COMPLIMENT).map_err(|problem| {
        let problem = forms::text_problem(&problem);
        let form = forms::practise(words.get(), Some(problem.clone()));
        Refusal::form(form, say("affirm.too-long").with("problem", problem))
    })?;
    let learner = label("practice.learner");
    let findings = lint(&typed, &learner, &evidence(), &SaidBefore::default());
    let Some(first) = findings.first() else {
        return Ok(Decision::reply(done("practice.done", Some(&typed))));
    };
    let blocked = first.fault.weight() == Weight::Block;
    let shown = findings.iter().filter(|finding| !blocked || finding.fault.weight() == Weight::Block);
    let explanations: Vec<Phrase> =
        shown.take(MOST_EXPLAINED).map(|finding| explained(finding, &learner)).collect();
    let anyway = Action::Practise(Practice::Anyway);
    let message = say(if blocked { "practice.blocked" } else { "practice.warned" })
        .with("explanations", explanations.clone())
        .with("words", &typed)
        .button("edit", Action::Practise(Practice::Open))
        .button_if(!blocked, "anyway", anyway.clone())
        .message();
    let explained = explained_in_form(&explanations, blocked);
    let mut form = forms::practise(typed.as_str(), Some(explained));
    if !blocked {
        form.also.push(forms::button("affirm.anyway", anyway));
    }
    Ok(Decision::reply(Reply { message: Some(message), form: Some(form) }))
}

fn done(key: &'static str, words: Option<&Typed>) -> crate::message::Message {
    say(key)
        .with("learner", label("practice.learner"))
        .with("words", words)
        .button("again", Action::Practise(Practice::Open))
        .button("me", Action::Me)
        .message()
}

/// What can be noticed in the sample: a win, and the question, in each language it may be read in.
fn evidence() -> Vec<Evidence> {
    let sample = [("practice.win", EvidenceKind::Win), ("practice.question", EvidenceKind::Question)];
    let said = |key, tongue| {
        Typed::parse(&label(key).in_tongue(tongue), Limit::COMPLIMENT).expect("a sample is short")
    };
    Tongue::ALL
        .into_iter()
        .flat_map(|tongue| sample.map(|(key, kind)| Evidence { deed: said(key, tongue), link: None, kind }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::words;

    fn tries(text: &str) -> Decision {
        let decision = practise(&Practice::Words(words(text).unwrap())).unwrap();
        assert!(decision.changes.is_empty(), "nothing is kept or sent");
        decision
    }

    const GOOD: &str = "I noticed you wrote the failing case before asking. It shows the bug in one line.";

    #[test]
    fn a_compliment_on_the_sample_is_looked_at_as_for_real() {
        assert_eq!(tries(GOOD).answered(), "practice.done");
        let natural = tries("Sam, you are a natural at parsing and everybody can see that in all you do!");
        assert_eq!(natural.answered(), "practice.blocked");
        let but =
            tries("I noticed you wrote the failing case before asking, but its name hides what it shows.");
        assert_eq!(but.answered(), "practice.warned");
        for held in [natural, but] {
            let form = held.reply.form.unwrap();
            assert!(form.fields[0].problem.as_ref().is_some_and(|problem| !problem.is_empty()));
            assert!(!form.fields[0].value.is_empty());
        }
    }

    #[test]
    fn a_german_compliment_on_the_sample_is_looked_at_like_an_english_one() {
        for (text, answer) in [
            (
                "Du bist ein echtes Naturtalent im Parsen und wirklich sehr klug, weiter so mit deiner Arbeit!",
                "practice.blocked",
            ),
            ("Du bist ein Naturtalent im Parsen!", "practice.blocked"),
            ("Du solltest den Parser besser testen.", "practice.warned"),
            (
                "Du hast vor der Frage den Fall geschrieben, der fehlschlägt. Das grenzt den Fehler auf eine Zeile ein.",
                "practice.done",
            ),
        ] {
            assert_eq!(tries(text).answered(), answer, "{text}");
        }
    }

    #[test]
    fn a_form_opens_and_what_is_too_long_comes_back_in_it() {
        assert!(practise(&Practice::Open).unwrap().reply.form.is_some());
        let long = words(&"wordy ".repeat(200)).unwrap();
        let reply = practise(&Practice::Words(long)).unwrap_err().reply(None);
        assert!(reply.form.unwrap().fields[0].problem.is_some());
    }

    #[test]
    fn a_warning_can_be_overridden_as_for_real() {
        let decision = practise(&Practice::Anyway).unwrap();
        assert_eq!((decision.answered(), decision.changes.len()), ("practice.anyway", 0));
        // Beside the fields of its form it means the same.
        let beside = [("words".to_owned(), "Great job on this one".to_owned())].into();
        let anyway = Action::Practise(Practice::Anyway);
        assert_eq!(anyway.clone().filled_in(&beside), anyway);
    }
}
