import type { RemarkPlace } from './sheet-state.ts';
import type { View } from './view.ts';

/** What became of the last thing done at this place: `Copied.`, `Saved.` */
export function Remark({ view, at }: { readonly view: View; readonly at: RemarkPlace }) {
  const { remark } = view.state;
  return remark !== null && remark.at === at ? <p class="remark">{remark.says}</p> : null;
}
