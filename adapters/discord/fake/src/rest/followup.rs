//! What is said after the first answer, for as long as the token lasts.

use super::{Answer, Body, Call, Route, Token, changed, composed};
use crate::judge::{self, What};
use crate::refusal::Refusal;
use crate::world::interaction::{Interaction, TOKEN};
use crate::world::message::{EPHEMERAL, LOADING, Message};

pub(super) const ROUTES: &[Route] = &[
    Route {
        verb: "POST",
        path: "/webhooks/{application}/{token}",
        token: Token::Path,
        body: Body::Files,
        query: &["wait"],
        run: create,
    },
    Route {
        verb: "GET",
        path: "/webhooks/{application}/{token}/messages/@original",
        token: Token::Path,
        body: Body::Nothing,
        query: &[],
        run: get,
    },
    Route {
        verb: "PATCH",
        path: "/webhooks/{application}/{token}/messages/@original",
        token: Token::Path,
        body: Body::Files,
        query: &[],
        run: edit,
    },
    Route {
        verb: "DELETE",
        path: "/webhooks/{application}/{token}/messages/@original",
        token: Token::Path,
        body: Body::Nothing,
        query: &[],
        run: delete,
    },
    Route {
        verb: "GET",
        path: "/webhooks/{application}/{token}/messages/{message}",
        token: Token::Path,
        body: Body::Nothing,
        query: &[],
        run: get,
    },
    Route {
        verb: "PATCH",
        path: "/webhooks/{application}/{token}/messages/{message}",
        token: Token::Path,
        body: Body::Files,
        query: &[],
        run: edit,
    },
    Route {
        verb: "DELETE",
        path: "/webhooks/{application}/{token}/messages/{message}",
        token: Token::Path,
        body: Body::Nothing,
        query: &[],
        run: delete,
    },
];

/// The interaction whose token stands in the path, once it was answered and while it lasts.
fn interaction(call: &Call<'_>) -> Result<Interaction, Refusal> {
    call.own_application()?;
    let token = call.param("token");
    let dead = |why: &str| Refusal::wrong(401, 50027, "Invalid Webhook Token", why);
    let interaction = call.world.interactions.values().find(|interaction| interaction.token == token);
    let interaction = interaction.ok_or_else(|| dead("no interaction has this token"))?;
    if call.now - interaction.at >= TOKEN {
        return Err(dead("the token of an interaction lasts fifteen minutes"));
    }
    match interaction.answered {
        Some(_) => Ok(interaction.clone()),
        None => {
            Err(Refusal::unknown(10015, "Webhook").because("a first answer comes before everything else"))
        }
    }
}

/// The message that is meant, of this interaction.
fn message(call: &Call<'_>) -> Result<Message, Refusal> {
    let interaction = interaction(call)?;
    let named = call.params.iter().find(|(name, _)| *name == "message").map(|(_, id)| id.clone());
    let found = named.or(interaction.original.clone()).and_then(|id| call.world.find(&id).cloned());
    let found = found.filter(|message| {
        message.answers.as_ref() == Some(&interaction.id)
            || interaction.original.as_ref() == Some(&message.id)
    });
    found.ok_or_else(|| Refusal::unknown(10008, "Message"))
}

fn create(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let interaction = interaction(call)?;
    judge::message(What::Answer, &call.body, &call.files, &call.world.intended)?;
    let original = interaction.original.as_ref().and_then(|id| call.world.find(id)).cloned();
    if let Some(loading) = original.filter(|message| message.flags & LOADING != 0) {
        // What comes first after "is thinking" takes its place.
        return put(call, loading);
    }
    let author = call.world.app.id.clone();
    let mut message =
        composed(call.world, (&interaction.channel, &author), &call.body, &call.files, call.now);
    if message.flags & EPHEMERAL != 0 {
        message.only_for = Some(interaction.user.clone());
    }
    message.answers = Some(interaction.id);
    let shown = call.world.message_json(&message);
    call.world.put(message.clone());
    call.world.tell_of("MESSAGE_CREATE", &message);
    Ok(Answer::json(shown))
}

fn get(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let message = message(call)?;
    Ok(Answer::json(call.world.message_json(&message)))
}

fn edit(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let message = message(call)?;
    judge::message(What::Edit(&message), &call.body, &call.files, &call.world.intended)?;
    put(call, message)
}

/// Changes a message; whoever was thinking has thought.
fn put(call: &mut Call<'_>, mut message: Message) -> Result<Answer, Refusal> {
    let was_loading = message.flags & LOADING != 0;
    changed(call.world, &mut message, &call.body, &call.files, call.now);
    message.flags &= !LOADING;
    if was_loading {
        message.edited = None;
    }
    let shown = call.world.message_json(&message);
    call.world.replace(message);
    Ok(Answer::json(shown))
}

fn delete(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let id = message(call)?.id;
    call.world.delete(&id);
    Ok(Answer::nothing())
}
