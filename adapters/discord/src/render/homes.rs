//! A message that asks where somebody belongs: a button for each guild, which shows what is open there.

use smallwins_core::action::Action;
use smallwins_core::message::{Message, Weight};

use super::buttons::{Press, components, rows};
use super::custom_id::{CustomId, Does, Guild};
use super::{Post, posts};

/// As many buttons as a message holds.
const MOST: usize = 25;

/// A message without buttons of its own, and beneath it those of these guilds, by their names.
pub(crate) fn homes(message: &Message, homes: &[(Guild, String)]) -> Vec<Post> {
    let press = |(guild, name): &(Guild, String)| Press {
        label: name.clone(),
        id: CustomId { guild: *guild, action: Action::Me.to_string(), does: Does::Say },
        weight: Weight::Plain,
    };
    let presses: Vec<_> = homes.iter().take(MOST).map(press).collect();
    let mut posts = posts(message, Guild(0));
    if let Some(last) = posts.last_mut() {
        last.components = components(&rows(&presses));
    }
    posts
}

#[cfg(test)]
mod tests {
    use smallwins_core::interlude;

    use super::*;

    #[test]
    fn each_guild_has_a_button_with_its_name() {
        let guilds: Vec<_> = (1..40).map(|guild| (Guild(guild), format!("guild {guild}"))).collect();
        let [post] =
            &homes(&interlude::several_communities(smallwins_core::tongue::Tongue::English), &guilds)[..]
        else {
            panic!("one post")
        };
        assert_eq!(post.components.len(), 5);
        let first = &post.components[0]["components"][0];
        assert_eq!((&first["label"], &first["custom_id"]), (&"guild 1".into(), &"1|1|me".into()));
    }
}
