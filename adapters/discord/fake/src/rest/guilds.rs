//! Guilds and who is in them.

use super::{Answer, Body, Call, Route, Token};
use crate::refusal::Refusal;
use crate::world::guild::Guild;

pub(super) const ROUTES: &[Route] = &[
    Route {
        verb: "GET",
        path: "/guilds/{guild}",
        token: Token::Bot,
        body: Body::Nothing,
        query: &["with_counts"],
        run: get,
    },
    Route {
        verb: "GET",
        path: "/guilds/{guild}/members/{user}",
        token: Token::Bot,
        body: Body::Nothing,
        query: &[],
        run: member,
    },
];

fn get(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let guild = guild(call)?;
    let mut shown = guild.json();
    if call.flag("with_counts") {
        shown["approximate_member_count"] = guild.members.len().into();
        shown["approximate_presence_count"] = guild.members.len().into();
    }
    Ok(Answer::json(shown))
}

fn member(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let (id, user) = (guild(call)?.id.clone(), call.param("user"));
    if !call.world.users.contains_key(&user) {
        return Err(Refusal::unknown(10013, "User"));
    }
    let member = call.world.member_json(&id, &user);
    Ok(Answer::json(member.ok_or_else(|| Refusal::unknown(10007, "Member"))?))
}

/// The guild in the path, where the app is in it.
fn guild<'a>(call: &'a Call<'_>) -> Result<&'a Guild, Refusal> {
    let guild = call.world.guilds.get(&call.param("guild")).filter(|guild| !guild.deleted);
    let guild = guild.ok_or_else(|| Refusal::unknown(10004, "Guild"))?;
    match guild.is_reached() {
        true => Ok(guild),
        false => Err(Refusal::told(403, 50001, "Missing Access")),
    }
}
