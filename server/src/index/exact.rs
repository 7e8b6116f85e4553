//! The exact index in this process: every point is looked at. Also the oracle for others in tests.

use super::lexical::{Lexical, saturated};
use super::{Answer, Generation, Hit, IndexError, Point, Query, VectorIndex};
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// An index in memory.
#[derive(Debug, Default)]
pub struct ExactIndex {
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    generations: BTreeMap<Generation, Collection>,
    live: Option<Generation>,
}

#[derive(Debug, Default)]
struct Collection {
    points: BTreeMap<String, Point>,
    lexical: Lexical<String>,
    dimensions: Option<usize>,
}

impl ExactIndex {
    // A panic while the lock was held leaves whole points behind: the index stays usable.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn collection(&self, generation: &Generation) -> Result<&Collection, IndexError> {
        self.generations.get(generation).ok_or_else(|| IndexError::NoGeneration(generation.0.clone()))
    }

    fn collection_mut(&mut self, generation: &Generation) -> Result<&mut Collection, IndexError> {
        self.generations.get_mut(generation).ok_or_else(|| IndexError::NoGeneration(generation.0.clone()))
    }

    fn query(&self, queries: &[Query]) -> Result<Vec<Vec<Hit>>, IndexError> {
        // One read of `live` for the whole batch: one generation answers one request.
        let live = self.live.as_ref().ok_or(IndexError::NothingPublished)?;
        let collection = self.collection(live)?;
        queries.iter().map(|query| collection.query(query)).collect()
    }
}

impl Collection {
    fn check(&self, vector: &[f32]) -> Result<(), IndexError> {
        match self.dimensions {
            Some(expected) if !vector.is_empty() && vector.len() != expected => {
                Err(IndexError::Dimensions { expected, found: vector.len() })
            }
            _ => Ok(()),
        }
    }

    fn upsert(&mut self, point: Point) -> Result<(), IndexError> {
        self.check(&point.vector)?;
        if !point.vector.is_empty() {
            self.dimensions = Some(point.vector.len());
        }
        self.lexical.insert(point.id.clone(), point.words.clone());
        self.points.insert(point.id.clone(), point);
        Ok(())
    }

    fn query(&self, query: &Query) -> Result<Vec<Hit>, IndexError> {
        self.check(&query.vector)?;
        let lexical = self.lexical.scores(&query.words);
        let passing = self.points.values().filter(|point| query.filter.passes(&point.payload));
        let mut hits: Vec<Hit> = passing
            .map(|point| {
                let dense = dot(&query.vector, &point.vector);
                let lexical = lexical.get(&point.id).map_or(0.0, |score| saturated(*score));
                Hit { id: point.id.clone(), score: dense + lexical, dense, lexical }
            })
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
        hits.truncate(query.limit);
        Ok(hits)
    }
}

/// Dot product; 0 where one side has no vector.
fn dot(a: &[f32], b: &[f32]) -> f64 {
    f64::from(a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>())
}

impl VectorIndex for ExactIndex {
    fn ensure<'a>(&'a self, generation: &'a Generation) -> Answer<'a, ()> {
        Box::pin(async move {
            self.write().generations.entry(generation.clone()).or_default();
            Ok(())
        })
    }

    fn upsert<'a>(&'a self, generation: &'a Generation, points: Vec<Point>) -> Answer<'a, ()> {
        Box::pin(async move {
            let mut state = self.write();
            let collection = state.collection_mut(generation)?;
            points.into_iter().try_for_each(|point| collection.upsert(point))
        })
    }

