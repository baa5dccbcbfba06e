//! Daily books and volumes of them, out of which numbers are told: what they are is told by the core's `kpi::rollup`.
//!
//! A fact is written with the note that it waits; a fold takes a group of those that wait, reads the cases that they
//! are about, and writes cases and books. Its first statement holds on to the row of the community's books, so that two
//! folds of one community come one after the other, in PostgreSQL too. Where books are written anew, facts are taken
//! from the journal instead, in its order, and their notes with them.

use std::collections::{BTreeMap, HashMap};

use smallwins_core::community::{Community, Scope};
use smallwins_core::fact::Fact;
use smallwins_core::id::MemberId;
use smallwins_core::kpi::Terms;
use smallwins_core::kpi::rollup::{
    Book, CaseId, EDITION, Folded, Folding, NUMBERED, Needed, Page, Place, Shelf, Stretch, number_of,
};

use crate::db::{Pool, Row, Tx, Walls};
use crate::fault::Fault;
use crate::rows::{Writing, column, corrupt};
use crate::statement::{Arg, MOST_ROWS, Places, Statement, id};
use crate::table::{community, fact};
use crate::write::Write;

/// So many facts are folded at once.
pub(crate) const GROUP: usize = 256;
/// So many where books are written anew, and one more for each person who has a number: nobody waits for these, and
/// others can write between two groups. Each group writes what it counts of people into the books in which they stand
/// already, so that with many people the same would be written again and again.
const GROUP_ANEW: usize = 10_000;
/// Up to where the journal was read, when it was read to its end; sorts behind every id.
const READ: &str = "~";

/// Notes that facts wait.
pub(crate) const WAIT: Writing = Writing {
    head: "-- rollup::wait
INSERT INTO rollup_wait (community, fact)",
    tail: "ON CONFLICT (community, fact) DO NOTHING",
};

const PUT_CASE: Writing = Writing {
    head: "-- rollup::put_case
INSERT INTO rollup_case (community, id, body)",
    tail: "ON CONFLICT (community, id) DO UPDATE SET body = excluded.body",
};

const PUT_BOOK: Writing = Writing {
    head: "-- rollup::put_book
INSERT INTO rollup_book (community, shelf, day, body)",
    tail: "ON CONFLICT (community, shelf, day) DO UPDATE SET body = excluded.body",
};

/// What stands in the columns of [`WAIT`].
pub(crate) fn wait_row(scope: Scope, fact: &Fact) -> Vec<Arg> {
    vec![scope.into(), id(fact.id)]
}

/// Folds a group of the facts that wait; answers whether it was a full one, so that there may be more.
#[derive(Debug)]
pub(crate) struct Fold(pub(crate) Scope);

impl Write for Fold {
    type Answer = bool;

    fn walls(&self) -> Walls {
        self.0.into()
    }

    async fn run(&self, tx: &mut Tx) -> Result<bool, Fault> {
        let Some(books) = begin(tx, self.0).await? else { return Ok(false) };
        let (facts, most) = books.next_facts(tx).await?;
        let (full, read_to) = (facts.len() == most, books.read_to_after(&facts));
        if facts.is_empty() && read_to == books.read_to {
            return Ok(false);
        }
        let people = if facts.is_empty() { books.people } else { books.fold(tx, facts).await? };
        books.end(tx, people, &read_to).await?;
        // Where the journal was read to its end, there may be some that wait.
        Ok(full || read_to != books.read_to)
    }
}

/// Has the books of a community written anew.
#[derive(Debug)]
pub(crate) struct Anew(pub(crate) Scope);

impl Write for Anew {
    type Answer = ();

    fn walls(&self) -> Walls {
        self.0.into()
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        match begin(tx, self.0).await? {
            Some(books) => books.clear(tx).await,
            None => Ok(()),
        }
    }
}

/// The books of a community, which are this transaction's alone.
struct Books {
    scope: Scope,
    terms: Terms,
    people: u32,
    read_to: String,
}

/// Takes the books of a community. Those whose days are of another zone, or that were written by the rules of another
/// edition, are cleared first. None when there is no such community.
async fn begin(tx: &mut Tx, scope: Scope) -> Result<Option<Books>, Fault> {
    let key = scope.community().to_string();
    let communities: Vec<Community> = community::all(tx, [key.as_str()]).await?;
    let Some(community) = communities.first() else { return Ok(None) };
    let statement = Statement::new(
        "-- rollup::begin
INSERT INTO rollup (community, zone, people, read_to, kinds)
VALUES ($1, $2, 0, '', $3)
ON CONFLICT (community) DO UPDATE SET people = rollup.people
RETURNING zone, people, read_to, kinds",
    );
    let rows = tx.rows(&statement.with(scope).with(community.zone.name()).with(EDITION)).await?;
    let row = rows.first().ok_or(Fault::Clash)?;
    let people = column("rollup", &key, row.int("people"))?;
    let mut books = Books {
        scope,
        terms: Terms::of(community.zone),
        people: u32::try_from(people)
            .map_err(|_| corrupt("rollup", &key, "more people than there are numbers"))?,
        read_to: column("rollup", &key, row.text("read_to"))?,
    };
    let of_another_zone = column("rollup", &key, row.text("zone"))? != community.zone.name();
    if of_another_zone || column("rollup", &key, row.int("kinds"))? != i64::from(EDITION) {
        books.clear(tx).await?;
        books = Books { people: 0, read_to: String::new(), ..books };
    }
    Ok(Some(books))
}

