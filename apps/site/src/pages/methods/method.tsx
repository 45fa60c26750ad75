import { familyTitles } from '@offprint/catalog';
import { NotFoundError } from '@offprint/errors';
import { docsOf, findMethod } from '@offprint/methods';
import { withQuery } from '../../addresses.ts';
import { CheckIt } from '../../run/check-it.tsx';
import { MethodPicture } from '../../shelf/method-picture.tsx';
import { onShelf } from '../../shelf/shelf.ts';
import { KeyHint } from '../../shell/key-hint.tsx';
import { RunsMark } from '../../shell/marks.tsx';
import { Page } from '../../shell/page.tsx';
import type { Site } from '../../site.ts';
import { Examples, Inputs, Outputs, Settings, Steps } from './docs.tsx';
import { Part } from './part.tsx';

/**
 * `/methods/ties-merging`: what a method takes, does and gives, made from its descriptor; and the check of its claim.
 * @throws NotFoundError `method/not-found`; `method/not-running` for one whose paper is here and which does not run yet
 */
export async function methodPage({ service, assets }: Site, id: string, origin: string) {
  const entry = onShelf(id);
  if (entry !== undefined && entry.method === null) {
    throw new NotFoundError('method/not-running', `${entry.name} does not run here yet.`, {
      hint: `Its paper is at /papers/${id}; the methods that run are marked at /methods.`,
      where: { method: id },
    });
  }
  const method = findMethod(id);
  const docs = docsOf(method, origin);
  const [paper, total] = await Promise.all([service.catalog.get(method.paper), service.catalog.count()]);
  const runAddress = `/papers/${method.paper}#run`;
  return (
    <Page
      assets={assets}
      title={docs.name}
      description={docs.summary}
      canonical={`/methods/${id}`}
      place="methods"
      paperCount={total}
      query=""
      islands={['check-it']}
      hints={[
        { keys: ['r'], label: 'run' },
        { keys: ['g', 'm'], label: 'all methods' },
      ]}
      footBar={[
        { title: 'Run', href: runAddress, runs: true },
        { title: 'Check', href: '#check' },
        { title: 'Settings', href: '#settings' },
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
          <aside class="notes facts-notes" aria-label="Facts">
            <div class="facts-runs">
              <a class="runs-here" href={runAddress} aria-keyshortcuts="r">
                <RunsMark />
                Runs here
                <KeyHint name="r" />
              </a>
            </div>
            <dl class="facts-list">
              {paper !== null && (
                <div>
                  <dt>Paper</dt>
                  <dd>
                    <a href={`/papers/${method.paper}`}>{paper.title}</a>
                  </dd>
                </div>
              )}
              <div>
                <dt>Takes</dt>
                <dd>{docs.takes}</dd>
              </div>
              <div>
                <dt>Gives</dt>
                <dd>{docs.gives}</dd>
              </div>
              <div>
                <dt>Family</dt>
                <dd>
                  <a href={withQuery('/', { family: docs.family })}>{familyTitles[docs.family].toLowerCase()}</a>
                </dd>
              </div>
              <div>
                <dt>Version</dt>
                <dd>{docs.version}</dd>
              </div>
            </dl>
          </aside>
        </div>
        <Steps docs={docs} />
        <Inputs docs={docs} />
        <Settings docs={docs} />
        <Outputs docs={docs} />
        <Part id="check" title="Check it">
          <CheckIt method={method} />
        </Part>
        <Examples docs={docs} />
      </div>
    </Page>
  );
}
