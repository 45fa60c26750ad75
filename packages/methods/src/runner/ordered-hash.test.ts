import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderedHash } from './ordered-hash.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

it('hashes pieces in any order as if they were one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 8 }),
      fc.infiniteStream(fc.nat()),
      (pieces, keys) => {
        const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
        const placed = pieces.map((bytes, index) => ({
          bytes,
          at: pieces.slice(0, index).reduce((sum, piece) => sum + piece.length, 0),
          key: keys.next().value ?? 0,
        }));
        const hash = orderedHash('x');
        for (const piece of placed.sort((a, b) => a.key - b.key)) hash.add(piece.bytes, piece.at);
        expect(hash.finish()).toEqual({ size: whole.length, sha256: sha256(whole) });
      },
    ),
  );
});

it('takes what comes early as it was then, for the buffer may be used again', () => {
  const hash = orderedHash('x');
  const buffer = Uint8Array.of(2);
  hash.add(buffer, 1);
  buffer[0] = 9;
  hash.add(Uint8Array.of(1), 0);
  expect(hash.finish().sha256).toBe(sha256(Uint8Array.of(1, 2)));
});

it('notices a range that was never written, and one that was written twice', () => {
  const gap = orderedHash('gap.bin');
  gap.add(new Uint8Array(2), 5);
  expect(() => gap.finish()).toThrow('Bytes from 0 on of gap.bin were never written.');
  const twice = orderedHash('twice.bin');
  twice.add(new Uint8Array(4), 0);
  expect(() => twice.add(new Uint8Array(1), 3)).toThrow('Byte 3 of twice.bin was written twice.');
});
