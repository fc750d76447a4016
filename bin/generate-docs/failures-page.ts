import { retriedTypes } from '../../activities/failure.ts';
import { httpStatus } from '../../api/middleware/problem-details.ts';
import { domainErrorTypes, type DomainErrorKind } from '../../domain/errors.ts';
import { code, page, table } from './markdown.ts';

const INTRODUCTION = `# Failures

For whoever reads a workflow history, a problem document or an alarm. Generated from \`domain/errors.ts\`, \`activities/failure.ts\`
and \`api/middleware/problem-details.ts\`.

An application that is refused is a **result**, not a failure. A **failure** has one of the names below: somebody has to repair
something, or wait. A **bug** is a plain error: in an activity it is retried until it is fixed, in a workflow the task waits for a
fixed build, over HTTP it is status 500 with the number of an incident. Names are stable: they may be added, never changed. Messages
carry ids and codes, never personal data.`;

const KINDS: Readonly<Record<DomainErrorKind, string>> = {
  malformed: 'The bytes that were sent do not read. The sender corrects them.',
  notAcceptable: 'They read, but the rules do not let them in. Applicant or officer acts.',
  notThere: "The thing named does not exist, or is not the caller's to see.",
  conflict: 'The state does not allow it, or another request was first. The caller reloads.',
  authority: 'This person or program may not do it.',
  rate: 'Too many attempts. The sender waits.',
  outsidePassing: 'Something outside is down and will come back. Retried without end.',
  outsideFinal: 'Something outside answered for good. An officer decides.',
  keyAccess:
    'The key cannot be used until a person has looked. The order waits and is tried again; a PIN is not: the room stops.',
  gate: "The room said no. The check stands in the room's book.",
  recovery:
    'The database has lost what the books have. Retried without end, until it is recovered.',
  integrity: 'What is held contradicts itself. Signing stops until somebody has looked.',
};

const kindText = (kind: DomainErrorKind): string =>
  [
    `## ${kind}`,
    KINDS[kind],
    table(
      ['type', 'retried by Temporal', 'HTTP status'],
      domainErrorTypes[kind].map((type) => [
        code(type),
        retriedTypes[type] ? 'yes' : 'no',
        String(httpStatus[type]),
      ]),
    ),
  ].join('\n\n');

/** The page of every failure with a name. */
export const failuresPage = (): string =>
  page(INTRODUCTION, ...(Object.keys(domainErrorTypes) as DomainErrorKind[]).map(kindText));
