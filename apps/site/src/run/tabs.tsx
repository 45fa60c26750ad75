import type { Method } from '@offprint/methods';
import type { Child } from 'hono/jsx';
import { Remark } from './remark.tsx';
import { apiCall, commandLine, recipeText, typescriptCall } from './snippets.ts';
import type { View } from './view.ts';

/** A way to the same run. */
export interface Tab {
  readonly id: string;
  readonly title: string;
}

/** The ways to a run of a method. */
export function tabsOf(method: Pick<Method, 'recipe'>): readonly Tab[] {
  return [
    { id: 'page', title: 'This page' },
    { id: 'command', title: 'Command line' },
    ...(method.recipe === undefined ? [] : [{ id: 'recipe', title: 'YAML' }]),
    { id: 'api', title: 'API' },
    { id: 'typescript', title: 'TypeScript' },
  ];
}

/** Where an arrow key leads from a tab; null for other keys. */
export function tabAfter(tabs: readonly Tab[], key: string, current: string): string | null {
  const at = tabs.findIndex(({ id }) => id === current);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[key];
  return to === undefined ? null : (tabs.at(to % tabs.length)?.id ?? null);
}

/** The row of tabs. Without JavaScript the panels stand under one another, each with its heading. */
export function Tabs({ view }: { readonly view: View }) {
  const { state, tell } = view;
  const tabs = tabsOf(view.method);
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
              const next = tabAfter(tabs, event.key, id);
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

/** The panels of text to copy, made from the form as it stands. */
export function SnippetPanels({ view }: { readonly view: View }) {
  const { method, state, origin } = view;
  const snippets = [
    {
      id: 'command',
      title: 'Command line',
      text: commandLine(method, state),
      note: 'Writes the same bytes as this page, and a receipt beside them. Names and settings follow the form.',
    },
    ...recipeSnippets(view),
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
      note: 'Runs in Node and in the browser. Settings that are left out keep the values that the form starts with.',
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

/** The run as a merge configuration, where the method can be said in one. */
function recipeSnippets({ method, state }: View) {
  if (method.recipe === undefined) return [];
  const text = recipeText(method, state);
  const [title, id] = ['YAML', 'recipe'];
  if (text === null) {
    const note = 'Such configurations have no words for these settings. The command line has them all.';
    return [{ id, title, text: '# This run cannot be said as a merge configuration.', note }];
  }
  const note =
    'Saved as merge.yml, it runs with npx offprint merge merge.yml, and with other programs that read such configurations.';
  return [{ id, title, text, note }];
}
