//! `link`: a member says which account at a source is theirs, and what arrives about it becomes theirs. `… off` unlinks it.

use crate::action::{Action, Words};
use crate::community::Scope;
use crate::decision::{Change, Decision, Refusal};
use crate::member::Member;
use crate::moment::Moment;
use crate::parting::MarkKey;
use crate::script::{record, say};
use crate::signal::{Account, AccountLink, Signal, Source, Whose};
use crate::store::Desk;

use super::arrive::win_of;

/// So many accounts are one member's, at most.
const MOST: usize = 5;

/// What is said of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// Which are mine?
    Which,
    /// Is it mine?
    Ask(Account),
    /// It is mine.
    Yes(Account),
    /// It is not mine any more.
    Off(Account),
}

/// What the memory knows of an account.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// The accounts that are the speaker's.
    pub(super) own: Vec<AccountLink>,
    /// Whose it is, if anybody ever named it.
    pub(super) known: Option<AccountLink>,
    /// What has arrived about it while it was nobody's.
    pub(super) unclaimed: Vec<Signal>,
}

/// Reads `github ana-dev`, perhaps with `yes` or `off` behind it.
pub(super) fn read(words: Option<&Words>) -> Result<Wish, Refusal> {
    let Some(words) = words else { return Ok(Wish::Which) };
    let parts: Vec<&str> = words.get().split_whitespace().collect();
    let (source, login, end) = match parts[..] {
        [source, login] => (source, login, ""),
        [source, login, end @ ("yes" | "off")] => (source, login, end),
        _ => return Err(Refusal::because(say("link.how"))),
    };
    let account = Source::parse(source).and_then(|source| Account::parse(source, login));
    let account = account.map_err(|_| Refusal::because(say("link.how")))?;
    Ok(match end {
        "yes" => Wish::Yes(account),
        "off" => Wish::Off(account),
        _ => Wish::Ask(account),
    })
}

fn again(account: &Account, end: &str) -> Action {
    Action::Link(crate::action::words(&format!("{} {} {end}", account.source(), account.login())))
}

/// Answers what a member says of an account.
pub(super) fn link(
    wish: Wish,
    facts: Facts,
    speaker: &Member,
    desk: &Desk,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    match wish {
        Wish::Which => Ok(Decision::reply(which(&facts.own).message())),
        Wish::Ask(account) => {
            may_be_linked(&facts, speaker)?;
            let saying =
                say("link.ask").with("account", account.login()).with("source", account.source().as_str());
            Ok(Decision::reply(saying.button("link", again(&account, "yes")).message()))
        }
        Wish::Yes(account) => {
            may_be_linked(&facts, speaker)?;
            Ok(linked(account, facts, speaker, desk, moment))
        }
        Wish::Off(account) => unlinked(&account, &facts, speaker, desk, moment),
    }
}

fn which(own: &[AccountLink]) -> crate::script::Saying {
    let account = |link: &AccountLink| {
        record([("login", link.account.login().into()), ("source", link.account.source().as_str().into())])
    };
    let mut saying = say("link.which").with("accounts", own.iter().map(account).collect::<Vec<_>>());
    for (place, link) in own.iter().enumerate() {
        saying = saying.button(format!("unlink{place}"), again(&link.account, "off"));
    }
    saying
}

/// An account is one member's at a time. Whoever names somebody else's is not told whose it is.
fn may_be_linked(facts: &Facts, speaker: &Member) -> Result<(), Refusal> {
    match facts.known.as_ref().and_then(|known| known.member) {
        Some(member) if member == speaker.id => Err(Refusal::because(which(&facts.own))),
        Some(_) => Err(Refusal::because(say("link.taken"))),
        None if facts.own.len() >= MOST => Err(Refusal::because(which(&facts.own))),
        None => Ok(()),
    }
}

