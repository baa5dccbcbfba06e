"""Answers a command with its own words."""

import os

import discord
import uvloop
import yarl
from discord import app_commands

API = os.environ["DISCORD_API_URL"]
discord.http.Route.BASE = f"{API}/api/v10"
# It asks nobody where the gateway is.
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(API.replace("http", "ws", 1))

client = discord.Client(intents=discord.Intents(guilds=True))
tree = app_commands.CommandTree(client)
mentor = app_commands.Group(name="mentor", description="Ten minutes with somebody who knows")


async def echo(interaction: discord.Interaction, words: str):
    await interaction.response.send_message(f"You said: {words}", ephemeral=True)


@mentor.command(description="What can be said")
async def help(interaction: discord.Interaction):
    await echo(interaction, "help")


@mentor.command(description="What is open for me")
async def me(interaction: discord.Interaction):
    await echo(interaction, "me")


@mentor.command(description="Ask something")
async def ask(interaction: discord.Interaction, question: str):
    await echo(interaction, f"ask {question}")


tree.add_command(mentor)
uvloop.install()
client.run(os.environ["DISCORD_TOKEN"])
