import { sha256 } from '@noble/hashes/sha2.js';
import type { Hasher } from './hasher.node.ts';

/** The browser's own SHA-256 wants the whole file in memory at once; this one takes it in pieces. */
export function createHasher(): Hasher {
  const hash = sha256.create();
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digest: () => Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
}
