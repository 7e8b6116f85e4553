//! Pages: a cursor and a limit in; a stretch of a list and the cursor of the next out.

use super::problem::ApiError;

const USUAL: usize = 20;
const MOST: usize = 100;

/// Which stretch of a list.
#[derive(Debug, PartialEq, Eq)]
pub struct PageParams {
    skip: usize,
    limit: usize,
    list: String,
}

/// A stretch of a list.
#[derive(Debug, PartialEq, Eq)]
pub struct Paged<T> {
    /// The items.
    pub items: Vec<T>,
    /// Cursor of the next stretch; `None` at the end.
    pub next: Option<String>,
}

/// The limit asked for, or the usual one.
pub fn limit(asked: Option<usize>) -> Result<usize, ApiError> {
    let limit = asked.unwrap_or(USUAL);
    if (1..=MOST).contains(&limit) {
        Ok(limit)
    } else {
        Err(ApiError::invalid("limit", format!("must be 1 to {MOST}")))
    }
}

impl PageParams {
    /// The stretch behind `cursor`. `list` names the version of the list: a cursor of another is refused,
    /// because its position means something else there.
    pub fn new(cursor: Option<&str>, asked: Option<usize>, list: &str) -> Result<Self, ApiError> {
        let limit = limit(asked)?;
        let stale = || ApiError::invalid("cursor", "is not one of this list; begin again without a cursor");
        let skip = match cursor.map(|cursor| cursor.rsplit_once('.')) {
            None => 0,
            Some(Some((of, at))) if of == list => at.parse().map_err(|_| stale())?,
            Some(_) => return Err(stale()),
        };
        Ok(Self { skip, limit, list: list.to_owned() })
    }

    /// The positions of that stretch.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.skip..self.skip.saturating_add(self.limit)
    }

    /// That stretch of a list.
    pub fn cut<T>(&self, list: impl IntoIterator<Item = T>) -> Paged<T> {
        let mut rest = list.into_iter().skip(self.skip);
        let items: Vec<T> = rest.by_ref().take(self.limit).collect();
        let next = rest.next().map(|_| format!("{}.{}", self.list, self.skip + items.len()));
        Paged { items, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_without_gap_and_end() {
        let (mut cursor, mut all) = (None, Vec::new());
        loop {
            let page = PageParams::new(cursor.as_deref(), Some(3), "a-1").unwrap().cut(0..8);
            all.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(all, (0..8).collect::<Vec<_>>());
    }

    #[test]
    fn a_cursor_of_another_list_and_limits_out_of_bounds_are_refused() {
        for (cursor, limit) in [(Some("b-1.3"), None), (Some("3"), None), (None, Some(0)), (None, Some(101))]
        {
            assert!(PageParams::new(cursor, limit, "a-1").is_err(), "{cursor:?} {limit:?}");
        }
    }
}
