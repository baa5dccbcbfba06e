//! `signals`: those who run a community see what arrives from other tools, and choose which of them are heard.

use super::admin::only;
use super::link::let_go;
use crate::action::{Action, Words};
use crate::audit::Noted;
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::member::Member;
use crate::moment::Moment;
use crate::rights::Right;
use crate::script::{Phrase, record, say};
use crate::signal::{Account, AccountLink, Outcome, Source, Tally};
use crate::store::Desk;
use crate::task::{Manner, Subject};

/// So many sources are shown, those with most first. The rest is on the dashboard.
const SHOWN: usize = 3;

/// What an admin wants of the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// What arrived?
    Look,
    /// Hear it again.
    On(Source),
    /// Do not hear it any more.
    Off(Source),
    /// Whoever said that it is theirs, it is nobody's any more.
    Free(Account),
}

/// Reads `off github` or `on github`; without words it is a look.
pub(super) fn wish(words: Option<&Words>, speaker: &Member) -> Result<Wish, Refusal> {
    only(Right::Signals, speaker)?;
    let Some(words) = words else { return Ok(Wish::Look) };
    only(Right::SetSignals, speaker)?;
    let source = |name: &str| Source::parse(name).map_err(|_| Refusal::because(say("signals.how")));
    match words.get().split_whitespace().collect::<Vec<_>>()[..] {
        ["on", name] => Ok(Wish::On(source(name)?)),
        ["off", name] => Ok(Wish::Off(source(name)?)),
        ["free", name, login] => {
            let account = Account::parse(source(name)?, login);
            account.map(Wish::Free).map_err(|_| Refusal::because(say("signals.how")))
        }
        _ => Err(Refusal::because(say("signals.how"))),
    }
}

/// An account becomes nobody's, so that whose it is can say so. Who had named it hears that, and not by whom.
pub(super) fn freed(
    account: &Account,
    known: Option<AccountLink>,
    holder: Option<(&Member, &Desk)>,
    moment: &mut Moment,
) -> Decision {
    let told = |key| say(key).with("account", account.login()).with("source", account.source().as_str());
    let Some((known, (member, desk))) = known.zip(holder) else {
        return Decision::reply(told("signals.free-already").message());
    };
    let decision = let_go(known, desk, Decision::reply(told("signals.freed").message()), moment);
    let message = told("link.freed").message();
    let noted = Noted { word: "account-freed", whom: vec![member.id], was: "linked", is: "nobody's" };
    let decision = decision.and_tell(member.id, Subject::Member(member.id), Manner::Awaited, message, moment);
    Decision { noted: Some(noted), ..decision }
}

/// A source is heard from now on, or not.
pub(super) fn switched(wish: &Wish, community: &Community) -> Decision {
    let mut changed = community.clone();
    let (source, on) = match wish {
        Wish::Look | Wish::Free(_) => return Decision::silent(),
        Wish::On(source) => (source, true),
        Wish::Off(source) => (source, false),
    };
    if on {
        changed.silenced.remove(source);
    } else {
        changed.silenced.insert(source.clone());
    }
    let reply = say("signals.switched").with("source", source.as_str()).with("on", on).message();
    Decision::reply(reply).and(Change::Community(Box::new(changed)))
}

/// What arrived, by source, and what became of it.
pub(super) fn look(tallies: &[Tally], community: &Community) -> Decision {
    let mut sources: Vec<&Source> = tallies.iter().map(|tally| &tally.source).collect();
    sources.extend(&community.silenced);
    sources.sort();
    sources.dedup();
    let total = |source: &Source| -> u32 {
        tallies.iter().filter(|tally| tally.source == *source).map(|tally| tally.count).sum()
    };
    sources.sort_by_key(|source| std::cmp::Reverse(total(source)));
    let more = sources.len().saturating_sub(SHOWN);
    let line = |source: &&Source| {
        let told = tallies.iter().filter(|tally| tally.source == **source);
        let parts: Vec<Phrase> = told.map(part).collect();
        record([
            ("name", source.as_str().into()),
            ("off", community.silenced.contains(source).into()),
            ("parts", parts.into()),
        ])
    };
    let lines: Vec<_> = sources.iter().take(SHOWN).map(line).collect();
    let saying = say("signals").with("sources", lines).with("more", more);
    Decision::reply(saying.button_if(more > 0, "all", Action::Dashboard).message())
}

