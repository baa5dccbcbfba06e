//! What a platform tells: who somebody is now.

use crate::decision::{Change, Decision};
use crate::member::{Member, Person};

/// Somebody who is known is described anew.
pub(super) fn described(member: &Member, person: &Person) -> Decision {
    match member.described_as(person) {
        Some(member) => Decision::silent().and(Change::Member(Box::new(member))),
        None => Decision::silent(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::member;

    #[test]
    fn whoever_is_described_as_they_are_known_is_not_written() {
        let ana = member("ana");
        let person = Person {
            handle: ana.handle.clone(),
            name: Some("Ana".to_owned()),
            zone: None,
            language: None,
            admin: false,
        };
        assert!(described(&ana, &person).changes.is_empty());
        let runs_it = Person { admin: true, ..person };
        assert!(described(&ana, &runs_it).member("ana").unwrap().admin);
    }
}
