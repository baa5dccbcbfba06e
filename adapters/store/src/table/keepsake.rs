//! Keepsakes: what adapters keep under keys of their own.

use smallwins_core::community::Scope;

use crate::db::Pool;
use crate::fault::Fault;
use crate::rows::{Writing, column};
use crate::statement::Statement;

const TABLE: &str = "keepsake";

/// Keeps values under their keys.
pub(crate) const PUT: Writing = Writing {
    head: "-- keepsake::put
INSERT INTO keepsake (community, name, value)",
    tail: "ON CONFLICT (community, name) DO UPDATE SET value = excluded.value",
};

/// Lets go of keys.
pub(crate) const DROP: Writing = Writing {
    head: "-- keepsake::drop
DELETE FROM keepsake
WHERE (community, name) IN (",
    tail: ")",
};

/// Lets go of what is under keys, where it is what was read.
pub(crate) const OUTDATE: Writing = Writing {
    head: "-- keepsake::outdate
DELETE FROM keepsake
WHERE (community, name, value) IN (",
    tail: ")",
};

/// What is kept under keys that begin so, in order of the keys.
///
/// Both databases compare text by its bytes, so a prefix is a range.
pub(crate) async fn starting(
    pool: &Pool,
    scope: Scope,
    prefix: &str,
) -> Result<Vec<(String, String)>, Fault> {
    let from = Statement::new(
        "-- keepsake::starting
SELECT name, value
FROM keepsake
WHERE community = $1 AND name >= $2 AND name < $3
ORDER BY name",
    );
    let rows = pool.rows(&scope.into(), &from.with(scope).with(prefix).with(after(prefix))).await?;
    let read = |row: &crate::db::Row| {
        let name = column(TABLE, prefix, row.text("name"))?;
        let value = column(TABLE, &name, row.text("value"))?;
        Ok((name, value))
    };
    rows.iter().map(read).collect()
}

/// The first text after all that begin with the prefix.
fn after(prefix: &str) -> String {
    let mut chars: Vec<char> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        // The range steps over the surrogates, which are no characters.
        if let Some(next) = (last..=char::MAX).nth(1) {
            chars.push(next);
            return chars.into_iter().collect();
        }
    }
    char::MAX.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_prefix_is_a_range(prefix: String, rest: String, other: String) {
            let key = format!("{prefix}{rest}");
            proptest::prop_assert!(key.starts_with(char::MAX) || (prefix <= key && key < after(&prefix)));
            let inside = prefix <= other && other < after(&prefix);
            proptest::prop_assert!(other.starts_with(char::MAX) || inside == other.starts_with(&prefix));
        }
    }
}
