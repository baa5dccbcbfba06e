//! What of a community is told in its audit: everything that those who run it settle, by a word for each.
//!
//! Of what somebody wrote themselves it tells how long it is, and no word of it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::community::{Community, OnRemoval};
use crate::id::MemberId;
use crate::matching::Part;
use crate::settings::Setting;

/// People in the order in which a line speaks of them: the first is `person 1`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People(pub(super) Vec<MemberId>);

impl People {
    /// How a line speaks of somebody.
    pub fn say(&mut self, whom: MemberId) -> Value {
        let known = self.0.iter().position(|known| *known == whom);
        let place = known.unwrap_or_else(|| {
            self.0.push(whom);
            self.0.len() - 1
        });
        Value::from(format!("person {}", place + 1))
    }
}

/// What is told, by the word for it.
pub(super) type Facets = BTreeMap<String, Value>;

/// All that is told of a community.
pub(super) fn facets(community: &Community, people: &mut People) -> Facets {
    let Community {
        zone,
        tongue,
        channel,
        on_removal,
        digest,
        weights,
        silenced,
        settings,
        safety,
        rounds,
        holidays,
        ..
    } = community;
    let length = |text: &crate::text::Typed| text.as_str().chars().count();
    let mut facets = Facets::new();
    let mut tell = |word: &str, value: Value| facets.insert(word.to_owned(), value);
    tell("zone", json!(zone.name()));
    tell("language", json!(tongue.locale()));
    tell("channel", json!(channel));
    tell("when-removed", json!(if *on_removal == OnRemoval::Erase { "erase" } else { "keep" }));
    tell("digest", json!(if digest.wanted { "on" } else { "off" }));
    tell("digest-day", json!(digest.day.to_string().to_lowercase()));
    tell("digest-time", json!(digest.time.format("%H:%M").to_string()));
    tell("digest-channel", json!(digest.channel));
    for part in Part::ALL {
        tell(&format!("weight-{}", part.word()), json!(weights.of(part)));
    }
    tell("signals-off", json!(silenced.iter().map(|source| source.as_str()).collect::<Vec<_>>()));
    for setting in Setting::ALL {
        tell(setting.word(), json!(settings.of(setting)));
    }
    tell("reports-to", safety.owner.map_or(Value::Null, |owner| people.say(owner)));
    tell("conduct", json!(safety.conduct.as_ref().map(|link| link.as_str())));
    let contact = safety.contact.as_ref();
    tell("crisis-contact", json!(contact.map(|contact| format!("{} characters", length(contact)))));
    // Their names are words that somebody wrote.
    let days = holidays.iter().map(|holiday| format!("{}/{}", holiday.days.from, holiday.days.to));
    tell("holidays", json!(days.collect::<Vec<_>>()));
    let weekly = rounds.weekly.map(|(day, time)| format!("{day} {}", time.format("%H:%M")).to_lowercase());
    tell("round", json!(weekly));
    facets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{community, id};
    use crate::text::{Limit, Typed};

    #[test]
    fn nobody_is_named_and_no_word_of_anybodys_is_told() {
        let mut community = community();
        community.safety.owner = Some(id("dee"));
        community.safety.contact = Typed::parse("Dee Doe, +49 30 1234", Limit::QUESTION).ok();
        let mut people = People(vec![id("zoe")]);
        let facets = facets(&community, &mut people);
        assert_eq!(facets["reports-to"], json!("person 2"));
        assert_eq!(facets["crisis-contact"], json!("20 characters"));
        let all = serde_json::to_string(&facets).unwrap();
        assert!(!all.contains("Dee") && !all.contains(&id::<MemberId>("dee").to_string()), "{all}");
        assert_eq!(people.0, [id("zoe"), id("dee")]);
        assert_eq!(people.say(id("zoe")), json!("person 1"));
    }

    #[test]
    fn every_setting_and_every_weight_is_told() {
        let facets = facets(&community(), &mut People::default());
        for setting in Setting::ALL {
            assert_eq!(facets[setting.word()], json!(setting.usual()));
        }
        assert!(Part::ALL.into_iter().all(|part| facets.contains_key(&format!("weight-{}", part.word()))));
    }
}
