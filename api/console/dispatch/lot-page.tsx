import type { FC, PropsWithChildren } from 'hono/jsx';
import type { ListedLetter, ListedLot } from '../../../db/dispatch/lot-records.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { Chip } from '../components/chip.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { Hash } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { letters as words } from '../words/letters.ts';
import type { Said } from '../words/said.ts';
import { LetterTable } from './letter-table.tsx';
import { lotChip, nameOf, standingOf, stoppedLetters, type SealDuty } from './lot-view.ts';

/** Whether the vendor's file can be had. */
export type FileStanding = 'there' | 'gone' | 'differs' | 'role';

/** What the page of a lot shows. */
export interface LotView {
  readonly now: Date;
  readonly lot: ListedLot;
  readonly letters: readonly ListedLetter[];
  readonly staff: readonly StaffMember[];
  readonly duty: SealDuty;
  /** The reader may give a proposal up. */
  readonly mayDiscard: boolean;
  readonly inputId: string;
  /** Undefined before the second seal. */
  readonly file: FileStanding | undefined;
}

/** One lot: who sealed it, until when what has to happen, and each letter. No page of lots has a name of an applicant. */
export const LotPage: FC<{ frame: FrameView; view: LotView }> = ({ frame, view }) => {
  const { lot, now } = view;
  const standing = standingOf(lot, now);
  const token = frame.formToken ?? '';
  return (
    <Page view={frame} title={words.lot.title(lot.id.slice(-8))} current="letters">
      <div class="page">
        <Head view={view} />
        <div class="cols cols--2-1">
          <Letters view={view} />
          <div class="stack">
            <Facts view={view} />
            {standing === 'proposed' && <Seal view={view} token={token} />}
            {view.file && <File view={view} file={view.file} />}
            <Stopped view={view} />
          </div>
        </div>
      </div>
    </Page>
  );
};

const Head: FC<{ view: LotView }> = ({ view: { lot, now } }) => {
  const say = useSay();
  const standing = standingOf(lot, now);
  return (
    <div class="page__head">
      <div>
        <p class="row">
          <h1>{say(words.lot.title(lot.id.slice(-8)))}</h1>
          <Chip {...lotChip(standing)} />
        </p>
        {standing === 'late' && <p>{say(words.lot.late)}</p>}
      </div>
      <a class="btn" href="/dispatch-lots" data-key="Escape" aria-keyshortcuts="Escape">
        {say(words.lot.back)}
      </a>
    </div>
  );
};

const Fact: FC<PropsWithChildren<{ name: Said }>> = ({ name, children }) => {
  const say = useSay();
  return (
    <div>
      <dt>{say(name)}</dt>
      <dd>{children}</dd>
    </div>
  );
};

const Facts: FC<{ view: LotView }> = ({ view: { lot, staff } }) => {
  const { letters, proposedBy, proposedAt, sealedBy, sealedAt, printBy, postBy, closedAt } = lot;
  const say = useSay();
  const by = (id: string, at: Date) => (
    <>
      <span lang="ja">{nameOf(staff, id)}</span> <Moment at={at} to="minute" />
    </>
  );
  return (
    <section class="sheet pad" aria-label={say(words.columns.lot)}>
      <dl class="signs">
        <Fact name={words.lot.count}>
          {say(sealedAt || closedAt ? words.of(letters) : words.lot.uncounted)}
        </Fact>
        <Fact name={words.lot.first}>{by(proposedBy, proposedAt)}</Fact>
        {sealedBy !== null && sealedAt && (
          <Fact name={words.lot.second}>{by(sealedBy, sealedAt)}</Fact>
        )}
        {printBy && (
          <Fact name={words.lot.printBy}>
            <Moment at={printBy} to="minute" />
          </Fact>
        )}
        {postBy && (
          <Fact name={words.lot.postBy}>
            <Moment at={postBy} to="minute" />
          </Fact>
        )}
        {sealedAt && (
          <Fact name={words.lot.fileSha256}>
            <Hash hex={lot.vendorFileSha256} name={words.lot.fileSha256} />
          </Fact>
        )}
        {closedAt && (
          <Fact name={words.lot.closedAt}>
            <Moment at={closedAt} to="minute" />
          </Fact>
        )}
      </dl>
    </section>
  );
};

