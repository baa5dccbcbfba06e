//! What sounds heavy in a note, of something that is due, or in a compliment: nothing of it is noted or passed on
//! before whoever wrote it says once more that it shall be.
//!
//! What they wrote waits for that, whole, for an hour. Where they say so, those who read reports hear once that a human
//! word may do good, and none of the words.

use super::memory::Said;
use super::safety::{beneath_contact, is_heavy, telling};
use crate::action::{Action, Heavy, Saying, Words};
use crate::community::Community;
use crate::decision::{Change, Decision};
use crate::member::Member;
use crate::moment::Moment;
use crate::note::Draft;
use crate::safety::sounds_heavy;
use crate::script::say;
use crate::store::SessionStory;
use crate::text::Typed;
use crate::waiting::Waiting;

/// What somebody writes by an action that is thought over here.
pub(super) struct Weighed {
    what: Heavy,
    /// What is done once they say so: also of an ask, a session or an offer that they did not name themselves.
    written: Action,
    /// Of a note, what stood in it before, and who else reads it.
    of_note: Option<(Draft, Typed)>,
}

/// What is weighed of an action, but for a note, whose session has to be known: see [`note`].
pub(super) fn of(action: &Action) -> Option<Weighed> {
    let what = match action {
        Action::Deadline(Some(_)) => Heavy::Deadline,
        Action::Affirm(_, Saying::Words(..) | Saying::Anyway(_)) => Heavy::Compliment,
        _ => return None,
    };
    Some(Weighed { what, written: action.clone(), of_note: None })
}

/// What is weighed of a note: what somebody adds to it. What the other one wrote, and comes again in their form, is not
/// theirs.
pub(super) fn note(story: &SessionStory, speaker: &Member, lines: &Words) -> Weighed {
    let SessionStory { session, learner, mentor, .. } = story;
    let partner = if speaker.id == learner.id { &mentor.name } else { &learner.name };
    Weighed {
        what: Heavy::Note,
        written: Action::Note(Some(session.id), Some(lines.clone())),
        of_note: Some((session.draft.clone(), partner.clone())),
    }
}

impl Weighed {
    /// Whether something is decided by which heavy words would be noted or passed on. A compliment is, once a session
    /// comes of it: the words may stand in a draft that was warned about.
    pub(super) fn is_needed(&self, decided: &Decision) -> bool {
        let sounds = |words: &Typed| sounds_heavy(words.as_str());
        let mut sessions = decided.changes.iter().filter_map(|change| match change {
            Change::Session(session) => Some(session),
            _ => None,
        });
        match (self.what, &self.of_note) {
            (Heavy::Compliment, _) => {
                sessions.any(|session| session.version == 0 && sounds(&session.affirmation.words))
            }
            (_, Some((before, _))) => sessions.any(|session| session.draft.adds_to(before).any(sounds)),
            (_, None) => is_heavy(&self.written) && !decided.changes.is_empty(),
        }
    }

