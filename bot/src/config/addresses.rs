//! What an address is good for.

/// Whether what travels there stays between us: over TLS, or without it to this very machine. Tokens go nowhere else,
/// and no browser is sent back elsewhere after an installation.
pub(super) fn is_private(url: &str) -> bool {
    url.starts_with("https://") || is_here(url)
}

/// Whether an address without TLS leads to this machine.
fn is_here(url: &str) -> bool {
    let host = url.strip_prefix("http://").unwrap_or_default();
    let is = |name: &&str| {
        host.strip_prefix(*name).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    };
    ["127.0.0.1", "localhost", "[::1]"].iter().any(is)
}
