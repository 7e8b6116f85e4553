//! A listener, an app and a shutdown signal in; a server until the signal, and the requests under way
//! finished, out.

use super::{App, router};
use crate::inference::Inference;
use std::future::Future;
use std::future::IntoFuture;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Serves until `shutdown` is done, then lets running requests finish, at most as long as configured.
pub async fn run(
    listener: TcpListener,
    app: Arc<App>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (drain, inference) = (app.config.timeouts.drain, Arc::<Inference>::clone(&app.inference));
    let (sender, stopping) = oneshot::channel();
    let signal = async move {
        shutdown.await;
        tracing::info!("stopping: running requests are finished, new ones refused");
        // Gone only if the server has ended by itself.
        let _ = sender.send(());
    };
    let server = axum::serve(listener, router(app)).with_graceful_shutdown(signal);
    let overdue = async move {
        if stopping.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(drain).await;
    };
    let result = tokio::select! {
        result = server.into_future() => result,
        () = overdue => {
            tracing::warn!("some requests did not finish in time");
            Ok(())
        }
    };
    inference.close();
    result
}
