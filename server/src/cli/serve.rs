//! `passerelle serve`

use super::{Exit, Failure, loaded, runtime};
use crate::config::Config;
use crate::http;
use crate::ops::{App, Loaded, telemetry};
use std::future::Future;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Serves until the process is asked to stop.
pub fn serve(config: Config) -> Result<Exit, Failure> {
    telemetry::logs(&config);
    let runtime = runtime()?;
    // Before the model is read: a taken port is told at once.
    let listener = runtime.block_on(TcpListener::bind(config.listen)).map_err(|error| {
        let at = config.listen;
        Failure::of(format!("cannot listen on {at}: {error}; choose another address with --listen"))
    })?;
    let loaded = loaded(&config)?;
    runtime.block_on(run(listener, config, loaded, stop_signal()))?;
    Ok(Exit::Done)
}

/// Serves an app on a listener until `shutdown`, starting it behind the open door.
pub async fn run(
    listener: TcpListener,
    config: Config,
    loaded: Loaded,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let app = App::assemble(config, loaded).await.map_err(Failure::of)?;
    let address = listener.local_addr().map_err(Failure::of)?;
    let versions = app.inference.versions();
    tracing::info!(%address, model = versions.model, taxonomy = versions.taxonomy, "serving on http://{address}");
    let starting = Arc::clone(&app);
    tokio::spawn(async move {
        match starting.warm_up().await {
            Ok(()) => tracing::info!("ready"),
            Err(error) => tracing::error!(%error, "the start failed"),
        }
    });
    http::run(listener, app, shutdown).await.map_err(Failure::of)
}

async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate() => {}
    }
}

#[cfg(unix)]
async fn terminate() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminate() {
    std::future::pending().await
}
