import { hash } from 'node:crypto';
import type { ApplicationText } from '../../../domain/application/signed-text.ts';
import type { CaseEntry } from '../../../db/application/case-entries.ts';
import type { TextRow, TextToStore } from '../../../db/application/hand-out-text.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { TextRequest } from './text-schemas.ts';

/** A text that was written for a request. */
export interface WrittenText {
  readonly request: TextRequest;
  readonly text: ApplicationText;
  readonly octets: Buffer;
  readonly textSha256: string;
  /** When it was written; row and entries carry it. */
  readonly at: Date;
}

/** A text as it is stored. */
export const recordsOf = (written: WrittenText): TextToStore => ({
  row: rowOf(written),
  entries: entriesOf(written),
});

/** The row of a text. It carries the same instant as the entries: by it they are found again. */
function rowOf({ text, textSha256, at }: WrittenText): TextRow {
  return {
    textSha256,
    nonceSha256: hash('sha256', text.nonce),
    transaction: text.kind,
    applicationId: text.applicationId,
    edition: text.edition,
    portalId: text.portal,
    service: text.service,
    explanationVersion: text.explanation.date,
    explanationSha256: text.explanation.sha256,
    explanationShown: true,
    createdAt: at,
    expiresAt: new Date(text.expiresAt),
  };
}

/** The entries of a text: that it was handed out, and how the explanation was shown. */
function entriesOf({
  request,
  text,
  textSha256,
  at,
}: WrittenText): readonly [CaseEntry, CaseEntry] {
  const common = {
    at: at.toISOString(),
    case: text.applicationId,
    actor: { kind: 'portal', id: text.portal },
  } as const;
  const { date, sha256 } = text.explanation;
  return [
    {
      ...common,
      id: uuidV7(at.getTime()),
      event: 'text.handedOut',
      items: ['1イ', '1ロ'],
      data: {
        textSha256,
        transaction: text.kind,
        textVersion: text.edition,
        expiresAt: new Date(text.expiresAt).toISOString(),
        explanationSha256: sha256,
      },
    },
    {
      ...common,
      id: uuidV7(at.getTime()),
      event: 'explanation.shown',
      items: ['1イ'],
      data: {
        explanationVersion: date,
        explanationSha256: sha256,
        means: request.explanation.means,
        shownAt: new Date(request.explanation.shownAt).toISOString(),
      },
    },
  ];
}
