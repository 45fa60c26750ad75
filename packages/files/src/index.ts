export type { Checkpoint, TensorEntry } from './checkpoint.ts';
export { openCheckpoint } from './checkpoint.ts';
export { memoryBlobSink, memorySink } from './memory-sink.ts';
export { nameOf, openSource } from './open-source.ts';
export { bytesOfTensor, dtypeBits, type TensorDType } from './safetensors/dtypes.ts';
export { MAX_HEADER_BYTES } from './safetensors/header.ts';
export { planSafetensors, type SafetensorsPlan, type TensorLayout, writeSafetensors } from './safetensors/write.ts';
export { sha256 } from './sha256.ts';
export type { ByteSink, ByteSource, OpenOptions, SourceReference } from './source.ts';
