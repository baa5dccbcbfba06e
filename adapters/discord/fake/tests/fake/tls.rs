//! The door behind a certificate.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::call::discord;

fn connector(roots: RootCertStore) -> TlsConnector {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

#[tokio::test]
async fn whoever_trusts_the_authority_reaches_discord_com() {
    let (discord, ..) = discord().await;
    let tls = discord.tls().await;
    assert!(tls.ca_pem.starts_with("-----BEGIN CERTIFICATE-----"));
    let name = ServerName::try_from("discord.com").unwrap();
    let stranger = connector(RootCertStore::empty());
    let stream = TcpStream::connect(tls.address).await.unwrap();
    assert!(stranger.connect(name.clone(), stream).await.is_err());

    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(tls.ca_der.clone())).unwrap();
    let stream = TcpStream::connect(tls.address).await.unwrap();
    let mut stream = connector(roots).connect(name, stream).await.unwrap();
    let request = format!(
        "GET /api/v10/users/@me HTTP/1.1\r\nhost: discord.com\r\nconnection: close\r\nuser-agent: DiscordBot (a, 1)\r\n\
         authorization: Bot {}\r\n\r\n",
        discord.token()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = Vec::new();
    // The other side may close without saying so.
    let _ = stream.read_to_end(&mut reply).await;
    let reply = String::from_utf8(reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 200 OK"), "{reply}");
    assert!(reply.contains("\"username\":\"mentor\""), "{reply}");
}
