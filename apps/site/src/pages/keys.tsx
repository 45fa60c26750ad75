import { KeysList } from '../shell/keys-dialog.tsx';
import { Page } from '../shell/page.tsx';
import type { Site } from '../site.ts';

/** `/keys`: every key, for readers without the overlay. */
export async function keysPage({ service, assets }: Site) {
  return (
    <Page
      assets={assets}
      title="Keys"
      canonical="/keys"
      place={null}
      paperCount={await service.catalog.count()}
      query=""
      hints={[{ keys: ['g', 'p'], label: 'papers' }]}
      footBar={[
        { title: 'Papers', href: '/' },
        { title: 'Methods', href: '/methods' },
      ]}
    >
      <div class="width">
        <div class="columns page-head">
          <h1 class="display text">Keys</h1>
          <p class="text page-lead">
            One key is enough. Keys never act while you type, and need JavaScript; every page works without them.
          </p>
          <div class="text">
            <KeysList />
          </div>
        </div>
      </div>
    </Page>
  );
}