    /// What is decided, if it was said a second time; else the question whether it shall be, and whom to turn to.
    pub(super) fn thought_over(
        &self,
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
        let waits = Waiting::begins(&self.written, moment.now);
        let kind = match self.what {
            Heavy::Note => "note",
            Heavy::Deadline => "deadline",
            Heavy::Ask | Heavy::Win | Heavy::Compliment => "compliment",
        };
        let asked = say("noted.heavy")
            .with("what", kind)
            .with("partner", self.of_note.as_ref().map(|(_, partner)| partner))
            .with("until", waits.until)
            .with("owners", hear.iter().map(|one| &one.name).collect::<Vec<_>>())
            .button("anyway", Action::AllTheSame(self.what, None))
            .button("leave", Action::LeaveIt(Some(self.what)))
            .message();
        // Where it was said just now, whom to turn to stands there anyway.
        let asked = if is_heavy(&self.written) { asked } else { beneath_contact(asked, &community.safety) };
        Decision::reply(asked).and_all(waits.kept(self.what.waits(), &speaker.handle, moment))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::words;
    use crate::affirmation::SaidBefore;
    use crate::sample::{buttons, community, id, meeting, member, moment, now};
    use crate::session::{Session, Stage};
    use crate::store::Desk;
    use crate::task::Address;

    const HEAVY: &str = "1. kill myself tonight\n2. say goodbye\n@ fri 10:00 am I still alive?";

    /// What is weighed of a note that somebody writes, and what is decided.
    fn written_in(story: SessionStory, who: &str, lines: &str) -> (Weighed, Decision) {
        let lines = words(lines).unwrap();
        let weighed = note(&story, &member(who), &lines);
        (
            weighed,
            super::super::note::note(story, &member(who), Some(&lines), SaidBefore::default(), &mut moment())
                .unwrap(),
        )
    }

    fn note_of(lines: &str) -> (Weighed, Decision) {
        written_in(meeting(Stage::Meeting { started_at: now() }), "ana", lines)
    }

    fn thinks(weighed: &Weighed, said: Said, decided: Decision) -> Decision {
        let dee = [Member { admin: true, ..member("dee") }];
        let about = (&dee[..], &community());
        weighed.thought_over(said, decided, &member("ana"), about, &mut moment())
    }

    #[test]
    fn a_heavy_note_waits_whole_and_is_noted_after_a_second_word_alone() {
        let (weighed, decided) = note_of(HEAVY);
        assert!(weighed.is_needed(&decided));
        let first = thinks(&weighed, Said::Once, decided.clone());
        assert!(first.told().is_empty());
        assert!(!first.changes.iter().any(|change| matches!(change, Change::Session(_))));
        let kept = first.changes.iter().find_map(|change| match change {
            Change::Keepsake(name, Some(body)) if name == "waits/note/ana" => Some(body.clone()),
            _ => None,
        });
        let kept: Waiting = serde_json::from_str(&kept.unwrap()).unwrap();
        assert_eq!(kept.action(), Some(Action::Note(Some(id("session")), words(HEAVY))));
        let asked = first.reply.message.as_ref().unwrap();
        assert!(
            asked.bare(chrono_tz::UTC).contains("Ben reads it")
                && asked.bare(chrono_tz::UTC).contains("Dee hears"),
            "{}",
            asked.bare(chrono_tz::UTC)
        );
        assert_eq!(buttons(asked)[0].action, Action::AllTheSame(Heavy::Note, None));
        assert!(!serde_json::to_string(&first.kept_reply()).unwrap().contains("kill"));
        let noted = thinks(&weighed, Said::Waited(Heavy::Note), decided);
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
    fn what_stood_in_a_note_before_is_not_asked_about_again_whoever_changes_the_note() {
        let mut story = meeting(Stage::Meeting { started_at: now() });
        story.session = note_of(HEAVY).1.session().clone();
        let moved = HEAVY.replace("fri", "thu");
        for who in ["ana", "ben"] {
            let (weighed, decided) = written_in(story.clone(), who, &moved);
            assert!(!weighed.is_needed(&decided), "{who}");
            let more = moved.replace("say goodbye", "end my life");
            let (weighed, decided) = written_in(story.clone(), who, &more);
            assert!(weighed.is_needed(&decided), "{who}");
        }
    }

    #[test]
    fn a_note_and_a_deadline_of_work_are_not_thought_over() {
        let (weighed, decided) = note_of("1. write one test\n2. add the fuzz case\n@ fri 10:00");
        assert!(!weighed.is_needed(&decided));
        let noted = |text: &str| {
            let said = words(text);
            let decided = super::super::deadline::deadline(
                said.as_ref(),
                &member("ana"),
                &Desk::default(),
                &mut moment(),
            );
            (of(&Action::Deadline(said)).unwrap(), decided.unwrap())
        };
        let (weighed, decided) = noted("fri 18:00 parser homework");
        assert!(!weighed.is_needed(&decided));
        let (weighed, decided) = noted("fri 18:00 I want to end my life");
        assert!(weighed.is_needed(&decided));
        let first = thinks(&weighed, Said::Once, decided);
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
        let weighed = of(&anyway).unwrap();
        assert!(weighed.is_needed(&sent));
        let first = thinks(&weighed, Said::Once, sent);
        let shown = first.reply.message.as_ref().unwrap().bare(chrono_tz::UTC);
        assert!(shown.starts_with("That sounds heavy"), "{shown}");
        session.version = 1;
        let later = Decision::silent().and(Change::Session(Box::new(session)));
        assert!(!weighed.is_needed(&later), "what was sent before is not asked about again");
    }
}
