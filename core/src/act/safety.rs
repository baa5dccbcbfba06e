//! `safety`: what those who run a community settle for it, as any of their settings; and the contact above whatever is
//! answered to words that sound heavy, which are asked of nobody before a second thought.

use super::memory::Said;
use super::settings;
use super::settings::{Group, Place};
use super::welcome::is_carried;
use crate::action::{Action, Heavy, Words, words};
use crate::ask::Stage;
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::member::Member;
use crate::message::{Message, Reply};
use crate::moment::Moment;
use crate::safety::{Safety, sounds_heavy};
use crate::script::{Phrase, label, say};
use crate::task::{Manner, Subject};
use crate::text::Link;
use crate::waiting::Waiting;

/// `me`, `all`, `conduct https://…`, `contact …`: who reads reports, where it says what holds here, and whom to turn
/// to; the last two with `none` take it back, and `contact` alone opens the form.
pub(super) fn wish(said: &Words) -> Result<settings::Wish, Refusal> {
    let said = said.get().as_str();
    let (first, rest) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
    let (place, value) = match (first, rest.trim()) {
        ("contact", "") => return Ok(settings::Wish::Open(Group::Safety)),
        ("me" | "all", "") => (Place::ReportsTo, first),
        ("conduct", link) if !link.is_empty() => (Place::Conduct, link),
        ("contact", words) => (Place::Contact, words),
        _ => return Err(Refusal::because(say("safety.problem"))),
    };
    Ok(settings::Wish::typed([(place, value.to_owned())]))
}

/// What is settled. `owner` is who reads reports, when one person does.
pub(super) fn settled(safety: &Safety, owner: Option<&Member>) -> Message {
    let owner = owner.map(|owner| &owner.name);
    say("safety")
        .with("owner", owner)
        .with("conduct", safety.conduct.as_ref().map(Link::as_str))
        .with("contact", contact(safety))
        .button_if(safety.owner.is_none() || owner.is_none(), "me", Action::Safety(words("me")))
        .button_if(safety.owner.is_some(), "all", Action::Safety(words("all")))
        .button("change", settings::opens(Group::Safety))
        .message()
}

fn contact(safety: &Safety) -> Phrase {
    safety.contact.as_ref().map_or_else(|| label("crisis.contact"), |contact| contact.as_str().into())
}

/// Whether somebody says what sounds heavy by an action. What admins settle is no word of a crisis.
pub(crate) fn is_heavy(action: &Action) -> bool {
    !action.is_for_admins() && sounds_heavy(&action.to_string())
}

/// An answer to what sounds heavy: above all else stands a person to turn to, also in a form, which some platforms show
/// alone. It gives no advice.
pub(crate) fn with_contact(mut reply: Reply, safety: &Safety) -> Reply {
    let said = say("crisis").with("contact", contact(safety));
    reply.message = match reply.message {
        Some(message) => Some(beneath_contact(message, safety)),
        None => reply.form.is_none().then(|| said.message()),
    };
    if let Some(form) = &mut reply.form {
        let wrong = form.fields.iter().position(|field| field.problem.is_some());
        if let Some(field) = form.fields.get_mut(wrong.unwrap_or(0)) {
            let beside = say("crisis.beside").with("problem", field.problem.take());
            field.problem = Some(beside.with("contact", contact(safety)).text());
        }
    }
    reply
}

/// A message beneath the contact.
pub(crate) fn beneath_contact(message: Message, safety: &Safety) -> Message {
    let mut blocks = say("crisis").with("contact", contact(safety)).message().blocks;
    blocks.extend(message.blocks);
    Message { blocks, ..message }
}

/// What is decided about words, unless they sound heavy and were not said a second time.
pub(super) fn thought_over(
    what: Heavy,
    words: Option<&Words>,
    said: Said,
    decided: Decision,
    speaker: &Member,
    moment: &mut Moment,
) -> Decision {
    match words.filter(|words| !said.is_again() && sounds_heavy(words.get())) {
        Some(words) => asked_first(what, words, &Readers::default(), speaker, moment),
        None => decided.and_all(said.taken_up(speaker)),
    }
}

/// Whether everybody in the channel reads an ask as it is decided.
fn is_for_everybody(decided: &Decision) -> bool {
    decided.changes.iter().any(|change| match change {
        Change::Ask(ask) => matches!(ask.stage, Stage::InPool { .. }),
        _ => false,
    })
}