/// It is theirs from now on, and so is what has arrived about it, each thing once.
fn linked(account: Account, facts: Facts, speaker: &Member, desk: &Desk, moment: &mut Moment) -> Decision {
    let mut claimed: Vec<Signal> = Vec::new();
    for signal in facts.unclaimed.into_iter().filter(|signal| signal.is_live(moment.now)) {
        let known = desk.signals.iter().chain(&claimed);
        if !known.into_iter().any(|known| known.source == signal.source && known.key == signal.key) {
            claimed.push(Signal { whose: Whose::Member(speaker.id), ..signal });
        }
    }
    let told = claimed.iter().filter(|signal| signal.is_reason(moment.now)).count();
    let reply = say("link.done")
        .with("account", account.login())
        .with("source", account.source().as_str())
        .with("n", told)
        .button("unlink", again(&account, "off"))
        .message();
    let version = facts.known.map_or(0, |known| known.version);
    let link = AccountLink { account, version, member: Some(speaker.id), since: moment.now };
    let mut decision = Decision::reply(reply)
        .and(Change::Link(link))
        // The member is written too, so that two at once cannot both be the last that there is room for.
        .and(Change::Member(Box::new(speaker.clone())));
    for signal in claimed {
        decision = decision.and_all(win_of(&signal, speaker, moment)).and(Change::Signal(signal));
    }
    decision
}

/// It is nobody's any more, and what came from there is no reason any more. Wins stay: they are the member's own.
fn unlinked(
    account: &Account,
    facts: &Facts,
    speaker: &Member,
    desk: &Desk,
    moment: &Moment,
) -> Result<Decision, Refusal> {
    let known = facts.known.clone().filter(|known| known.member == Some(speaker.id));
    let known = known.ok_or_else(|| Refusal::because(which(&facts.own)))?;
    let reply =
        say("link.off").with("account", account.login()).with("source", account.source().as_str()).message();
    Ok(let_go(known, desk, Decision::reply(reply), moment))
}

/// An account is nobody's from now on, and what it told is no reason any more.
pub(super) fn let_go(known: AccountLink, desk: &Desk, decision: Decision, moment: &Moment) -> Decision {
    let gone = desk.signals.iter().filter(|signal| signal.via.as_ref() == Some(&known.account));
    let gone = gone.map(|signal| Change::Signal(Signal { undone: Some(moment.now), ..signal.clone() }));
    let gone: Vec<Change> = gone.collect();
    let link = AccountLink { member: None, since: moment.now, ..known };
    decision.and(Change::Link(link)).and_all(gone)
}

