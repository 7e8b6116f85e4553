//! The tile registers and what fills them, on x86-64 Linux.
#![expect(unsafe_code, reason = "the instructions have no stable or no safe intrinsics")]

use super::super::pack::{LINES, TILE};
use super::BLOCK;
use std::arch::asm;
use std::arch::x86_64::{
    __cpuid_count, __m512bh, __m512i, _mm512_cvtne2ps_pbh, _mm512_loadu_ps, _mm512_loadu_si512,
    _mm512_permutex2var_epi32, _mm512_permutexvar_epi16, _mm512_setzero_si512, _mm512_storeu_si512,
};
use std::marker::PhantomData;
use std::mem::transmute;

/// Asks the system for the tile registers; they are large, so a process must ask.
pub(in super::super) fn enable() -> bool {
    const ARCH_PRCTL: i64 = 158;
    const REQUEST_PERMISSION: u64 = 0x1023;
    const TILE_DATA: u64 = 18;
    let leaf = __cpuid_count(7, 0);
    let (bf16, tile) = (1 << 22, 1 << 24);
    let vectors = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512bf16");
    if !vectors || leaf.edx & bf16 == 0 || leaf.edx & tile == 0 {
        return false;
    }
    let result: i64;
    // SAFETY: a system call without pointers; it changes nothing but the permission.
    unsafe {
        asm!("syscall", inlateout("rax") ARCH_PRCTL => result, in("rdi") REQUEST_PERMISSION,
            in("rsi") TILE_DATA, out("rcx") _, out("r11") _, options(nostack));
    }
    result == 0
}

/// The tile registers of this thread, shaped as 16 rows of 64 bytes for as long as this lives.
pub(in super::super) struct Tiles {
    _this_thread: PhantomData<*const ()>,
}

#[repr(C, align(64))]
struct Shape([u8; 64]);

impl Tiles {
    /// Shapes the registers.
    ///
    /// # Panics
    /// Where [`super::available`] says no.
    pub(in super::super) fn new() -> Self {
        assert!(super::available(), "tile registers without AMX");
        let mut shape = Shape([0; 64]);
        shape.0[0] = 1;
        for tile in 0..8 {
            shape.0[16 + 2 * tile] = 64;
            shape.0[48 + tile] = 16;
        }
        // SAFETY: AMX is there and permitted; `shape` is a valid configuration of 64 bytes. The registers
        // hold nothing of anybody else: no other code of this process uses them.
        unsafe {
            asm!("ldtilecfg [{}]", in(reg) shape.0.as_ptr(), options(nostack, readonly));
        }
        Self { _this_thread: PhantomData }
    }

    /// The product of two strips of left tiles and two of right ones.
    #[expect(clippy::unused_self, reason = "the registers must be shaped while it runs")]
    pub(in super::super) fn block(&self, left: &[u32], right: &[u32], out: &mut [f32; BLOCK * BLOCK]) {
        assert_eq!(left.len(), right.len(), "as many tiles on both sides");
        let steps = left.len() / (2 * TILE);
        if steps == 0 {
            out.fill(0.0);
            return;
        }
        let strip = steps * TILE;
        // SAFETY: each of the four pointers walks over `steps` tiles of 1,024 bytes, which the slices
        // hold; the stores write 16 rows of 64 bytes, 128 bytes apart, four times into `out`.
        unsafe {
            asm!(
                "tilezero tmm0", "tilezero tmm1", "tilezero tmm2", "tilezero tmm3",
                "2:",
                "tileloadd tmm4, [{a0} + {line}*1]",
                "tileloadd tmm6, [{b0} + {line}*1]",
                "tdpbf16ps tmm0, tmm4, tmm6",
                "tileloadd tmm7, [{b1} + {line}*1]",
                "tdpbf16ps tmm1, tmm4, tmm7",
                "tileloadd tmm5, [{a1} + {line}*1]",
                "tdpbf16ps tmm2, tmm5, tmm6",
                "tdpbf16ps tmm3, tmm5, tmm7",
                "add {a0}, 1024", "add {a1}, 1024", "add {b0}, 1024", "add {b1}, 1024",
                "dec {steps}", "jnz 2b",
                "tilestored [{out} + {row}*1], tmm0",
                "tilestored [{out} + {row}*1 + 64], tmm1",
                "tilestored [{out} + {row}*1 + 2048], tmm2",
                "tilestored [{out} + {row}*1 + 2112], tmm3",
                a0 = inout(reg) left.as_ptr() => _,
                a1 = inout(reg) left[strip..].as_ptr() => _,
                b0 = inout(reg) right.as_ptr() => _,
                b1 = inout(reg) right[strip..].as_ptr() => _,
                steps = inout(reg) steps => _,
                out = in(reg) out.as_mut_ptr(),
                line = in(reg) 64usize,
                row = in(reg) 4 * BLOCK,
                out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
                options(nostack),
            );
        }
    }

