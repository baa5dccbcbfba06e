//! Why now: the strongest reason, as a mentor who is asked reads it.

use crate::moment::Moment;
use crate::script::{Value, record};
use crate::signal::{Kind, Signal, Source, strongest};
use crate::store::AskStory;
use crate::text::cut;

/// So much of the reason why now is told, and the longest link that it leads to: both fit beside the wins.
const SHOWN: usize = 70;
const LONGEST_LINK: usize = 100;

/// The strongest reason why now, unless the list of wins tells it already.
pub(super) fn why_now(about: &AskStory, moment: &Moment) -> Option<Value> {
    let told = |signal: &&Signal| {
        signal.kind == Kind::Submission
            && about.wins.iter().any(|win| win.link.is_some() && win.link == signal.link)
    };
    let signal = strongest(about.signals.iter().filter(|signal| !told(signal)), moment.now)?;
    let kind = match signal.kind {
        Kind::Submission => "submission",
        Kind::Deadline => "deadline",
        Kind::Behaviour if signal.source == Source::smallwins() => "unanswered",
        Kind::Behaviour => "behaviour",
    };
    let at = if signal.kind == Kind::Deadline { signal.until } else { signal.at };
    let link = signal.link.as_ref().map(|link| link.as_str()).filter(|link| link.len() <= LONGEST_LINK);
    Some(record([
        ("kind", kind.into()),
        ("what", cut(signal.what.as_str(), SHOWN).into()),
        ("link", link.into()),
        ("at", at.timestamp_millis().into()),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{ask, asked, id, moment, now, signal, typed};
    use crate::text::Link;
    use crate::win::Win;

    #[test]
    fn a_win_that_is_listed_anyway_is_not_the_reason_as_well() {
        let link = Link::parse("https://git.example/pull/41").ok();
        let merged = Signal { link: link.clone(), ..signal(Kind::Submission) };
        let mut story = asked(ask(), vec![]);
        story.signals = vec![merged];
        assert!(why_now(&story, &moment()).is_some());
        let (deed, at) = (typed("merged “Parser homework”"), now());
        story.wins =
            vec![Win { id: id("win"), version: 1, learner: id("ana"), deed, link, at, undone: None }];
        assert!(why_now(&story, &moment()).is_none());
        story.signals.push(signal(Kind::Deadline));
        let told = why_now(&story, &moment()).unwrap();
        assert!(matches!(told.field("kind"), Value::Text(kind) if kind == "deadline"));
    }
}