/** The number is nowhere on the page of a lot that is not sealed: whoever seals it counts. */
const Seal: FC<{ view: LotView; token: string }> = ({ view, token }) => {
  const { lot, duty, mayDiscard, inputId } = view;
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-seal">
      <div class="sheet__head">
        <h2 id="h-seal">{say(words.seal.title)}</h2>
      </div>
      <div class="sheet__body stack">
        {duty.may ? (
          <form method="post" action={`/dispatch-lots/${lot.id}/seals`} class="stack">
            <input type="hidden" name="token" value={token} />
            <input type="hidden" name="input" value={inputId} />
            <p>{say(words.seal.what)}</p>
            <div class="field">
              <label for="letters">{say(words.seal.field)}</label>
              <input
                id="letters"
                name="letters"
                type="text"
                inputmode="numeric"
                pattern="[0-9０-９]{1,4}"
                required
                maxlength={4}
                autocomplete="off"
              />
            </div>
            <p class="small">{say(words.seal.final)}</p>
            <p>
              <button class="btn btn--primary" type="submit">
                {say(words.seal.confirm)}
              </button>
            </p>
          </form>
        ) : (
          <p>
            {say(words.seal[duty.because])}{' '}
            {duty.people.length > 0 && say(words.seal.may(duty.people.join('、')))}
          </p>
        )}
        {mayDiscard && (
          <form method="post" action={`/dispatch-lots/${lot.id}/discards`} class="stack">
            <input type="hidden" name="token" value={token} />
            <input type="hidden" name="input" value={inputId} />
            <p class="small">{say(words.discard.what)}</p>
            <p>
              <button class="btn" type="submit">
                {say(words.discard.confirm)}
              </button>
            </p>
          </form>
        )}
      </div>
    </section>
  );
};

const File: FC<{ view: LotView; file: FileStanding }> = ({ view: { lot }, file }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-file">
      <div class="sheet__head">
        <h2 id="h-file">{say(words.file.title)}</h2>
      </div>
      <div class="sheet__body stack">
        {file === 'there' ? (
          <>
            <p>{say(words.file.what)}</p>
            <p>
              <a class="btn btn--primary" href={`/dispatch-lots/${lot.id}/vendor-file`} download>
                {say(words.file.download)}
              </a>
            </p>
            <p class="small quiet">{say(words.file.logged)}</p>
          </>
        ) : (
          <p>{say(words.file[file])}</p>
        )}
      </div>
    </section>
  );
};

const Stopped: FC<{ view: LotView }> = ({ view: { lot, letters } }) => {
  const say = useSay();
  const stopped = stoppedLetters(lot, letters);
  if (stopped.length === 0) return <></>;
  return (
    <section class="sheet" aria-labelledby="h-stopped">
      <div class="sheet__head">
        <h2 id="h-stopped">{say(words.cancelled.title)}</h2>
        <p>{say(words.of(stopped.length))}</p>
      </div>
      <div class="sheet__body stack">
        <p>{say(words.cancelled.what)}</p>
        <ul class="stack--tight">
          {stopped.map(({ dispatch }) => (
            <li class="mono small">{dispatch}</li>
          ))}
        </ul>
        <p class="small quiet">{say(words.cancelled.harmless)}</p>
      </div>
    </section>
  );
};

const Letters: FC<{ view: LotView }> = ({ view: { letters } }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-letters">
      <div class="sheet__head">
        <h2 id="h-letters">{say(words.lot.letters)}</h2>
      </div>
      {letters.length === 0 ? (
        <p class="sheet__body">{say(words.lot.noLetters)}</p>
      ) : (
        <LetterTable letters={letters} />
      )}
    </section>
  );
};
