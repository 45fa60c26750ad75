import type { Child } from 'hono/jsx';
import { Remark } from './remark.tsx';
import { apiCall, commandLine, typescriptCall } from './snippets.ts';
import type { View } from './view.ts';

/** Ways to the same run. */
export const tabs = [
  { id: 'page', title: 'This page' },
  { id: 'command', title: 'Command line' },
  { id: 'api', title: 'API' },
  { id: 'typescript', title: 'TypeScript' },
] as const;

/** Where an arrow key leads from a tab; null for other keys. */
export function tabAfter(key: string, current: string): string | null {
  const at = tabs.findIndex(({ id }) => id === current);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[key];
  return to === undefined ? null : (tabs.at(to % tabs.length)?.id ?? null);
}

/** The row of tabs. Without JavaScript the panels stand under one another, each with its heading. */
export function Tabs({ view }: { readonly view: View }) {
  const { state, tell } = view;
  return (
    <div class="columns tabs-row">
      <div class="wide tabs" role="tablist" aria-label="Ways to run">
        {tabs.map(({ id, title }) => (
          <button
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-controls={`panel-${id}`}
            aria-selected={state.tab === id ? 'true' : 'false'}
            tabindex={state.tab === id ? 0 : -1}
            onClick={() => tell({ type: 'tab-chosen', tab: id })}
            onKeyDown={(event: KeyboardEvent) => {
              const next = tabAfter(event.key, id);
              if (next === null) return;
              event.preventDefault();
              tell({ type: 'tab-chosen', tab: next });
              document.getElementById(`tab-${next}`)?.focus();
            }}
          >
            {title}
          </button>
        ))}
      </div>
    </div>
  );
}

export function Panel({ view, id, children }: { readonly view: View; readonly id: string; readonly children?: Child }) {
  return (
    <div
      class={`panel${view.state.tab === id ? ' chosen-panel' : ''}`}
      role="tabpanel"
      id={`panel-${id}`}
      aria-labelledby={`tab-${id}`}
    >
      {children}
    </div>
  );
}

/** The three panels of text to copy, made from the form as it stands. */
export function SnippetPanels({ view }: { readonly view: View }) {
  const { method, state, origin } = view;
  const snippets = [
    {
      id: 'command',
      title: 'Command line',
      text: commandLine(method, state),
      note: 'Writes the same bytes as this page, and a receipt beside them. Names and settings follow the form.',
    },
    {
      id: 'api',
      title: 'API',
      text: apiCall(method, state, origin),
      note: 'Sends the files to this server, which runs the method and reports its progress as server-sent events.',
    },
    {
      id: 'typescript',
      title: 'TypeScript',
      text: typescriptCall(method, state),
      note: 'Runs in Node and in the browser. Settings that are left out take the values of the paper.',
    },
  ];
  return (
    <>
      {snippets.map(({ id, title, text, note }) => (
        <Panel view={view} id={id}>
          <div class="columns sheet-row">
            <h3 class="folio side-head panel-head">{title}</h3>
            <div class="text">
              <pre class="snippet">{text}</pre>
            </div>
            <div class="notes note">
              <p>{note}</p>
              <button
                class="button copy-snippet"
                type="button"
                onClick={() => view.ask({ type: 'copy', text, at: 'snippet' })}
              >
                Copy
              </button>
              <Remark view={view} at="snippet" />
            </div>
          </div>
        </Panel>
      ))}
    </>
  );
}
