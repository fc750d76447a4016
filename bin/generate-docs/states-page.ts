import { finalStates } from '../../domain/application/application-state.ts';
import { applicationTransitions } from '../../domain/application/states.ts';
import { dispatchTransitions, finalDispatchStates } from '../../domain/dispatch/dispatch-states.ts';
import { defaultPeriods, defaultPolicyValues } from '../../domain/governance/policy.ts';
import type { Transition } from '../../domain/governance/state-table.ts';
import {
  acceptanceTransitions,
  finalAcceptanceStates,
} from '../../domain/issuance/acceptance-states.ts';
import {
  finalIssuerKeyStates,
  issuerKeyTransitions,
} from '../../domain/issuance/issuer-key-states.ts';
import {
  finalOrderStates,
  gateChecks,
  orderTransitions,
} from '../../domain/issuance/order-states.ts';
import { codeTransitions, finalCodeStates } from '../../domain/key-delivery/code-states.ts';
import {
  finalRevocationStates,
  revocationTransitions,
} from '../../domain/revocation/revocation-states.ts';
import { code, codes, page, table } from './markdown.ts';

const INTRODUCTION = `# States

For whoever writes a workflow, a page or a runbook. Generated from the state tables in \`domain\`; a test of each table holds that
every state is reached and every state that is not final has a way out.

The tables say what may happen; what of it is written is said in the [README](../README.md). An event that has no row in a state is
refused there. In the column "to", \`same\` leaves the state as it is and \`none\` makes no case. "Entries" are those of the
[books](books/entries.md) that are written where what they tell has happened.`;

interface Shown {
  readonly title: string;
  readonly rows: readonly Transition<string>[];
  readonly final: readonly string[];
  readonly about?: string;
}

const TABLES: readonly Shown[] = [
  { title: 'Application', rows: applicationTransitions, final: finalStates },
  {
    title: 'Order in the room',
    rows: orderTransitions,
    final: finalOrderStates,
    about:
      'Each step is durable before the next one begins. The code stores serial number and TBS with the intent, and the certificate with its entry, so rows 2 and 5 leave less than the table allows: see [crashes](architecture.md#crashes).',
  },
  {
    title: 'Certificate: acceptance and end',
    rows: acceptanceTransitions,
    final: finalAcceptanceStates,
  },
  { title: 'Code and its letter', rows: codeTransitions, final: finalCodeStates },
  { title: 'Revocation request', rows: revocationTransitions, final: finalRevocationStates },
  { title: 'Issuer key', rows: issuerKeyTransitions, final: finalIssuerKeyStates },
  { title: 'Dispatch', rows: dispatchTransitions, final: finalDispatchStates },
];

const toldOf = ({ told }: Transition<string>): string => (told ? `${told.ja} / ${told.en}` : '–');

const intentOf = (row: Transition<string>): string =>
  'intent' in row && typeof row.intent === 'string' ? ` (intent: ${row.intent})` : '';

const lastOf = (row: Transition<string>): string =>
  'crashLeaves' in row && typeof row.crashLeaves === 'string' ? row.crashLeaves : toldOf(row);

const rowOf = (row: Transition<string>): string[] => [
  String(row.row),
  row.from.join(', '),
  `${code(row.event)}${intentOf(row)}`,
  row.by.join(', '),
  row.to,
  codes(row.entries),
  row.deadlines?.join(', ') ?? '–',
  lastOf(row),
];

const HEAD = ['row', 'from', 'event', 'by', 'to', 'entries', 'periods that begin'];

const tableText = ({ title, rows, final, about }: Shown): string =>
  [
    `## ${title}`,
    `Final states: ${codes(final)}.`,
    ...(about === undefined ? [] : [about]),
    table([...HEAD, about === undefined ? 'told' : 'a crash after it leaves'], rows.map(rowOf)),
  ].join('\n\n');

/** The page of all states, of the checks of the gate, and of the periods. */
export const statesPage = (): string =>
  page(
    INTRODUCTION,
    ...TABLES.map(tableText),
    '## Why the gate refuses',
    'A refusal is an answer and stands in the room’s book (`gate.refused`). `triedAgain` passes by itself; `parked` waits for the owner of the case.',
    table(
      ['check', 'then'],
      Object.entries(gateChecks).map(([check, then]) => [code(check), then]),
    ),
    '## Periods and values of the policy',
    'Defaults, until dual control adopts others. The law gives no number for any of them.',
    table(
      ['period', 'length'],
      Object.entries(defaultPeriods).map(([id, { count, unit }]) => [code(id), `${count} ${unit}`]),
    ),
    table(
      ['value', 'default'],
      Object.entries(defaultPolicyValues).map(([id, value]) => [code(id), String(value)]),
    ),
  );
