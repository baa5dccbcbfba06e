//! The app as it is configured at Slack: its secrets, and what its manifest switched on.

/// The one app of this Slack. Change it with [`Slack::app`](crate::Slack::app) before anything happens.
#[derive(Debug, Clone)]
pub struct App {
    /// Its id, `A…`.
    pub id: String,
    /// For OAuth.
    pub client_id: String,
    /// For OAuth.
    pub client_secret: String,
    /// The app-level token, `xapp-…`, which may open sockets.
    pub app_token: String,
    /// The commands it has; nobody can type another.
    pub commands: Vec<String>,
    /// The events it is subscribed to; no other is sent.
    pub events: Vec<String>,
    /// Where OAuth may send people back to.
    pub redirect_urls: Vec<String>,
    /// Whether members can write to it.
    pub messages_tab: bool,
    /// Whether it has a home.
    pub home_tab: bool,
}

impl Default for App {
    fn default() -> App {
        let events = "app_home_opened app_uninstalled tokens_revoked member_joined_channel message.im user_change \
                      dnd_updated_user";
        App {
            id: "A00000SMALLWINS".to_owned(),
            client_id: "1000000000.2000000000".to_owned(),
            client_secret: "c1ient5ecret".to_owned(),
            app_token: "xapp-1-A00000SMALLWINS-1-5ecret".to_owned(),
            commands: vec!["/mentor".to_owned()],
            events: events.split_whitespace().map(str::to_owned).collect(),
            redirect_urls: Vec::new(),
            messages_tab: true,
            home_tab: true,
        }
    }
}