    fn delete<'a>(&'a self, generation: &'a Generation, ids: &'a [String]) -> Answer<'a, ()> {
        Box::pin(async move {
            let mut state = self.write();
            let collection = state.collection_mut(generation)?;
            for id in ids {
                collection.points.remove(id);
                collection.lexical.remove(id);
            }
            Ok(())
        })
    }

    fn query_batch<'a>(&'a self, queries: &'a [Query]) -> Answer<'a, Vec<Vec<Hit>>> {
        Box::pin(async move { self.read().query(queries) })
    }

    fn count<'a>(&'a self, generation: &'a Generation) -> Answer<'a, usize> {
        Box::pin(async move { Ok(self.read().collection(generation)?.points.len()) })
    }

    fn publish<'a>(&'a self, generation: &'a Generation) -> Answer<'a, ()> {
        Box::pin(async move {
            let mut state = self.write();
            state.collection(generation)?;
            if let Some(before) = state.live.replace(generation.clone())
                && before != *generation
            {
                state.generations.remove(&before);
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Filter, Payload, Value};

    fn point(id: &str, vector: &[f32], words: &[&str]) -> Point {
        let payload =
            Payload::from([("even".into(), vec![Value::Text(id.len().is_multiple_of(2).to_string())])]);
        Point {
            id: id.into(),
            vector: vector.into(),
            words: words.iter().map(|w| (*w).into()).collect(),
            payload,
        }
    }

    async fn filled() -> (ExactIndex, Generation) {
        let (index, generation) = (ExactIndex::default(), Generation("one".into()));
        index.ensure(&generation).await.unwrap();
        let points = vec![
            point("b", &[1.0, 0.0], &["souder"]),
            point("a", &[1.0, 0.0], &["souder"]),
            point("cc", &[0.0, 1.0], &["cuire"]),
        ];
        index.upsert(&generation, points).await.unwrap();
        (index, generation)
    }

    fn ids(hits: &[Vec<Hit>]) -> Vec<&str> {
        hits[0].iter().map(|hit| hit.id.as_str()).collect()
    }

    #[tokio::test]
    async fn ties_break_by_id_and_filters_hold() {
        let (index, generation) = filled().await;
        let mut query = Query { vector: vec![1.0, 0.0], limit: 9, ..Query::default() };
        assert_eq!(index.query_batch(std::slice::from_ref(&query)).await, Err(IndexError::NothingPublished));
        index.publish(&generation).await.unwrap();
        assert_eq!(ids(&index.query_batch(std::slice::from_ref(&query)).await.unwrap()), ["a", "b", "cc"]);
        query.filter = Filter::Eq("even".into(), Value::Text("true".into()));
        assert_eq!(ids(&index.query_batch(std::slice::from_ref(&query)).await.unwrap()), ["cc"]);
    }

    #[tokio::test]
    async fn words_find_without_a_vector() {
        let (index, generation) = filled().await;
        index.publish(&generation).await.unwrap();
        let query = Query { words: vec!["cuire".into()], limit: 1, ..Query::default() };
        let hits = index.query_batch(&[query]).await.unwrap();
        assert_eq!(ids(&hits), ["cc"]);
        assert!(hits[0][0].lexical > 0.0 && hits[0][0].dense.abs() < 1e-9);
    }

    #[tokio::test]
    async fn a_new_generation_takes_over_at_once() {
        let (index, one) = filled().await;
        index.publish(&one).await.unwrap();
        let two = Generation("two".into());
        index.ensure(&two).await.unwrap();
        index.upsert(&two, vec![point("z", &[1.0], &[])]).await.unwrap();
        let query = Query { limit: 9, ..Query::default() };
        assert_eq!(ids(&index.query_batch(std::slice::from_ref(&query)).await.unwrap()).len(), 3);
        index.publish(&two).await.unwrap();
        assert_eq!(ids(&index.query_batch(&[query]).await.unwrap()), ["z"]);
        assert_eq!(index.count(&one).await, Err(IndexError::NoGeneration("one".into())));
    }

    #[tokio::test]
    async fn deleted_points_are_gone_and_wrong_dimensions_refused() {
        let (index, generation) = filled().await;
        index.delete(&generation, &["a".into(), "none".into()]).await.unwrap();
        assert_eq!(index.count(&generation).await, Ok(2));
        let wrong = index.upsert(&generation, vec![point("d", &[1.0], &[])]).await;
        assert_eq!(wrong, Err(IndexError::Dimensions { expected: 2, found: 1 }));
    }
}
