//! `passerelle gaps`

use super::args::{Form, GapsArgs};
use super::output::{json, print};
use super::{Exit, Failure, loaded, ready, runtime};
use crate::config::Config;
use crate::http::ApiError;
use crate::http::gap_table::{csv, table};
use crate::http::gaps::{GapsResponse, segments};
use crate::http::segment::SegmentQuery;

/// Shows the gaps of a part of the market.
pub fn gaps(config: Config, args: &GapsArgs) -> Result<Exit, Failure> {
    let query = SegmentQuery {
        occupation: args.occupation.clone(),
        domain: args.domain.clone(),
        territory: args.territory.clone(),
        since: args.since.clone(),
        until: args.until.clone(),
        limit: Some(args.limit),
    };
    let loaded = loaded(&config)?;
    // Before the market is made ready: a mistyped code is told at once.
    query.segment(&loaded.taxonomy).map_err(Failure::usage)?;
    let segments = runtime()?.block_on(async {
        let app = ready(config, loaded).await?;
        segments(&app, &query).await.map_err(|error| {
            if matches!(error, ApiError::Invalid(_)) { Failure::usage(error) } else { Failure::of(error) }
        })
    })?;
    print(&match args.format {
        Form::Table => table(&segments),
        Form::Csv => csv(&segments).map_err(Failure::of)?,
        Form::Json => json(&GapsResponse { segments })?,
    })?;
    Ok(Exit::Done)
}
