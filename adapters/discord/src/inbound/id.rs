//! Discord's ids: 64 bits and never zero, mostly written as text since JavaScript could not hold them as numbers.

use serde::Deserialize;

/// One of Discord's ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Id(pub(crate) u64);

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Number(u64),
}

impl TryFrom<Written> for Id {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Id, &'static str> {
        let number = match written {
            Written::Text(text) => text.parse().ok(),
            Written::Number(number) => Some(number),
        };
        number.filter(|number| *number != 0).map(Id).ok_or("not an id")
    }
}
