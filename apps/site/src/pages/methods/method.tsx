import { familyTitles, type Paper } from '@offprint/catalog';
import { NotFoundError } from '@offprint/errors';
import { docsOf, findMethod, type Method } from '@offprint/methods';
import { type ReadmeSection, readmeOf, saysWhenToUse } from '@offprint/methods/node';
import { paperAddress, withQuery } from '../../addresses.ts';
import { CheckIt } from '../../run/check-it.tsx';
import { RunSheet } from '../../run/run-sheet.tsx';
import { MethodPicture } from '../../shelf/method-picture.tsx';
import { onShelf } from '../../shelf/shelf.ts';
import { KeyHint } from '../../shell/key-hint.tsx';
import { RunsMark } from '../../shell/marks.tsx';
import { Page } from '../../shell/page.tsx';
import type { Site } from '../../site.ts';
import { Markdown } from '../../text/markdown.tsx';
import { Inputs, Outputs, Reductions, Settings, Steps } from './docs.tsx';
import { ExampleFigure } from './example.tsx';
import { exampleFigure } from './example-figure.ts';
import { Part } from './part.tsx';

/**
 * `/methods/ties-merging`: a method to run, what it is good for, what it does and gives, and the check of its claim. Made
 * from its descriptor, its README and its example.
 * @throws NotFoundError `method/not-found`; `method/not-running` for one whose paper is here and which does not run yet
 */
export async function methodPage({ service, assets, log }: Site, id: string, origin: string) {
  const entry = onShelf(id);
  if (entry !== undefined && entry.method === null) {
    throw new NotFoundError('method/not-running', `${entry.name} does not run here yet.`, {
      hint: `Its paper is at /papers/${id}; the methods that run are marked at /methods.`,
      where: { method: id },
    });
  }
  const method = findMethod(id);
  const docs = docsOf(method, origin);
  const [paper, total, readme, example] = await Promise.all([
    method.paper === null ? null : service.catalog.get(method.paper),
    service.catalog.count(),
    readmeOf(method),
    exampleFigure(method, log),
  ]);
  const use = readme.filter(saysWhenToUse);
  const rest = readme.filter((section) => !use.includes(section));
  return (
    <Page
      assets={assets}
      title={docs.name}
      description={docs.summary}
      canonical={`/methods/${id}`}
      place="methods"
      paperCount={total}
      query=""
      islands={['run-sheet', 'check-it']}
      hints={[
        { keys: ['r'], label: 'run' },
        { keys: ['t'], label: 'try it' },
        { keys: ['e'], label: 'settings' },
        { keys: ['g', 'm'], label: 'all methods' },
      ]}
      footBar={[
        { title: 'Run', href: '#run', runs: true },
        { title: 'Check', href: '#check' },
        { title: 'Settings', href: '#settings-list' },
        { title: 'Methods', href: '/methods' },
      ]}
    >
      <div class="width method">
        <div class="columns paper-head">
          <h1 class="display text method-title">
            {entry !== undefined && <MethodPicture picture={entry.picture} />}
            {docs.name}
          </h1>
          <p class="text reading method-summary">{docs.summary}</p>
          <SourceLine method={method} paper={paper} />
          <Facts method={method} paper={paper} />
        </div>
        {use.map((section) => (
          <Prose section={section} />
        ))}
        <RunSheet method={method} origin={origin} />
        {example !== null && <ExampleFigure example={example} />}
        {rest.length === 0 && <Steps steps={docs.steps} />}
        <Reductions reductions={docs.reductions} />
        {rest.slice(0, 1).map((section) => (
          <Prose section={section} />
        ))}
        <Part id="check" title="Check it">
          <CheckIt method={method} />
        </Part>
        {rest.slice(1).map((section) => (
          <Prose section={section} />
        ))}
        <Inputs docs={docs} />
        <Settings docs={docs} />
        <Outputs docs={docs} />
      </div>
    </Page>
  );
}

/** Characters of a title that fit beside the text. */
const SIDE_HEAD_CHARACTERS = 24;

/** A section of the README. Its title stands beside it, up to the first comma, or over it where it is long. */
function Prose({ section: { title, text } }: { readonly section: ReadmeSection }) {
  const [short = title] = title.split(',');
  const beside = short.length <= SIDE_HEAD_CHARACTERS;
  return (
    <section class="columns paper-part">
      {beside && <h2 class="folio side-head">{short}</h2>}
      <div class="text prose">
        {!beside && <h2 class="prose-title">{title}</h2>}
        <Markdown text={text} />
      </div>
    </section>
  );
}

interface OriginProps {
  readonly method: Method;
  readonly paper: Paper | null;
}

/** Where the method comes from: its paper's page here, or the work that it is taken from. */
function SourceLine({ method, paper }: OriginProps) {
  const { source = null } = method;
  if (paper !== null)
    return (
      <p class="text method-source">
        From <a href={paperAddress(paper)}>{paper.title}</a>
      </p>
    );
  if (source === null) return null;
  return (
    <p class="text method-source">
      From <a href={source.address}>{source.title}</a>, {source.authors}, {source.year}
    </p>
  );
}

function Facts({ method, paper }: OriginProps) {
  return (
    <aside class="notes facts-notes" aria-label="Facts">
      <div class="facts-runs">
        <a class="runs-here" href="#run">
          <RunsMark />
          Runs here
          <KeyHint name="r" />
        </a>
      </div>
      <dl class="facts-list">
        <div>
          <dt>Takes</dt>
          <dd>{method.takes}</dd>
        </div>
        <div>
          <dt>Gives</dt>
          <dd>{method.gives}</dd>
        </div>
        <div>
          <dt>Family</dt>
          <dd>
            <a href={withQuery('/', { family: method.family })}>{familyTitles[method.family].toLowerCase()}</a>
          </dd>
        </div>
        {paper?.arxivId != null && (
          <div>
            <dt>Read</dt>
            <dd>
              <a href={`https://arxiv.org/abs/${paper.arxivId}`}>arXiv</a>
            </dd>
          </div>
        )}
        <div>
          <dt>Version</dt>
          <dd>{method.version}</dd>
        </div>
      </dl>
    </aside>
  );
}