fn part(tally: &Tally) -> Phrase {
    let saying = match tally.outcome {
        Outcome::Noted => say("signals.noted"),
        Outcome::Unclaimed => say("signals.unclaimed"),
        Outcome::Repeated => say("signals.repeated"),
        Outcome::Unused => say("signals.unused"),
        Outcome::Late => say("signals.late"),
        Outcome::Full => say("signals.full"),
        Outcome::Left => say("signals.left"),
        Outcome::SwitchedOff => say("signals.switched-off"),
        Outcome::Malformed => say("signals.malformed"),
        Outcome::Unsigned => say("signals.unsigned"),
    };
    saying.with("n", tally.count).text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{community, id, member, moment, now, refused, signal, words};
    use crate::signal::{Kind, Signal};
    use crate::task::Address;

    fn dee() -> Member {
        Member { admin: true, ..member("dee") }
    }

    fn tally(source: Source, outcome: Outcome, count: u32) -> Tally {
        Tally { source, outcome, count }
    }

    fn shown(tallies: &[Tally], community: &Community) -> String {
        look(tallies, community).reply.message.unwrap().bare(chrono_tz::UTC)
    }

    #[test]
    fn what_arrived_is_told_by_source_with_what_became_of_it() {
        let school = Source::parse("school").unwrap();
        let tallies = [
            tally(Source::github(), Outcome::Noted, 3),
            tally(Source::github(), Outcome::Unsigned, 1),
            tally(school, Outcome::Unclaimed, 7),
        ];
        let shown = shown(&tallies, &community());
        let (github, school) = (shown.find("github").unwrap(), shown.find("school").unwrap());
        assert!(school < github, "most first: {shown}");
        for part in ["3 noted", "7 about accounts", "1 refused"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }

    #[test]
    fn a_source_is_switched_by_those_who_run_the_community_alone() {
        let text = words("off github");
        assert_eq!(refused(wish(text.as_ref(), &member("ana")).map(|_| Decision::silent())), "admins.only");
        let off = switched(&wish(text.as_ref(), &dee()).unwrap(), &community());
        let Some(Change::Community(silent)) = off.changes.last() else { panic!("a community") };
        assert!(silent.silenced.contains(&Source::github()));
        assert!(shown(&[], silent).contains("switched off"), "even when nothing arrives");
        let on = switched(&wish(words("on github").as_ref(), &dee()).unwrap(), silent);
        let Some(Change::Community(heard)) = on.changes.last() else { panic!("a community") };
        assert!(heard.silenced.is_empty());
    }

    #[test]
    fn an_account_that_somebody_else_named_is_let_go_and_they_hear_of_it() {
        let account: Account = "github/ana-dev".parse().unwrap();
        let wish = wish(words("free github @Ana-Dev").as_ref(), &dee()).unwrap();
        assert_eq!(wish, Wish::Free(account.clone()));
        let link =
            AccountLink { account: account.clone(), version: 2, member: Some(id("zoe")), since: now() };
        let zoe = member("zoe");
        let told = Signal { via: Some(account.clone()), ..signal(Kind::Submission) };
        let desk = Desk { signals: vec![told, signal(Kind::Deadline)], ..Desk::default() };
        let decision = freed(&account, Some(link.clone()), Some((&zoe, &desk)), &mut moment());
        assert_eq!(decision.answered(), "signals.freed");
        let noted = decision.noted.as_ref().unwrap();
        assert_eq!((noted.word, &noted.whom[..], noted.is), ("account-freed", &[zoe.id][..], "nobody's"));
        assert_eq!(decision.told(), [(Address::Member(zoe.id), "link.freed")]);
        let links = decision.changes.iter().filter_map(|change| match change {
            Change::Link(link) => Some((link.version, link.member)),
            _ => None,
        });
        assert_eq!(links.collect::<Vec<_>>(), [(2, None)]);
        let undone = decision.changes.iter().filter(|change| matches!(change, Change::Signal(_)));
        assert_eq!(undone.count(), 1, "what came another way stays");
        let nobodys = AccountLink { member: None, ..link };
        for known in [None, Some(nobodys)] {
            let decision = freed(&account, known, None, &mut moment());
            assert_eq!((decision.answered(), decision.changes.len()), ("signals.free-already", 0));
        }
    }

    #[test]
    fn what_is_no_wish_says_how_one_looks() {
        for text in
            ["free github", "free github a/b", "github", "off", "off git_hub", "mute github", "off learner"]
        {
            assert_eq!(
                refused(wish(words(text).as_ref(), &dee()).map(|_| Decision::silent())),
                "signals.how",
                "{text}"
            );
        }
    }
}
