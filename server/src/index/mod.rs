//! Finding documents: points in; nearest points, by vector and by words, within a filter, out.
//!
//! [`VectorIndex`] is the one narrow trait; [`ExactIndex`] implements it in this process, without
//! approximation. The index holds nothing of its own: [`fill()`] builds it again from the store.

mod exact;
mod fill;
mod filter;
pub mod lexical;

pub use exact::ExactIndex;
pub use fill::{FillError, fill, key, point_of};
pub use filter::{Filter, distance_km};

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

/// A named collection: taxonomy version × model version. A new one is filled beside the one in service.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Generation(pub String);

/// A value of a payload field.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A key.
    Text(String),
    /// A number.
    Number(f64),
    /// Latitude and longitude, degrees.
    Geo(f64, f64),
}

/// Fields of a point; a field may have several values, and a condition holds where it holds for one.
pub type Payload = BTreeMap<String, Vec<Value>>;

/// What is indexed.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Identifier; ties break by it.
    pub id: String,
    /// Dense vector of length 1; empty where there is none.
    pub vector: Vec<f32>,
    /// Words, as [`crate::words::stems`] gives them.
    pub words: Vec<String>,
    /// Fields to filter by.
    pub payload: Payload,
}

/// A question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Dense vector of length 1; empty: words only.
    pub vector: Vec<f32>,
    /// Words; empty: vector only. Without either every point that passes scores 0.
    pub words: Vec<String>,
    /// Which points count.
    pub filter: Filter,
    /// At most so many hits.
    pub limit: usize,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Identifier of the point.
    pub id: String,
    /// `dense + lexical`; the higher the nearer.
    pub score: f64,
    /// Cosine of the vectors, 0 where one is missing.
    pub dense: f64,
    /// BM25, brought into 0 to 1.
    pub lexical: f64,
}

/// What an index could not do.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum IndexError {
    /// No such generation.
    #[error("the index has no generation `{0}`; call `ensure` first or rebuild the index")]
    NoGeneration(String),
    /// Nothing is published.
    #[error("no generation of the index is in service yet; it is being built, try again in a moment")]
    NothingPublished,
    /// A vector of another length.
    #[error(
        "the vector has {found} dimensions, the index {expected}; rebuild the index with the model in use"
    )]
    Dimensions {
        /// Those of the generation.
        expected: usize,
        /// Those of the vector.
        found: usize,
    },
    /// The service behind the index failed.
    #[error("the index did not answer: {0}")]
    Unavailable(String),
}

/// What a method of [`VectorIndex`] returns.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, IndexError>> + Send + 'a>>;

/// An index of points by generation.
pub trait VectorIndex: Send + Sync + 'static {
    /// Creates a generation where absent.
    fn ensure<'a>(&'a self, generation: &'a Generation) -> Answer<'a, ()>;

    /// Writes points; one of the same id is replaced.
    fn upsert<'a>(&'a self, generation: &'a Generation, points: Vec<Point>) -> Answer<'a, ()>;

    /// Removes points; unknown ids are no error.
    fn delete<'a>(&'a self, generation: &'a Generation, ids: &'a [String]) -> Answer<'a, ()>;

    /// Answers all queries from the one generation in service: hits by falling score, then by id.
    fn query_batch<'a>(&'a self, queries: &'a [Query]) -> Answer<'a, Vec<Vec<Hit>>>;

    /// Number of points of a generation.
    fn count<'a>(&'a self, generation: &'a Generation) -> Answer<'a, usize>;

    /// Puts a generation in service and drops the one before.
    fn publish<'a>(&'a self, generation: &'a Generation) -> Answer<'a, ()>;
}
