import type { AssetNames } from './assets.ts';
import type { Service } from './service.ts';

/** What every page is made from. */
export interface Site {
  readonly service: Service;
  readonly assets: AssetNames;
  /** Takes a line about something that went wrong without a reader noticing. */
  readonly log: (line: string) => void;
}
