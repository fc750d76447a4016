import { raw } from 'hono/html';
import type { FC, PropsWithChildren } from 'hono/jsx';
import { assetLinks } from '../assets.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import type { AnchoringLine } from '../inspection/anchoring-view.ts';
import type { JlisWaits } from '../../../db/identity/jlis-waits.ts';
import type { ReconciliationAlarm } from '../inspection/reconciliation-view.ts';
import { isAuditor, mayReadCases, seesAlarms } from '../roles.ts';
import { frame } from '../words/frame.ts';
import type { Language, Said } from '../words/said.ts';
import { AnchoringBanner } from './anchoring-banner.tsx';
import type { GovernanceAlarm } from '../governance/governance-alarm.ts';
import { Chip } from './chip.tsx';
import { DutyBanner } from './duty-banner.tsx';
import { GovernanceBanner } from './governance-banner.tsx';
import { JlisBanner } from './jlis-banner.tsx';
import { LanguageContext, useLanguage, useSay } from './language-context.ts';
import { MainNavigation, type Place } from './main-navigation.tsx';
import { ReconciliationBanner } from './reconciliation-banner.tsx';
import { SessionNotice } from './session-notice.tsx';

/** What stands around a page: who reads it, where, and by which code it was made. */
export interface FrameView {
  readonly language: Language;
  /** Absent where nobody has signed in. */
  readonly officer?: StaffMember | undefined;
  readonly formToken?: string | undefined;
  /** The database is older than the book: every page says so, in the largest letters there are. */
  readonly isBehind: boolean;
  readonly isDevelopment: boolean;
  readonly build: string;
  /** Address of the page, for coming back after the language was switched. */
  readonly path: string;
  /** Cases that wait for a person, as far as they are counted. */
  readonly inReview?: number | undefined;
  /** Cases that wait for J-LIS and that staff have to look at. */
  readonly jlisWaits?: JlisWaits | undefined;
  /** Nobody is on duty as 責任を有する者, and the reader has to know. */
  readonly isUnattended?: boolean;
  /** What is stopped, and what waits for the reader's approval. */
  readonly governance?: GovernanceAlarm | undefined;
  /** What is wrong with the anchoring of the books, for whoever has to know. */
  /** The reconciliation differs, or was not done. */
  readonly reconciliation?: ReconciliationAlarm | undefined;
  readonly anchoring?: AnchoringLine | undefined;
}

/** The document without the frame: head, stylesheets, script. */
export const Document: FC<
  PropsWithChildren<{
    title: Said;
    language: Language;
    isBehind?: boolean;
    bodyClass?: string;
    zone?: 'audit';
    /** A passkey can be asked for on the page. */
    hasPasskeys?: boolean;
  }>