/// Who would read an ask, and of whoever asked it.
#[derive(Default)]
struct Readers<'a> {
    /// Whether it comes to everybody, as it is decided now.
    everybody: bool,
    /// Whether there is a channel in which everybody reads it.
    posted: bool,
    /// Who is told that a word may do good, where everybody reads it.
    hear: &'a [Member],
}

/// An ask that sounds heavy: before it is put to anybody, whoever asks reads who would read it, and who would hear of
/// it. Where that is everybody and they ask all the same, those who read reports hear once that a human word may do
/// good, and none of the words.
pub(super) fn heavy_ask(
    words: &Words,
    said: Said,
    decided: Decision,
    speaker: &Member,
    (hear, community): (&[Member], &Community),
    moment: &mut Moment,
) -> Decision {
    let everybody = is_for_everybody(&decided);
    if !said.is_again() {
        let readers = Readers { everybody, posted: community.channel.is_some(), hear };
        return asked_first(Heavy::Ask, words, &readers, speaker, moment);
    }
    if everybody { telling("safety.heavy", decided, speaker, (hear, community), moment) } else { decided }
}

/// Those who read reports hear once that somebody may need a human word, and none of what they wrote.
pub(super) fn telling(
    key: &'static str,
    decided: Decision,
    speaker: &Member,
    (hear, community): (&[Member], &Community),
    moment: &mut Moment,
) -> Decision {
    let contact = contact(&community.safety);
    let told = say(key).with("learner", &speaker.name).with("contact", contact).message();
    hear.iter().fold(decided, |decision, one| {
        let about = Subject::Member(one.id);
        // It is what they are there for, so it does not wait for their hours.
        decision.and_tell(one.id, about, Manner::Appointment, told.clone(), moment)
    })
}

/// What sounds heavy is asked of nobody and noted nowhere before whoever wrote it says once more that it shall be:
/// others could read it under their name. The button carries it; what is too long for one waits.
fn asked_first(
    what: Heavy,
    words: &Words,
    readers: &Readers<'_>,
    speaker: &Member,
    moment: &mut Moment,
) -> Decision {
    let anyway = Action::AllTheSame(what, Some(words.clone()));
    let carried = is_carried(&anyway);
    let waits = (!carried).then(|| Waiting::begins(&what.action(Some(words.clone())), moment.now));
    let until = waits.as_ref().map(|waits| waits.until);
    let key = if what == Heavy::Ask { "ask.heavy" } else { "win.heavy" };
    let answer = |anyway: Option<Action>| {
        let leave = Action::LeaveIt((!carried).then_some(what));
        let saying = say(key).with("until", until).button("leave", leave);
        let saying = if what == Heavy::Ask {
            saying
                .with("everybody", readers.everybody)
                .with("posted", readers.posted)
                .with("owners", readers.hear.iter().map(|one| &one.name).collect::<Vec<_>>())
        } else {
            saying
        };
        match anyway {
            Some(anyway) => saying.button("anyway", anyway),
            None => saying,
        }
        .message()
    };
    // A retry finds what is kept, and what is not is not kept for it.
    let waiting = Action::AllTheSame(what, None);
    let kept = (!carried).then(|| waiting.clone());
    let decision = Decision::reply(answer(Some(if carried { anyway } else { waiting })));
    let waits = waits.map(|waits| waits.kept(what.waits(), &speaker.handle, moment));
    decision.once(answer(kept)).and_all(waits.into_iter().flatten())
}

