import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Hasher } from './hasher.node.ts';

/** A browser's own SHA-256 wants the whole file at once; this one takes it in pieces. */
export function createHasher(): Hasher {
  const hash = sha256.create();
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digest: () => bytesToHex(hash.digest()),
  };
}