> = ({ title, language, isBehind = false, bodyClass, zone, hasPasskeys = false, children }) => (
  <LanguageContext.Provider value={language}>
    {raw('<!doctype html>')}
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title[language]} — ${frame.product[language]}`}</title>
        <link rel="icon" href={assetLinks.seal} type="image/svg+xml" />
        {assetLinks.styles.map((href) => (
          <link rel="stylesheet" href={href} />
        ))}
        <script src={assetLinks.script} defer></script>
        {hasPasskeys && <script src={assetLinks.passkeyScript} defer></script>}
      </head>
      <body class={bodyClass} data-zone={zone}>
        <SkipLink />
        {isBehind && <Behind />}
        {children}
      </body>
    </html>
  </LanguageContext.Provider>
);

const SkipLink: FC = () => {
  const say = useSay();
  return (
    <a class="skip" href="#main">
      {say(frame.skip)}
    </a>
  );
};

/** 帳簿より古いデータベース。 Always in both languages, Japanese first: whoever sees it has to act. */
const Behind: FC = () => (
  <section class="behind" role="alert">
    <p class="behind__what" lang="ja">
      {frame.behind.what.ja}
    </p>
    <p lang="ja">{frame.behind.next.ja}</p>
    <p lang="en">
      <strong>{frame.behind.what.en}</strong> {frame.behind.next.en}
    </p>
    <p class="mono">BooksBehind — toroku recover</p>
  </section>
);

/** The seal with the name of the product. */
export const Brand: FC<{ href: string; name: Said; small?: Said }> = ({ href, name, small }) => {
  const say = useSay();
  return (
    <a class="brand" href={href}>
      <svg viewBox="0 0 26 26" aria-hidden="true">
        <rect class="brand__seal" width="26" height="26" rx="4" />
        <text class="brand__char" x="13" y="19" text-anchor="middle">
          登
        </text>
      </svg>
      <span>
        {say(name)} {small && <small>{say(small)}</small>}
      </span>
    </a>
  );
};

/** Link that shows the page in the other language. */
export const LanguageSwitch: FC<{ path: string }> = ({ path }) => {
  const language = useLanguage();
  const other = language === 'ja' ? 'en' : 'ja';
  return (
    <a href={`/language/${other}?to=${encodeURIComponent(path)}`} lang={other} hreflang={other}>
      {frame.otherLanguage[language]}
    </a>
  );
};

/** What a role is called. */
export const roleWord = (role: string): Said =>
  Object.hasOwn(frame.roles, role)
    ? frame.roles[role as keyof typeof frame.roles]
    : frame.roles.none;

/** Who has signed in, and the way out. */
const Who: FC<{ officer: StaffMember; formToken: string; path: string }> = (props) => {
  const { officer, formToken, path } = props;
  const say = useSay();
  return (
    <div class="who">
      <a href="/keys" aria-keyshortcuts="?" data-key="?">
        {say(frame.keys)}
        <kbd aria-hidden="true">?</kbd>
      </a>
      <a href="/settings">{say(frame.settings)}</a>
      <LanguageSwitch path={path} />
      <span class="who__person">
        <strong lang="ja">{officer.name}</strong>
        <span class="quiet">
          {officer.roles.map((role) => say(roleWord(role))).join(say(frame.between)) ||
            say(frame.roles.none)}
        </span>
      </span>
      <form method="post" action="/sign-out">
        <input type="hidden" name="token" value={formToken} />
        <button class="btn btn--small" type="submit">
          {say(frame.signOut)}
        </button>
      </form>
    </div>
  );
};

const TopBar: FC<{ view: FrameView; current: Place }> = ({ view, current }) => {
  const { officer, formToken, isDevelopment, path, inReview } = view;
  const say = useSay();
  return (
    <header class="topbar">
      <Brand href="/" name={frame.product} small={frame.productToo} />
      {officer && isAuditor(officer) && (
        <Chip class="topbar__zone" kind="audit" icon="eye" word={frame.auditZone} />
      )}
      {isDevelopment && <Chip class="topbar__zone" kind="dev" word={frame.development} />}
      {officer ? (
        <MainNavigation
          officer={officer}
          current={current}
          inReview={inReview}
          toApprove={view.governance?.mine.length}
        />
      ) : (
        <span class="mainnav"></span>
      )}
      {officer && formToken !== undefined ? (
        <Who officer={officer} formToken={formToken} path={path} />
      ) : (
        <div class="who">
          <LanguageSwitch path={path} />
          <a href="/sign-in">{say(frame.signIn)}</a>
        </div>
      )}
    </header>
  );
};

/** A page of the console in its frame. `children` stand inside the one `main`. */
export const Page: FC<
  PropsWithChildren<{
    view: FrameView;
    title: Said;
    current: Place;
    isRecorded?: boolean;
    hasPasskeys?: boolean;
  }>
> = ({ view, title, current, isRecorded = false, hasPasskeys = false, children }) => {
  const { language, officer, build, isBehind } = view;
  return (
    <Document
      title={title}
      language={language}
      isBehind={isBehind}
      hasPasskeys={hasPasskeys}
      {...(officer && isAuditor(officer) ? { zone: 'audit' as const } : {})}
    >
      <TopBar view={view} current={current} />
      {officer && <SessionNotice />}
      {view.anchoring && (
        <AnchoringBanner
          line={view.anchoring}
          canOpen={officer !== undefined && seesAlarms(officer)}
        />
      )}
      {view.reconciliation && current !== 'morning' && (
        <ReconciliationBanner alarm={view.reconciliation} />
      )}
      {view.isUnattended === true && current !== 'morning' && <DutyBanner />}
      {view.jlisWaits && view.jlisWaits.long + view.jlisWaits.odd > 0 && (
        <JlisBanner
          waits={view.jlisWaits}
          canOpen={officer !== undefined && mayReadCases(officer)}
        />
      )}
      {view.governance && current !== 'acts' && <GovernanceBanner alarm={view.governance} />}
      <main id="main" class="work" tabindex={-1}>
        {children}
      </main>
      <Footer build={build} isRecorded={isRecorded} />
    </Document>
  );
};

const Footer: FC<{ build: string; isRecorded: boolean }> = ({ build, isRecorded }) => {
  const say = useSay();
  return (
    <footer class="footer">
      <span>{say(frame.operator)}</span>
      {isRecorded && <span>{say(frame.recorded)}</span>}
      <span>{say(frame.zone)}</span>
      <span>
        {say(frame.version)} <span class="mono">{build}</span>
      </span>
    </footer>
  );
};
