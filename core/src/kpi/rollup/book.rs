//! A book: what is counted of one day, or in a volume of several, in a few bytes a line.
//!
//! A line says what is counted, since which day that is known, of whom, with which number, and how many of it there
//! are. Counts are added, so it does not matter in which order lines come; what is known better later takes back what
//! was known before, by a line with a count below zero. A count of zero is no line.
//!
//! In bytes: the format, then for each kind and day of knowledge both of these, how many lines there are, and for each
//! of them how far its person is from the one before, the number and the count. All of them are numbers of seven bits a
//! byte, the lowest first; those that may be below zero are folded over (0, −1, 1, −2 …).

use std::collections::BTreeMap;

use super::what::What;
use crate::kpi::frame::Day;

/// The format, for the day on which there is another: a letter, so that a book in which nothing stands is a text.
const FORMAT: u8 = b'b';

/// Which line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) what: What,
    /// Since which day it is known.
    pub(super) known: Day,
    /// Of whom, by the number that people have in their community; 0 for nobody.
    pub(super) who: u32,
    pub(super) number: u32,
}

/// A line of what is counted since one day of knowledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) who: u32,
    pub(super) number: u32,
    pub(super) n: i64,
}

impl Line {
    /// Which line of a book it is.
    fn key(self, what: What, known: Day) -> Key {
        Key { what, known, who: self.who, number: self.number }
    }
}

/// A book that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("its bytes are no book")]
pub struct NotABook;

/// What is counted of one day, or in a volume of several.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Book {
    pub(super) lines: BTreeMap<Key, i64>,
}

impl Book {
    /// Counts so many more of a line.
    pub(super) fn add(&mut self, key: Key, n: i64) {
        let count = self.lines.entry(key).or_default();
        *count += n;
        if *count == 0 {
            self.lines.remove(&key);
        }
    }

    /// Whether nothing is counted.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Its bytes; it is the book of this day, or the volume that begins with it.
    pub fn bytes(&self, day: Day) -> Vec<u8> {
        let mut written = Written::of(day);
        self.lines.iter().for_each(|(key, n)| written.line(*key, *n));
        written.end()
    }

    /// The bytes of a book of this day with what this one counts beside it.
    ///
    /// Both are read once, in their order: a book that has grown for years is added to in the time that copying it
    /// takes.
    ///
    /// # Errors
    /// They are no book.
    pub fn beside(&self, day: Day, bytes: &[u8]) -> Result<Vec<u8>, NotABook> {
        let mut written = Written::of(day);
        let mut own = self.lines.iter().peekable();
        read(
            day,
            bytes,
            |_| true,
            |what, known, lines| {
                for line in lines {
                    let key = line.key(what, known);
                    while let Some((key, n)) = own.next_if(|(own, _)| **own < key) {
                        written.line(*key, *n);
                    }
                    let more = own.next_if(|(own, _)| **own == key).map_or(0, |(_, n)| *n);
                    let n = line.n.saturating_add(more);
                    if n != 0 {
                        written.line(key, n);
                    }
                }
            },
        )?;
        own.for_each(|(key, n)| written.line(*key, *n));
        Ok(written.end())
    }
}

/// A book that is being written, line by line in their order.
struct Written {
    day: Day,
    bytes: Vec<u8>,
    /// The kind and the day of knowledge of the lines that are written now, how many they are, and the last one's
    /// person.
    group: Option<(What, Day)>,
    count: u64,
    before: u32,
    lines: Vec<u8>,
}

impl Written {
    fn of(day: Day) -> Written {
        Written { day, bytes: vec![FORMAT], group: None, count: 0, before: 0, lines: Vec::new() }
    }

    fn line(&mut self, key: Key, n: i64) {
        let group = Some((key.what, key.known));
        if self.group != group {
            self.close();
            self.group = group;
        }
        push(&mut self.lines, u64::from(key.who - self.before));
        push(&mut self.lines, u64::from(key.number));
        push(&mut self.lines, folded(n));
        (self.count, self.before) = (self.count + 1, key.who);
    }

