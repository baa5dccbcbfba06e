// Verifies a command and answers it with its own words. `authorize` keeps it from asking Slack who it is.
const { App } = require("@slack/bolt");

const app = new App({
  signingSecret: process.env.SLACK_SIGNING_SECRET,
  authorize: async () => ({ botToken: process.env.SLACK_BOT_TOKEN, botId: "B0PEERS", botUserId: "U0PEERS" }),
});

app.command("/mentor", async ({ ack, command }) => {
  await ack(`You said: ${command.text}`);
});

app.start({ host: "127.0.0.1", port: Number(process.env.PORT) });
