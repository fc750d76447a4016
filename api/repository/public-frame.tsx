import type { FC, PropsWithChildren } from 'hono/jsx';
import { Chip } from '../console/components/chip.tsx';
import { Brand, Document, LanguageSwitch } from '../console/components/frame.tsx';
import { useSay } from '../console/components/language-context.ts';
import { frame } from '../console/words/frame.ts';
import { repository as words } from '../console/words/repository.ts';
import { same, type Language } from '../console/words/said.ts';

/** What every public page shows. */
export interface PublicView {
  readonly language: Language;
  readonly isDevelopment: boolean;
  /** As it stands in the newest CA certificate. */
  readonly operator: string | undefined;
  readonly path: string;
}

const Head: FC<{ view: PublicView }> = ({ view: { isDevelopment, operator, path } }) => (
  <header class="public__head">
    <div>
      <Brand href="/" name={operator === undefined ? frame.product : same(operator)} />
      <span class="row">
        {isDevelopment && <Chip kind="dev" word={frame.development} />}
        <LanguageSwitch path={path} />
      </span>
    </div>
  </header>
);

const Foot: FC<{ operator: string | undefined }> = ({ operator }) => {
  const say = useSay();
  return (
    <footer class="footer">
      <div class="footer__in">
        {operator !== undefined && <span lang="ja">{operator}</span>}
        <span>{say(frame.zone)}</span>
      </div>
    </footer>
  );
};

/** A page that everyone may see. */
export const Public: FC<PropsWithChildren<{ view: PublicView }>> = ({ view, children }) => (
  <Document title={words.title} language={view.language} bodyClass="public">
    <Head view={view} />
    <main id="main" tabindex={-1}>
      {children}
    </main>
    <Foot operator={view.operator} />
  </Document>
);
