//! `link`: a member says which account at a source is theirs, and what arrives about it becomes theirs. `… off` unlinks
//! it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::action::{Action, Wake, Words};
use crate::community::Scope;
use crate::decision::{Change, Decision, Refusal, wake};
use crate::member::Member;
use crate::moment::Moment;
use crate::parting::MarkKey;
use crate::script::{record, say};
use crate::signal::{Account, AccountLink, Kind, SUBMISSION_LASTS, Signal, Source, Whose};
use crate::store::Desk;
use crate::task::Subject;

use super::arrive::{submission_lasts, watched, win_of, with_times};

/// So many accounts are one member's, at most.
const MOST: usize = 5;
/// So long after an account has become somebody's, all that was on its way at that moment is there.
const ON_ITS_WAY: TimeDelta = TimeDelta::minutes(1);

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

/// It is theirs from now on, and so is what has arrived about it.
///
/// What arrives at this very moment finds the account still nobody's, so it is looked for once more a little later.
fn linked(account: Account, facts: Facts, speaker: &Member, desk: &Desk, moment: &mut Moment) -> Decision {
    let claimed = Claimed::of(facts.unclaimed, &desk.signals, speaker, moment.now);
    let told = claimed.new.iter().filter(|signal| signal.is_reason(moment.now)).count();
    let reply = say("link.done")
        .with("account", account.login())
        .with("source", account.source().as_str())
        .with("n", told)
        .button("unlink", again(&account, "off"))
        .message();
    let version = facts.known.map_or(0, |known| known.version);
    let link = AccountLink { account, version, member: Some(speaker.id), since: moment.now };
    let decision = Decision::reply(reply)
        .and(Change::Link(link))
        // The member is written too, so that two at once cannot both be the last that there is room for.
        .and(Change::Member(Box::new(speaker.clone())))
        .and(wake(
            Action::Clock(Wake::Claim(speaker.id)),
            moment.now + ON_ITS_WAY,
            None,
            Subject::Member(speaker.id),
            moment,
        ));
    decision.and_all(claimed.changes(speaker, &desk.signals, moment))
}

/// What still waits under accounts that are a member's becomes theirs.
pub(super) fn claim(unclaimed: Vec<Signal>, member: &Member, desk: &Desk, moment: &mut Moment) -> Decision {
    let claimed = Claimed::of(unclaimed, &desk.signals, member, moment.now);
    if member.parting.is_some() || claimed.is_empty() {
        return Decision::silent();
    }
    let changes = claimed.changes(member, &desk.signals, moment);
    // The member is written too, so that the same thing told at this moment is told once.
    Decision::silent().and(Change::Member(Box::new(member.clone()))).and_all(changes)
}

/// What has waited and is a member's now: each thing once, with all of its times.
struct Claimed {
    /// What is new, the first first.
    new: Vec<Signal>,
    /// What they had already, and was told more often than that.
    grown: Vec<Signal>,
    /// What was told a second time.
    spent: Vec<Signal>,
}

impl Claimed {
    fn of(mut waited: Vec<Signal>, own: &[Signal], member: &Member, now: DateTime<Utc>) -> Claimed {
        waited.retain(|signal| signal.is_live(now));
        waited.sort_by_key(|signal| (signal.at, signal.id));
        let (mut known, mut spent) = (own.to_vec(), Vec::new());
        for signal in waited {
            let signal = Signal { whose: Whose::Member(member.id), ..signal };
            let same = |known: &&mut Signal| known.source == signal.source && known.key == signal.key;
            match known.iter_mut().find(same) {
                Some(known) => {
                    known.times = with_times(&known.times, &signal.times);
                    spent.push(Signal { undone: Some(now), ..signal });
                }
                None => known.push(signal),
            }
        }
        let new = known.split_off(own.len());
        let grown = known.into_iter().zip(own).filter(|(grown, own)| grown != *own);
        Claimed { new, grown: grown.map(|(grown, _)| grown).collect(), spent }
    }

    fn is_empty(&self) -> bool {
        self.new.is_empty() && self.spent.is_empty()
    }

    /// With each new one comes its win, and the promise to look at it again.
    fn changes(self, member: &Member, own: &[Signal], moment: &mut Moment) -> Vec<Change> {
        let mut changes: Vec<Change> = Vec::new();
        let mut earlier = own.to_vec();
        for signal in self.new {
            let signal = Signal { until: lasting(&signal, member), ..signal };
            changes.extend(win_of(&signal, member, moment));
            changes.extend(watched(&signal, member, &earlier, moment));
            earlier.push(signal.clone());
            changes.push(Change::Signal(signal));
        }
        changes.extend(self.grown.into_iter().chain(self.spent).map(Change::Signal));
        changes
    }
}

