// Answers a command with its own words.
const { Client, Events, GatewayIntentBits, MessageFlags } = require("discord.js");

const client = new Client({
  intents: [GatewayIntentBits.Guilds],
  rest: { api: `${process.env.DISCORD_API_URL}/api` },
});

client.on(Events.InteractionCreate, async (interaction) => {
  if (!interaction.isChatInputCommand()) return;
  const words = [interaction.options.getSubcommand()];
  if (words[0] === "ask") words.push(interaction.options.getString("question"));
  await interaction.reply({ content: `You said: ${words.join(" ")}`, flags: MessageFlags.Ephemeral });
});

client.login(process.env.DISCORD_TOKEN);
