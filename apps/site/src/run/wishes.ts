import { asOffprintError } from '@offprint/errors';
import { nameOf } from '@offprint/files';
import { exampleInputs, type Method } from '@offprint/methods';
import type { BesideControl } from './beside/beside-control.ts';
import { checkpointsOf, nextKey } from './chosen-files.ts';
import type { RunControl } from './run-control.ts';
import { copyText, save } from './saving.ts';
import { chosenReferences, obstacle, typedSettings } from './sheet-plan.ts';
import { allFiles, type Chosen, type SheetEvent, type SheetState } from './sheet-state.ts';
import type { DrawnFigure, Wish } from './view.ts';

interface WishContext {
  readonly method: Method;
  readonly control: RunControl;
  readonly comparing: BesideControl;
  readonly tell: (event: SheetEvent) => void;
  /** Leads the reader to a port or a setting. */
  readonly leadTo: (field: string) => void;
  readonly current: () => { readonly state: SheetState; readonly drawn: DrawnFigure | null };
}

/** Does what a reader asks for. Whatever fails becomes the error of the sheet. */
export function granter(context: WishContext): (wish: Wish) => void {
  return (wish) => {
    grant(context, wish).catch((thrown: unknown) =>
      context.tell({ type: 'failed', error: asOffprintError(thrown).toJSON() }),
    );
  };
}

async function grant(context: WishContext, wish: Wish): Promise<void> {
  const { method, control, comparing, tell, current } = context;
  const { state, drawn } = current();
  switch (wish.type) {
    case 'choose':
      return tell({ type: 'files-chosen', port: wish.port, files: await checkpointsOf(wish.given) });
    case 'replace': {
      const [first, ...rest] = await checkpointsOf(wish.given);
      if (first !== undefined) tell({ type: 'file-replaced', key: wish.key, by: first });
      if (rest.length > 0) tell({ type: 'files-chosen', port: null, files: rest });
      return;
    }
    case 'try-it':
      return state.makingExample ? undefined : tryIt(method, tell);
    case 'run':
      return run(context);
    case 'run-without':
      tell({ type: 'file-removed', key: wish.key });
      return run(context);
    case 'cancel':
      return control.cancel();
    case 'beside':
      return comparing.start(wish.extent, state);
    case 'beside-stop':
      return comparing.stop();
    case 'copy':
      return tell({ type: 'remarked', remark: { at: wish.at, says: await copyText(wish.text) } });
    default: {
      if (state.stage.name !== 'result') return;
      const says = await save(wish, state.stage.result, drawn);
      if (says !== null) tell({ type: 'remarked', remark: { at: 'save', says } });
    }
  }
}

/** Fills the form with the method's own example. */
async function tryIt(method: Method, tell: WishContext['tell']): Promise<void> {
  tell({ type: 'example-asked' });
  const { files, settings } = await exampleInputs(method);
  const chosen = Object.entries(files).map(([port, list]) => [port, list.map(chosenOf)] as const);
  tell({ type: 'example-made', files: Object.fromEntries(chosen), settings: typedSettings(settings) });
}

function chosenOf(references: Chosen['references']): Chosen {
  const [first] = references;
  const sizes = references.map((reference) => (reference.kind === 'bytes' ? reference.bytes.byteLength : 0));
  return {
    key: nextKey(),
    name: first === undefined ? '' : nameOf(first),
    folder: null,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    joins: null,
    references,
    header: { state: 'reading' },
  };
}

/** Starts the run, or leads to what is in its way. A file that cannot be used is the error itself. */
async function run({ method, control, tell, leadTo, current }: WishContext): Promise<void> {
  const { state } = current();
  if (state.stage.name === 'running') return;
  const faulty = allFiles(state).find(({ header }) => header.state === 'fault');
  const block = obstacle(method, state);
  if (block === null) {
    control.start({ files: chosenReferences(state), settings: state.settings });
  } else if (faulty !== undefined && faulty.header.state === 'fault' && state.files[block.at]?.includes(faulty)) {
    tell({ type: 'failed', error: faulty.header.error });
  } else leadTo(block.at);
}
