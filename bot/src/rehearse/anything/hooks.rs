//! What other tools tell of a crowd: work that was handed in, dates, checks that fail and work again, of accounts that
//! somebody said are theirs and of others.

use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use rand::rngs::StdRng;
use smallwins_core::signal::{Account, Content, Incoming, Kind, Report, Source};
use smallwins_core::text::{Limit, Typed};

use crate::rehearse::words;

/// So many accounts there are. Fewer people than have one say that they do, and several that they have the same.
const ACCOUNTS: u32 = 30;

/// An account, as people type it.
pub(super) fn login(chance: &mut StdRng) -> String {
    format!("crowd-{}", chance.random_range(0..ACCOUNTS))
}

/// Something that arrives from a tool.
pub(super) fn delivery(now: DateTime<Utc>, chance: &mut StdRng) -> Incoming {
    let source = Source::github();
    let account = Account::parse(source.clone(), &login(chance)).expect("it is a login");
    let number = chance.random_range(0..40);
    let key = format!("check {number}");
    let what = match chance.random_range(0..4) {
        0 => Content::Mended { account: Some(account), key },
        kind => {
            let kind = [Kind::Submission, Kind::Deadline, Kind::Behaviour][kind - 1];
            let typed = |text: String| Typed::parse(&text, Limit::WIN).expect("it is short");
            let until = now + TimeDelta::hours(chance.random_range(-30..200));
            Content::Report(Report {
                account,
                kind,
                what: typed(format!("work {number}")),
                deed: (kind == Kind::Submission).then(|| typed(words::deed(chance))),
                link: None,
                key,
                at: now - TimeDelta::minutes(chance.random_range(0..600)),
                occurrence: chance.random_range(0..9).to_string(),
                until: (kind == Kind::Deadline).then_some(until),
                counts_from: chance.random_range(1..4),
                mends: None,
            })
        }
    };
    Incoming { source, what }
}
