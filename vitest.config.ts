import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'apps/**/*.test.tsx', 'tools/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/build/**'],
    environment: 'node',
    // Tests that start servers, databases or browsers need time on a busy machine; none asserts a duration.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
