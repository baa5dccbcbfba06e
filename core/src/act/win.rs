//! `win`: a learner tells of a recent piece of work. `undo` takes it back.

use chrono::{DateTime, TimeDelta, Utc};

use super::memory::Said;
use super::{forms, safety};
use crate::action::{Action, Heavy, Undoable, Words};
use crate::decision::{Change, Decision, Refusal};
use crate::fact::Event;
use crate::member::Member;
use crate::moment::Moment;
use crate::script::say;
use crate::text::{Limit, TextProblem, Typed, split_link};
use crate::win::Win;

/// A learner did something. Without words the form opens.
pub(super) fn win(words: Option<&Words>, learner: &Member, moment: &mut Moment) -> Result<Decision, Refusal> {
    let Some(words) = words else { return Ok(Decision::reply(forms::win("", None))) };
    let (deed, link) = split_link(words.get());
    let deed = Typed::parse(&deed, Limit::WIN).map_err(|problem| {
        let text = match problem {
            TextProblem::Empty => say("win.only-a-link").text(),
            problem => forms::text_problem(&problem),
        };
        let form = forms::win(words.get(), Some(text.clone()));
        Refusal::form(form, say("win.problem").with("problem", text))
    })?;
    let win =
        Win { id: moment.id(), version: 0, learner: learner.id, deed, link, at: moment.now, undone: None };
    let reply = say("win.noted")
        .with("deed", &win.deed)
        .with("link", win.link.as_ref().map(|link| link.as_str()))
        .button("undo", Action::Undo(Some(Undoable::Win(win.id))))
        .message();
    let event = Event::WonSomething { win: win.id };
    Ok(Decision::reply(reply).and_fact(learner.id, event, moment).and(Change::Win(win)))
}

/// Whoever tells the same again within so long has told it once.
const ONCE: TimeDelta = TimeDelta::hours(1);

/// The win that was told a moment ago in the same words and with the same link.
fn told_before<'a>(noted: &Decision, wins: &'a [Win], now: DateTime<Utc>) -> Option<&'a Win> {
    let told = noted.changes.iter().find_map(|change| match change {
        Change::Win(win) => Some(win),
        _ => None,
    })?;
    let words = |win: &Win| win.deed.as_str().trim_end_matches(['.', '!']).to_lowercase();
    wins.iter().find(|win| {
        win.undone.is_none() && now - win.at < ONCE && words(win) == words(told) && win.link == told.link
    })
}

/// As [`win`] beside what they told lately, and what sounds heavy is noted after a second word alone.
pub(super) fn thought_over(
    words: Option<&Words>,
    said: Said,
    wins: &[Win],
    learner: &Member,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let noted = win(words, learner, moment)?;
    if let Some(before) = told_before(&noted, wins, moment.now) {
        let take_back = Action::Undo(Some(Undoable::Win(before.id)));
        let told = say("win.before").with("deed", &before.deed).button("undo", take_back);
        return Ok(Decision::reply(told.message()));
    }
    Ok(safety::thought_over(Heavy::Win, words, said, noted, learner, moment))
}

/// A learner takes a win back.
pub(super) fn undo(mut win: Win, speaker: &Member, moment: &mut Moment) -> Result<Decision, Refusal> {
    if win.learner != speaker.id {
        return Err(Refusal::NotYours);
    }
    if win.undone.is_some() {
        return Ok(Decision::reply(say("win.undone").message()));
    }
    win.undone = Some(moment.now);
    let event = Event::WinUndone { win: win.id };
    let decision = Decision::reply(say("win.undone").message());
    Ok(decision.and_fact(speaker.id, event, moment).and(Change::Win(win)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{id, later, member, moment, refused, typed, words};

    fn noted() -> Win {
        let (deed, at) = (typed("Merged the parser"), moment().now);
        Win { id: id("win"), version: 1, learner: id("ana"), deed, link: None, at, undone: None }
    }

    #[test]
    fn a_win_keeps_its_link_apart_from_the_deed() {
        let text = words("Merged the parser https://git.example/pull/41");
        let decision = win(text.as_ref(), &member("ana"), &mut moment()).unwrap();
        let Some(Change::Win(win)) = decision.changes.last() else { panic!("a win") };
        assert_eq!(win.deed.as_str(), "Merged the parser");
        assert_eq!(win.link.as_ref().map(|link| link.as_str()), Some("https://git.example/pull/41"));
    }

    #[test]
    fn the_same_win_told_again_within_the_hour_is_noted_once() {
        let tells = |text: &str, wins: &[Win], minutes| {
            let moment = &mut later(TimeDelta::minutes(minutes));
            thought_over(words(text).as_ref(), Said::Once, wins, &member("ana"), moment).unwrap()
        };
        let again = tells("merged the parser.", &[noted()], 5);
        assert_eq!((again.answered(), again.changes.len()), ("win.before", 0));
        let taken_back = Win { undone: Some(moment().now), ..noted() };
        for (text, wins, minutes) in [
            ("Merged the parser", noted(), 61),
            ("Merged the lexer", noted(), 5),
            ("Merged the parser https://git.example/pull/41", noted(), 5),
            ("Merged the parser", taken_back, 5),
        ] {
            assert_eq!(tells(text, &[wins], minutes).answered(), "win.noted", "{text}");
        }
    }

    #[test]
    fn a_win_is_taken_back_by_its_author_alone_and_only_once() {
        assert_eq!(refused(undo(noted(), &member("ben"), &mut moment())), "refusal.not-yours");
        let decision = undo(noted(), &member("ana"), &mut moment()).unwrap();
        let Some(Change::Win(undone)) = decision.changes.last() else { panic!("a win") };
        let again = undo(undone.clone(), &member("ana"), &mut later(TimeDelta::hours(1))).unwrap();
        assert_eq!((again.answered(), again.changes.len()), ("win.undone", 0));
    }
}