impl Books {
    /// Facts that are folded next, and how many there are at most.
    async fn next_facts(&self, tx: &mut Tx) -> Result<(Vec<Fact>, usize), Fault> {
        let waiting = Statement::new(
            "-- rollup::waiting
SELECT fact.id, fact.body
FROM rollup_wait
JOIN fact ON fact.community = rollup_wait.community AND fact.id = rollup_wait.fact
WHERE rollup_wait.community = $1
ORDER BY rollup_wait.fact
LIMIT $2 + 0",
        );
        let journal = Statement::new(
            "-- rollup::journal
SELECT id, body
FROM fact
WHERE community = $1 AND id > $3
ORDER BY id
LIMIT $2 + 0",
        );
        let (statement, most) = match self.read_to.as_str() {
            READ => (waiting.with(self.scope).with(GROUP), GROUP),
            read_to => {
                let most = GROUP_ANEW + self.people as usize;
                (journal.with(self.scope).with(most).with(read_to), most)
            }
        };
        let rows = tx.rows(&statement).await?;
        Ok((rows.iter().map(fact::fact).collect::<Result<_, _>>()?, most))
    }

    /// Up to where the journal is read with these facts.
    fn read_to_after(&self, facts: &[Fact]) -> String {
        match (self.read_to.as_str(), facts.last()) {
            (READ, _) | (_, None) => READ.to_owned(),
            (_, Some(last)) => last.id.to_string(),
        }
    }

    /// Folds facts, and says how many people have a number then.
    async fn fold(&self, tx: &mut Tx, facts: Vec<Fact>) -> Result<u32, Fault> {
        let notes: Vec<Arg> = facts.iter().map(|fact| id(fact.id)).collect();
        let mut folding = Folding::new(facts, self.terms.clone(), self.people);
        let mut kept: BTreeMap<CaseId, String> = BTreeMap::new();
        loop {
            let wanted = folding.wanted();
            if wanted.is_empty() {
                break;
            }
            for (id, body) in self.cases(tx, &wanted).await? {
                let given = folding.give(id, body.as_deref());
                given.map_err(|_| corrupt("rollup_case", &id.to_string(), "its body is no case"))?;
                kept.extend(body.map(|body| (id, body)));
            }
        }
        let Folded { cases, books, people } = folding.fold();
        let changed = cases.into_iter().filter(|(id, body)| kept.get(id) != Some(body));
        let rows: Vec<Vec<Arg>> =
            changed.map(|(case, body)| vec![self.scope.into(), id(case), body.into()]).collect();
        PUT_CASE.run(tx, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>()).await?;
        self.add(tx, books).await?;
        self.take_notes(tx, &notes).await?;
        Ok(people)
    }

    /// What is kept of some cases, in the order in which they are asked for.
    async fn cases(&self, tx: &mut Tx, wanted: &[CaseId]) -> Result<Vec<(CaseId, Option<String>)>, Fault> {
        let mut kept: HashMap<String, String> = HashMap::new();
        for wanted in wanted.chunks(MOST_ROWS) {
            let statement = Statement::new(
                "-- rollup::cases
SELECT id, body
FROM rollup_case
WHERE community = $1 AND id IN ({list})",
            );
            let statement = statement.with(self.scope).for_list("{list}", wanted.iter().map(id));
            for row in tx.rows(&statement).await? {
                let id = column("rollup_case", "?", row.text("id"))?;
                let body = column("rollup_case", &id, row.text("body"))?;
                kept.insert(id, body);
            }
        }
        Ok(wanted.iter().map(|id| (*id, kept.remove(&id.to_string()))).collect())
    }

    /// Adds to books.
    async fn add(&self, tx: &mut Tx, books: BTreeMap<Place, Book>) -> Result<(), Fault> {
        let mut kept: BTreeMap<Place, Vec<u8>> = BTreeMap::new();
        for shelf in Shelf::ALL {
            let days: Vec<i32> =
                books.keys().filter(|place| place.shelf == shelf).map(|place| place.day).collect();
            for days in days.chunks(MOST_ROWS) {
                let statement = Statement::new(
                    "-- rollup::books_to_add_to
SELECT shelf, day, body
FROM rollup_book
WHERE community = $1 AND shelf = $2 AND day IN ({list})",
                );
                let statement = statement.with(self.scope).with(shelf.name());
                for row in tx.rows(&statement.for_list("{list}", days.iter().copied())).await? {
                    let Page { place, bytes } = page(&row)?;
                    kept.insert(place, bytes);
                }
            }
        }
        let row = |(place, book): (&Place, &Book)| -> Result<Vec<Arg>, Fault> {
            let bytes = match kept.get(place) {
                Some(kept) => book.beside(place.day, kept),
                None => Ok(book.bytes(place.day)),
            };
            let bytes = bytes.map_err(|why| corrupt("rollup_book", &name(*place), &why.to_string()))?;
            Ok(vec![self.scope.into(), place.shelf.name().into(), place.day.into(), bytes.into()])
        };
        let rows: Vec<Vec<Arg>> = books.iter().map(row).collect::<Result<_, _>>()?;
        PUT_BOOK.run(tx, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>()).await?;
        Ok(())
    }

