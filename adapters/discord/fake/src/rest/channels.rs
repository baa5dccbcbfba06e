//! Channels, as the app may look at them.

use super::{Answer, Body, Call, Route, Token};
use crate::refusal::Refusal;

pub(super) const ROUTES: &[Route] = &[Route {
    verb: "GET",
    path: "/channels/{channel}",
    token: Token::Bot,
    body: Body::Nothing,
    query: &[],
    run: get,
}];

fn get(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::json(call.channel()?.json(call.world)))
}
