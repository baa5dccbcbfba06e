//! The app as it is configured at Discord: its ids, its secrets, and what it may ask for.

/// Events about guilds and their channels.
pub(crate) const GUILDS: u64 = 1;
/// Messages between the app and one person.
pub(crate) const DIRECT_MESSAGES: u64 = 1 << 12;

/// The one app of this Discord. Change it with [`Discord::app`](crate::Discord::app) before anything happens.
#[derive(Debug, Clone)]
pub struct App {
    /// Its id, which is its bot's, too.
    pub id: String,
    /// What its bot is called.
    pub name: String,
    /// Its bot's token.
    pub token: String,
    /// The intents that it needs; to ask for others breaks the rules.
    pub intents: u64,
    /// How often a day it may IDENTIFY itself.
    pub identifies: u32,
    /// How many shards it needs at least.
    pub shards: u64,
    /// How many conversations it may open within a minute; any number where a test does not say.
    pub openings: Option<usize>,
    /// What it may do besides, bit by bit.
    pub flags: u64,
    /// Where its interactions are sent, as the developer portal shows it; what people do goes by [`Transport`].
    ///
    /// [`Transport`]: crate::Transport
    pub interactions_endpoint: Option<String>,
    /// How many answers of 401, 403 and 429 within ten minutes are too many. Discord bans at 10 000.
    pub bad_answers: usize,
}

impl Default for App {
    fn default() -> App {
        App {
            id: "1200000000000000001".to_owned(),
            name: "mentor".to_owned(),
            token: "MTIwMDAwMDAwMDAwMDAwMDAwMQ.G5ecre.5ecret-5ecret-5ecret-5ecret-5ecret-5ec".to_owned(),
            intents: GUILDS | DIRECT_MESSAGES,
            identifies: 1000,
            shards: 1,
            openings: None,
            flags: 0,
            interactions_endpoint: None,
            bad_answers: 1000,
        }
    }
}
