import type { FilePort } from '@offprint/methods';
import { KeyHint } from '../shell/key-hint.tsx';
import { compareSummaries, describeSummary, resembles } from './checkpoint-summary.ts';
import { shortFault } from './failure-words.ts';
import { formatBytes } from './format.ts';
import { chosenFolders, type GivenFiles, looseFiles } from './given-files.ts';
import { Arrow, Check, Cross } from './icons.tsx';
import type { Chosen } from './sheet-state.ts';
import type { View } from './view.ts';

interface PortProps {
  readonly view: View;
  readonly name: string;
  readonly port: FilePort;
  /** *Try it* stands in the last port. */
  readonly last: boolean;
}

/** A row of the sheet for one file port: what was chosen, and the place to drop more. */
export function FilePortRow({ view, name, port, last }: PortProps) {
  const files = view.state.files[name] ?? [];
  return (
    <div class="columns sheet-row" data-port={name}>
      <h3 class="folio side-head" id={`port-${name}`}>
        {port.title}
      </h3>
      <div class="text">
        {files.length > 0 && (
          <ol class="files" aria-labelledby={`port-${name}`}>
            {files.map((file, place) => (
              <ChosenFile
                key={file.key}
                view={view}
                port={port}
                portName={name}
                file={file}
                place={place}
                count={files.length}
              />
            ))}
          </ol>
        )}
        {files.length < port.max && <DropZone view={view} name={name} port={port} files={files} last={last} />}
      </div>
      <div class="notes note">
        <p>
          {port.min === 0 && <b>May be left empty. </b>}
          {port.help}
        </p>
        {last && (
          <p class="try-words">
            <b>Try it</b> fills the form with small files, made here.
          </p>
        )}
      </div>
    </div>
  );
}

function DropZone({ view, name, port, files, last }: PortProps & { readonly files: readonly Chosen[] }) {
  const what = port.max === 1 ? 'a checkpoint' : files.length === 0 ? 'checkpoints' : 'more checkpoints';
  return (
    <div class="drop" data-drop={name}>
      <p>
        Drop {what} here, or{' '}
        <FileChooser
          label={port.max === 1 ? 'choose a file' : 'choose files'}
          name={`${port.title}: choose files`}
          id={`choose-${name}`}
          take={(given) => view.ask({ type: 'choose', port: name, given })}
        />{' '}
        or{' '}
        <FolderChooser
          name={`${port.title}: choose a folder`}
          id={`choose-folder-${name}`}
          take={(given) => view.ask({ type: 'choose', port: name, given })}
        />
        . Shards go together.
      </p>
      {last && (
        <button
          class="button"
          type="button"
          data-do="try-it"
          aria-keyshortcuts="t"
          aria-disabled={view.state.makingExample ? 'true' : 'false'}
          onClick={() => view.ask({ type: 'try-it' })}
        >
          {view.state.makingExample ? 'Making files' : 'Try it'} <KeyHint name="t" />
        </button>
      )}
    </div>
  );
}

interface ChooserProps {
  readonly label: string;
  /** Name for screen readers, which hear it without the sentence around it. */
  readonly name: string;
  readonly id: string;
  readonly take: (given: GivenFiles) => void;
}

/** Words in a sentence that open the file chooser. */
export function FileChooser({ label, name, id, take }: ChooserProps) {
  return (
    <label class="chooser">
      <input
        class="unseen"
        type="file"
        id={id}
        multiple
        accept=".safetensors,.json"
        aria-label={name}
        onInput={(event: Event) => {
          const input = event.currentTarget;
          if (!(input instanceof HTMLInputElement) || input.files === null) return;
          take(looseFiles([...input.files]));
          // So that the same file can be chosen again after it was removed.
          input.value = '';
        }}
      />
      <span class="chooser-words">{label}</span>
    </label>
  );
}

