//! How Markdown is read.

use serde_json::json;

use crate::call::{assert_ok, discord, say};

#[tokio::test]
async fn markdown_is_read_as_discord_shows_it() {
    let (discord, acme, ana, _) = discord().await;
    let general = acme.channel("general");
    for (written, read) in [
        ("**bold** and *slanted* and _slanted_", "bold and slanted and slanted"),
        ("***both*** __under__ ~~gone~~ ||hidden||", "both under gone hidden"),
        (r"\*not\* \_this\_ \~\~one\~\~", "*not* _this_ ~~one~~"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("`*code*` and ``a ` b``", "*code* and a ` b"),
        ("[the table](https://git.example/a) and [not](a link)", "the table and [not](a link)"),
        (r"\[no](https://git.example/a)", "[no](https://git.example/a)"),
        ("<https://git.example>", "https://git.example"),
        ("a < b > c <notatoken>", "a < b > c <notatoken>"),
        ("> quoted *words*\n- one\n  * two", "> quoted words\n• one\n  • two"),
        ("```rust\n*let*\n```", "*let*"),
        ("<t:1795420800:t> <t:1795507200:R>", "09:00 in 1 day"),
        ("</mentor win:123456789012345678> <#1>", "/mentor win #unknown"),
        ("tail \\", "tail \\"),
        ("**open", "**open"),
    ] {
        let message = json!({ "content": written, "allowed_mentions": { "parse": [] } });
        assert_ok(&say(&discord, &general, &message).await);
        let lines = ana.last().to_string();
        let shown: Vec<&str> = lines.lines().skip(1).map(|line| &line[2..]).collect();
        assert_eq!(shown.join("\n"), read, "{written}");
    }
}
