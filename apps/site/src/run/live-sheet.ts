import { defaultThreads, type Estimate, findMethod, type Method, parseSettings } from '@offprint/methods';
import { jsx } from 'hono/jsx';
import { flushSync } from 'hono/jsx/dom';
import { createRoot } from 'hono/jsx/dom/client';
import { announcement } from './announcements.ts';
import { type Beside, relatedTo } from './beside/beside.ts';
import { createBesideControl } from './beside/beside-control.ts';
import { listenForFiles } from './dropping.ts';
import { createFigureControl } from './figure-control.ts';
import { focusAfter, type LostControl } from './focus-after.ts';
import type { HeldDrop } from './held-drop.ts';
import { outputFiles } from './output-files.ts';
import { createPreviewControl } from './preview-control.ts';
import { readHeader } from './read-header.ts';
import { createRunControl } from './run-control.ts';
import { createSampling } from './sampling.ts';
import { Sheet } from './sheet.tsx';
import { obstacle, planOf, readSettings, statusOf, unreadFiles } from './sheet-plan.ts';
import { initialState, reduce, type SheetEvent, type SheetState } from './sheet-state.ts';
import type { DrawnFigure, Preview, View } from './view.ts';
import { granter } from './wishes.ts';

/**
 * Brings a server-rendered sheet to life: from here on it is rendered in the page, from one state.
 * @param dropped files that were dropped before
 */
export function bringToLife(host: HTMLElement, dropped: HeldDrop | null = null): void {
  const method = findMethod(host.dataset['method'] ?? '');
  const plan = planOf(method);
  const root = createRoot(host);
  const reading = new Set<number>();
  let state = initialState(plan);
  let drawn: DrawnFigure | null = null;
  let preview: Preview | null = null;
  let reported: unknown = null;
  let beside: Beside | null = null;
  const sampling = createSampling();

  const show = (): void => {
    const view: View = {
      method,
      state,
      tell,
      ask,
      origin: location.origin,
      figure: drawn,
      preview,
      beside,
      besideSeconds: state.stage.name === 'result' ? secondsOf(relatedTo(method), state) : null,
      estimate: estimateOf(method, state),
    };
    flushSync(() => root.render(jsx(Sheet, { view })));
    describe(host, method, state, preview);
  };

  const figure = createFigureControl(method, host, (next) => {
    if (next === drawn) return;
    drawn = next;
    show();
  });

  const draw = (): void => {
    if (state.stage.name !== 'form') figure.draw(reported);
    else figure.draw(preview?.name === 'found' ? preview.data : null);
  };

  const previewing = createPreviewControl(method, sampling, (next) => {
    preview = next;
    draw();
    show();
  });

  const comparing = createBesideControl(method, sampling, (next) => {
    beside = next;
    show();
  });

  const tell = (event: SheetEvent): void => {
    const before = state;
    state = reduce(plan, before, event);
    if (state === before) return;
    const focused = host.contains(document.activeElement) ? document.activeElement : null;
    const place = placeOf(focused);
    reported = reportedData(state, before, reported);
    draw();
    show();
    if (focused !== null) {
      const lost = !focused.isConnected || focused.matches(':disabled');
      moveFocus(host, focusAfter(before, state, lost ? place : null));
    }
    const words = announcement(method, before, state);
    const status = host.querySelector('#run-status');
    if (words !== null && status !== null) status.textContent = words;
    readHeaders();
    previewing.follow(state);
    comparing.follow(state);
  };

  const readHeaders = (): void => {
    for (const file of unreadFiles(state)) {
      if (reading.has(file.key)) continue;
      reading.add(file.key);
      readHeader(file).then((header) => tell({ type: 'header-read', key: file.key, header }), reportError);
    }
  };

  const ask = granter({
    method,
    control: createRunControl(method, tell),
    comparing,
    tell,
    leadTo: (field) => leadTo(host, field),
    current: () => ({ state, drawn }),
  });

  show();
  const takeDrop = listenForFiles(host, ask);
  if (dropped !== null) takeDrop(dropped);
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || isElsewhere(event.target)) return;
    if (state.stage.name === 'running') ask({ type: 'cancel' });
    else if (state.stage.name === 'error') tell({ type: 'form-asked' });
  });
}

/** The port and the file that a control belongs to; to be asked while it is still there. */
function placeOf(control: Element | null): LostControl | null {
  const port = control?.closest<HTMLElement>('[data-port]')?.dataset['port'];
  const file = control?.closest<HTMLElement>('[data-file]')?.dataset['file'] ?? null;
  return port === undefined ? null : { port, file };
}

function moveFocus(host: HTMLElement, selectors: readonly string[]): void {
  for (const selector of selectors) {
    const target = host.querySelector<HTMLElement>(selector);
    if (target !== null) {
      target.focus();
      return;
    }
  }
}

/** For style sheets, tests and other scripts: what the sheet is doing, and the hash of what it made. */
function describe(host: HTMLElement, method: Method, state: SheetState, preview: Preview | null): void {
  host.dataset['state'] = statusOf(method, state);
  host.dataset['preview'] = preview?.name ?? 'none';
  const output = state.stage.name === 'result' ? outputFiles(state.stage.result)[0]?.file : undefined;
  if (output === undefined) delete host.dataset['outputSha256'];
  else host.dataset['outputSha256'] = output.sha256;
}

/** What was reported last: the result, or the last partial report of the run under way. */
function reportedData(state: SheetState, before: SheetState, reported: unknown): unknown {
  if (state.stage.name === 'result') return state.stage.result.report.data;
  if (state.stage.name !== 'running') return null;
  return state.stage.progress?.partial ?? (before.stage.name === 'running' ? reported : null);
}

function estimateOf(method: Method, state: SheetState): Estimate | null {
  const settings = readSettings(method, state);
  if (state.stage.name !== 'form' || settings === null || obstacle(method, state) !== null) return null;
  return method.estimate({ files: headersOf(state), settings, threads: defaultThreads() });
}

/** What methods will take together, one after another, with the settings that they start with. */
function secondsOf(methods: readonly Method[], state: SheetState): number {
  const files = headersOf(state);
  return methods
    .map((method) => method.estimate({ files, settings: parseSettings(method, {}), threads: defaultThreads() }).seconds)
    .reduce((sum, seconds) => sum + seconds, 0);
}

function headersOf({ files }: SheetState) {
  return Object.fromEntries(
    Object.entries(files).map(([port, list]) => [
      port,
      list.flatMap(({ header }) => (header.state === 'sound' ? [header.checkpoint] : [])),
    ]),
  );
}

/** Shows a port or a setting and puts the focus on its first control. */
function leadTo(host: HTMLElement, field: string): void {
  const place = host.querySelector<HTMLElement>(
    `[data-port="${CSS.escape(field)}"], [data-setting="${CSS.escape(field)}"]`,
  );
  const advanced = place?.closest('details');
  if (advanced !== null && advanced !== undefined) advanced.open = true;
  place?.querySelector<HTMLElement>('input:not([type=range]), select, button')?.focus();
  place?.scrollIntoView({ block: 'center' });
}

/** True in a dialogue or a text field, where Escape has its own meaning. */
function isElsewhere(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('dialog[open], [type=text], [type=search], textarea, select') !== null
  );
}