/// Until when something that waited is a reason: what was handed in lasts as long as if it had been known at once whose
/// it is, unless its source said otherwise.
fn lasting(signal: &Signal, member: &Member) -> DateTime<Utc> {
    let is_usual = signal.kind == Kind::Submission && signal.until >= signal.at + SUBMISSION_LASTS;
    if is_usual { submission_lasts(member, signal.at) } else { signal.until }
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

/// What other tools tell of an account that is let go is not kept, until somebody says anew that it is theirs: beside
/// the decision stands a mark of it, which tells nobody what it was called.
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
        let long = format!("github {}", "x".repeat(69));
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

    fn waited(key: &str, days: i64) -> Signal {
        Signal {
            whose: Whose::Account(account()),
            source: Source::github(),
            key: key.to_owned(),
            until: now() + TimeDelta::days(days),
            ..signal(Kind::Submission)
        }
    }

    fn desk(signals: Vec<Signal>) -> Desk {
        Desk { signals, ..Desk::default() }
    }

    fn written(decision: &Decision) -> Vec<&Signal> {
        let signals = decision.changes.iter().filter_map(|change| match change {
            Change::Signal(signal) => Some(signal),
            _ => None,
        });
        signals.collect()
    }

    #[test]
    fn what_has_waited_becomes_theirs_once_each_and_what_has_ended_does_not() {
        let named = |name: &str, key, days| Signal { id: id(name), ..waited(key, days) };
        let unclaimed = vec![
            Signal { at: now() + TimeDelta::minutes(1), ..named("second", "a", 3) },
            named("first", "a", 3),
            named("known", "b", 3),
            named("over", "c", 0),
        ];
        let facts = Facts { unclaimed, ..Facts::default() };
        let own = desk(vec![Signal { whose: Whose::Member(id("ana")), ..named("own", "b", 3) }]);
        let linked = link(Wish::Yes(account()), facts, &member("ana"), &own, &mut moment()).unwrap();
        let written = written(&linked);
        assert!(written.iter().all(|signal| signal.whose == Whose::Member(id("ana"))));
        let claimed: Vec<_> = written.iter().map(|signal| (signal.id, signal.undone)).collect();
        let spent = |name: &str| (id(name), Some(now()));
        let mut others = claimed[1..].to_vec();
        others.sort();
        let mut expected = [spent("second"), spent("known")];
        expected.sort();
        assert_eq!((claimed[0], &others[..]), ((id("first"), None), &expected[..]), "each is written once");
    }

    #[test]
    fn what_arrived_as_the_account_was_linked_is_looked_for_a_minute_later() {
        let linked = says("github ana-dev yes", Facts::default()).unwrap();
        let claim_it = Action::Clock(Wake::Claim(id("ana")));
        assert_eq!(linked.wakes(), [(&claim_it, now() + TimeDelta::minutes(1))]);
        let mut late = waited("late", 13);
        late.deed = Some(crate::sample::typed("merged it"));
        let claimed = claim(vec![late], &member("ana"), &desk(vec![]), &mut moment());
        assert!(claimed.changes.iter().any(|change| matches!(change, Change::Win(_))));
        assert_eq!(written(&claimed)[0].whose, Whose::Member(id("ana")));
        assert!(claim(vec![], &member("ana"), &desk(vec![]), &mut moment()).changes.is_empty());
        let mut gone = member("ana");
        gone.parting = Some(crate::parting::Parting::Left { since: now() });
        assert!(claim(vec![waited("late", 13)], &gone, &desk(vec![]), &mut moment()).changes.is_empty());
    }

    #[test]
    fn times_that_were_told_apart_count_together() {
        let failed = |name: &str, time: &str| Signal {
            id: id(name),
            kind: Kind::Behaviour,
            times: vec![time.to_owned()],
            counts_from: 3,
            ..waited("failing main", 3)
        };
        let own = Signal { whose: Whose::Member(id("ana")), ..failed("own", "1") };
        let unclaimed = vec![failed("one", "2"), failed("two", "3"), failed("again", "1")];
        let claimed = claim(unclaimed, &member("ana"), &desk(vec![own]), &mut moment());
        let live: Vec<_> = written(&claimed).into_iter().filter(|signal| signal.undone.is_none()).collect();
        assert_eq!((live.len(), live[0].id, live[0].is_reason(now())), (1, id("own"), true));
    }

    #[test]
    fn what_has_waited_is_looked_at_again_as_if_it_had_been_known_at_once_whose_it_is() {
        let usual = Signal { until: now() + SUBMISSION_LASTS, ..waited("pull 1", 14) };
        let due = Signal {
            id: id("due"),
            kind: Kind::Deadline,
            until: now() + TimeDelta::days(10),
            ..waited("essay", 10)
        };
        let facts = Facts { unclaimed: vec![usual, due.clone()], ..Facts::default() };
        let linked = link(Wish::Yes(account()), facts, &member("ana"), &desk(vec![]), &mut moment()).unwrap();
        let looks = linked.wakes().into_iter().filter_map(|(action, at)| match action {
            Action::Clock(Wake::Look(_, signal)) => Some((*signal, at)),
            _ => None,
        });
        let quiet = crate::sample::at("2026-12-01T09:00:00Z");
        let two_days_before = due.until - TimeDelta::hours(48);
        let mut looks: Vec<_> = looks.collect();
        looks.sort();
        let mut expected = vec![(id("signal"), quiet), (due.id, two_days_before)];
        expected.sort();
        assert_eq!(looks, expected);
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
        let desk = desk(signals);
        let off =
            link(Wish::Off(account()), known(theirs("ana")), &member("ana"), &desk, &mut moment()).unwrap();
        let undone = off.changes.iter().filter_map(|change| match change {
            Change::Signal(signal) => Some((signal.id, signal.undone)),
            _ => None,
        });
        assert_eq!(undone.collect::<Vec<_>>(), [(id("theirs"), Some(now()))]);
    }
}
