import type { Method } from '../method.ts';

/** One thing that must hold for every method. It throws if it does not. */
export interface Check {
  readonly title: string;
  run(method: Method): Promise<void>;
}
