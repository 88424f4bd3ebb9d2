package dev.scaleproof.sim.engine;

import java.util.List;

/**
 * The built-in profiles, of Mistral-7B: 7.24e9 parameters, so 14.48 GB (13.5 GiB) of fp16 weights
 * and 14.5 GFLOP a token; 32 layers × 8 KV heads × 128 × 2 (key, value) × 2 bytes = 128 KiB of KV
 * cache a token (its config.json). KV cache tokens are (GPU memory × 0.9 − weights) / 128 KiB.
 *
 * <p>They are lines through a roofline: near its knee, at 50 to 150 sequences, a real GPU overlaps
 * what is added up here. A profile fitted to measured steps replaces them.
 */
final class HardwareProfiles {
  private static final double MILLIS = 1e6;
  private static final double MICROS = 1e3;

  /** KV cache tokens of 128 KiB. */
  private static final long TOKENS_PER_MIB = 8;

  // Source of the decode figures: github.com/bereketlemma/llm-inference-bench, Mistral-7B-v0.1 fp16
  // on an L4 with vLLM 0.16.0: 17.9, 68.5 and 133.9 tokens/s at batch 1, 4 and 8, that is steps of
  // 55.9, 58.4 and 59.7 ms.
  private static final HardwareProfile L4 =
      new HardwareProfile(
          "L4",
          55.4 * MILLIS, // of which 48 ms read the weights at the datasheet's 300 GB/s
          260 * MICROS, // 121 TFLOPS dense fp16 by datasheet, 46 % of it within 72 W
          470 * MICROS, // (59.7 − 55.9) / 7 less the KV reads of about 130 tokens
          0.5 * MICROS, // 128 KiB at 300 GB/s × 48.3/55.4, the efficiency seen on the weights
          55_200, // 23,034 MiB by nvidia-smi × 0.9 − 13.5 GiB = 6.74 GiB
          23_034 * TOKENS_PER_MIB);

  // Source: github.com/casper-hansen/AutoAWQ/pull/92, Mistral-7B AWQ on a Tesla T4 with the GEMM
  // kernel that vLLM took over for Turing (vllm#1252): 34 tokens/s decoding, 430 tokens/s prefill.
  private static final HardwareProfile T4_AWQ =
      new HardwareProfile(
          "T4-AWQ",
          28 * MILLIS, // 1 / 34 tokens/s; reading 4.15 GB at 320 GB/s would take 13
          // From 256 tokens on vLLM dequantizes and multiplies in fp16 (its awq.py): 65 TFLOPS by
          // datasheet, of which 70 W allow about 24.
          600 * MICROS,
          // The kernel works on tiles of 16 rows, and 256 rows take 592 ms: 37 ms a tile. This is
          // the line from 1 row to 32.
          1_400 * MICROS,
          0.55 * MICROS, // 128 KiB at 320 GB/s × 75 %
          79_000, // 15,360 MiB × 0.9 − 3.87 GiB = 9.63 GiB
          15_360 * TOKENS_PER_MIB);

  // Source: johnmusgrave.com/p/vllm-throughput-latency-sweep-on, Llama-3.1-8B bf16 on an A100 with
  // vLLM 0.23.0: single-stream decode at 77 % of the memory bandwidth, and 6.6 times the throughput
  // at concurrency 8 with prompts of 1,024 tokens.
  private static final HardwareProfile A100 =
      new HardwareProfile(
          "A100",
          9.2 * MILLIS, // 14.48 GB at 77 % of the 80 GB card's 2,039 GB/s
          70 * MICROS, // 14.5 GFLOP at 66 % of 312 TFLOPS dense fp16
          40 * MICROS, // about half of that: with few sequences the multiplication hides in the
          // reads
          0.083 * MICROS, // 128 KiB at 77 % of 2,039 GB/s
          479_000, // 81,920 MiB × 0.9 − 13.5 GiB = 58.5 GiB
          81_920 * TOKENS_PER_MIB);

  static final List<HardwareProfile> BUILT_IN = List.of(L4, T4_AWQ, A100);

  private HardwareProfiles() {}
}