    /// One whole tile from 16 lines of 32 numbers. `along`: the numbers of a line are contiguous and lines lie
    /// `step` apart; else the lines are contiguous and the numbers lie `step` apart. `right`: the layout of
    /// the right factor.
    pub(in super::super) fn pack(data: &[f32], step: usize, along: bool, right: bool, out: &mut [u32]) {
        assert!(super::available(), "bf16 vectors without AMX");
        // SAFETY: `enable` has found AVX-512 with its byte, word and bf16 instructions.
        unsafe { pack(data, step, along, right, out) }
    }
}

impl Drop for Tiles {
    fn drop(&mut self) {
        // SAFETY: gives the registers back; the configuration was loaded by `new` on this thread.
        unsafe { asm!("tilerelease", options(nostack, nomem)) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512bf16")]
fn pack(data: &[f32], step: usize, along: bool, right: bool, out: &mut [u32]) {
    // 16 numbers from `at` on, bounds checked. SAFETY: the slice has 16 numbers.
    let load = |at: usize| unsafe { _mm512_loadu_ps(data[at..][..LINES].as_ptr()) };
    let mut rows: [__m512i; LINES] = [_mm512_setzero_si512(); LINES];
    // SAFETY: both are 64 bytes without invalid values.
    let bits = |pairs: __m512bh| unsafe { transmute::<__m512bh, __m512i>(pairs) };
    if along {
        for (i, row) in rows.iter_mut().enumerate() {
            *row = bits(_mm512_cvtne2ps_pbh(load(i * step + LINES), load(i * step)));
        }
    } else {
        // SAFETY: 32 words of 2 bytes.
        let order = unsafe { _mm512_loadu_si512(INTERLEAVE.as_ptr().cast()) };
        for (r, row) in rows.iter_mut().enumerate() {
            let halves = bits(_mm512_cvtne2ps_pbh(load((2 * r + 1) * step), load(2 * r * step)));
            *row = _mm512_permutexvar_epi16(order, halves);
        }
    }
    if along == right {
        transpose(&mut rows);
    }
    let out = &mut out[..TILE];
    for (row, out) in rows.iter().zip(out.chunks_exact_mut(LINES)) {
        // SAFETY: the chunk has 16 numbers of 4 bytes.
        unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), *row) }
    }
}

/// Exchanges blocks of 1, 2, 4 and 8 lanes between pairs of rows.
#[target_feature(enable = "avx512f")]
fn transpose(rows: &mut [__m512i; LINES]) {
    for step in 0..4 {
        let bit = 1 << step;
        // SAFETY: 16 numbers of 4 bytes each.
        let (low, high) = unsafe {
            (_mm512_loadu_si512(LOW[step].as_ptr().cast()), _mm512_loadu_si512(HIGH[step].as_ptr().cast()))
        };
        for i in (0..LINES).filter(|i| i & bit == 0) {
            let (a, b) = (rows[i], rows[i + bit]);
            rows[i] = _mm512_permutex2var_epi32(a, low, b);
            rows[i + bit] = _mm512_permutex2var_epi32(a, high, b);
        }
    }
}

/// Word 0 of the low half, word 0 of the high half, word 1 of the low half …
static INTERLEAVE: [u16; 2 * LINES] = {
    let mut order = [0; 2 * LINES];
    let mut j = 0;
    while j < LINES {
        order[2 * j] = j as u16;
        order[2 * j + 1] = (LINES + j) as u16;
        j += 1;
    }
    order
};

static LOW: [[u32; LINES]; 4] = [lanes(1, 0), lanes(2, 0), lanes(4, 0), lanes(8, 0)];
static HIGH: [[u32; LINES]; 4] = [lanes(1, 1), lanes(2, 1), lanes(4, 1), lanes(8, 1)];

/// Which lanes of two rows (those of the second counted from 16) make up a row after blocks of `bit` lanes
/// were exchanged.
const fn lanes(bit: usize, half: usize) -> [u32; LINES] {
    let mut lanes = [0; LINES];
    let mut j = 0;
    while j < LINES {
        let from = (j & !bit) | (half * bit);
        lanes[j] = (if j & bit == 0 { from } else { LINES + from }) as u32;
        j += 1;
    }
    lanes
}
