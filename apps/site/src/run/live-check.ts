import { asOffprintError } from '@offprint/errors';
import { findMethod } from '@offprint/methods';
import { type StartedRun, startVerification } from '@offprint/methods/browser';
import { jsx } from 'hono/jsx';
import { flushSync } from 'hono/jsx/dom';
import { createRoot } from 'hono/jsx/dom/client';
import { CheckBody, type CheckState, outcomeOf } from './check-it.tsx';

/** Brings *Check it* to life, and starts it: the reader has just asked for it. */
export function bringCheckToLife(host: HTMLElement): void {
  const method = findMethod(host.dataset['method'] ?? '');
  const root = createRoot(host);
  let running: StartedRun<unknown> | null = null;

  const show = (state: CheckState): void => {
    flushSync(() => root.render(jsx(CheckBody, { method, state, start, stop: () => running?.cancel() })));
    host.dataset['state'] = state.name;
  };

  const verify = async (): Promise<void> => {
    show({ name: 'running', share: 0, detail: 'starting' });
    host.querySelector<HTMLElement>('#check-stop')?.focus();
    const started = startVerification(method.id, {
      onProgress: (share, detail) => show({ name: 'running', share, detail }),
    });
    running = started;
    const result = await started.result;
    show({ name: 'checked', result });
    const status = host.querySelector('#check-status');
    if (status !== null) status.textContent = outcomeOf(result);
    host.querySelector<HTMLElement>('#check-outcome')?.focus();
  };

  function start(): void {
    verify()
      .catch((thrown: unknown) => {
        const { kind, message } = asOffprintError(thrown);
        show(kind === 'cancelled' ? { name: 'idle' } : { name: 'failed', message });
        host.querySelector<HTMLElement>('#check-start')?.focus();
      })
      .finally(() => {
        running = null;
      });
  }

  start();
}
