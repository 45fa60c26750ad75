/** A process that makes the same file over and over, for being killed. Each version is 1 MiB of one byte value. */
import { fileSink } from '../file-sink.node.ts';

const [file, mode] = process.argv.slice(2);
for (let version = 1; ; version = (version % 255) + 1) {
  const sink = await fileSink(file);
  const piece = new Uint8Array(64 * 1024).fill(version);
  for (let at = 0; at < 1024 * 1024; at += piece.byteLength) await sink.write(piece, at);
  process.stdout.write('.');
  if (mode === 'commit') await sink.commit();
  else await new Promise(() => setInterval(() => {}, 1000));
}