    fn close(&mut self) {
        if let Some((what, known)) = self.group {
            self.bytes.push(what as u8);
            push(&mut self.bytes, folded(i64::from(known) - i64::from(self.day)));
            push(&mut self.bytes, self.count);
            self.bytes.append(&mut self.lines);
        }
        (self.count, self.before) = (0, 0);
    }

    fn end(mut self) -> Vec<u8> {
        self.close();
        self.bytes
    }
}

/// Reads a book, in its order: each day of knowledge of the kinds that are wanted, with its lines. Bytes in which these
/// stand in another order are no book.
pub(super) fn read(
    day: Day,
    bytes: &[u8],
    wanted: impl Fn(What) -> bool,
    mut each: impl FnMut(What, Day, &[Line]),
) -> Result<(), NotABook> {
    let mut rest = bytes.strip_prefix(&[FORMAT]).ok_or(NotABook)?;
    let (mut before, mut lines) = (None, Vec::new());
    while let [what, after @ ..] = rest {
        rest = after;
        let what = What::of(*what).ok_or(NotABook)?;
        let known = unfolded(pull(&mut rest)?).checked_add(day.into()).ok_or(NotABook)?;
        let known = Day::try_from(known).map_err(|_| NotABook)?;
        if before.replace((what, known)).is_some_and(|before| before >= (what, known)) {
            return Err(NotABook);
        }
        let count = pull(&mut rest)?;
        let count = usize::try_from(count).ok().filter(|count| *count <= rest.len() / NUMBERS_OF_A_LINE);
        let count = count.ok_or(NotABook)?;
        if wanted(what) {
            read_lines(&mut rest, count, &mut lines)?;
            each(what, known, &lines);
        } else {
            skip(&mut rest, count * NUMBERS_OF_A_LINE)?;
        }
    }
    Ok(())
}

/// Its person, its number and its count; each has a byte at least.
const NUMBERS_OF_A_LINE: usize = 3;

/// Reads the lines of one kind and day of knowledge into a list, in place of what stands there.
fn read_lines(rest: &mut &[u8], count: usize, lines: &mut Vec<Line>) -> Result<(), NotABook> {
    lines.clear();
    lines.reserve(count);
    let (mut who, mut before) = (0_u32, None);
    for _ in 0..count {
        let [by, number, n] = pull_three(rest)?;
        let number = u32::try_from(number).map_err(|_| NotABook)?;
        if by == 0 && before.is_some_and(|before| before >= number) {
            return Err(NotABook);
        }
        before = Some(number);
        who = u32::try_from(by).ok().and_then(|by| who.checked_add(by)).ok_or(NotABook)?;
        lines.push(Line { who, number, n: unfolded(n) });
    }
    Ok(())
}

/// Leaves out so many numbers, eight bytes at once: the last byte of each has no high bit.
fn skip(rest: &mut &[u8], mut numbers: usize) -> Result<(), NotABook> {
    while let Some((eight, after)) = rest.split_first_chunk() {
        let ends = (!u64::from_le_bytes(*eight) & 0x8080_8080_8080_8080).count_ones() as usize;
        if ends >= numbers {
            break;
        }
        (numbers, *rest) = (numbers - ends, after);
    }
    for _ in 0..numbers {
        pull(rest)?;
    }
    Ok(())
}

/// The three numbers of a line, most of which are small.
fn pull_three(rest: &mut &[u8]) -> Result<[u64; 3], NotABook> {
    match **rest {
        [one, two, three, ref after @ ..] if (one | two | three) & 0x80 == 0 => {
            *rest = after;
            Ok([one, two, three].map(u64::from))
        }
        _ => Ok([pull(rest)?, pull(rest)?, pull(rest)?]),
    }
}

fn push(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn pull(rest: &mut &[u8]) -> Result<u64, NotABook> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let [byte, after @ ..] = *rest else { return Err(NotABook) };
        *rest = after;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(NotABook)
}

