import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.e2e.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Each file starts a server and a browser of its own; two cores carry one at a time well.
    fileParallelism: false,
  },
});