    /// These facts wait no longer.
    async fn take_notes(&self, tx: &mut Tx, notes: &[Arg]) -> Result<(), Fault> {
        for notes in notes.chunks(MOST_ROWS) {
            let statement = Statement::new(
                "-- rollup::take_notes
DELETE FROM rollup_wait
WHERE community = $1 AND fact IN ({list})",
            );
            tx.run(&statement.with(self.scope).for_list("{list}", notes.iter().cloned())).await?;
        }
        Ok(())
    }

    async fn end(&self, tx: &mut Tx, people: u32, read_to: &str) -> Result<(), Fault> {
        let statement = Statement::new(
            "-- rollup::end
UPDATE rollup
SET people = $2, read_to = $3
WHERE community = $1",
        );
        tx.run(&statement.with(self.scope).with(people).with(read_to)).await
    }

    /// Empties them, so that they are written anew. Notes stay: their facts may stand in the journal where it was read
    /// already.
    async fn clear(&self, tx: &mut Tx) -> Result<(), Fault> {
        let texts = [
            "-- rollup::clear\nDELETE FROM rollup_case WHERE community = $1",
            "-- rollup::clear\nDELETE FROM rollup_book WHERE community = $1",
        ];
        for text in texts {
            tx.run(&Statement::new(text).with(self.scope)).await?;
        }
        let statement = Statement::new(
            "-- rollup::clear
UPDATE rollup
SET zone = $2, people = 0, read_to = '', kinds = $3
WHERE community = $1",
        );
        tx.run(&statement.with(self.scope).with(self.terms.calendar.zone.name()).with(EDITION)).await
    }
}

/// The books of a community that are needed.
pub(crate) async fn pages(pool: &Pool, scope: Scope, needed: &Needed) -> Result<Vec<Page>, Fault> {
    let stretch = |Stretch { shelf, first, last }: &Stretch| -> [Arg; 4] {
        [scope.into(), shelf.name().into(), (*first).into(), (*last).into()]
    };
    let stretches: Vec<[Arg; 4]> = needed.stretches().iter().map(stretch).collect();
    let statement = Statement::of_rows(
        "-- rollup::pages
WITH wanted (community, shelf, first, last) AS (",
        stretches.iter().map(<[Arg; 4]>::as_slice),
        ")
SELECT rollup_book.shelf, rollup_book.day, rollup_book.body
FROM wanted
JOIN rollup_book ON rollup_book.community = wanted.community
    AND rollup_book.shelf = wanted.shelf
    AND rollup_book.day BETWEEN wanted.first AND wanted.last",
        Places::Numbered,
    );
    let rows = pool.rows(&scope.into(), &statement).await?;
    rows.iter().map(page).collect()
}

/// By which numbers the books of a community know some people, in the order of their ids.
pub(crate) async fn numbers(
    pool: &Pool,
    scope: Scope,
    people: &[MemberId],
) -> Result<Vec<(MemberId, u32)>, Fault> {
    let mut numbers = Vec::with_capacity(people.len());
    for people in people.chunks(MOST_ROWS) {
        let statement = Statement::new(
            "-- rollup::numbers
SELECT id, SUBSTR(body, 1, CAST($2 AS INTEGER)) AS body
FROM rollup_case
WHERE community = $1 AND id IN ({list})",
        );
        let statement = statement.with(scope).with(NUMBERED).for_list("{list}", people.iter().map(id));
        for row in pool.rows(&scope.into(), &statement).await? {
            let id = column("rollup_case", "?", row.text("id"))?;
            let number = number_of(&column("rollup_case", &id, row.text("body"))?);
            let number = number.ok_or_else(|| corrupt("rollup_case", &id, "its body is no case"))?;
            let person = id.parse().map_err(|_| corrupt("rollup_case", &id, "no id of a member"))?;
            numbers.push((person, number));
        }
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn page(row: &Row) -> Result<Page, Fault> {
    let shelf = column("rollup_book", "?", row.text("shelf"))?;
    let day = column("rollup_book", &shelf, row.int("day"))?;
    let bytes = column("rollup_book", &shelf, row.bytes("body"))?;
    match (Shelf::of(&shelf), i32::try_from(day)) {
        (Some(shelf), Ok(day)) => Ok(Page { place: Place { shelf, day }, bytes }),
        _ => Err(corrupt("rollup_book", &shelf, "it stands nowhere")),
    }
}

fn name(place: Place) -> String {
    format!("{}/{}", place.shelf.name(), place.day)
}
