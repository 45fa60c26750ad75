export { catalogFeed } from './indexing/feed.ts';
export type { RunningServer, ServeOptions } from './server.ts';
export { serve } from './server.ts';
export type { Service, ServiceOptions } from './service.ts';
export { indexFolder, openService } from './service.ts';
