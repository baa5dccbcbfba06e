//! From a decision to its line: whatever a verb changes of a community is told, and no verb can forget it.

use serde_json::{Value, json};

use super::facets::{Facets, People, facets};
use super::line::{By, Entry};
use crate::community::Community;
use crate::decision::{Change, Decision};
use crate::id::MemberId;
use crate::moment::Moment;

/// What a decision changes of people, for its line: that of a community is found by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Noted {
    /// The word for it.
    pub(crate) word: &'static str,
    /// Of whom.
    pub(crate) whom: Vec<MemberId>,
    /// What it was.
    pub(crate) was: &'static str,
    /// What it is from then on.
    pub(crate) is: &'static str,
}

/// A decision with the line that tells of it in the audit, where those who run the community change something.
pub(crate) fn noted(mut decision: Decision, before: &Community, by: By, moment: &mut Moment) -> Decision {
    let of_people = decision.noted.take();
    let written = decision.changes.iter_mut().rev().find_map(|change| match change {
        Change::Community(community) => Some(community),
        _ => None,
    });
    if written.is_none() && of_people.is_none() {
        return decision;
    }
    let mut people = People::default();
    if let By::Person(whom) = by {
        people.say(whom);
    }
    let after = written.as_ref().map_or(before, |written| &***written);
    let (mut was, mut is) = different(before, after, &mut people);
    if let Some(Noted { word, whom, was: state, is: next }) = of_people {
        let whom: Vec<Value> = whom.into_iter().map(|whom| people.say(whom)).collect();
        was.insert(word.to_owned(), json!({ "who": whom, "is": state }));
        is.insert(word.to_owned(), json!({ "who": whom, "is": next }));
    }
    if was.is_empty() {
        return decision;
    }
    let entry = Entry::after(&before.audit, before.scope(), by, &people, (was, is), moment);
    match written {
        Some(written) => written.audit = entry.head(),
        None => {
            let mut community = before.clone();
            community.audit = entry.head();
            decision.changes.push(Change::Community(Box::new(community)));
        }
    }
    decision.and(Change::Audit(entry))
}

/// What of two states of a community is not the same.
fn different(before: &Community, after: &Community, people: &mut People) -> (Facets, Facets) {
    // Whoever stands in neither difference is not named: so people are numbered once it is known what differs.
    let (owner, contact) = ("reports-to".to_owned(), "crisis-contact".to_owned());
    let (old, new) = (facets(before, &mut People::default()), facets(after, &mut People::default()));
    let mut differs: Vec<&String> =
        new.iter().filter(|(word, value)| old.get(*word) != Some(*value)).map(|(word, _)| word).collect();
    if before.safety.owner != after.safety.owner && !differs.contains(&&owner) {
        differs.push(&owner);
    }
    // Of a contact its length is told, and another may be as long.
    if before.safety.contact != after.safety.contact && !differs.contains(&&contact) {
        differs.push(&contact);
    }
    let mut of = |community: &Community, plain: &Facets| -> Facets {
        let told = differs.iter().map(|word| {
            let value = match (word.as_str(), community.safety.owner) {
                ("reports-to", Some(whom)) => people.say(whom),
                _ => plain[word.as_str()].clone(),
            };
            ((*word).clone(), value)
        });
        told.collect()
    };
    (of(before, &old), of(after, &new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Head, Verifier};
    use crate::safety::Safety;
    use crate::sample::{community, id, moment};

    fn entry(decision: &Decision) -> Option<&Entry> {
        decision.changes.iter().find_map(|change| match change {
            Change::Audit(entry) => Some(entry),
            _ => None,
        })
    }

    fn written(decision: &Decision) -> &Community {
        let written = decision.changes.iter().find_map(|change| match change {
            Change::Community(community) => Some(community),
            _ => None,
        });
        written.unwrap()
    }

    fn dee() -> By {
        By::Person(id("dee"))
    }

    #[test]
    fn another_contact_of_the_same_length_is_told_as_a_change() {
        let with = |words: &str| {
            let mut community = community();
            community.safety.contact = Some(crate::sample::typed(words));
            community
        };
        let changed = |words: &str| {
            let decision = Decision::silent().and(Change::Community(Box::new(with(words))));
            noted(decision, &with("Zoe, room 4"), dee(), &mut moment())
        };
        let line = entry(&changed("Amy, room 5")).unwrap().row().line().unwrap();
        assert_eq!(json!(line.before), json!({ "crisis-contact": "11 characters" }));
        assert_eq!(line.before, line.after);
        assert!(entry(&changed("Zoe, room 4")).is_none());
    }

    #[test]
    fn what_changes_of_a_community_is_told_with_what_it_was() {
        let before = community();
        let mut after = before.clone();
        after.channel = Some("C1".to_owned());
        let decision = Decision::silent().and(Change::Community(Box::new(after)));
        let decision = noted(decision, &before, dee(), &mut moment());
        let line = entry(&decision).unwrap().row().line().unwrap();
        assert_eq!(
            (json!(line.before), json!(line.after)),
            (json!({ "channel": null }), json!({ "channel": "C1" }))
        );
        assert_eq!((line.by.as_str(), line.number), ("person 1", 1));
        assert_eq!(written(&decision).audit, entry(&decision).unwrap().head());
        assert_eq!(entry(&decision).unwrap().row().people()["person 1"], id("dee"));
    }

    #[test]
    fn what_nobody_settled_is_not_told() {
        let before = community();
        let mut after = before.clone();
        after.digest.planned = Some(moment().now);
        let decision = Decision::silent().and(Change::Community(Box::new(after)));
        let decision = noted(decision, &before, By::Clock, &mut moment());
        assert_eq!((entry(&decision), &written(&decision).audit), (None, &Head::default()));
        let nothing = noted(Decision::silent(), &before, dee(), &mut moment());
        assert!(nothing.changes.is_empty());
    }

    #[test]
    fn another_owner_is_told_as_another_person_and_what_is_of_people_has_a_line_too() {
        let mut before = community();
        before.safety = Safety { owner: Some(id("dee")), ..Safety::default() };
        let mut after = before.clone();
        after.safety.owner = Some(id("zoe"));
        let decision = Decision::silent().and(Change::Community(Box::new(after)));
        let first = noted(decision, &before, dee(), &mut moment());
        let line = entry(&first).unwrap().row().line().unwrap();
        assert_eq!(json!(line.before), json!({ "reports-to": "person 1" }));
        assert_eq!(json!(line.after), json!({ "reports-to": "person 2" }));
        let apart = Noted { word: "apart", whom: vec![id("ana"), id("ben")], was: "no", is: "yes" };
        let decision = Decision { noted: Some(apart), ..Decision::silent() };
        let second = noted(decision, written(&first), dee(), &mut moment());
        let line = entry(&second).unwrap().row().line().unwrap();
        assert_eq!(json!(line.after), json!({ "apart": { "is": "yes", "who": ["person 2", "person 3"] } }));
        let mut verifier = Verifier::of(before.scope());
        [&first, &second].iter().for_each(|decision| verifier.look(&entry(decision).unwrap().row()));
        assert!(verifier.end(&written(&second).audit).is_whole());
    }
}