/** Words that open the chooser of folders: a model's folder is one checkpoint, a folder of models several. */
function FolderChooser({ name, id, take }: Omit<ChooserProps, 'label'>) {
  return (
    <label class="chooser">
      <input
        class="unseen"
        type="file"
        id={id}
        webkitdirectory=""
        aria-label={name}
        onInput={(event: Event) => {
          const input = event.currentTarget;
          if (!(input instanceof HTMLInputElement) || input.files === null) return;
          take(chosenFolders([...input.files]));
          input.value = '';
        }}
      />
      <span class="chooser-words">a folder</span>
    </label>
  );
}

interface ChosenProps {
  readonly view: View;
  readonly port: FilePort;
  readonly portName: string;
  readonly file: Chosen;
  readonly place: number;
  readonly count: number;
}

function ChosenFile({ view, port, portName, file, place, count }: ChosenProps) {
  const { tell } = view;
  const ports = Object.entries(view.method.files);
  const [firstName, firstPort] = ports[0] ?? [];
  const canSwap = firstPort?.max === 1 && firstName !== portName;
  return (
    <li class="file" data-file={file.key} data-header={file.header.state}>
      <HeaderIcon file={file} />
      <span class="file-name">{file.name}</span>
      <span class="file-size">{formatBytes(file.bytes)}</span>
      <span class="file-acts">
        {count > 1 && (
          <>
            <button
              type="button"
              class="bare"
              disabled={place === 0}
              aria-label={`Move ${file.name} up`}
              onClick={() => tell({ type: 'file-moved', key: file.key, by: -1 })}
            >
              <Arrow up={true} />
            </button>
            <button
              type="button"
              class="bare"
              disabled={place === count - 1}
              aria-label={`Move ${file.name} down`}
              onClick={() => tell({ type: 'file-moved', key: file.key, by: 1 })}
            >
              <Arrow up={false} />
            </button>
          </>
        )}
        <button
          type="button"
          class="bare"
          aria-label={`Remove ${file.name} from ${port.title}`}
          onClick={() => tell({ type: 'file-removed', key: file.key })}
        >
          <Cross />
        </button>
      </span>
      <p class="file-note">
        <HeaderWords view={view} file={file} />
        {canSwap && firstPort !== undefined && file.header.state === 'sound' && (
          <button type="button" class="link file-swap" onClick={() => tell({ type: 'file-put-first', key: file.key })}>
            use as {firstPort.title.toLowerCase()}
          </button>
        )}
        {file.header.state === 'fault' && (
          <button
            type="button"
            class="link"
            onClick={() => file.header.state === 'fault' && tell({ type: 'failed', error: file.header.error })}
          >
            what is wrong
          </button>
        )}
      </p>
    </li>
  );
}

function HeaderIcon({ file }: { readonly file: Chosen }) {
  if (file.header.state === 'sound') return <Check />;
  if (file.header.state === 'fault') return <Cross />;
  return <span class="icon" />;
}

function HeaderWords({ view, file }: { readonly view: View; readonly file: Chosen }) {
  switch (file.header.state) {
    case 'reading':
      return <span>reading its header</span>;
    case 'fault':
      return <span class="fault">{shortFault(file.header.error)} </span>;
    case 'sound': {
      const base = baseOf(view, file);
      if (base === null) return <span>{describeSummary(file.header.summary)} </span>;
      if (!resembles(base.summary, file.header.summary)) return <span>{describeSummary(file.header.summary)} </span>;
      const { same, note } = compareSummaries(base.summary, file.header.summary, `the ${base.title.toLowerCase()}`);
      return <span class={same ? undefined : 'differs'}>{note} </span>;
    }
  }
}

/** What a file is compared with: the sound file of the first port, where that port is for one file. */
function baseOf(view: View, file: Chosen) {
  const [name, port] = Object.entries(view.method.files)[0] ?? [];
  if (name === undefined || port === undefined || port.max !== 1) return null;
  const base = view.state.files[name]?.[0];
  if (base === undefined || base === file || base.header.state !== 'sound') return null;
  return { summary: base.header.summary, title: port.title };
}
