//! bf16 products on the tile registers of Intel's AMX, with f32 sums.
//!
//! In: packed tiles of `pack.rs`. Out: f32 blocks of the product. Only training uses them: inputs are
//! rounded to 8 bits of mantissa, sums are not.

use super::View;
use super::pack::{LINES, Side, TILE, depth_tiles, pack, pack_strip};
use rayon::prelude::*;
use std::sync::OnceLock;

/// Rows and columns of the block that one pass computes: two tiles by two.
const BLOCK: usize = 2 * LINES;

/// True where this machine has AMX with bf16 and the system lets this process use it.
pub fn available() -> bool {
    static AVAILABLE: OnceLock<bool> = OnceLock::new();
    *AVAILABLE.get_or_init(arch::enable)
}

/// `out = a · b`, row-major, with `a` and `b` rounded to bf16, over all threads of the pool; the shapes have been
/// checked.
pub(super) fn product(a: View, b: View, out: &mut [f32]) {
    let out_step = b.cols;
    let strip = depth_tiles(a.cols) * TILE;
    let right = pack(b, Side::Right);
    out.par_chunks_mut(BLOCK * out_step).enumerate().for_each_init(
        || vec![0u32; 2 * strip],
        |left, (at, out)| {
            let first = at * BLOCK;
            if first + BLOCK > a.rows {
                left.fill(0);
            }
            for (half, left) in left.chunks_mut(strip.max(1)).enumerate() {
                pack_strip(a, Side::Left, first + half * LINES, left);
            }
            let mut block = [0f32; BLOCK * BLOCK];
            let tiles = arch::Tiles::new();
            for (columns, right) in right.chunks(2 * strip.max(1)).enumerate() {
                tiles.block(left, right, &mut block);
                let from = columns * BLOCK;
                let width = BLOCK.min(b.cols - from);
                for (row, sums) in block.chunks(BLOCK).take(a.rows - first).enumerate() {
                    let out = &mut out[row * out_step + from..][..width];
                    out.copy_from_slice(&sums[..width]);
                }
            }
        },
    );
}

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
#[path = "tiles.rs"]
pub(super) mod arch;

#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
pub(super) mod arch {
    //! Machines without AMX: [`super::available`] says no and nothing here is called.
    use super::BLOCK;

    pub(in super::super) fn enable() -> bool {
        false
    }

    pub(in super::super) struct Tiles;

    impl Tiles {
        pub(in super::super) fn new() -> Self {
            Self
        }

        pub(in super::super) fn block(&self, _: &[u32], _: &[u32], _: &mut [f32; BLOCK * BLOCK]) {}

        pub(in super::super) fn pack(_: &[f32], _: usize, _: bool, _: bool, _: &mut [u32]) {}
    }
}
