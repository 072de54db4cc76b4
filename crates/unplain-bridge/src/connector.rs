//! Connections: TLS with the machine's own trusted certificates, and the proxy that the environment names.

use std::{io, path::Path, sync::Arc, time::Duration};

use http::{Request, Response, Uri};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::{
        legacy::{
            Client,
            connect::{HttpConnector, proxy::Tunnel},
        },
        proxy::matcher::Matcher,
    },
    rt::{TokioExecutor, TokioTimer},
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};

use crate::{http_body::Outgoing, trouble::Trouble};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

type Direct = HttpsConnector<HttpConnector>;

/// A client for one server, with its open connections.
#[derive(Clone)]
pub(crate) enum Http {
    Direct(Client<Direct, Outgoing>),
    Proxied(Box<Client<HttpsConnector<Tunnel<Direct>>, Outgoing>>),
}

impl Http {
    /// A client for what is at `url`. To this machine itself no proxy is used.
    pub(crate) fn new(url: &Uri) -> Result<Self, Trouble> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let mut client = Client::builder(TokioExecutor::new());
        client.pool_timer(TokioTimer::new());
        if url.scheme_str() != Some("https") {
            let unused = tls(RootCertStore::empty())?;
            return Ok(Self::Direct(client.build(https(unused, tcp))));
        }
        let tls = tls(roots()?)?;
        let Some(proxy) = Matcher::from_env().intercept(url) else {
            return Ok(Self::Direct(client.build(https(tls, tcp))));
        };
        if !matches!(proxy.uri().scheme_str(), Some("http" | "https")) {
            return Err(Trouble::ProxyKind);
        }
        let mut tunnel = Tunnel::new(proxy.uri().clone(), https(tls.clone(), tcp));
        if let Some(login) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(login.clone());
        }
        Ok(Self::Proxied(Box::new(client.build(https(tls, tunnel)))))
    }

    /// Sends a request and waits for the head of the response.
    pub(crate) async fn send(
        &self,
        request: Request<Outgoing>,
    ) -> Result<Response<Incoming>, Trouble> {
        let response = match self {
            Self::Direct(client) => client.request(request).await,
            Self::Proxied(client) => client.request(request).await,
        };
        response.map_err(|error| Trouble::unreachable(&error))
    }
}

fn https<C>(tls: ClientConfig, inner: C) -> HttpsConnector<C> {
    HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http()
        .enable_http1()
        .wrap_connector(inner)
}

fn tls(roots: RootCertStore) -> Result<ClientConfig, Trouble> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| Trouble::NoCertificates)?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// The certificates that this machine trusts, those of `SSL_CERT_FILE`, `SSL_CERT_DIR` and of Node's
/// `NODE_EXTRA_CA_CERTS` included: most agents are Node programs, and what reached a company's server before should still.
fn roots() -> Result<RootCertStore, Trouble> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(file) = std::env::var_os("NODE_EXTRA_CA_CERTS").filter(|file| !file.is_empty()) {
        // One that can't be read is ignored, as Node does.
        roots.add_parsable_certificates(certificates(Path::new(&file)).unwrap_or_default());
    }
    if roots.is_empty() { Err(Trouble::NoCertificates) } else { Ok(roots) }
}

fn certificates(file: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let bytes = std::fs::read(file)?;
    Ok(CertificateDer::pem_slice_iter(&bytes).filter_map(Result::ok).collect())
}
