//! Page after page of a table, up to a stated bound: what is said of a table is said of all of it, or it is said that
//! it is not all.

use super::PAGE;
use crate::store::StoreError;

/// So many pages are read at most at once.
const PAGES: usize = 100;
/// So many rows those hold.
pub const MOST: usize = PAGES * PAGE as usize;

/// Rows of all pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Every<Row> {
    /// In the order of the pages.
    pub rows: Vec<Row>,
    /// Whether there are no more; otherwise more than [`MOST`] were there to look at.
    pub is_all: bool,
}

/// The rows of every page, as far as [`MOST`] goes.
///
/// # Errors
/// The memory does not answer.
pub async fn every<Row, Id, Read>(read: impl Fn(Option<Id>) -> Read) -> Result<Every<Row>, StoreError>
where
    Read: Future<Output = Result<(Vec<Row>, Option<Id>), StoreError>>,
{
    let (mut rows, mut after) = (Vec::new(), None);
    for _ in 0..PAGES {
        let (page, more) = read(after).await?;
        rows.extend(page);
        if more.is_none() {
            return Ok(Every { rows, is_all: true });
        }
        after = more;
    }
    Ok(Every { rows, is_all: false })
}

/// The first page from there on that holds anything, as far as [`MOST`] goes; and the last that was looked at, while
/// there are more.
///
/// # Errors
/// The memory does not answer.
pub async fn some<Row, Id, Read>(
    mut after: Option<Id>,
    read: impl Fn(Option<Id>) -> Read,
) -> Result<(Vec<Row>, Option<Id>), StoreError>
where
    Read: Future<Output = Result<(Vec<Row>, Option<Id>), StoreError>>,
{
    for _ in 1..PAGES {
        let (page, more) = read(after).await?;
        if !page.is_empty() || more.is_none() {
            return Ok((page, more));
        }
        after = more;
    }
    read(after).await
}

#[cfg(test)]
mod tests {
    use std::future::{Ready, ready};

    use futures_util::FutureExt;

    use super::*;

    type Page = Result<(Vec<usize>, Option<usize>), StoreError>;

    /// A table of so many pages, whose rows stand on its last page alone.
    fn table(pages: usize) -> impl Fn(Option<usize>) -> Ready<Page> {
        move |after| {
            let page = after.map_or(1, |last| last + 1);
            ready(Ok(if page < pages { (Vec::new(), Some(page)) } else { (vec![page], None) }))
        }
    }

    #[test]
    fn what_stands_on_a_later_page_is_found_and_a_table_that_goes_on_is_not_said_to_be_all() {
        let read = |pages| every(table(pages)).now_or_never().unwrap().unwrap();
        assert_eq!(read(1), Every { rows: vec![1], is_all: true });
        assert_eq!(read(PAGES), Every { rows: vec![PAGES], is_all: true });
        assert_eq!(read(PAGES + 1), Every { rows: vec![], is_all: false });
    }

    #[test]
    fn pages_that_hold_nothing_are_passed_by_up_to_the_bound() {
        let read = |after, pages| some(after, table(pages)).now_or_never().unwrap().unwrap();
        assert_eq!(read(None, 3), (vec![3], None));
        assert_eq!(read(Some(2), 3), (vec![3], None));
        assert_eq!(read(None, PAGES + 1), (vec![], Some(PAGES)));
        assert_eq!(read(Some(PAGES), PAGES + 1), (vec![PAGES + 1], None));
    }
}
