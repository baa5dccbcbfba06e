//! The first answer to an interaction, by whichever way it came, and what Discord makes of it.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::judge::{self, What};
use crate::refusal::Refusal;
use crate::request::File;
use crate::rest::{changed, composed};
use crate::world::World;
use crate::world::interaction::{ANSWER, AUTOCOMPLETE, COMMAND, COMPONENT, Interaction, SUBMIT};
use crate::world::message::{EPHEMERAL, LOADING, Message};
use crate::world::modal::Modal;

/// A message.
pub(crate) const MESSAGE: u64 = 4;
/// "… is thinking".
pub(crate) const LATER: u64 = 5;
/// Nothing yet; the message that was acted on stays as it is.
pub(crate) const UPDATE_LATER: u64 = 6;
/// The message that was acted on, changed.
pub(crate) const UPDATE: u64 = 7;
/// What could be typed.
pub(crate) const CHOICES: u64 = 8;
/// A form.
pub(crate) const MODAL: u64 = 9;

/// The interaction of this id and token.
pub(crate) fn find(world: &World, id: &str, token: &str) -> Result<(), Refusal> {
    let interaction = world.interactions.get(id).filter(|interaction| interaction.token == token);
    let unknown = || Refusal::unknown(10062, "interaction").because("no interaction has this id and token");
    interaction.map(drop).ok_or_else(unknown)
}

/// Judges an answer, and does what it says.
pub(crate) fn answer(
    world: &mut World,
    id: &str,
    body: &Value,
    files: &[File],
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    judge::shape("callback", body)?;
    let interaction = world.interactions[id].clone();
    if interaction.answered.is_some() {
        let message = "Interaction has already been acknowledged.";
        return Err(Refusal::wrong(400, 40060, message, "an interaction is answered once"));
    }
    if interaction.given_up || now - interaction.at > ANSWER {
        let unknown = Refusal::unknown(10062, "interaction");
        return Err(unknown.because("a first answer comes within three seconds"));
    }
    let kind = body["type"].as_u64().unwrap_or_default();
    if !allowed(&interaction).contains(&kind) {
        let why = format!("type {kind} is no answer to an interaction of type {}", interaction.kind);
        return Err(Refusal::form("/type", why));
    }
    let empty = json!({});
    // Some clients say that there is nothing where they have nothing to say.
    let data = body.get("data").filter(|data| !data.is_null()).unwrap_or(&empty);
    let original = match kind {
        MESSAGE => Some(say(world, &interaction, data, files, now)?),
        LATER => Some(think(world, &interaction, data, now)?),
        UPDATE_LATER => {
            judge::shape("nothing", data)?;
            interaction.message.clone()
        }
        UPDATE => Some(update(world, &interaction, data, files, now)?),
        CHOICES => {
            judge::choices(data)?;
            None
        }
        _ => {
            open(world, &interaction, data)?;
            None
        }
    };
    let interaction = world.interactions.get_mut(id).expect("interactions are never forgotten");
    interaction.answered = Some((u8::try_from(kind).unwrap_or_default(), body.clone()));
    interaction.original = original;
    Ok(())
}

/// Which answers there are to this.
fn allowed(interaction: &Interaction) -> &'static [u64] {
    match interaction.kind {
        COMMAND => &[MESSAGE, LATER, MODAL],
        COMPONENT => &[MESSAGE, LATER, UPDATE_LATER, UPDATE, MODAL],
        AUTOCOMPLETE => &[CHOICES],
        SUBMIT if interaction.message.is_some() => &[MESSAGE, LATER, UPDATE_LATER, UPDATE],
        _ => &[MESSAGE, LATER],
    }
}

fn say(
    world: &mut World,
    interaction: &Interaction,
    data: &Value,
    files: &[File],
    now: DateTime<Utc>,
) -> Result<String, Refusal> {
    judge::message(What::Answer, data, files, &world.intended).map_err(|refusal| refusal.within("/data"))?;
    let author = world.app.id.clone();
    let message = composed(world, (&interaction.channel, &author), data, files, now);
    Ok(place(world, interaction, message))
}

fn think(
    world: &mut World,
    interaction: &Interaction,
    data: &Value,
    now: DateTime<Utc>,
) -> Result<String, Refusal> {
    judge::shape("thinking", data)?;
    let author = world.app.id.clone();
    let mut message = Message::new(world.id(now), &interaction.channel, &author, now);
    message.flags = LOADING | data["flags"].as_u64().unwrap_or_default() & EPHEMERAL;
    Ok(place(world, interaction, message))
}

/// Puts an answer into the channel, for everybody or for one.
fn place(world: &mut World, interaction: &Interaction, mut message: Message) -> String {
    if message.flags & EPHEMERAL != 0 {
        message.only_for = Some(interaction.user.clone());
    }
    message.answers = Some(interaction.id.clone());
    let id = message.id.clone();
    world.put(message.clone());
    world.tell_of("MESSAGE_CREATE", &message);
    id
}

fn update(
    world: &mut World,
    interaction: &Interaction,
    data: &Value,
    files: &[File],
    now: DateTime<Utc>,
) -> Result<String, Refusal> {
    let acted_on = interaction.message.as_ref().and_then(|id| world.find(id)).cloned();
    let mut message = acted_on.ok_or_else(|| Refusal::unknown(10008, "Message"))?;
    judge::message(What::Edit(&message), data, files, &world.intended)
        .map_err(|refusal| refusal.within("/data"))?;
    changed(world, &mut message, data, files, now);
    let id = message.id.clone();
    world.replace(message);
    Ok(id)
}

fn open(world: &mut World, interaction: &Interaction, data: &Value) -> Result<(), Refusal> {
    judge::modal(data)?;
    let text = |name: &str| data[name].as_str().unwrap_or_default().to_owned();
    let modal = Modal {
        custom_id: text("custom_id"),
        title: text("title"),
        rows: data["components"].as_array().cloned().unwrap_or_default(),
        typed: Default::default(),
        channel: interaction.channel.clone(),
        message: interaction.message.clone(),
    };
    world.user_mut(&interaction.user).modal = Some(modal);
    Ok(())
}
