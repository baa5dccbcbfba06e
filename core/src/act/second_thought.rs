//! What sounds heavy in a note, of something that is due, or in a compliment: nothing of it is noted or passed on
//! before whoever wrote it says once more that it shall be.
//!
//! What they wrote waits for that, whole, for an hour. Where they say so, those who read reports hear once that a human
//! word may do good, and none of the words.

use super::memory::Said;
use super::safety::{beneath_contact, is_heavy, telling};
use crate::action::{Action, Heavy, Saying};
use crate::community::Community;
use crate::decision::{Change, Decision};
use crate::member::Member;
use crate::moment::Moment;
use crate::safety::sounds_heavy;
use crate::script::say;
use crate::waiting::Waiting;

/// What somebody writes by an action, if it is thought over here.
pub(super) fn of(action: &Action) -> Option<Heavy> {
    match action {
        Action::Note(_, Some(_)) => Some(Heavy::Note),
        Action::Deadline(Some(_)) => Some(Heavy::Deadline),
        Action::Affirm(_, Saying::Words(..) | Saying::Anyway(_)) => Some(Heavy::Compliment),
        _ => None,
    }
}

/// Whether something is decided by which heavy words would be noted or passed on. A compliment is, once a session comes
/// of it: the words may stand in a draft that was warned about.
pub(super) fn is_needed(what: Heavy, written: &Action, decided: &Decision) -> bool {
    let sends = |change: &Change| match change {
        Change::Session(session) => session.version == 0 && sounds_heavy(session.affirmation.words.as_str()),
        _ => false,
    };
    match what {
        Heavy::Compliment => decided.changes.iter().any(sends),
        _ => is_heavy(written) && !decided.changes.is_empty(),
    }
}

