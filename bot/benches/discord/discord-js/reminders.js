// Sends what is due, once a second, and remembers what it has sent; discord.js keeps its defaults, among them how often
// it tries again. With NONCES=1 each reminder has a nonce of its own that Discord is told to take once, as whoever has
// read that far in Discord's manual would do.
const fs = require("node:fs");
const { Client, Events, GatewayIntentBits } = require("discord.js");

const FILE = process.env.REMINDERS;
const reminders = JSON.parse(fs.readFileSync(FILE, "utf8"));

// The new file takes the place of the old one, so that a crash leaves one of them whole.
function remember() {
  fs.writeFileSync(`${FILE}.new`, JSON.stringify(reminders));
  fs.renameSync(`${FILE}.new`, FILE);
}

const client = new Client({
  intents: [GatewayIntentBits.Guilds],
  rest: { api: `${process.env.DISCORD_API_URL}/api` },
});

function message({ text, nonce }) {
  return process.env.NONCES === "1" ? { content: text, nonce, enforceNonce: true } : text;
}

let sending = false;
async function sendWhatIsDue() {
  if (sending) return;
  sending = true;
  for (const reminder of reminders) {
    if (reminder.sent || reminder.due > Date.now()) continue;
    try {
      await client.users.send(reminder.user, message(reminder));
      reminder.sent = true;
      remember();
    } catch (error) {
      console.error(`reminder for ${reminder.user}:`, error); // the next round tries it again
    }
  }
  sending = false;
}

client.once(Events.ClientReady, () => setInterval(sendWhatIsDue, 1000));
client.login(process.env.DISCORD_TOKEN);
