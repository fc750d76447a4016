import type { FC } from 'hono/jsx';
import type { ActEffect } from '../../../db/inspection/act-effects.ts';
import { keyStateCommands } from '../../../domain/issuance/issuer-key-states.ts';
import { roles } from '../../../domain/governance/acts.ts';
import { isoOf, minuteOf } from '../clock.ts';
import { Chip } from '../components/chip.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { Fingerprint } from '../components/hash.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { governance as words } from '../words/governance.ts';
import { proposeAnew } from '../words/act-next-steps.ts';
import { same, type Said } from '../words/said.ts';
import { Refuse, Sign } from './act-signing.tsx';
import { STATE_CHIPS } from './state-chips.ts';
import { changeLine, changeTerms, codeWord, problemWord, type ActView } from './act-view.ts';
import type { Signing } from './signed-form.ts';

/** An act on its own page; one that is not proposed yet has no `view.state` but `proposed`. */
export interface ActPageView {
  readonly view: ActView;
  readonly document: Buffer | undefined;
  readonly effect: ActEffect | undefined;
  /** What will be signed; undefined where the reader signs nothing. */
  readonly sign:
    | {
        readonly act: 'propose' | 'approve';
        readonly action: string;
        readonly signing: Signing | undefined;
        readonly fields: readonly (readonly [string, string])[];
      }
    | undefined;
  /** The reader may end it. */
  readonly refusal: { readonly inputId: string } | undefined;
  readonly problem: Said | undefined;
}

/** h: what changes, whom it touches, who agreed. */
export const ActPage: FC<{ frame: FrameView; page: ActPageView }> = ({ frame, page }) => {
  const { view, sign } = page;
  const isDraft = sign?.act === 'propose';
  return (
    <Page view={frame} title={words.kinds[view.content.actKind]} current="acts" hasPasskeys>
      <div class="page">
        <Head view={view} problem={page.problem} isDraft={isDraft} />
        <div class="act">
          <div class="stack">
            <Effect page={page} />
            <Change page={page} />
          </div>
          <div class="stack">
            <Pair view={view} isDraft={isDraft} />
            {page.refusal && (
              <Refuse view={view} inputId={page.refusal.inputId} token={frame.formToken ?? ''} />
            )}
          </div>
        </div>
      </div>
      {sign && <Sign view={view} sign={sign} token={frame.formToken ?? ''} />}
    </Page>
  );
};

const Head: FC<{ view: ActView; problem: Said | undefined; isDraft: boolean }> = (props) => {
  const { view, problem, isDraft } = props;
  const { content, state, endedBecause } = view;
  const say = useSay();
  return (
    <div class="page__head">
      <div>
        <p class="small">
          <a href="/governance-acts">{say(words.title)}</a> / {say(words.kinds[content.actKind])}
        </p>
        <h1>{say(changeLine(content))}</h1>
        <p>
          {!isDraft && <Chip {...STATE_CHIPS[state]} word={words.states[state]} />}{' '}
          {!isDraft && state === 'proposed' && <span>{say(waitsFor(view))}</span>}
        </p>
        {endedBecause !== undefined && (
          <p class="banner banner--inset" role="status">
            {say(words.act.endedByOffice(problemWord(endedBecause, proposeAnew)))}
          </p>
        )}
        {!problem && view.named === 'missing' && (
          <p class="banner banner--inset" role="alert">
            {say(problemWord('nameUnreadable'))}
          </p>
        )}
        {problem && (
          <p class="banner banner--inset" role="alert">
            {say(problem)}
          </p>
        )}
      </div>
    </div>
  );
};

const waitsFor = ({ proposer, dueAt }: ActView): Said =>
  words.act.waitsForSecond(proposer, same(minuteOf(dueAt)));

const Effect: FC<{ page: ActPageView }> = ({ page: { view, effect } }) => {
  const say = useSay();
  const isErasure = view.content.actKind === 'chainErasure';
  const told = isErasure ? words.act.effectErasure : words.act.effectCases;
  return (
    <section class="sheet" aria-labelledby="h-effect">
      <div class="sheet__head">
        <h2 id="h-effect">{say(words.act.effect)}</h2>
      </div>
      <div class="sheet__body">
        <p>{say(effect ? told(effect.cases, effect.counted) : words.act.effectUnknown)}</p>
      </div>
    </section>
  );
};

