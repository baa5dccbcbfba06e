//! The first answer to an interaction.

use serde_json::json;

use super::{Answer, Body, Call, Route, Token};
use crate::interact::{answer, find};
use crate::refusal::Refusal;

pub(super) const ROUTES: &[Route] = &[Route {
    verb: "POST",
    path: "/interactions/{interaction}/{token}/callback",
    token: Token::Path,
    body: Body::Files,
    query: &["with_response"],
    run: callback,
}];

fn callback(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let id = call.param("interaction");
    find(call.world, &id, &call.param("token"))?;
    answer(call.world, &id, &call.body, &call.files, call.now)?;
    if !call.flag("with_response") {
        return Ok(Answer::nothing());
    }
    let interaction = &call.world.interactions[&id];
    let kind = interaction.answered.as_ref().map_or(0, |(kind, _)| *kind);
    let mut shown = json!({
        "interaction": { "id": interaction.id, "type": interaction.kind, "channel_id": interaction.channel },
    });
    if let Some(guild) = &interaction.guild {
        shown["interaction"]["guild_id"] = json!(guild);
    }
    let message = interaction.original.as_ref().and_then(|original| call.world.find(original));
    if let Some(message) = message {
        let of = &mut shown["interaction"];
        of["response_message_id"] = json!(message.id);
        of["response_message_loading"] = json!(message.flags & crate::world::message::LOADING != 0);
        of["response_message_ephemeral"] = json!(message.only_for.is_some());
        if matches!(kind, 4 | 5 | 7) {
            shown["resource"] = json!({ "type": kind, "message": call.world.message_json(message) });
        }
    }
    Ok(Answer::json(shown))
}
