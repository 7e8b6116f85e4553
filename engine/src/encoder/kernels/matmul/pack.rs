//! bf16 tiles of a matrix, in the two layouts that a tile multiplication wants.
//!
//! In: an f32 [`View`]. Out: tiles of 16 lines by 32 numbers along the inner dimension, two bf16 in each `u32`, the
//! even one in the low half. A tile of the left factor has a line (a row of the product) a row; a tile of
//! the right one is its transpose, a pair of inner numbers a row. What lies beyond the matrix is zero.

use super::View;
use super::amx::arch::Tiles;
use rayon::prelude::*;

/// Lines of a tile.
pub(super) const LINES: usize = 16;
/// Numbers of a tile along the inner dimension.
pub(super) const DEPTH: usize = 32;
/// `u32`s of a tile.
pub(super) const TILE: usize = LINES * DEPTH / 2;

/// Which factor a tile is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// A line is a row of the view.
    Left,
    /// A line is a column of the view.
    Right,
}

/// Number of tiles along the inner dimension.
pub(super) fn depth_tiles(depth: usize) -> usize {
    depth.div_ceil(DEPTH)
}

/// Packs all lines of a factor, in parallel: `lines / 16` (rounded up to an even number) strips of
/// [`depth_tiles`] tiles.
pub(super) fn pack(view: View, side: Side) -> Vec<u32> {
    let lines = if side == Side::Left { view.rows } else { view.cols };
    let strip = depth_tiles(if side == Side::Left { view.cols } else { view.rows }) * TILE;
    let mut out = vec![0u32; lines.div_ceil(2 * LINES) * 2 * strip];
    out.par_chunks_mut(strip.max(1))
        .enumerate()
        .for_each(|(at, out)| pack_strip(view, side, at * LINES, out));
    out
}

/// Packs the 16 lines from `first` on; lines beyond the matrix are left as they are.
pub(super) fn pack_strip(view: View, side: Side, first: usize, out: &mut [u32]) {
    let (line, inner, lines, depth) = match side {
        Side::Left => (view.row_step, view.col_step, view.rows, view.cols),
        Side::Right => (view.col_step, view.row_step, view.cols, view.rows),
    };
    let lines = lines.saturating_sub(first).min(LINES);
    if lines == 0 {
        return;
    }
    for (at, tile) in out.chunks_exact_mut(TILE).enumerate() {
        let deep = (depth - at * DEPTH).min(DEPTH);
        let data = &view.data[first * line + at * DEPTH * inner..];
        let whole = lines == LINES && deep == DEPTH && (line == 1 || inner == 1);
        if whole {
            Tiles::pack(data, if inner == 1 { line } else { inner }, inner == 1, side == Side::Right, tile);
        } else {
            let mut copy = [0f32; LINES * DEPTH];
            for i in 0..lines {
                for k in 0..deep {
                    copy[i * DEPTH + k] = data[i * line + k * inner];
                }
            }
            Tiles::pack(&copy, DEPTH, true, side == Side::Right, tile);
        }
    }
}
