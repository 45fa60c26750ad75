/** A process that writes a file of the given size in 64 KiB pieces and reports the code of the fault, for limits set from outside. */
import { OffprintError } from '@offprint/errors';
import { fileSink } from '../file-sink.node.ts';

const [file, size] = process.argv.slice(2);
const piece = new Uint8Array(64 * 1024).fill(7);
const sink = await fileSink(file);
try {
  for (let at = 0; at < Number(size); at += piece.byteLength) await sink.write(piece, at);
  await sink.commit();
  process.stdout.write('committed');
} catch (thrown) {
  await sink.discard();
  process.stdout.write(thrown instanceof OffprintError ? thrown.code : String(thrown));
}
