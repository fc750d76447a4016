import type { FC } from 'hono/jsx';
import { isoOf, minuteOf } from '../clock.ts';
import { useSay } from '../components/language-context.ts';
import { casePage as words } from '../words/case-page.ts';
import type { CaseView } from './case-view.ts';
import type { Purpose } from './reading-view.ts';

/** First line on paper: which case, which dossier, who printed it when and why. */
export const SheetLine: FC<{
  view: Pick<CaseView, 'id' | 'now' | 'signed'>;
  reader: string;
  purpose: Purpose;
  /** Shown on the screen as well. */
  isOnScreen?: boolean;
}> = (props) => {
  const { view, reader, purpose, isOnScreen = false } = props;
  const say = useSay();
  return (
    <p class={isOnScreen ? 'sheetline' : 'print-only sheetline'}>
      {say(words.sheet.title)} {view.id}
      {view.signed.dossierSha256 !== undefined && (
        <>
          {' ・ '}
          {say(words.sheet.dossier)} <span class="mono">{view.signed.dossierSha256}</span>
        </>
      )}
      {' ・ '}
      {say(words.sheet.printed)} <span lang="ja">{reader}</span>{' '}
      <time datetime={isoOf(view.now)}>{minuteOf(view.now)}</time> JST ・{' '}
      {say(words.readers.purpose)} {say(words.readers.purposes[purpose])} ・{' '}
      {say(words.sheet.personal)}
    </p>
  );
};
