//! Sequences to batches: sorted by length, filled up to a budget of tokens, handed back in order.

/// Positions of sequences, grouped so that no group holds more than `budget` tokens (a longer sequence is
/// alone); similar lengths come together.
pub fn plan(lengths: &[usize], budget: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|&at| lengths[at]);
    let (mut groups, mut group, mut tokens) = (Vec::new(), Vec::new(), 0);
    for at in order {
        if tokens + lengths[at] > budget && !group.is_empty() {
            groups.push(std::mem::take(&mut group));
            tokens = 0;
        }
        tokens += lengths[at];
        group.push(at);
    }
    if !group.is_empty() {
        groups.push(group);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_sequence_is_in_one_group_within_the_budget(lengths in prop::collection::vec(1usize..300, 0..80)) {
            let groups = plan(&lengths, 512);
            let mut seen: Vec<usize> = groups.iter().flatten().copied().collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..lengths.len()).collect::<Vec<_>>());
            for group in &groups {
                let tokens: usize = group.iter().map(|&at| lengths[at]).sum();
                prop_assert!(tokens <= 512 || group.len() == 1);
            }
        }
    }
}
