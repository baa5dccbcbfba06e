//! `language` and `default-language`: in which language somebody is spoken to, and what everybody reads.

use super::admin::only;
use crate::action::{Action, Words, words};
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::member::Member;
use crate::message::Message;
use crate::rights::Right;
use crate::script::{Saying, say};
use crate::text::cut;
use crate::tongue::Tongue;

/// So much of a language that is not spoken here is shown.
const LONGEST: usize = 100;
/// What takes a choice back.
const AS_THE_PLATFORM: &str = "auto";

/// A member chooses the language in which they are spoken to, or takes that back; without words they read what can be
/// chosen.
pub(super) fn choose(
    words: Option<&Words>,
    member: &Member,
    community: &Community,
) -> Result<Decision, Refusal> {
    let Some(words) = words else { return Ok(Decision::reply(own(member, community, false))) };
    let mut changed = member.clone();
    changed.tongue = match words.get().trim() {
        AS_THE_PLATFORM => None,
        name => Some(read(name)?),
    };
    let decision = Decision::reply(own(&changed, community, true));
    if changed.tongue == member.tongue {
        return Ok(decision);
    }
    Ok(decision.and(Change::Member(Box::new(changed))))
}

/// An admin settles the language of what everybody reads, or asks which it is.
pub(super) fn set_for_all(
    words: Option<&Words>,
    speaker: &Member,
    community: &Community,
) -> Result<Decision, Refusal> {
    only(Right::Language, speaker)?;
    let Some(words) = words else { return Ok(Decision::reply(everybodys(community.tongue, false))) };
    let tongue = read(words.get())?;
    let decision = Decision::reply(everybodys(tongue, true));
    if tongue == community.tongue {
        return Ok(decision);
    }
    let mut changed = community.clone();
    changed.tongue = tongue;
    Ok(decision.and(Change::Community(Box::new(changed))))
}

fn read(name: &str) -> Result<Tongue, Refusal> {
    let unknown = || {
        let names = Tongue::ALL.map(Tongue::name).to_vec();
        Refusal::because(say("language.unknown").with("name", cut(name, LONGEST)).with("names", names))
    };
    Tongue::named(name).ok_or_else(unknown)
}

fn own(member: &Member, community: &Community, set: bool) -> Message {
    let saying = say("language")
        .with("set", set)
        .with("name", member.tongue(community).called())
        .with("chosen", member.tongue.is_some());
    with_buttons(saying, Action::Language)
        .button_if(member.tongue.is_some(), "auto", Action::Language(words(AS_THE_PLATFORM)))
        .message()
}

fn everybodys(tongue: Tongue, set: bool) -> Message {
    let saying = say("language.default").with("set", set).with("name", tongue.called());
    with_buttons(saying, Action::DefaultLanguage).message()
}

/// A button for each language, which is called as those who speak it call it.
fn with_buttons(saying: Saying, action: impl Fn(Option<Words>) -> Action) -> Saying {
    let saying = saying.with("names", Tongue::ALL.map(Tongue::name).to_vec());
    let all = Tongue::ALL.into_iter().enumerate();
    all.fold(saying, |saying, (place, tongue)| {
        saying.button(format!("speak{place}"), action(words(tongue.locale())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{buttons, community, member, refused};

    fn says(text: &str, member: &Member) -> Result<Option<Tongue>, Refusal> {
        let decision = choose(words(text).as_ref(), member, &community())?;
        Ok(decision
            .member(member.name.as_str().to_lowercase().as_str())
            .map_or(member.tongue, |it| it.tongue))
    }

    #[test]
    fn a_choice_counts_more_than_what_the_platform_tells_and_can_be_taken_back() {
        let mut here = community();
        here.tongue = Tongue::German;
        let speaks = |language: Option<&str>, tongue| {
            Member { language: language.map(str::to_owned), tongue, ..member("ana") }.tongue(&here)
        };
        assert_eq!(speaks(Some("en"), Some(Tongue::German)), Tongue::German);
        assert_eq!(speaks(Some("en"), None), Tongue::English);
        assert_eq!(speaks(Some("fr"), None), Tongue::German, "the language of the community");
        assert_eq!(speaks(None, None), Tongue::German);
        let ana = member("ana");
        assert_eq!(says("deutsch", &ana).unwrap(), Some(Tongue::German));
        let chosen = Member { tongue: Some(Tongue::German), ..ana };
        assert_eq!(says("auto", &chosen).unwrap(), None);
        assert_eq!(refused(choose(words("klingon").as_ref(), &chosen, &here)), "language.unknown");
    }

    #[test]
    fn every_language_is_a_press_away_under_its_own_name() {
        let message = own(&member("ana"), &community(), false);
        let labels: Vec<_> = buttons(&message).iter().map(|button| button.label.to_string()).collect();
        assert_eq!(labels, Tongue::ALL.map(Tongue::name));
        assert_eq!(buttons(&message)[1].action, Action::Language(words("de")));
    }

    #[test]
    fn those_who_run_a_community_settle_what_everybody_reads() {
        let dee = Member { admin: true, ..member("dee") };
        let decision = set_for_all(words("de").as_ref(), &dee, &community()).unwrap();
        let settled = decision.changes.iter().find_map(|change| match change {
            Change::Community(community) => Some(community.tongue),
            _ => None,
        });
        assert_eq!(settled, Some(Tongue::German));
        assert!(set_for_all(words("en").as_ref(), &dee, &community()).unwrap().changes.is_empty());
        assert_eq!(refused(set_for_all(None, &member("ana"), &community())), "admins.only");
    }
}