/// What is decided, if it was said a second time; else the question whether it shall be, and whom to turn to.
pub(super) fn thought_over(
    (what, written): (Heavy, &Action),
    said: Said,
    decided: Decision,
    speaker: &Member,
    (hear, community): (&[Member], &Community),
    moment: &mut Moment,
) -> Decision {
    if said.is_again() {
        let decided = decided.and_all(said.taken_up(speaker));
        return telling("safety.heavy-noted", decided, speaker, (hear, community), moment);
    }
    let waits = Waiting::begins(written, moment.now);
    let kind = match what {
        Heavy::Note => "note",
        Heavy::Deadline => "deadline",
        Heavy::Ask | Heavy::Win | Heavy::Compliment => "compliment",
    };
    let asked = say("noted.heavy")
        .with("what", kind)
        .with("until", waits.until)
        .with("owners", hear.iter().map(|one| &one.name).collect::<Vec<_>>())
        .button("anyway", Action::AllTheSame(what, None))
        .button("leave", Action::LeaveIt(Some(what)))
        .message();
    // Where it was said just now, whom to turn to stands there anyway.
    let asked = if is_heavy(written) { asked } else { beneath_contact(asked, &community.safety) };
    Decision::reply(asked).and_all(waits.kept(what.waits(), &speaker.handle, moment))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::note;
    use crate::action::words;
    use crate::sample::{buttons, community, id, meeting, member, moment, now};
    use crate::session::{Session, Stage};
    use crate::store::Desk;
    use crate::task::Address;

    const HEAVY: &str = "1. kill myself tonight\n2. say goodbye\n@ fri 10:00 am I still alive?";

    fn note_of(lines: &str) -> (Action, Decision) {
        let lines = words(lines);
        let story = meeting(Stage::Meeting { started_at: now() });
        let decided = note::note(story, &member("ana"), lines.as_ref(), &mut moment()).unwrap();
        (Action::Note(Some(id("session")), lines), decided)
    }

    fn thinks(what: Heavy, written: &Action, said: Said, decided: Decision) -> Decision {
        let dee = [Member { admin: true, ..member("dee") }];
        let about = (&dee[..], &community());
        thought_over((what, written), said, decided, &member("ana"), about, &mut moment())
    }

    #[test]
    fn a_heavy_note_waits_whole_and_is_noted_after_a_second_word_alone() {
        let (written, decided) = note_of(HEAVY);
        assert!(is_needed(Heavy::Note, &written, &decided));
        let first = thinks(Heavy::Note, &written, Said::Once, decided.clone());
        assert!(first.told().is_empty());
        assert!(!first.changes.iter().any(|change| matches!(change, Change::Session(_))));
        let kept = first.changes.iter().find_map(|change| match change {
            Change::Keepsake(name, Some(body)) if name == "waits/note/ana" => Some(body.clone()),
            _ => None,
        });
        let kept: Waiting = serde_json::from_str(&kept.unwrap()).unwrap();
        assert_eq!(kept.action(), Some(written.clone()));
        let asked = first.reply.message.as_ref().unwrap();
        assert!(asked.bare(chrono_tz::UTC).contains("Dee hears"), "{}", asked.bare(chrono_tz::UTC));
        assert_eq!(buttons(asked)[0].action, Action::AllTheSame(Heavy::Note, None));
        assert!(!serde_json::to_string(&first.kept_reply()).unwrap().contains("kill"));
        let noted = thinks(Heavy::Note, &written, Said::Waited(Heavy::Note), decided);
        assert!(noted.session().note().is_some());
        assert!(noted.told().contains(&(Address::Member(id("dee")), "safety.heavy-noted")));
        let dropped =
            |change: &Change| matches!(change, Change::Keepsake(name, None) if name == "waits/note/ana");
        assert!(noted.changes.iter().any(dropped));
        let to_dee = noted.deliveries().find(|(_, one)| one.to == Address::Member(id("dee"))).unwrap().1;
        let told = to_dee.message.bare(chrono_tz::UTC);
        assert!(told.contains("Ana") && !told.contains("kill"), "{told}");
    }

    #[test]
    fn a_note_and_a_deadline_of_work_are_not_thought_over() {
        let (written, decided) = note_of("1. write one test\n2. add the fuzz case\n@ fri 10:00");
        assert!(!is_needed(Heavy::Note, &written, &decided));
        let noted = |text: &str| {
            let said = words(text);
            let decided = super::super::deadline::deadline(
                said.as_ref(),
                &member("ana"),
                &Desk::default(),
                &mut moment(),
            );
            let written = Action::Deadline(said);
            (is_needed(of(&written).unwrap(), &written, decided.as_ref().unwrap()), written, decided.unwrap())
        };
        assert!(!noted("fri 18:00 parser homework").0);
        let (needed, written, decided) = noted("fri 18:00 I want to end my life");
        assert!(needed);
        let first = thinks(Heavy::Deadline, &written, Said::Once, decided);
        assert_eq!(first.answered(), "noted.heavy");
        assert!(!first.changes.iter().any(|change| matches!(change, Change::Signal(_))));
    }

    #[test]
    fn a_heavy_compliment_is_held_back_also_where_it_stood_in_a_draft() {
        let mut session: Session = meeting(Stage::Meeting { started_at: now() }).session;
        session.version = 0;
        session.affirmation.words = crate::sample::typed("Good question, and I want to kill myself.");
        let sent = Decision::silent().and(Change::Session(Box::new(session.clone())));
        let anyway = Action::Affirm(crate::action::Affirmable::Offer(id("offer")), Saying::Anyway(None));
        assert_eq!(of(&anyway), Some(Heavy::Compliment));
        assert!(is_needed(Heavy::Compliment, &anyway, &sent));
        let first = thinks(Heavy::Compliment, &anyway, Said::Once, sent);
        let shown = first.reply.message.as_ref().unwrap().bare(chrono_tz::UTC);
        assert!(shown.starts_with("That sounds heavy"), "{shown}");
        session.version = 1;
        let later = Decision::silent().and(Change::Session(Box::new(session)));
        assert!(
            !is_needed(Heavy::Compliment, &anyway, &later),
            "what was sent before is not asked about again"
        );
    }
}
