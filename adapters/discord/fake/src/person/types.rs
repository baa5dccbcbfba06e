//! What people type: commands with their options, completed on the way; and words to the app.

use serde_json::{Map, Value, json};

use super::Person;
use crate::interact::{Ack, begin, deliver};
use crate::world::World;
use crate::world::guild::ADMINISTRATOR;
use crate::world::interaction::{AUTOCOMPLETE, COMMAND};
use crate::world::message::Message;

/// What the app proposes to type.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What is shown.
    pub name: String,
    /// What is typed: words or a number.
    pub value: Value,
}

/// What is typed into an option.
struct Typed<'a> {
    name: &'a str,
    words: &'a str,
}

impl Person {
    /// Types a command into a channel, or into the conversation with the app (see [`Person::dm_channel`]): its name,
    /// then those of a group and a subcommand where it has such, `mentor ask`, and what goes into its options.
    ///
    /// # Panics
    /// When they see no such command there, or Discord's client would not send it: an option is unknown, missing, of
    /// another type, too long, none of the choices.
    pub async fn slash(&self, channel: &str, command: &str, options: &[(&str, &str)]) -> Ack {
        let begun = {
            let now = self.inner.now();
            let mut world = self.inner.world();
            let data = self.command(&world, channel, command, options, false);
            begin(&mut world, (COMMAND, &format!("/{command}")), (&self.id, channel), None, data, now)
        };
        deliver(&self.inner, begun).await
    }

    /// Types a command as far as the last of these options, and looks at what the app proposes for it.
    ///
    /// # Panics
    /// As [`Person::slash`]; when that option is not completed by the app; when nothing is proposed in time.
    pub async fn autocomplete(&self, channel: &str, command: &str, options: &[(&str, &str)]) -> Vec<Choice> {
        let begun = {
            let now = self.inner.now();
            let mut world = self.inner.world();
            let data = self.command(&world, channel, command, options, true);
            begin(&mut world, (AUTOCOMPLETE, &format!("/{command} …")), (&self.id, channel), None, data, now)
        };
        let ack = deliver(&self.inner, begun).await;
        let choices = ack.body["data"]["choices"].as_array().cloned();
        let choices = choices.unwrap_or_else(|| panic!("nothing was proposed for /{command}"));
        let choice = |choice: Value| Choice {
            name: choice["name"].as_str().unwrap_or_default().to_owned(),
            value: choice["value"].clone(),
        };
        choices.into_iter().map(choice).collect()
    }

    /// Writes to the app. It hears of it on the gateway.
    pub fn dm(&self, text: &str) {
        let channel = self.dm_channel();
        let now = self.inner.now();
        let mut world = self.inner.world();
        let mut message = Message::new(world.id(now), &channel, &self.id, now);
        message.content = text.trim().to_owned();
        world.put(message.clone());
        world.tell_of("MESSAGE_CREATE", &message);
    }

    /// The conversation with the app: its id.
    pub fn dm_channel(&self) -> String {
        let now = self.inner.now();
        self.inner.world().open_dm(&self.id, now)
    }

    /// `data` of a command.
    fn command(
        &self,
        world: &World,
        channel: &str,
        typed: &str,
        options: &[(&str, &str)],
        completes: bool,
    ) -> Value {
        let place = world.channel(channel);
        assert!(world.can_see(&self.id, place), "{} is not in {channel}", self.name);
        let guild = place.guild();
        let mut path = typed.split(' ');
        let name = path.next().unwrap_or_default();
        let seen =
            world.commands.seen(guild).find(|(command, _)| command["name"] == name && command["type"] == 1);
        let (command, of) = seen.unwrap_or_else(|| panic!("the app has no command /{name} here"));
        self.may(world, command, guild);
        let (mut leaf, mut branches) = (command, Vec::new());
        for name in path {
            let mut inner = leaf["options"].as_array().into_iter().flatten();
            let branch = inner.find(|option| option["name"] == name && option["type"].as_u64() <= Some(2));
            leaf = branch.unwrap_or_else(|| panic!("/{typed}: there is no {name}"));
            branches.push(leaf);
        }
        let known = leaf["options"].as_array().map_or(&[][..], Vec::as_slice);
        let is_branch = |option: &Value| option["type"].as_u64() <= Some(2);
        assert!(!known.iter().any(is_branch), "/{typed}: a subcommand has to be chosen");
        let mut resolved = Map::new();
        let typed: Vec<Typed<'_>> = options.iter().map(|(name, words)| Typed { name, words }).collect();
        let mut given = filled(world, guild, known, &typed, completes, &mut resolved);
        for branch in branches.iter().rev() {
            given = vec![json!({ "name": branch["name"], "type": branch["type"], "options": given })];
        }
        let mut data = json!({ "id": command["id"], "name": command["name"], "type": 1, "options": given });
        if let Some(guild) = of {
            data["guild_id"] = json!(guild);
        }
        if !resolved.is_empty() {
            data["resolved"] = Value::Object(resolved);
        }
        data
    }

