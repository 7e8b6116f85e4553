//! A ranked list against graded truth.

use std::collections::BTreeMap;

/// Share of the items of at least this grade that stand among the first `k`, of as many as can stand there;
/// `None` where there is no such item.
pub fn recall(ranked: &[String], grades: &BTreeMap<String, u8>, grade: u8, k: usize) -> Option<f64> {
    let wanted = grades.values().filter(|&&of| of >= grade).count();
    let found = ranked.iter().take(k).filter(|item| grades.get(*item).is_some_and(|&of| of >= grade)).count();
    (wanted > 0).then(|| found as f64 / wanted.min(k) as f64)
}

/// Normalised discounted cumulative gain over the first `k` with gains of 2^grade − 1 (Burges et al. 2005);
/// `None` where nothing has a grade above 0.
pub fn ndcg(ranked: &[String], grades: &BTreeMap<String, u8>, k: usize) -> Option<f64> {
    let gain = |grade: u8| f64::from(grade).exp2() - 1.0;
    let discounted = |gains: &mut dyn Iterator<Item = f64>| -> f64 {
        gains.take(k).enumerate().map(|(at, gain)| gain / ((at + 2) as f64).log2()).sum()
    };
    let mut ideal: Vec<f64> = grades.values().map(|&grade| gain(grade)).collect();
    ideal.sort_by(|a, b| b.total_cmp(a));
    let best = discounted(&mut ideal.into_iter());
    let got = discounted(&mut ranked.iter().map(|item| grades.get(item).map_or(0.0, |&grade| gain(grade))));
    (best > 0.0).then(|| got / best)
}

/// How many of `unwanted` stand among the first `k`.
pub fn among(ranked: &[String], unwanted: &[String], k: usize) -> usize {
    ranked.iter().take(k).filter(|item| unwanted.contains(item)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &str) -> Vec<String> {
        items.chars().map(String::from).collect()
    }

    fn grades(of: &[(&str, u8)]) -> BTreeMap<String, u8> {
        of.iter().map(|&(item, grade)| (item.to_owned(), grade)).collect()
    }

    #[test]
    fn ndcg_by_hand() {
        let grades = grades(&[("a", 2), ("b", 1)]);
        // Gains 3 and 1; ideal 3 + 1 / log2 3; here 1 + 3 / log2 3.
        let log3 = 3f64.log2();
        let got = ndcg(&list("ba"), &grades, 10).expect("graded");
        assert!((got - (1.0 + 3.0 / log3) / (3.0 + 1.0 / log3)).abs() < 1e-12);
        assert!((ndcg(&list("abx"), &grades, 10).expect("graded") - 1.0).abs() < 1e-12);
        assert_eq!(ndcg(&list("ab"), &BTreeMap::new(), 10), None);
    }

    #[test]
    fn recall_counts_one_grade_up_to_what_the_list_can_hold() {
        let grades = grades(&[("a", 2), ("b", 2), ("c", 2), ("d", 1)]);
        assert_eq!(recall(&list("adx"), &grades, 2, 3), Some(1.0 / 3.0));
        assert_eq!(recall(&list("abc"), &grades, 2, 2), Some(1.0));
        assert_eq!(recall(&list("abc"), &grades, 3, 2), None);
        assert_eq!(among(&list("abc"), &list("cz"), 2), 0);
        assert_eq!(among(&list("abc"), &list("cz"), 3), 1);
    }
}