const Change: FC<{ page: ActPageView }> = ({ page: { view, document } }) => {
  const { act, duties } = view;
  const say = useSay();
  const told = duties.told.map((role) => roles[role]);
  return (
    <section class="sheet" aria-labelledby="h-change">
      <div class="sheet__head">
        <h2 id="h-change">{say(words.act.change)}</h2>
      </div>
      <div class="sheet__body stack">
        <dl class="facts">
          {changeTerms(view).map(([term, value]) => (
            <>
              <dt>{say(term)}</dt>
              <dd>{say(value)}</dd>
            </>
          ))}
          <dt>{say(words.act.from)}</dt>
          <dd>
            <time datetime={isoOf(act.effectiveFrom)}>{minuteOf(act.effectiveFrom)}</time>
          </dd>
          <dt>{say(words.act.told)}</dt>
          <dd>{told.map((role) => say(role)).join(say({ ja: '、', en: ', ' }))}</dd>
          <dt>{say(words.act.hash)}</dt>
          <dd>
            <Fingerprint hex={act.contentSha256} />
          </dd>
        </dl>
        {document && (
          <details>
            <summary>{say(words.act.document)}</summary>
            <pre class="code scroll-x" tabindex={0} lang="ja">
              {document.toString('utf8')}
            </pre>
          </details>
        )}
      </div>
    </section>
  );
};

const PERFORMED: Readonly<Record<ActView['duties']['performedBy'], Said>> = {
  office: words.act.officePerforms,
  room: words.act.roomPerforms,
  both: words.act.bothPerform,
};

const Pair: FC<{ view: ActView; isDraft: boolean }> = ({ view, isDraft }) => {
  const { act, proposer, approver, refuser, duties, content, state } = view;
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-pair">
      <div class="sheet__head">
        <h2 id="h-pair">{say(words.act.pair)}</h2>
      </div>
      <div class="sheet__body stack">
        <ol class="pair">
          <Person
            face={proposer}
            said={words.act.proposedBy(proposer)}
            at={isDraft ? undefined : act.proposedAt}
          />
          <Person
            face={approver ?? '?'}
            said={approver ? words.act.approvedBy(approver) : words.act.secondOpen}
            at={act.approvedAt ?? undefined}
          />
          {refuser !== undefined && (
            <Person
              face={refuser}
              said={words.act.refusedBy(
                refuser,
                say(codeWord(words.refusalCodes, act.refusalCode ?? '')),
              )}
              at={act.refusedAt ?? undefined}
            />
          )}
        </ol>
        <p class="small">{say(PERFORMED[duties.performedBy])}</p>
        {!isDraft && <WhyNot view={view} />}
        <RoomCommand view={view} />
        {content.actKind === 'massRevocation' && state === 'effective' && (
          <p>
            <a class="btn" href={`/mass-revocations/${act.id}`}>
              {say(words.massRevocation.toProgress)}
            </a>
          </p>
        )}
      </div>
    </section>
  );
};

const Person: FC<{ face: string; said: Said; at: Date | undefined }> = ({ face, said, at }) => {
  const say = useSay();
  return (
    <li data-done={at ? '' : undefined}>
      <span class="pair__face" aria-hidden="true">
        {face.at(0)}
      </span>
      <div>
        <p>
          <strong>{say(said)}</strong>
        </p>
        <p class="small quiet">{at ? <Moment at={at} to="second" /> : say(words.act.notYet)}</p>
      </div>
    </li>
  );
};

const WhyNot: FC<{ view: ActView }> = ({ view: { state, duty } }) => {
  const say = useSay();
  if (state !== 'proposed') return <p class="small quiet">{say(words.act.closed)}</p>;
  if (duty.may) return <></>;
  const why = {
    proposer: words.act.proposerCannot,
    role: words.act.roleMissing,
    custodian: words.act.needsCustodian,
  }[duty.because](duty.people);
  return (
    <p class="decide__why" data-kind="forbids">
      <Icon name="cross" />
      <span>{say(why)}</span>
    </p>
  );
};

const ROOM_COMMANDS: Readonly<Partial<Record<string, string>>> = {
  officerRegister: 'adopt-officers',
  keyGeneration: 'ceremony --script FILE',
  massRevocation: 'revoke',
};

function roomCommandOf({ actKind, change }: ActView['content']): string {
  if (actKind === 'keyState') return `issuer-key ${keyStateCommands[change.to]}`;
  return ROOM_COMMANDS[actKind] ?? 'switch on allSigning';
}

/** What custodians type in the room, once both have agreed. */
const RoomCommand: FC<{ view: ActView }> = ({ view }) => {
  const { act, state, duties, content } = view;
  const say = useSay();
  const isAgreed = state === 'approved' || state === 'effective';
  if (duties.performedBy === 'office' || !isAgreed) return <></>;
  const command = roomCommandOf(content);
  return (
    <p class="small">
      {say(words.act.roomCommand)}
      <br />
      <code class="mono">
        toroku {command} --act {act.id}
      </code>
    </p>
  );
};
