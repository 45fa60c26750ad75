/** `@offprint/store/testing`: real databases for the suites of all packages. Not for the product itself. */
export { dialects, startDatabases, type TestDatabases, type TestPlace } from './databases.ts';
export { startPostgres, type TestServer } from './postgres.ts';
