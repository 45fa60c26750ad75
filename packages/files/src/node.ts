/** What only Node can do: write to the disk, and find the files of a checkpoint there. */
export { checkpointReferences } from './checkpoint-references.node.ts';
export { fileSink } from './file-sink.node.ts';
