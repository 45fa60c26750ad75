/** What only Node can do: write to the disk, and find the files of a checkpoint there. */
export { checkpointReferences, modelReferences } from './checkpoint-references.node.ts';
export { fileSink } from './file-sink.node.ts';
export { type GrowingFile, growingFile } from './growing-file.node.ts';
export { lastingSink, partialPathOf, removePartial } from './lasting-sink.node.ts';
export { storageFault } from './storage-fault.ts';
