//! The books out of which numbers are told; see the core's `kpi::rollup`.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use smallwins_core::fact::Fact;
use smallwins_core::id::{FactId, MemberId};
use smallwins_core::kpi::Terms;
use smallwins_core::kpi::rollup::{CaseId, Folded, Folding, Needed, Page, Place, number_of};
use smallwins_core::store::StoreError;

/// Books, the cases that they go by, and the facts that wait to be folded into them.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// Of which zone their days are; none while there are no books.
    zone: Option<Tz>,
    waiting: BTreeSet<FactId>,
    people: u32,
    cases: BTreeMap<CaseId, String>,
    books: BTreeMap<Place, Vec<u8>>,
}

impl Numbers {
    pub(super) fn waits(&mut self, fact: FactId) {
        self.waiting.insert(fact);
    }

    /// Has them written anew.
    pub(super) fn clear(&mut self) {
        *self = Numbers::default();
    }

    /// Those that are needed, once every fact is in them.
    pub(super) fn pages(
        &mut self,
        facts: &BTreeMap<FactId, Fact>,
        zone: Tz,
        needed: &Needed,
    ) -> Result<Vec<Page>, StoreError> {
        if self.zone == Some(zone) {
            self.fold(self.waiting.iter().filter_map(|id| facts.get(id)).cloned().collect(), zone)?;
            self.waiting.clear();
        } else {
            self.clear();
            self.fold(facts.values().cloned().collect(), zone)?;
            self.zone = Some(zone);
        }
        let pages = self.books.iter().filter(|(place, _)| needed.holds(**place));
        Ok(pages.map(|(place, bytes)| Page { place: *place, bytes: bytes.clone() }).collect())
    }

    /// By which numbers they know some people.
    pub(super) fn of<'a>(
        &self,
        people: impl Iterator<Item = &'a MemberId>,
    ) -> Result<Vec<(MemberId, u32)>, StoreError> {
        let known = people.filter_map(|id| Some((*id, self.cases.get(&CaseId::Person(*id))?)));
        let number = |(id, kept): (MemberId, &String)| {
            let number = number_of(kept);
            Ok((id, number.ok_or_else(|| corrupt("rollup_case", &id.to_string(), "its body is no case"))?))
        };
        known.map(number).collect()
    }

    fn fold(&mut self, facts: Vec<Fact>, zone: Tz) -> Result<(), StoreError> {
        if facts.is_empty() {
            return Ok(());
        }
        let mut folding = Folding::new(facts, Terms::of(zone), self.people);
        loop {
            let wanted = folding.wanted();
            if wanted.is_empty() {
                break;
            }
            for id in wanted {
                let given = folding.give(id, self.cases.get(&id).map(String::as_str));
                given.map_err(|why| corrupt("rollup_case", &id.to_string(), &why.to_string()))?;
            }
        }
        let Folded { cases, books, people } = folding.fold();
        self.people = people;
        self.cases.extend(cases);
        for (place, book) in books {
            let bytes = match self.books.get(&place) {
                Some(kept) => book.beside(place.day, kept),
                None => Ok(book.bytes(place.day)),
            };
            let name = || format!("{}/{}", place.shelf.name(), place.day);
            self.books.insert(place, bytes.map_err(|why| corrupt("rollup_book", &name(), &why.to_string()))?);
        }
        Ok(())
    }
}

fn corrupt(table: &'static str, id: &str, why: &str) -> StoreError {
    StoreError::Corrupt { table, id: id.to_owned(), why: why.to_owned() }
}
