//! A picture in a channel: one message with a file, which Discord takes once, as any other.

use serde_json::{Value, json};
use smallwins_chat::pace::What;
use smallwins_chat::picture::Png;
use smallwins_core::community::Community;
use smallwins_core::message::{Block, Message, Receipt, Text};
use smallwins_core::platform::{DeliveryError, MessageId, Outgoing};
use smallwins_core::tongue::Tongue;

use crate::deliver::{key, once_more};
use crate::discord::Discord;
use crate::render::{Guild, posts};

/// What the file is called.
const NAME: &str = "smallwins.png";
/// The longest description that Discord takes, in characters.
const LONGEST_ALT: usize = 1024;

impl Discord {
    /// Shows a picture in a channel, beneath words that are never read as markup, if there are any. Answers with the id
    /// of the message.
    ///
    /// # Errors
    /// As a delivery: [`DeliveryError::Unknown`] when it may be seen by now, else nobody sees anything.
    pub async fn upload(
        &self,
        community: &Community,
        channel: &str,
        png: Png,
        words: &str,
    ) -> Result<MessageId, DeliveryError> {
        let message = shown(community, channel, &png, words);
        let sent = once_more(|| self.api.send_file(channel, &message, NAME, png.bytes.clone())).await;
        match sent {
            Ok(sent) => Ok(MessageId(format!("{channel}/{}", sent.id))),
            Err(error) => Err(self.refused_in_channel(community, What::File, error).await),
        }
    }

    /// Shows the charts of a message that was posted just now, beneath it. Whoever does not see one has read its
    /// figures. One that was found is left as it is: Discord may have forgotten the key of its chart, and would show it
    /// twice.
    pub(crate) async fn show_charts(&self, outgoing: &Outgoing<'_>, arrived: &MessageId) {
        let Some((channel, _)) = arrived.0.split_once('/') else { return };
        for chart in outgoing.message.charts() {
            let Some(png) = Png::of(chart).await else { continue };
            if let Err(error) = self.upload(outgoing.community, channel, png, "").await {
                tracing::warn!(task.id = %outgoing.task, %error, "Said, but its chart is not shown");
            }
        }
    }
}

/// The message around a picture. Its key is a hash of what it shows and where, so that who tries again within minutes
/// shows nothing twice.
fn shown(community: &Community, channel: &str, png: &Png, words: &str) -> Value {
    let receipt = Receipt { key: String::new(), version: 0, hash: String::new(), tongue: Tongue::English };
    let blocks = [Block::Heading(Text::plain(&*png.title)), Block::Paragraph(Text::plain(words))];
    let above = Message { receipt, blocks: blocks.to_vec().into() };
    let guild = Guild(community.external.parse().unwrap_or_default());
    let post = posts(&above, guild).into_iter().next();
    let mut message = json!(post);
    let alt: String = png.alt.chars().take(LONGEST_ALT).collect();
    message["attachments"] = json!([{ "id": 0, "filename": NAME, "description": alt }]);
    message["nonce"] = key(&[channel.as_bytes(), words.as_bytes(), &png.bytes].concat()).into();
    message["enforce_nonce"] = true.into();
    message
}
