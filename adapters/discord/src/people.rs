//! Who speaks, as Discord describes them with each interaction: nobody has to be asked, but what somebody may do in a
//! guild who says in a direct message what is for those who run it.

use smallwins_core::member::Person;
use smallwins_core::platform::Handle;
use smallwins_core::tongue::Tongue;

use crate::discord::Discord;
use crate::inbound::Speaker;
use crate::render::Guild;

/// Who may administer a server may also run the community in it.
const ADMINISTRATOR: u64 = 1 << 3;
const MANAGE_GUILD: u64 = 1 << 5;

impl Speaker {
    /// Their id, as a member has it.
    pub(crate) fn handle(&self) -> Handle {
        Handle(self.user.to_string())
    }

    /// Their language, as far as it is spoken here.
    pub(crate) fn tongue(&self) -> Tongue {
        self.locale.as_deref().and_then(Tongue::of).unwrap_or_default()
    }

    /// Who they are. Discord tells nobody's zone, and in a direct message not what they may do.
    pub(crate) fn person(&self) -> Person {
        let runs_it = |bits: u64| bits & (ADMINISTRATOR | MANAGE_GUILD) != 0;
        Person {
            handle: self.handle(),
            name: self.name.clone(),
            zone: None,
            language: self.locale.as_deref().and_then(primary),
            admin: self.permissions.map(runs_it),
        }
    }
}

impl Discord {
    /// Somebody with what they may do in a guild; `None` when Discord does not say.
    pub(crate) async fn with_rights(&self, from: Speaker, guild: Guild) -> Option<Speaker> {
        match self.api.rights(&guild.0.to_string(), &from.user.to_string()).await {
            Ok(bits) => Some(Speaker { permissions: Some(bits), ..from }),
            Err(error) => {
                tracing::warn!(guild = guild.0, %error, "Discord does not say what somebody may do");
                None
            }
        }
    }
}

/// The primary subtag of a language tag: `pt` of `pt-BR`.
fn primary(tag: &str) -> Option<String> {
    let subtag = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let is_one = (2..=3).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_lowercase());
    is_one.then_some(subtag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ana() -> Speaker {
        Speaker {
            user: 7,
            name: Some("Ana".to_owned()),
            locale: Some("pt-BR".to_owned()),
            permissions: Some(0),
        }
    }

    #[test]
    fn somebody_is_who_discord_says_they_are() {
        let person = ana().person();
        assert_eq!((person.handle, person.name), (Handle("7".to_owned()), Some("Ana".to_owned())));
        assert_eq!((person.zone, person.language.as_deref(), person.admin), (None, Some("pt"), Some(false)));
    }

    #[test]
    fn who_may_manage_the_server_runs_the_community() {
        for (permissions, admin) in [
            (Some(0x20), Some(true)),
            (Some(0x8), Some(true)),
            (Some(0x7fff_ffd7), Some(false)),
            (None, None),
        ] {
            assert_eq!(Speaker { permissions, ..ana() }.person().admin, admin, "{permissions:?}");
        }
    }

    #[test]
    fn a_language_is_a_primary_subtag_or_nothing() {
        for (tag, language) in
            [("en-GB", Some("en")), ("de", Some("de")), ("zh-TW", Some("zh")), ("", None), ("?-x", None)]
        {
            let speaker = Speaker { locale: Some(tag.to_owned()), ..ana() };
            assert_eq!(speaker.person().language.as_deref(), language, "{tag}");
        }
    }
}
