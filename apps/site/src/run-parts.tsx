import type { Method } from '@offprint/methods';
import type { JSX } from 'hono/jsx/jsx-runtime';

/** What the run sheet gives to the pages. */
interface RunModule {
  readonly RunSheet?: (props: { readonly method: Method; readonly origin?: string }) => JSX.Element;
  readonly CheckIt?: (props: { readonly method: Method }) => JSX.Element;
}

const found = Object.assign({}, ...Object.values(import.meta.glob<RunModule>('./run/*.tsx', { eager: true }))) as RunModule;

export const runParts = {
  islands: Object.keys(import.meta.glob('./run/*.island.{ts,tsx}')).map((file) => file.replace(/^.*\/|\.island\.tsx?$/g, '')),
  RunSheet: found.RunSheet ?? (() => <></>),
  CheckIt: found.CheckIt ?? (() => <></>),
};