/// What other tools tell of an account that is let go is not kept, until somebody says anew that it is theirs: beside the
/// decision stands a mark of it, which tells nobody what it was called.
pub(super) fn marked_beside(decision: Decision, key: &MarkKey, scope: Scope, moment: &Moment) -> Decision {
    let marks = decision.changes.iter().filter_map(|change| match change {
        Change::Link(AccountLink { account, member: None, .. }) => {
            Some(key.marked_account(scope, account, moment.now))
        }
        _ => None,
    });
    let marks: Vec<Change> = marks.collect();
    decision.and_all(marks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{buttons, id, member, moment, now, refused, signal, words};
    use crate::signal::Kind;
    use chrono::TimeDelta;

    fn account() -> Account {
        "github/ana-dev".parse().unwrap()
    }

    fn theirs(name: &str) -> AccountLink {
        AccountLink { account: account(), version: 3, member: Some(id(name)), since: now() }
    }

    fn known(link: AccountLink) -> Facts {
        let own = if link.member == Some(id("ana")) { vec![link.clone()] } else { Vec::new() };
        Facts { own, known: Some(link), unclaimed: Vec::new() }
    }

    fn says(text: &str, facts: Facts) -> Result<Decision, Refusal> {
        link(read(words(text).as_ref())?, facts, &member("ana"), &Desk::default(), &mut moment())
    }

    fn links(decision: &Decision) -> Vec<&AccountLink> {
        let links = decision.changes.iter().filter_map(|change| match change {
            Change::Link(link) => Some(link),
            _ => None,
        });
        links.collect()
    }

    #[test]
    fn an_account_is_asked_back_before_it_is_anybodys() {
        let asked = says("GitHub @Ana-Dev", Facts::default()).unwrap();
        assert_eq!((asked.answered(), asked.changes.len()), ("link.ask", 0));
        let yes = buttons(asked.reply.message.as_ref().unwrap())[0].action.to_string();
        assert_eq!(yes, "link github ana-dev yes");
        let linked = says("github ana-dev yes", Facts::default()).unwrap();
        assert_eq!((linked.answered(), links(&linked)[0].member), ("link.done", Some(id("ana"))));
    }

    #[test]
    fn what_names_no_account_says_how_one_is_named() {
        let long = format!("github {}", "x".repeat(61));
        for text in ["github", "git_hub ana", "github ana maybe", "learner ana", "github ana/dev", &long] {
            assert_eq!(refused(says(text, Facts::default())), "link.how", "{text}");
        }
    }

    #[test]
    fn somebody_elses_account_stays_theirs_and_nobody_is_told_whose_it_is() {
        for text in ["github ana-dev", "github ana-dev yes"] {
            assert_eq!(refused(says(text, known(theirs("zoe")))), "link.taken", "{text}");
        }
        assert_eq!(refused(says("github ana-dev off", known(theirs("zoe")))), "link.which");
    }

    #[test]
    fn what_was_given_up_is_free_for_whoever_names_it_next() {
        let free = AccountLink { member: None, ..theirs("zoe") };
        let linked = says("github ana-dev yes", known(free)).unwrap();
        assert_eq!((links(&linked)[0].version, links(&linked)[0].member), (3, Some(id("ana"))));
        let off = says("github ana-dev off", known(theirs("ana"))).unwrap();
        assert_eq!((off.answered(), links(&off)[0].member), ("link.off", None));
    }

    #[test]
    fn nobody_has_more_accounts_than_can_be_shown() {
        let own =
            |n: usize| AccountLink { account: format!("github/ana-{n}").parse().unwrap(), ..theirs("ana") };
        let facts = Facts { own: (0..MOST).map(own).collect(), ..Facts::default() };
        assert_eq!(refused(says("github ana-dev", facts)), "link.which");
    }

    #[test]
    fn what_has_waited_becomes_theirs_once_each_and_what_has_ended_does_not() {
        let waited = |key: &str, days: i64| Signal {
            whose: Whose::Account(account()),
            source: Source::github(),
            key: key.to_owned(),
            until: now() + TimeDelta::days(days),
            ..signal(Kind::Submission)
        };
        let unclaimed = vec![waited("a", 3), waited("a", 3), waited("b", 3), waited("c", 0)];
        let facts = Facts { unclaimed, ..Facts::default() };
        let desk = Desk {
            signals: vec![Signal { whose: Whose::Member(id("ana")), ..waited("b", 3) }],
            ..Desk::default()
        };
        let linked = link(Wish::Yes(account()), facts, &member("ana"), &desk, &mut moment()).unwrap();
        let claimed = linked.changes.iter().filter_map(|change| match change {
            Change::Signal(signal) => Some((signal.key.as_str(), signal.whose.clone())),
            _ => None,
        });
        assert_eq!(claimed.collect::<Vec<_>>(), [("a", Whose::Member(id("ana")))]);
    }

    #[test]
    fn with_the_account_go_its_reasons_and_no_others() {
        let from = |via: Option<Account>, name: &str| Signal {
            id: id(name),
            source: via.as_ref().map_or(Source::learner(), |via| via.source().clone()),
            via,
            ..signal(Kind::Submission)
        };
        let at_work = "github/ana-at-work".parse().ok();
        let signals =
            vec![from(Some(account()), "theirs"), from(at_work, "of another account"), from(None, "own")];
        let desk = Desk { signals, ..Desk::default() };
        let off =
            link(Wish::Off(account()), known(theirs("ana")), &member("ana"), &desk, &mut moment()).unwrap();
        let undone = off.changes.iter().filter_map(|change| match change {
            Change::Signal(signal) => Some((signal.id, signal.undone)),
            _ => None,
        });
        assert_eq!(undone.collect::<Vec<_>>(), [(id("theirs"), Some(now()))]);
    }
}
