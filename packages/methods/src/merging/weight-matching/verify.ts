import type { Verification } from '../../method.ts';
export const verification: Verification = { title: 'x', source: 'y', run: async () => [] };
