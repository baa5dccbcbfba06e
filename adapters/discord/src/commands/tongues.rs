//! What Discord shows of a command, in each language of the core's script.

use serde_json::{Map, Value};
use smallwins_core::script::Phrase;
use smallwins_core::text::cut;
use smallwins_core::tongue::Tongue;

/// What Discord takes of a description and of a choice's name.
const LONGEST: usize = 100;

/// A command or an option with what it is for: some sentences, one after the other.
pub(super) fn described(value: Value, says: &[Phrase]) -> Value {
    said(value, ["description", "description_localizations"], says)
}

/// A choice with what it is called.
pub(super) fn called(value: Value, name: Phrase) -> Value {
    said(value, ["name", "name_localizations"], &[name])
}

/// English stands in the field itself, and every other language under its locale.
fn said(mut value: Value, [field, localized]: [&str; 2], says: &[Phrase]) -> Value {
    let others = Tongue::ALL.into_iter().filter(|tongue| *tongue != Tongue::English);
    let others: Map<String, Value> =
        others.map(|tongue| (tongue.locale().to_owned(), in_tongue(says, tongue).into())).collect();
    value[field] = in_tongue(says, Tongue::English).into();
    value[localized] = others.into();
    value
}

fn in_tongue(says: &[Phrase], tongue: Tongue) -> String {
    let said: Vec<String> = says.iter().map(|phrase| phrase.clone().in_tongue(tongue).into()).collect();
    cut(&said.join(". "), LONGEST)
}
