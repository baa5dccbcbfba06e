//! The same doors behind a certificate for `discord.com`: for clients that go nowhere else.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::serve::Listener;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

use super::routes;
use crate::inner::Inner;
use smallwins_fake_chat::{Cuttable, Door, Scissors, Wire};

/// Where the door is, and whom to trust to go through it.
#[derive(Debug, Clone)]
pub struct Tls {
    /// Resolve `discord.com` to this.
    pub address: SocketAddr,
    /// The certificate of the authority that vouches for it, as PEM.
    pub ca_pem: String,
    /// The same as DER.
    pub ca_der: Vec<u8>,
}

/// Serves until the handle is aborted.
pub(crate) async fn serve_tls(inner: Arc<Inner>) -> (Tls, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("a listener has an address");
    let (acceptor, ca_pem, ca_der) = certified();
    let service = routes(inner).into_make_service_with_connect_info::<Scissors>();
    let server = tokio::spawn(async move {
        // It ends only by being aborted.
        let _ = axum::serve(SafeDoor { door: Door(listener), acceptor }, service).await;
    });
    (Tls { address, ca_pem, ca_der }, server)
}

/// An authority of this very test, and what it vouches for.
fn certified() -> (TlsAcceptor, String, Vec<u8>) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("keys can be made");
    let authority = CertifiedIssuer::self_signed(authority, key).expect("an authority vouches for itself");
    let key = KeyPair::generate().expect("keys can be made");
    let names = vec!["discord.com".to_owned(), "localhost".to_owned()];
    let params = CertificateParams::new(names).expect("both are names");
    let certificate = params.signed_by(&key, &authority).expect("the authority vouches for it");
    let private = PrivateKeyDer::try_from(key.serialize_der()).expect("a key that was just made");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring knows the versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .expect("the key fits the certificate");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    (acceptor, authority.pem(), authority.der().to_vec())
}

/// Lets connections in, once they have shown that they trust.
struct SafeDoor {
    door: Door,
    acceptor: TlsAcceptor,
}

impl Listener for SafeDoor {
    type Io = TlsStream<Wire>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TlsStream<Wire>, SocketAddr) {
        loop {
            let (wire, from) = self.door.accept().await;
            // Whoever does not trust goes away; the next one may.
            if let Ok(stream) = self.acceptor.accept(wire).await {
                return (stream, from);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.door.local_addr()
    }
}

impl Cuttable for SafeDoor {
    fn scissors(connection: &TlsStream<Wire>) -> Scissors {
        connection.get_ref().0.scissors()
    }
}
