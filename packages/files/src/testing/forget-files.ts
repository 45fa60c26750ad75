/** A process that opens files, forgets them, and collects the garbage. Run with --expose-gc. */
import { fileSink } from '../file-sink.node.ts';
import { openSource } from '../open-source.ts';

const [folder] = process.argv.slice(2);
for (let round = 0; round < 20; round += 1) {
  await (await openSource({ kind: 'path', path: import.meta.filename })).readInto(new Uint8Array(1), 0);
  await fileSink(`${folder}/forgotten-${round}`);
}
for (let round = 0; round < 5; round += 1) {
  globalThis.gc?.();
  await new Promise((resolve) => setTimeout(resolve, 20));
}
process.stdout.write(typeof globalThis.gc);