/// They would rather not: what waits of it is forgotten.
pub(super) fn left(waits: Option<Heavy>, speaker: &Member, safety: &Safety) -> Decision {
    let reply = say("ask.left").with("contact", contact(safety)).message();
    Decision::reply(reply).and_all(waits.map(|what| Waiting::dropped(what.waits(), &speaker.handle)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{community, id, member, moment, now};
    use crate::task::Address;

    fn admin() -> Member {
        Member { admin: true, ..member("dee") }
    }

    #[test]
    fn who_reads_reports_what_holds_and_whom_to_turn_to_are_wishes_of_the_settings() {
        let one = |place, value: &str| settings::Wish::typed([(place, value.to_owned())]);
        for (text, wished) in [
            ("me", one(Place::ReportsTo, "me")),
            ("all", one(Place::ReportsTo, "all")),
            ("conduct https://rules.example", one(Place::Conduct, "https://rules.example")),
            ("conduct none", one(Place::Conduct, "none")),
            ("contact Dee Doe, +49 30 1234", one(Place::Contact, "Dee Doe, +49 30 1234")),
            ("contact", settings::Wish::Open(Group::Safety)),
        ] {
            assert_eq!(wish(&words(text).unwrap()).unwrap(), wished, "{text}");
        }
        for text in ["conduct", "withdraw", "owner", "me too"] {
            assert_eq!(wish(&words(text).unwrap()).unwrap_err().key(), "safety.problem", "{text}");
        }
    }

    #[test]
    fn what_is_settled_has_a_form_beneath_it() {
        let told = settled(&Safety::default(), None);
        assert!(told.bare(chrono_tz::UTC).contains("all who run this"));
        assert!(crate::sample::buttons(&told).iter().any(|button| button.action.opens_form()));
    }

    #[test]
    fn whatever_is_answered_to_what_sounds_heavy_begins_with_whom_to_turn_to() {
        let contact = crate::text::Typed::parse("Dee, +49 30 1234", crate::text::Limit::QUESTION).ok();
        let safety = Safety { contact, ..Safety::default() };
        let message = || say("pass.not-for-me").with("learner", "Ana").message();
        let shown = |safety: &Safety| {
            let reply = with_contact(message().into(), safety);
            reply.message.unwrap().bare(chrono_tz::UTC)
        };
        assert!(shown(&safety).starts_with("That sounds heavy"));
        assert!(shown(&safety).contains("Dee, +49 30 1234"));
        assert!(shown(&Safety::default()).contains("emergency number"));
        // Where nothing else is to be said, it stands alone.
        let alone = with_contact(Reply::default(), &safety).message.unwrap().bare(chrono_tz::UTC);
        assert!(alone.ends_with("Dee, +49 30 1234"), "{alone}");
        let form = crate::act::ask::read(words(&"I want to die ".repeat(40)).as_ref()).unwrap_err();
        let form = with_contact(form.reply(None), &safety).form.unwrap();
        let problem = form.fields[0].problem.as_ref().unwrap().as_str();
        assert!(problem.contains("200") && problem.contains("Dee, +49 30 1234"), "{problem}");
    }

    #[test]
    fn a_question_that_sounds_heavy_is_asked_of_nobody_and_its_words_are_kept_nowhere_but_for_an_hour() {
        let short = words("how do I go on when I want to die").unwrap();
        let decision = asked_first(Heavy::Ask, &short, &Readers::default(), &member("ana"), &mut moment());
        let buttons = |message: &Message| {
            let buttons = crate::sample::buttons(message);
            buttons.into_iter().map(|button| button.action.clone()).collect::<Vec<_>>()
        };
        let anyway = buttons(decision.reply.message.as_ref().unwrap());
        assert_eq!(anyway, [Action::AllTheSame(Heavy::Ask, Some(short)), Action::LeaveIt(None)]);
        assert!(decision.changes.is_empty());
        let kept = decision.kept_reply().message.unwrap();
        assert_eq!(buttons(&kept), [Action::LeaveIt(None)]);
        let long = words(&"how do I go on when I want to die ".repeat(4)).unwrap();
        let decision = asked_first(Heavy::Ask, &long, &Readers::default(), &member("ana"), &mut moment());
        let anyway = buttons(decision.reply.message.as_ref().unwrap());
        let leave = Action::LeaveIt(Some(Heavy::Ask));
        assert_eq!(anyway, [Action::AllTheSame(Heavy::Ask, None), leave]);
        assert_eq!(decision.wakes()[0].1, now() + chrono::TimeDelta::hours(1));
        assert!(!serde_json::to_string(&decision.kept_reply()).unwrap().contains("die"));
    }

    #[test]
    fn whoever_would_ask_everybody_reads_so_and_who_reads_reports_hears_once_without_the_words() {
        let heavy = words("how do I go on when I want to die").unwrap();
        let mut ask = crate::sample::ask_in_pool();
        let comes_to = |said, ask: &crate::ask::Ask, hear: &[Member]| {
            let decided = Decision::reply(say("win.undone").message()).and(Change::Ask(ask.clone()));
            let mut community = community();
            community.channel = Some("C1".to_owned());
            heavy_ask(&heavy, said, decided, &member("ana"), (hear, &community), &mut moment())
        };
        let reads = |decision: &Decision| decision.reply.message.as_ref().unwrap().bare(chrono_tz::UTC);
        let first = comes_to(Said::Once, &ask, &[admin()]);
        assert!(first.told().is_empty() && reads(&first).contains("everybody in the channel reads it"));
        assert!(reads(&first).contains("Dee hears"), "{}", reads(&first));
        assert!(!reads(&comes_to(Said::Once, &ask, &[])).contains("hears"));
        let asked = comes_to(Said::Again, &ask, &[admin()]);
        assert_eq!(asked.told(), [(Address::Member(id("dee")), "safety.heavy")]);
        let told = asked.deliveries().next().unwrap().1.message.bare(chrono_tz::UTC);
        assert!(told.contains("Ana") && !told.contains("die"), "{told}");
        ask.stage = Stage::Waiting { again_at: now(), tries: 0 };
        let alone = comes_to(Said::Once, &ask, &[admin()]);
        assert!(reads(&alone).contains("perhaps everybody"));
        // By the time of the second word it may come to everybody after all.
        assert!(reads(&alone).contains("Where everybody reads it at once, Dee hears"), "{}", reads(&alone));
        assert!(!reads(&comes_to(Said::Once, &ask, &[])).contains("hears"));
        assert!(comes_to(Said::Again, &ask, &[admin()]).told().is_empty());
    }

    #[test]
    fn where_no_channel_is_chosen_nobody_is_said_to_read_in_it() {
        let heavy = words("how do I go on when I want to die").unwrap();
        let decided =
            Decision::reply(say("win.undone").message()).and(Change::Ask(crate::sample::ask_in_pool()));
        let (ana, community) = (member("ana"), community());
        let decision = heavy_ask(&heavy, Said::Once, decided, &ana, (&[], &community), &mut moment());
        let reads = decision.reply.message.as_ref().unwrap().bare(chrono_tz::UTC);
        assert!(reads.contains("as soon as a channel is chosen"), "{reads}");
    }

    #[test]
    fn what_sounds_heavy_and_is_asked_of_nobody_does_not_count_as_pressing() {
        let heavy = words("how do I go on when I want to die").unwrap();
        let (ana, community) = (member("ana"), community());
        let counts = |said| {
            let decided =
                Decision::reply(say("win.undone").message()).and(Change::Ask(crate::sample::ask_in_pool()));
            let decided = heavy_ask(&heavy, said, decided, &ana, (&[], &community), &mut moment());
            let topic = crate::topic::Topic::parse("parsing");
            let counted = crate::act::round::counted(decided, topic, &community, &moment());
            counted.changes.iter().any(|change| matches!(change, Change::Community(_)))
        };
        assert!(!counts(Said::Once));
        assert!(counts(Said::Again));
    }

    #[test]
    fn a_win_that_sounds_heavy_is_noted_after_a_second_word_alone() {
        let told = words("I shipped the parser and I want to die");
        let thinks = |told: &Option<Words>, said| {
            crate::act::win::thought_over(told.as_ref(), said, &[], &member("ana"), &mut moment()).unwrap()
        };
        let first = thinks(&told, Said::Once);
        assert_eq!((first.answered(), first.changes.len()), ("win.heavy", 0));
        let buttons = crate::sample::buttons(first.reply.message.as_ref().unwrap());
        assert_eq!(buttons[0].action, Action::AllTheSame(Heavy::Win, told.clone()));
        let noted = |decision: &Decision| decision.changes.iter().any(|c| matches!(c, Change::Win(_)));
        assert!(noted(&thinks(&told, Said::Again)));
        // Of what waits only what is taken up goes.
        let lets_go = |decision: &Decision| {
            let names = decision.changes.iter().filter_map(|change| match change {
                Change::Keepsake(name, None) => Some(name.clone()),
                _ => None,
            });
            names.collect::<Vec<_>>()
        };
        assert!(lets_go(&thinks(&told, Said::Again)).is_empty());
        assert_eq!(lets_go(&thinks(&told, Said::Waited(Heavy::Win))), ["waits/win/ana"]);
        assert_eq!(lets_go(&left(Some(Heavy::Ask), &member("ana"), &Safety::default())), ["waits/ask/ana"]);
        assert!(lets_go(&left(None, &member("ana"), &Safety::default())).is_empty());
        assert!(noted(&thinks(&words("I shipped the parser"), Said::Once)));
    }

    #[test]
    fn what_admins_settle_is_no_word_of_a_crisis() {
        assert!(is_heavy(&Action::Ask(words("ich will nicht mehr leben"))));
        assert!(!is_heavy(&Action::Safety(words("contact suicide line, +49 30 1234"))));
    }
}