fn folded(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn unfolded(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_line() -> impl Strategy<Value = (Key, i64)> {
        let key = (0..What::ALL.len(), -400_000..400_000, 0_u32.., 0_u32..);
        (key, any::<i32>()).prop_map(|((what, known, who, number), n)| {
            (Key { what: What::ALL[what], known, who, number }, n.into())
        })
    }

    fn book(lines: &[(Key, i64)]) -> Book {
        let mut book = Book::default();
        lines.iter().for_each(|(key, n)| book.add(*key, *n));
        book
    }

    fn parsed(day: Day, bytes: &[u8]) -> Result<Book, NotABook> {
        let mut book = Book::default();
        read(
            day,
            bytes,
            |_| true,
            |what, known, lines| {
                lines.iter().for_each(|line| book.add(line.key(what, known), line.n));
            },
        )?;
        Ok(book)
    }

    proptest! {
        #[test]
        fn a_book_reads_back_from_its_bytes(
            lines in prop::collection::vec(any_line(), 0..50),
            day in -400_000..400_000,
        ) {
            let book = book(&lines);
            prop_assert_eq!(parsed(day, &book.bytes(day)), Ok(book));
        }

        #[test]
        fn what_is_taken_back_leaves_nothing(
            lines in prop::collection::vec(any_line(), 0..50),
            day in -400_000..400_000,
        ) {
            let back: Vec<_> = lines.iter().map(|(key, n)| (*key, -n)).collect();
            let left = book(&back).beside(day, &book(&lines).bytes(day));
            prop_assert_eq!(left, Ok(Book::default().bytes(day)));
        }

        #[test]
        fn what_is_counted_beside_a_book_is_counted_together_with_it(
            kept in prop::collection::vec(any_line(), 0..50),
            new in prop::collection::vec(any_line(), 0..50),
            both in prop::collection::vec(any_line(), 0..20),
            day in -400_000..400_000,
        ) {
            let (kept, new) = ([kept, both.clone()].concat(), [new, both].concat());
            let together = book(&[kept.clone(), new.clone()].concat());
            prop_assert_eq!(book(&new).beside(day, &book(&kept).bytes(day)), Ok(together.bytes(day)));
        }

        #[test]
        fn what_is_left_out_leaves_the_rest_as_it_is(
            lines in prop::collection::vec(any_line(), 0..90),
            left_out in 0..What::ALL.len(),
            day in -400_000..400_000,
        ) {
            let (whole, left_out) = (book(&lines), What::ALL[left_out]);
            let mut rest = Book::default();
            read(day, &whole.bytes(day), |what| what != left_out, |what, known, lines| {
                lines.iter().for_each(|line| rest.add(line.key(what, known), line.n));
            }).unwrap();
            let wanted = whole.lines.into_iter().filter(|(key, _)| key.what != left_out).collect();
            prop_assert_eq!(rest, Book { lines: wanted });
        }

        #[test]
        fn no_bytes_make_the_reader_stumble(bytes: Vec<u8>, day: i32) {
            let _ = parsed(day, &bytes);
            let _ = Book::default().beside(day, &bytes);
            let _ = read(day, &bytes, |_| false, |_, _, _| {});
        }
    }

    #[test]
    fn lines_in_another_order_are_no_book() {
        // Twice the same kind and day, and in it twice the same person.
        let line = [1, 0, 1, 7, 0, 2];
        let twice = [&[FORMAT][..], &line, &line].concat();
        assert_eq!(parsed(740_000, &twice), Err(NotABook));
        assert_eq!(Book::default().beside(740_000, &twice), Err(NotABook));
    }

    #[test]
    fn a_line_of_its_own_day_takes_few_bytes() {
        let key = Key { what: What::Asked, known: 740_000, who: 7, number: 0 };
        assert_eq!(book(&[(key, 1)]).bytes(740_000), [FORMAT, 1, 0, 1, 7, 0, 2]);
    }
}
