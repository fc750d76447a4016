import type { FC } from 'hono/jsx';
import type { StoredCertificate } from '../../../db/issuance/certificates.ts';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { receipts as words } from '../words/receipts.ts';
import type { Said } from '../words/said.ts';

/** Receipts of the certificates of a case, as its page shows them. */
export interface CaseReceipts {
  readonly caseId: string;
  readonly certificates: readonly StoredCertificate[];
  /** The reader may record a receipt on paper. */
  readonly mayRecord: boolean;
}

const asSaid = (code: string): Said => ({ ja: code, en: code });

/** 受領の確認: of each certificate when it was issued, whether its receipt was confirmed, and how often it was asked for. */
export const AcceptanceSheet: FC<{ view: CaseReceipts }> = ({ view }) => {
  const { caseId, certificates, mayRecord } = view;
  const say = useSay();
  if (certificates.length === 0) return <></>;
  const isAwaited = certificates.some(({ course }) => course.state === 'issued');
  return (
    <section class="sheet gap-top" aria-labelledby="h-acceptance">
      <div class="sheet__head">
        <h2 id="h-acceptance">{say(words.title)}</h2>
        {mayRecord && isAwaited && (
          <p>
            <a
              class="btn btn--small"
              href={`/certificate-applications/${caseId}/paper-receipts/new`}
            >
              {say(words.paper.record)}
            </a>
          </p>
        )}
      </div>
      <div class="sheet__body">
        <ul class="switches">
          {certificates.map((certificate) => (
            <li data-acceptance={certificate.course.state}>
              <Receipt certificate={certificate} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
};

const Receipt: FC<{ certificate: StoredCertificate }> = ({ certificate }) => {
  const { order, issuedAt, acceptedAt, acceptedBy = '', course } = certificate;
  const { state, acceptanceDeadline, reminded, remindersAt, missedAt } = course;
  const say = useSay();
  return (
    <div>
      <p>
        <strong>{say(words.certificate(order))}</strong> {say(words.states[state] ?? asSaid(state))}
      </p>
      <p class="small row">
        <span>
          {say(words.issued)} <Moment at={new Date(issuedAt)} to="minute" />
        </span>
        {acceptedAt !== undefined && (
          <span>
            {say(words.confirmed)} <Moment at={new Date(acceptedAt)} to="minute" />{' '}
            {say(words.methods[acceptedBy] ?? asSaid(acceptedBy))}
          </span>
        )}
        {state === 'issued' && (
          <span>
            {say(words.deadline)} <Moment at={new Date(acceptanceDeadline)} to="minute" />
          </span>
        )}
        {(state === 'issued' || reminded > 0) && (
          <span>{say(words.reminded(reminded, remindersAt.length))}</span>
        )}
        {missedAt !== undefined && (
          <span>
            {say(words.missed)} <Moment at={new Date(missedAt)} to="minute" />
          </span>
        )}
      </p>
    </div>
  );
};
