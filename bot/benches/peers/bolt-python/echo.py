"""Verifies a command and answers it with its own words. `authorize` keeps it from asking Slack who it is."""

import os

import uvloop
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult


async def authorize(enterprise_id, team_id):
    return AuthorizeResult(
        enterprise_id=enterprise_id,
        team_id=team_id,
        bot_token=os.environ["SLACK_BOT_TOKEN"],
        bot_id="B0PEERS",
        bot_user_id="U0PEERS",
    )


app = AsyncApp(signing_secret=os.environ["SLACK_SIGNING_SECRET"], authorize=authorize)


@app.command("/mentor")
async def echo(ack, command):
    await ack(f"You said: {command['text']}")


uvloop.install()
app.start(port=int(os.environ["PORT"]), host="127.0.0.1")
