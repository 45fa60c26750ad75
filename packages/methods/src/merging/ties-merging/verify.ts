import type { Verification } from '../../method.ts';
export const verification: Verification = {
  title: '',
  source: '',
  async run() {
    return [];
  },
};
