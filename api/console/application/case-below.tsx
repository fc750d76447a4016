import type { FC } from 'hono/jsx';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import { Hash } from '../components/hash.tsx';
import { usePaper, useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { Timeline } from '../components/timeline.tsx';
import { application } from '../words/case-list.ts';
import { casePage } from '../words/case-page.ts';
import { dispatches } from '../words/dispatches.ts';
import { evidence as evidenceWords, evidenceKinds } from '../words/evidence.ts';
import { same, type Said } from '../words/said.ts';
import { PURPOSES, type ReadingView } from './reading-view.ts';
import type { TimelineView } from './timeline-view.ts';

/** What happened to the case. */
export const TimelineSheet: FC<{ timeline: TimelineView; now: Date }> = ({ timeline, now }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-time">
      <div class="sheet__head">
        <h2 id="h-time">{say(casePage.timeline.title)}</h2>
        <p>{say(casePage.timeline.note)}</p>
      </div>
      <div class="sheet__body">
        <Timeline timeline={timeline} now={now} />
      </div>
    </section>
  );
};

/** Name of a kind of evidence. */
export const kindWord = (kind: string): Said =>
  Object.hasOwn(evidenceKinds, kind)
    ? evidenceKinds[kind as keyof typeof evidenceKinds]
    : same(kind);

/** Size of an object as people read it. */
const sizeWord = (octets: number): Said =>
  octets < 1024
    ? evidenceWords.octets(String(octets))
    : evidenceWords.kilobytes((octets / 1024).toFixed(1));

/** What arrived for the case, by kind, size and hash. */
export const EvidenceSheet: FC<{ caseId: string; evidence: CaseFile['evidence'] }> = (props) => {
  const { caseId, evidence } = props;
  const say = useSay();
  const hasEditions = evidence.some(({ edition }) => edition > 1);
  return (
    <section class="sheet" aria-labelledby="h-evidence">
      <div class="sheet__head">
        <h2 id="h-evidence">{say(evidenceWords.title)}</h2>
        <p>{say(evidenceWords.note)}</p>
      </div>
      <div class="sheet__body">
        {evidence.length === 0 && <p>{say(evidenceWords.none)}</p>}
        <ul class="evidence">
          {evidence.map(({ kind, sha256, size, edition }, index) => (
            <li>
              <span>
                <a
                  href={`/certificate-applications/${caseId}/evidence/${sha256}`}
                  data-key={index === 0 ? 'e' : undefined}
                  aria-keyshortcuts={index === 0 ? 'E' : undefined}
                >
                  {say(kindWord(kind))}
                </a>
                {hasEditions && (
                  <span class="quiet small"> {say(application.version(edition))}</span>
                )}
              </span>
              <span class="quiet">{say(sizeWord(size))}</span>
              <Hash hex={sha256} name={kindWord(kind)} />
            </li>
          ))}
        </ul>
        {!usePaper() && (
          <p class="small">
            <a href={`/dispatches?case=${caseId}`}>{say(dispatches.ofCase)}</a>
          </p>
        )}
      </div>
    </section>
  );
};

const { readers } = casePage;

/** Who read personal data of the case, and why; and reading it for another purpose. */
export const ReadingsSheet: FC<{ caseId: string; readings: readonly ReadingView[]; now: Date }> = (
  props,
) => {
  const { caseId, readings, now } = props;
  const say = useSay();
  const isPaper = usePaper();
  return (
    <section class="sheet" aria-labelledby="h-read">
      <div class="sheet__head">
        <h2 id="h-read">{say(readers.title)}</h2>
      </div>
      <div class="sheet__body">
        <ul class="small stack--tight">
          {readings.map(({ officer, purpose, at, times }) => (
            <li>
              <span lang="ja">{officer}</span> ・ {say(purpose)} ・ <Moment at={at} now={now} />
              {times > 1 && <span class="quiet"> ・ {say(readers.times(times))}</span>}
            </li>
          ))}
        </ul>
        {!isPaper && (
          <details class="purpose">
            <summary class="small">{say(readers.other)}</summary>
            <form class="row" action={`/certificate-applications/${caseId}`}>
              <label class="vh" for="purpose">
                {say(readers.purpose)}
              </label>
              <select id="purpose" name="purpose">
                {PURPOSES.map((purpose) => (
                  <option value={purpose}>{say(readers.purposes[purpose])}</option>
                ))}
              </select>
              <button class="btn" type="submit">
                {say(readers.open)}
              </button>
            </form>
          </details>
        )}
      </div>
    </section>
  );
};
