import type { Method } from '@offprint/methods';
import { KeyHint } from '../shell/key-hint.tsx';
import { FilePortRow } from './file-port.tsx';
import { formatBytes, formatRoughly } from './format.ts';
import { PreviewRow } from './preview-row.tsx';
import { Remark } from './remark.tsx';
import { Setting } from './setting.tsx';
import { obstacle } from './sheet-plan.ts';
import { Panel, SnippetPanels, Tabs } from './tabs.tsx';
import type { View } from './view.ts';

/** Files, settings and the Run button; beside them the same run elsewhere. */
export function Form({ view }: { readonly view: View }) {
  const ports = Object.entries(view.method.files);
  return (
    <>
      <Tabs view={view} />
      <Panel view={view} id="page">
        <noscript>
          <p class="columns sheet-row">
            <span class="text">
              Running in the page needs JavaScript, which is off here. The same run on the command line is below.
            </span>
          </p>
        </noscript>
        <div class="sheet-form" data-needs-script>
          {ports.map(([name, port], place) => (
            <FilePortRow view={view} name={name} port={port} last={place === ports.length - 1} />
          ))}
          <Settings view={view} />
          <RunRow view={view} />
          {view.preview !== null && <PreviewRow preview={view.preview} drawn={view.figure} />}
        </div>
      </Panel>
      <SnippetPanels view={view} />
    </>
  );
}

function Settings({ view }: { readonly view: View }) {
  const all = Object.entries(view.method.settings);
  const advanced = all.filter(([, port]) => port.advanced);
  if (all.length === 0) return null;
  return (
    <div class="columns sheet-row" id="settings">
      <h3 class="folio side-head">Settings</h3>
      <div class="text">
        {all
          .filter(([, port]) => !port.advanced)
          .map(([name, port], place) => (
            <Setting view={view} name={name} port={port} first={place === 0} />
          ))}
        {advanced.length > 0 && (
          <details
            class="advanced"
            open={view.state.advancedOpen}
            onToggle={(event: Event) => {
              if (
                event.currentTarget instanceof HTMLDetailsElement &&
                event.currentTarget.open !== view.state.advancedOpen
              )
                view.tell({ type: 'advanced-toggled', open: event.currentTarget.open });
            }}
          >
            <summary>{sentence(advanced.map(([, port]) => port.title))}</summary>
            {advanced.map(([name, port]) => (
              <Setting view={view} name={name} port={port} first={false} />
            ))}
          </details>
        )}
      </div>
      <p class="notes note">
        {view.method.paper === null
          ? 'Each setting has a value to start with.'
          : 'Each setting starts at the paper’s value.'}
      </p>
    </div>
  );
}

/** `Profile`, `Ties at the cut`, `Weights` as `Profile, ties at the cut, weights`. */
function sentence(titles: readonly string[]): string {
  return titles
    .map((title, place) => (place === 0 || /^[A-Z]{2}/.test(title) ? title : title[0]?.toLowerCase() + title.slice(1)))
    .join(', ');
}

function RunRow({ view }: { readonly view: View }) {
  const { method, state, ask, estimate } = view;
  const block = obstacle(method, state);
  return (
    <div class="columns run-row">
      <div class="text run-line">
        <button
          class="button run"
          type="button"
          id="run-button"
          data-do="run"
          aria-keyshortcuts="r"
          aria-disabled={block === null ? 'false' : 'true'}
          aria-describedby="run-cost"
          onClick={() => ask({ type: 'run' })}
        >
          Run {method.name} <KeyHint name="r" />
        </button>
        <p class="run-cost" id="run-cost">
          {block?.says}
          {block === null && estimate !== null && (
            <>
              about {formatRoughly(estimate.seconds)}, {formatBytes(estimate.memoryBytes)} of memory,
              <br /> gives {outputsOf(method, estimate.outputBytes)}
            </>
          )}
        </p>
        <Remark view={view} at="run" />
      </div>
    </div>
  );
}

/** How many files a port gives is only known at the end where it may be several or none. */
function outputsOf({ outputs }: Pick<Method, 'outputs'>, bytes: number): string {
  const ports = Object.values(outputs);
  if (ports.length === 0) return 'a report and no file';
  if (ports.some(({ many, optional }) => many === true || optional === true))
    return `files of ${formatBytes(bytes)} together`;
  return ports.length === 1
    ? `one ${formatBytes(bytes)} file`
    : `${ports.length} files, ${formatBytes(bytes)} together`;
}