    /// Whether they see a command where they are.
    fn may(&self, world: &World, command: &Value, guild: Option<&str>) {
        let here = if guild.is_some() { 0 } else { 1 };
        let contexts = command["contexts"].as_array();
        let is_here = match contexts {
            Some(contexts) => contexts.iter().any(|context| context == here),
            None => guild.is_some() || command["dm_permission"] != false,
        };
        assert!(is_here, "/{} is not seen in this kind of place", command["name"]);
        let needed = command["default_member_permissions"].as_str().and_then(|bits| bits.parse::<u64>().ok());
        if let (Some(needed), Some(guild)) = (needed, guild) {
            let held = world.guild(guild).permissions(&self.id);
            let may = held & ADMINISTRATOR != 0 || (needed != 0 && held & needed == needed);
            assert!(may, "{} may not use /{}", self.name, command["name"]);
        }
    }
}

/// What was typed, as the options of the payload.
fn filled(
    world: &World,
    guild: Option<&str>,
    known: &[Value],
    typed: &[Typed<'_>],
    completes: bool,
    resolved: &mut Map<String, Value>,
) -> Vec<Value> {
    let mut given = Vec::new();
    for (place, one) in typed.iter().enumerate() {
        let option = known.iter().find(|option| option["name"] == one.name);
        let option = option.unwrap_or_else(|| panic!("there is no option {:?}", one.name));
        let is_focused = completes && place + 1 == typed.len();
        let mut filled = json!({ "name": one.name, "type": option["type"] });
        if is_focused {
            assert!(option["autocomplete"] == true, "{:?} is not completed by the app", one.name);
            // What is being typed goes as words, whatever it is to become.
            filled["value"] = json!(one.words);
            filled["focused"] = json!(true);
        } else {
            filled["value"] = value(world, guild, option, one.words, resolved).unwrap_or_else(|why| {
                panic!("Discord's client does not send {:?} as {:?}: {why}", one.words, one.name)
            });
        }
        given.push(filled);
    }
    let missing = known
        .iter()
        .find(|option| option["required"] == true && !typed.iter().any(|one| option["name"] == one.name));
    if let Some(missing) = missing.filter(|_| !completes) {
        panic!("{} has to be filled in", missing["name"]);
    }
    given
}

/// The value of an option.
fn value(
    world: &World,
    guild: Option<&str>,
    option: &Value,
    words: &str,
    resolved: &mut Map<String, Value>,
) -> Result<Value, String> {
    let bound = |name: &str| option[name].as_f64();
    if let Some(choices) = option["choices"].as_array().filter(|choices| !choices.is_empty()) {
        let chosen = choices.iter().find(|choice| choice["name"] == words || choice["value"] == words);
        return chosen
            .map(|choice| choice["value"].clone())
            .ok_or_else(|| "it is none of the choices".to_owned());
    }
    match option["type"].as_u64().unwrap_or_default() {
        3 => {
            // Discord's client does not send the space around words.
            let words = words.trim();
            let length = words.chars().count() as u64;
            let fits = length >= option["min_length"].as_u64().unwrap_or(1)
                && length <= option["max_length"].as_u64().unwrap_or(6000);
            if fits { Ok(json!(words)) } else { Err("it is too short or too long".to_owned()) }
        }
        kind @ (4 | 10) => {
            let number: f64 = words.parse().map_err(|_| "it is no number")?;
            let whole = words.parse::<i64>().ok();
            let fits = bound("min_value").is_none_or(|least| number >= least)
                && bound("max_value").is_none_or(|most| number <= most);
            match (kind, whole) {
                _ if !fits => Err("it is too small or too large".to_owned()),
                (4, None) => Err("it is no whole number".to_owned()),
                (4, Some(whole)) => Ok(json!(whole)),
                _ => Ok(json!(number)),
            }
        }
        5 => words.parse::<bool>().map(Value::from).map_err(|_| "it is neither true nor false".to_owned()),
        6 => {
            let user = world.users.values().find(|user| user.id == words || user.name == words);
            let user = user.ok_or("there is nobody of this name")?;
            resolved.entry("users").or_insert_with(|| json!({}))[&user.id] = user.json();
            if let Some(guild) = guild.map(|id| world.guild(id))
                && let Some(member) = guild.members.get(&user.id)
            {
                let mut shown = member.json();
                shown["permissions"] = json!(guild.permissions(&user.id).to_string());
                resolved.entry("members").or_insert_with(|| json!({}))[&user.id] = shown;
            }
            Ok(json!(user.id))
        }
        7 => {
            let mut channels =
                world.channels.values().filter(|channel| channel.guild() == guild && guild.is_some());
            let channel =
                channels.find(|channel| channel.id == words || channel.name == words.trim_start_matches('#'));
            let channel = channel.ok_or("there is no such channel")?;
            let shown = crate::interact::channel_json(world, channel, &world.app.id);
            resolved.entry("channels").or_insert_with(|| json!({}))[&channel.id] = shown;
            Ok(json!(channel.id))
        }
        kind => Err(format!("this Discord's people cannot fill in an option of type {kind}")),
    }
}
