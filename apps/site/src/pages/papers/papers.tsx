import { bibtexOf, leadOf, type Paper } from '@offprint/catalog';
import { NotFoundError } from '@offprint/errors';
import { paperAddress } from '../../addresses.ts';
import { RunSheet } from '../../run/run-sheet.tsx';
import { methodOf } from '../../running.ts';
import { Page } from '../../shell/page.tsx';
import type { Site } from '../../site.ts';
import { Abstract } from './abstract.tsx';
import { Cite } from './cite.tsx';
import { Facts } from './facts.tsx';
import { Neighbours } from './neighbours.tsx';
import { Similar, type SimilarEntry } from './similar.tsx';

/** Similar papers on a paper's page. */
const similarShown = 4;

/**
 * `/papers/ties-merging`, `/papers/2306.01708`: everything known about one paper, and its run sheet.
 * @throws NotFoundError `paper/not-found`
 */
export async function paperPage({ service, assets }: Site, name: string, origin: string) {
  const { catalog } = service;
  const paper = await catalog.get(name);
  if (paper === null) throw paperNotFound(name);
  const method = methodOf(paper);
  const [total, neighbours, similar] = await Promise.all([
    catalog.count(),
    catalog.neighbours(paper.id, { order: 'trending' }),
    similarTo(service, paper),
  ]);
  const address = paperAddress(paper);
  const lead = leadOf(paper);
  return (
    <Page
      assets={assets}
      title={paper.title}
      {...(lead === null ? {} : { description: lead })}
      canonical={address}
      place="papers"
      paperCount={total}
      query=""
      islands={['copy', ...(method === null ? [] : ['run-sheet'])]}
      {...(neighbours.previous === null ? {} : { previous: paperAddress(neighbours.previous) })}
      {...(neighbours.next === null ? {} : { next: paperAddress(neighbours.next) })}
      hints={[
        { keys: ['b'], label: 'copy BibTeX' },
        ...(paper.arxivId === null ? [] : [{ keys: ['p'], label: 'PDF' }]),
        ...(method === null
          ? []
          : [
              { keys: ['r'], label: 'run' },
              { keys: ['t'], label: 'try it' },
            ]),
        { keys: ['j', 'k'], label: 'similar papers' },
        { keys: ['[', ']'], label: 'previous, next paper' },
      ]}
      footBar={[
        { title: paper.abstract === null ? 'Summary' : 'Abstract', href: '#abstract' },
        ...(method === null ? [] : [{ title: 'Run', href: '#run', runs: true }]),
        ...(similar.length === 0 ? [] : [{ title: 'Similar', href: '#similar' }]),
        { title: 'Cite', href: '#cite' },
      ]}
    >
      <article class="width">
        <div class="columns paper-head">
          <h1 class="display text">{paper.title}</h1>
          {paper.authors.length > 0 && <p class="reading text paper-authors">{paper.authors.join(', ')}</p>}
        </div>
        <div class="columns">
          <Abstract paper={paper} />
          <Facts paper={paper} method={method} />
        </div>
        {method !== null && <RunSheet method={method} origin={origin} />}
        {similar.length > 0 && (
          <div class="columns paper-part" id="similar">
            <Similar entries={similar} />
          </div>
        )}
        <div class="columns paper-part" id="cite">
          <Cite paper={paper} bibtex={bibtexOf(paper)} />
        </div>
        <div class="columns paper-part">
          <Neighbours previous={neighbours.previous} next={neighbours.next} />
        </div>
      </article>
    </Page>
  );
}

export function paperNotFound(name: string): NotFoundError {
  return new NotFoundError('paper/not-found', `There is no paper called ‘${name.slice(0, 100)}’ here.`, {
    hint: 'Search for a word of its title, or import a file that holds it: npx offprint import FILE.',
    where: { paper: name.slice(0, 200) },
  });
}

async function similarTo(service: Site['service'], paper: Paper): Promise<SimilarEntry[]> {
  const found = service.index.similar(paper.id, similarShown);
  const papers = await service.catalog.byIds(found.map((entry) => entry.id));
  return papers.map((other) => ({
    paper: other,
    sharedWords: found.find((entry) => entry.id === other.id)?.sharedWords ?? [],
  }));
}
