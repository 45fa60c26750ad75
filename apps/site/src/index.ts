export type { RunningServer, ServeOptions } from './server.ts';
export { serve } from './server.ts';
export type { Service, ServiceOptions } from './service.ts';
export { openService } from './service.ts';
