import { createHash } from 'node:crypto';

/** SHA-256 in the making. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Lower-case hexadecimal. */
  digest(): string;
  /** The digest of what came so far, without ending it; null where that cannot be had. */
  peek(): string | null;
}

export function createHasher(): Hasher {
  const hash = createHash('sha256');
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digest: () => hash.digest('hex'),
    peek: () => hash.copy().digest('hex'),
  };
}
